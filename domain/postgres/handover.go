package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/visit"
)

// Handover is that one rep's doctors become another's (PRODUCT.md D10).
type Handover struct {
	// From and To are userids; Doctors are codes, nil: all of From's.
	From, To string
	Doctors  []string
	// On is the first day on which they are To's.
	On domain.Date
	// By is the admin who decides it.
	By string
}

// HandedOver is what a handover did.
type HandedOver struct {
	Doctors   int `json:"doctors"`
	Plans     int `json:"plans"`     // cancelled for From and made anew for To
	Dropped   int `json:"dropped"`   // cancelled for From; To has one for the same doctor and day
	Reminders int `json:"reminders"` // of From about these doctors, cancelled
}

const (
	// handoverBack and handoverAhead are how many days before and after today a handover may begin: months that were counted and
	// reported stay as they were.
	handoverBack  = 31
	handoverAhead = 366
	// mostOpen bounds the plans and reminders that a handover carries over.
	mostOpen = 5000
)

// HandOver closes From's assignments the day before On and opens To's on it, line by line, with short codes of To's list. Plans from
// On on become To's under new numbers, reminders of From about these doctors are cancelled; both are told. Visits stay with who
// made them. It refuses people who are no reps of those days, and doctors who are not From's; then nothing is changed.
func (db *DB) HandOver(ctx context.Context, h Handover) (done HandedOver, err error) {
	err = db.InTx(ctx, func(tx *Tx) error {
		done = HandedOver{}
		if _, err := read(ctx, tx, "the version of the world", pgx.RowTo[int64], lockWorld); err != nil {
			return err
		}
		from, to, err := tx.handoverPeople(ctx, &h)
		if err != nil {
			return err
		}
		codes, names, err := tx.moveAssignments(ctx, h)
		if err != nil {
			return err
		}
		done.Doctors = len(codes)
		if err := tx.movePlans(ctx, h, codes, &done); err != nil {
			return err
		}
		if done.Reminders, err = tx.dropReminders(ctx, h, codes); err != nil {
			return err
		}
		tx.write(growWorld)
		tx.Remember(fact.Fact{Kind: fact.HandedOver, At: tx.now, Person: h.By, After: map[string]any{"from": h.From, "to": h.To,
			"on": h.On, "doctors": codes, "did": done}})
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		for _, who := range []roster.Staff{from, to} {
			if !who.ActiveOn(domain.DateOf(tx.now)) {
				continue // she has left and reads nothing any more
			}
			n, err := notice.HandedOver(id, who.UserID, notice.HandoverWords{From: from.Name, To: to.Name, Gets: who.UserID == to.UserID, On: h.On,
				Doctors: len(codes), Names: names[:min(len(names), 3)], Plans: done.Plans, Reminders: done.Reminders}, tx.now)
			if err != nil {
				return err
			}
			if err := tx.Tell(n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return HandedOver{}, fmt.Errorf("hand over: %w", err)
	}
	return done, nil
}

// handoverPeople checks who hands over to whom and on which day, and puts the stored userids into h.
func (tx *Tx) handoverPeople(ctx context.Context, h *Handover) (from, to roster.Staff, err error) {
	today := domain.DateOf(tx.now)
	if d := h.On.Sub(today); d < -handoverBack || d > handoverAhead {
		return from, to, fmt.Errorf("%s is not from %d days ago to %d days ahead", h.On, handoverBack, handoverAhead)
	}
	for _, p := range []struct {
		userid string
		into   *roster.Staff
	}{{h.From, &from}, {h.To, &to}} {
		all, err := read(ctx, tx, "a person of the staff", scanStaff, selectStaffByID, p.userid)
		switch {
		case err != nil:
			return from, to, err
		case len(all) == 0:
			return from, to, fmt.Errorf("%s is nobody of the staff", p.userid)
		case all[0].Role != domain.Rep:
			return from, to, fmt.Errorf("%s is no rep but %s", all[0].UserID, all[0].Role)
		}
		*p.into = all[0]
	}
	switch {
	case from.UserID == to.UserID:
		return from, to, fmt.Errorf("%s cannot hand over to herself", from.UserID)
	case !to.ActiveOn(h.On):
		return from, to, fmt.Errorf("%s is not employed on %s", to.UserID, h.On)
	}
	h.From, h.To = from.UserID, to.UserID
	return from, to, nil
}

// held is an open assignment of who hands over.
type held struct{ Doctor, Line, Name string }

var (
	selectHeld = statement(`
select a.doctor, a.line, ` + doctorName + ` from assignment a join doctor d on d.code = a.doctor
where a.rep = $1 and a.to_date is null and ($2::text[] is null or a.doctor = any($2)) order by a.doctor, a.line limit $3 for update of a`)
	closeHeld = statement(`
update assignment set to_date = greatest($3::date, from_date) - 1 where rep = $1 and doctor = any($2) and to_date is null`)
	openHeld = statement(`
insert into assignment (doctor, rep, line, from_date, short_code)
select t.doctor, $2, t.line, $3, t.short_code from json_to_recordset($1) as t(doctor text, line text, short_code text)
where not exists (select 1 from assignment a where a.doctor = t.doctor and a.rep = $2 and a.line = t.line and a.to_date is null)
on conflict (doctor, rep, line, from_date) do update set to_date = null`)
)

// moveAssignments moves the assignments and returns the doctors' codes and names, each once.
func (tx *Tx) moveAssignments(ctx context.Context, h Handover) (codes, names []string, err error) {
	all, err := read(ctx, tx, "the assignments", pgx.RowToStructByPos[held], selectHeld, h.From, h.Doctors, mostDoctors)
	if err != nil {
		return nil, nil, err
	}
	type shortCode struct{ Rep, Doctor, Code string }
	given := map[string]string{}
	had, err := read(ctx, tx, "the short codes", pgx.RowToStructByPos[shortCode], selectShortCodes, []string{h.To})
	if err != nil {
		return nil, nil, err
	}
	for _, c := range had {
		given[c.Doctor] = c.Code
	}
	short := roster.NewShortCodes(given)
	type opening struct {
		Doctor string `json:"doctor"`
		Line   string `json:"line"`
		Code   string `json:"short_code"`
	}
	var rows []opening
	for _, a := range all {
		if !slices.Contains(codes, a.Doctor) {
			codes, names = append(codes, a.Doctor), append(names, a.Name)
		}
		rows = append(rows, opening{a.Doctor, a.Line, short.For(a.Doctor, a.Name)})
	}
	var strange []string
	for _, d := range h.Doctors {
		if !slices.Contains(codes, d) {
			strange = append(strange, d)
		}
	}
	switch {
	case len(strange) > 0:
		return nil, nil, fmt.Errorf("%s does not see %s", h.From, strings.Join(strange, ", "))
	case len(codes) == 0:
		return nil, nil, fmt.Errorf("%s has no doctors to hand over", h.From)
	}
	set, err := recordset(rows)
	if err != nil {
		return nil, nil, err
	}
	tx.write(closeHeld, h.From, codes, h.On)
	tx.write(openHeld, set, h.To, h.On)
	return codes, names, nil
}

var selectPlansHanded = statement(`
select ` + planColumns + ` from plan
where rep = $1 and doctor = any($2) and state = 'planned' and (date is null or date >= $3) order by number limit $4 for update`)

// movePlans cancels From's plans from On on and makes them anew for To, unless she has one for the same doctor and day.
func (tx *Tx) movePlans(ctx context.Context, h Handover, codes []string, done *HandedOver) error {
	first := h.On
	if today := domain.DateOf(tx.now); first.Before(today) {
		first = today // what was planned before and not done was missed by who planned it
	}
	plans, err := read(ctx, tx, "the plans to hand over", scanPlan, selectPlansHanded, h.From, codes, first, mostOpen)
	if err != nil {
		return err
	}
	hers, err := read(ctx, tx, "the plans of who takes over", scanPlan, selectPlansHanded, h.To, codes, first, mostOpen)
	if err != nil {
		return err
	}
	var numbers []int64
	tx.WantNumbers(len(plans), &numbers)
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	origin, err := tx.NewID()
	if err != nil {
		return err
	}
	for i, p := range plans {
		if _, err := plan.Cancel(tx, h.By, p); err != nil {
			return err
		}
		if slices.ContainsFunc(hers, func(o plan.Plan) bool { return o.Doctor == p.Doctor && o.Date == p.Date }) {
			done.Dropped++
			continue
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		source := visit.Source{Person: h.To, Channel: p.Channel, SaidAt: tx.now, Origin: origin}
		if _, err := plan.Make(tx, source, id, numbers[i], p.Details); err != nil {
			return err
		}
		done.Plans++
	}
	return nil
}

var selectRemindersHanded = statement(`
select ` + reminderColumns + ` from reminder
where person = $1 and doctor = any($2) and state = 'set' and at >= $3 order by number limit $4 for update`)

// dropReminders cancels From's reminders about these doctors from On on: they are in her own words and nobody else's.
func (tx *Tx) dropReminders(ctx context.Context, h Handover, codes []string) (int, error) {
	all, err := read(ctx, tx, "the reminders to cancel", tx.scanReminder, selectRemindersHanded, h.From, codes, h.On.Time(tx.db.zone), mostOpen)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if _, err := remind.Cancel(tx, h.By, r); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}
