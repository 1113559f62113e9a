package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
)

// A merge moves everything of one doctor to another who is the same person (PRODUCT.md D7). The statements take pairs: $1[i] becomes
// $2[i]. Quotas follow by themselves, because they are counted from visits and assignments.
var (
	mergeVisits    = statement(`update visit v set doctor = p.target, revision = revision + 1 from unnest($1::text[], $2::text[]) p (was, target) where v.doctor = p.was`)
	mergePlans     = statement(`update plan v set doctor = p.target, revision = revision + 1 from unnest($1::text[], $2::text[]) p (was, target) where v.doctor = p.was`)
	mergeReminders = statement(`update reminder v set doctor = p.target from unnest($1::text[], $2::text[]) p (was, target) where v.doctor = p.was`)
	mergeReports   = statement(`update report v set doctor = p.target from unnest($1::text[], $2::text[]) p (was, target) where v.doctor = p.was`)
	mergeAttendees = statement(`update event_attendee v set doctor = p.target from unnest($1::text[], $2::text[]) p (was, target) where v.doctor = p.was`)
	mergeGrades    = statement(`
update manual_grade set state = 'replaced', revision = revision + 1 where doctor = any($1) and state in ('waiting', 'approved')`)
	// mergeAssignments gives each rep who saw the one the other from the same day on, with the same short code, unless she has her.
	mergeAssignments = statement(`
insert into assignment (doctor, rep, line, from_date, short_code)
select distinct on (p.target, a.rep, a.line) p.target, a.rep, a.line, a.from_date, a.short_code
from unnest($1::text[], $2::text[]) p (was, target) join assignment a on a.doctor = p.was and a.to_date is null
where not exists (select 1 from assignment o where o.doctor = p.target and o.rep = a.rep and o.line = a.line and o.to_date is null)
order by p.target, a.rep, a.line, a.from_date
on conflict (doctor, rep, line, from_date) do update set to_date = null`)
	// endMerged ends the assignments of who was merged as if they had never counted; the short codes are not given again.
	endMerged  = statement(`update assignment set to_date = from_date - 1 where doctor = any($1) and to_date is null`)
	markMerged = statement(`update doctor d set state = 'merged', merged_into = p.target from unnest($1::text[], $2::text[]) p (was, target) where d.code = p.was`)
	mergedReps = statement(`
select distinct rep from assignment where doctor = any($1) union select distinct rep from visit where doctor = any($1) order by 1 limit 10000`)
	mergedSince = statement(`select rep, doctor, min(date) from visit where doctor = any($1) and status <> 'withdrawn' group by rep, doctor order by rep, doctor limit 10000`)
	// holdTalk waits for the turns that are under way: what they record of a doctor who is merged must be there before it moves.
	holdTalk = statement(`select person from conversation where person = any($1) order by person for update`)
	// renameInTalk puts the one's code in the place of the other's in what the reps' conversations keep: own words, drafts, questions.
	renameInTalk = statement(`
update conversation c set phrases = replace(c.phrases::text, '"' || $2 || '"', '"' || $3 || '"')::jsonb, state = replace(c.state::text, '"' || $2 || '"', '"' || $3 || '"')::jsonb
from unnest($1::text[]) l (person) where c.person = l.person
    and (c.phrases::text like '%"' || $2 || '"%' or c.state::text like '%"' || $2 || '"%')`)
)

// selectClash finds the pairs that cannot become one as they stand: both came to the same event, or both have an event's visit of one rep
// in one month, of which only one may count.
var selectClash = statement(`
select p.was from unnest($1::text[], $2::text[]) p (was, target)
where exists (select 1 from event_attendee a join event_attendee b on b.event = a.event and b.doctor = p.target and b.removed_by is null
        where a.doctor = p.was and a.removed_by is null)
    or exists (select 1 from visit a join visit b on b.rep = a.rep and b.doctor = p.target and b.event is not null and b.status <> 'withdrawn'
            and date_trunc('month', b.date) = date_trunc('month', a.date)
        where a.doctor = p.was and a.event is not null and a.status <> 'withdrawn')
limit 10000`)

// MergeClashes returns those of was who cannot be merged, because both of a pair were counted at group events.
func (tx *Tx) MergeClashes(ctx context.Context, was, into []string) ([]string, error) {
	return read(ctx, tx, "doctors who cannot be merged", pgx.RowTo[string], selectClash, was, into)
}

// MergeDoctors moves everything of the doctors was to those of into, pair by pair, and judges the moved visits anew beside those that
// stood there: the rule of days between two effective visits now sees them together.
func (tx *Tx) MergeDoctors(ctx context.Context, q quality.Schemes, by string, was, into []string) error {
	reps, err := read(ctx, tx, "who saw a merged doctor", pgx.RowTo[string], mergedReps, was)
	if err != nil {
		return err
	}
	if _, err := read(ctx, tx, "the conversations of who saw a merged doctor", pgx.RowTo[string], holdTalk, reps); err != nil {
		return err
	}
	type since struct {
		Rep, Doctor string
		From        domain.Date
	}
	moved, err := read(ctx, tx, "the visits that move", pgx.RowToStructByPos[since], mergedSince, was)
	if err != nil {
		return err
	}
	tx.write(mergeAssignments, was, into)
	tx.write(touchLists, was)
	tx.write(endMerged, was)
	for _, sql := range []string{mergeVisits, mergePlans, mergeReminders, mergeReports, mergeAttendees, markMerged} {
		tx.write(sql, was, into)
	}
	tx.write(mergeGrades, was)
	target := map[string]string{}
	for i, code := range was {
		target[code] = into[i]
		tx.write(renameInTalk, reps, code, into[i])
	}
	for _, m := range moved {
		var around []visit.Visit
		tx.WantVisits(m.Rep, []string{target[m.Doctor]}, visit.Since(q, m.From), &around)
		if err := tx.Flush(ctx); err != nil {
			return fmt.Errorf("read the visits of a merged doctor: %w", err)
		}
		visit.Rejudge(tx, q, by, around, m.From)
	}
	return tx.Flush(ctx)
}

var selectStateOf = statement(`select state from doctor where code = $1 for update`)

// DoctorState returns the state of a doctor, locked, and false if there is none of that code.
func (tx *Tx) DoctorState(ctx context.Context, code string) (string, bool, error) {
	return one(read(ctx, tx, "a doctor's state", pgx.RowTo[string], selectStateOf, code))
}

// rememberMerged keeps of a merge by an import which doctor of the company took which one's place.
func (tx *Tx) rememberMerged(by string, was, into []string) {
	for i := range was {
		tx.Remember(fact.Fact{Kind: fact.DoctorMerged, At: tx.now, Person: by, After: map[string]string{"doctor": was[i], "into": into[i]}})
	}
}
