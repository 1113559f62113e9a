package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/outbox"
	"github.com/yaoban/yaoban/domain/quota"
)

// GradingBook is what a change of the grading scheme by message looks at: every version, the product lines, the company's own fields,
// and how many doctors there are (no more than most+1 are counted).
func (tx *Tx) GradingBook(ctx context.Context, most int) (b grading.Book, err error) {
	tx.queue(selectGradingSchemes).Query(func(rows pgx.Rows) (err error) {
		b.Versions, err = pgx.CollectRows(rows, scanGrading)
		return err
	})
	tx.queue(selectAreas).Query(func(rows pgx.Rows) (err error) {
		b.Lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	tx.queue(selectFields).Query(func(rows pgx.Rows) (err error) {
		b.Fields, err = pgx.CollectRows(rows, scanField)
		return err
	})
	tx.queue(countSomeDoctors, most+1).QueryRow(func(row pgx.Row) error { return row.Scan(&b.Doctors) })
	if err := tx.Flush(ctx); err != nil {
		return b, fmt.Errorf("read the grading schemes: %w", err)
	}
	for i := range b.Versions {
		b.Versions[i].AppliedAt = tx.local(b.Versions[i].AppliedAt)
	}
	return b, nil
}

var (
	selectAreas      = statement(`select distinct area from product where area <> '' order by area limit 100`)
	countSomeDoctors = statement(`select count(*) from (select 1 from doctor limit $1) d`)
)

// weighGrades says what a scheme would do to the grades of one line: a row for each way from one grade to another (flow), one for each
// manager whose reps see somebody who moves (team), and the five doctors whose required visits change most (mover). $22 has how many
// visits a month each grade requires: of a doctor without a grade, then of A to D.
// A doctor who has no grade of her own in a line has the common one there. The many rows are sorted by bytes, which takes half as long.
var weighGrades = statement(`
with moved as materialized (
    select g.code, g.was, g.became, ($22::int[])[1 + coalesce(array_position(array['A', 'B', 'C', 'D'], g.became), 0)]
        - ($22::int[])[1 + coalesce(array_position(array['A', 'B', 'C', 'D'], g.was), 0)] more
    from (` + strings.Replace(gradedDoctors, "coalesce(past.grade, '')", "coalesce(past.grade, d.grade)", 1) + `) g where g.was <> g.became
), seen as (
    select m.code collate "C" code, m.more, coalesce(s.manager, '') collate "C" manager from moved m
    join assignment a on a.doctor = m.code and a.from_date <= $21 and (a.to_date is null or a.to_date >= $21)
    join staff s on s.userid = a.rep
), movers as (
    select * from moved order by abs(more) desc, least(was, became) collate "C", code collate "C" limit 5
)
select 'flow', '', '', was, became, count(*), 0::bigint, '' from moved group by was, became
union all
select 'team', t.manager, coalesce(b.name, ''), '', '', t.n, t.more, ''
from (select manager, count(distinct code) n, sum(more) more from seen group by manager) t left join staff b on b.userid = t.manager
union all
select 'mover', d.name, ` + hospitalName + `, m.was, m.became, 1, m.more, d.department
from movers m join doctor d on d.code = m.code join hospital h on h.code = d.hospital`)

// WeighGrading says what a scheme would do if it were in force now, with the visits that the grades require by need. It changes nothing.
func (tx *Tx) WeighGrading(ctx context.Context, s grading.Scheme, need quota.Scheme) (e grading.Effect, err error) {
	lines, products, err := tx.lines(ctx, s)
	if err != nil {
		return e, err
	}
	today := domain.DateOf(tx.now)
	teams := map[string]*grading.TeamEffect{}
	for _, line := range lines {
		args, err := ruleArguments(s, line, products[line])
		if err != nil {
			return e, err
		}
		visits := []int{0}
		for _, g := range []domain.Grade{domain.GradeA, domain.GradeB, domain.GradeC, domain.GradeD} {
			visits = append(visits, need.Need(line, today.FirstOfMonth(), g))
		}
		_, err = read(ctx, tx, "what a scheme would do", func(row pgx.CollectableRow) (_ struct{}, err error) {
			var what, a, b, department string
			var was, is domain.Grade
			var n, more int
			if err := row.Scan(&what, &a, &b, &was, &is, &n, &more, &department); err != nil {
				return struct{}{}, err
			}
			switch what {
			case "flow":
				e.Moved += n
				e.Flows = append(e.Flows, grading.Flow{Line: line, Was: was, Is: is, Count: n})
			case "team":
				if teams[a] == nil {
					teams[a] = &grading.TeamEffect{Manager: b}
				}
				teams[a].Moved += n
				teams[a].Visits += more
				e.Visits += more
			default:
				e.Movers = append(e.Movers, grading.Mover{Line: line, Name: a, Hospital: b, Department: department, Was: was, Is: is, Visits: more})
			}
			return struct{}{}, nil
		}, weighGrades, append(args, nil, nil, today, visits)...)
		if err != nil {
			return e, err
		}
	}
	for _, t := range teams {
		e.Teams = append(e.Teams, *t)
	}
	abs := func(n int) int { return max(n, -n) }
	slices.SortFunc(e.Teams, func(a, b grading.TeamEffect) int {
		return cmp.Or(abs(b.Visits)-abs(a.Visits), b.Moved-a.Moved, cmp.Compare(a.Manager, b.Manager))
	})
	slices.SortFunc(e.Flows, func(a, b grading.Flow) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Was, b.Was), cmp.Compare(a.Is, b.Is))
	})
	slices.SortFunc(e.Movers, func(a, b grading.Mover) int {
		return cmp.Or(abs(b.Visits)-abs(a.Visits), cmp.Compare(a.Hospital, b.Hospital), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Department, b.Department))
	})
	e.Movers = e.Movers[:min(len(e.Movers), 5)]
	return e, nil
}

var insertDraft = statement(`
with r as (insert into record (number, kind, id) values ($2, 'scheme', $1))
insert into scheme_draft (id, number, person, channel, said_at, base, body, back, changes, state, effect)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)

// PutDraft implements grading.DraftLedger. A draft that is to be weighed, or applied, is handed to a worker.
func (tx *Tx) PutDraft(d grading.Draft) {
	var body any
	if d.Scheme.InForce() {
		body = d.Scheme
	}
	raw, err := asJSON(body)
	changes, err2 := asJSON(d.Changes)
	var effect any
	if d.Effect != nil {
		effect = d.Effect
	}
	weighed, err3 := asJSON(effect)
	if err := cmp.Or(err, err2, err3); err != nil {
		tx.failed = err
		return
	}
	tx.write(insertDraft, d.ID, d.Number, d.Person, string(d.Channel), d.SaidAt, d.Base, raw, d.Back, changes, string(d.State), weighed)
	tx.workOn(d)
}

var updateDraft = statement(`update scheme_draft set state = $2, version = $3, decided_by = $4 where id = $1`)

// ChangeDraft implements grading.DraftLedger.
func (tx *Tx) ChangeDraft(d grading.Draft) {
	tx.write(updateDraft, d.ID, string(d.State), zeroNull(d.Version), zeroNull(d.DecidedBy))
}

// workOn hands a draft to a worker if there is something to do for one.
func (tx *Tx) workOn(d grading.Draft) {
	if d.State != grading.Weighing && d.State != grading.Applying {
		return
	}
	if err := tx.Defer(outbox.Scheme, d.ID.String(), tx.now); err != nil {
		tx.failed = err
	}
}

// ApplyLater has a worker put a confirmed draft in force.
func (tx *Tx) ApplyLater(d grading.Draft) { tx.workOn(d) }

const draftColumns = `id, number, person, channel, said_at, base, body, back, changes, state, effect, coalesce(version, 0), coalesce(decided_by, '')`

func (tx *Tx) scanDraft(row pgx.CollectableRow) (d grading.Draft, err error) {
	var body, changes, effect []byte
	if err := row.Scan(&d.ID, &d.Number, &d.Person, &d.Channel, &d.SaidAt, &d.Base, &body, &d.Back, &changes, &d.State, &effect, &d.Version, &d.DecidedBy); err != nil {
		return d, err
	}
	d.SaidAt = tx.local(d.SaidAt)
	for _, one := range []struct {
		raw  []byte
		into any
	}{{body, &d.Scheme}, {changes, &d.Changes}, {effect, &d.Effect}} {
		if one.raw == nil {
			continue
		}
		if err := json.Unmarshal(one.raw, one.into); err != nil {
			return d, fmt.Errorf("read a draft of the scheme: %w", err)
		}
	}
	return d, nil
}

var (
	selectDraftNumbered = statement(`select ` + draftColumns + ` from scheme_draft where number = $1 for update`)
	selectDraft         = statement(`select ` + draftColumns + ` from scheme_draft where id = $1 for update`)
)

// DraftNumbered returns the draft of that number, locked, and false if there is none.
func (tx *Tx) DraftNumbered(ctx context.Context, number int64) (grading.Draft, bool, error) {
	return one(read(ctx, tx, "a draft of the scheme", tx.scanDraft, selectDraftNumbered, number))
}

// lockFreeWorld takes the lock of the world unless somebody, an import say, holds it: a turn never waits for that.
var lockFreeWorld = statement(`select version from world for update skip locked`)

// ApplyDraft puts a confirmed draft in force and returns it with its version, and how many grades changed. It returns false, and has
// changed nothing, while somebody else changes the company's world. It refuses a draft that another version came before (scheme.stale)
// and one whose fields there are no more (scheme.invalid).
func (tx *Tx) ApplyDraft(ctx context.Context, d grading.Draft) (after grading.Draft, moved int, ok bool, err error) {
	free, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockFreeWorld)
	if err != nil || len(free) == 0 {
		return d, 0, false, err
	}
	d, moved, err = tx.applyDraft(ctx, d)
	return d, moved, err == nil, err
}

// applyDraft is ApplyDraft for whoever has locked the world.
func (tx *Tx) applyDraft(ctx context.Context, d grading.Draft) (grading.Draft, int, error) {
	all, err := read(ctx, tx, "the grading schemes", scanGrading, selectGradingSchemes)
	if err != nil {
		return d, 0, err
	}
	if last := lastOf(all).Version; last != d.Base {
		return d, 0, domain.Refuse("scheme.stale", d.Number, last)
	}
	fields, err := read(ctx, tx, "the fields", scanField, selectFields)
	if err != nil {
		return d, 0, err
	}
	if err := d.Valid(fields); err != nil {
		return d, 0, err
	}
	done, err := tx.putInForce(ctx, d.Scheme, all, d.DecidedBy, fmt.Sprintf("#%d %s", d.Number, notice.SchemeSummary(d)))
	if err != nil {
		return d, 0, err
	}
	moved := done.InAll()
	if d.Effect != nil && len(d.Scheme.Lines) > len(lastOf(all).Lines) { // the first grades of a line are most of them the common ones
		moved = d.Effect.Moved
	}
	d.State, d.Version = grading.Applied, done.Version
	tx.ChangeDraft(d)
	return d, moved, nil
}

// lastOf is the scheme in force; without any, one whose number is 0.
func lastOf(all []GradingVersion) grading.Scheme {
	return grading.Book{Versions: all}.InForce().Scheme
}

var setWeighed = statement(`update scheme_draft set state = 'ready', effect = $2 where id = $1 and state = 'weighing' returning id`)

// WorkDraft does what a draft waits for and tells the admin: it works out what the draft would do, or puts a confirmed one in force. What
// was dropped or done already changes nothing, so that it may be repeated. Putting one in force is one transaction: grades, history,
// version, the draft's state and what the reps are told are there together or not at all, whenever a process dies.
func (db *DB) WorkDraft(ctx context.Context, id domain.ID) error {
	schemes, err := db.QuotaSchemes(ctx)
	if err != nil {
		return err
	}
	var d grading.Draft
	var effect grading.Effect
	// Nothing is locked while it is worked out: whoever wants it no more can say so.
	err = db.InTx(ctx, func(tx *Tx) (err error) {
		if d, _, err = one(read(ctx, tx, "a draft of the scheme", tx.scanDraft, selectDraft, id)); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch d.State {
	case grading.Weighing:
		if err := db.InTx(ctx, func(tx *Tx) (err error) {
			effect, err = tx.WeighGrading(ctx, d.Scheme, schemes.Of(domain.DateOf(tx.now)))
			return err
		}); err != nil {
			return fmt.Errorf("weigh a draft of the scheme: %w", err)
		}
		return db.InTx(ctx, func(tx *Tx) error { return tx.keepWeighed(ctx, d, effect) })
	case grading.Applying:
		return db.InTx(ctx, func(tx *Tx) error { return tx.workApplying(ctx, id) })
	}
	return nil
}

func (tx *Tx) keepWeighed(ctx context.Context, d grading.Draft, effect grading.Effect) error {
	raw, err := asJSON(effect)
	if err != nil {
		return err
	}
	kept, err := read(ctx, tx, "a weighed draft", pgx.RowTo[domain.ID], setWeighed, d.ID, raw)
	if err != nil || len(kept) == 0 {
		return err
	}
	d.State, d.Effect = grading.Ready, &effect
	n, err := notice.SchemeWeighedOf(d, tx.now)
	if err != nil {
		return err
	}
	return tx.Tell(n)
}

// endWithClient has the server look every so often whether the process that waits for a statement still lives: a statement over a million
// doctors would else run on to its end for a process that was killed, and hold the world's lock before the one that begins it anew.
var endWithClient = statement(`select set_config('client_connection_check_interval', '2s', true)`)

func (tx *Tx) workApplying(ctx context.Context, id domain.ID) error {
	if _, err := read(ctx, tx, "how long an orphan lives", pgx.RowTo[string], endWithClient); err != nil {
		return err
	}
	if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
		return err
	}
	d, ok, err := one(read(ctx, tx, "a draft of the scheme", tx.scanDraft, selectDraft, id))
	if err != nil || !ok || d.State != grading.Applying {
		return err
	}
	after, moved, err := tx.applyDraft(ctx, d)
	if _, refused := domain.AsRefusal(err); refused {
		all, err := read(ctx, tx, "the grading schemes", scanGrading, selectGradingSchemes)
		if err != nil {
			return err
		}
		d.State = grading.Stale
		tx.ChangeDraft(d)
		tx.Remember(fact.Fact{Kind: fact.SchemeDropped, At: tx.now, Person: d.DecidedBy, Subject: d.ID, Number: d.Number, Before: grading.Applying, After: d.State})
		return tx.tellOutcome(d, lastOf(all).Version, 0)
	}
	if err != nil {
		return err
	}
	return tx.tellOutcome(after, after.Version, moved)
}

func (tx *Tx) tellOutcome(d grading.Draft, inForce, moved int) error {
	n, err := notice.SchemeOutcomeOf(d, inForce, moved, tx.now)
	if err != nil {
		return err
	}
	return tx.Tell(n)
}
