package command

import (
	"context"
	"reflect"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
)

// amendVisit changes a visit and what hangs on it: the plan that it fulfilled, the follow-up that it planned, the manager
// who came along.
func (t *Turn) amendVisit(ctx context.Context, v visit.Visit, c change) (inbox.Answer, error) {
	if err := visit.Amendable(v, t.Tx.Now()); err != nil {
		return inbox.Answer{}, err
	}
	d := changedVisit(v.Details, c)
	if reflect.DeepEqual(d, v.Details) {
		return inbox.Answer{}, domain.Refuse("amend.same", v.Number)
	}
	doctors := []string{v.Doctor, d.Doctor}
	var planned []plan.Plan
	var drawn []int64
	if !d.Next.Date.IsZero() && (d.Next != v.Next || d.Doctor != v.Doctor) {
		t.Tx.WantNumbers(1, &drawn)
	}
	t.Tx.WantPlans(t.Who.UserID, doctors, &planned)
	t.wantMonth(doctors, v.Date, d.Date)
	around, err := visit.Read(ctx, t.Tx, t.Book.rules.Quality, t.Who.UserID, doctors, []domain.Date{v.Date, d.Date})
	if err != nil {
		return inbox.Answer{}, err
	}
	before, after, kept, err := visit.Amend(t.Tx, t.Book.rules.Quality, t.source(), t.Today(), v, d, around)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.relink(ctx, before, after, planned); err != nil {
		return inbox.Answer{}, err
	}
	if err := t.renext(ctx, before, after, planned, drawn); err != nil {
		return inbox.Answer{}, err
	}
	if after.Joint != "" && after.Joint != before.Joint {
		err := t.Tx.Tell(notice.Notice{Kind: notice.JointVisit.Name, Key: notice.JointVisitKey(after.ID, after.Joint),
			Person: after.Joint, Subject: after.ID, Number: after.Number, DueAt: t.Tx.Now()})
		if err != nil {
			return inbox.Answer{}, err
		}
	}
	t.State.Settled(v.Number)
	m := t.monthOf(after, kept.Around)
	tail := m.say()
	if lacks := t.lacks(after); t.filling && len(lacks) > 0 {
		tail += t.askField(v.Number, lacks[0]) + "。"
	}
	return say(sayAmended.Say(v.Number, t.Book.wholeLine(before.Details), t.Book.wholeLine(after.Details), tail, v.Number), "recorded",
		t.recordedParams([]int64{v.Number}, after.Details, m)), nil
}

// relink gives back the plan that the visit fulfilled if doctor or day no longer fit, and fulfils the one that fits now.
func (t *Turn) relink(ctx context.Context, before, after visit.Visit, planned []plan.Plan) error {
	if before.Doctor == after.Doctor && before.Date == after.Date {
		return nil
	}
	done, err := t.Tx.PlansFulfilledBy(ctx, t.Who.UserID, []domain.ID{after.ID})
	if err != nil {
		return err
	}
	for _, p := range done {
		if _, err := plan.Reopen(t.Tx, t.Who.UserID, p); err != nil {
			return err
		}
	}
	i := sameDay(planned, after.Doctor, after.Date)
	if i < 0 || !after.Met() {
		return nil
	}
	_, err = plan.Fulfil(t.Tx, t.Who.UserID, planned[i], after.ID)
	return err
}

// renext moves the follow-up that the visit had planned to the doctor and time that are right now, or plans one.
func (t *Turn) renext(ctx context.Context, before, after visit.Visit, planned []plan.Plan, drawn []int64) error {
	if before.Next == after.Next && before.Doctor == after.Doctor {
		return nil
	}
	d := plan.Details{Doctor: after.Doctor, Date: after.Next.Date, Start: after.Next.Start}
	i := slices.IndexFunc(planned, func(p plan.Plan) bool {
		return p.State == plan.Planned && p.Origin == before.Origin && p.Doctor == before.Doctor && p.Date == before.Next.Date
	})
	switch {
	case after.Next.Date.IsZero() && i >= 0 && !before.Next.Date.IsZero(): // 去掉下次
		_, err := plan.Cancel(t.Tx, t.Who.UserID, planned[i])
		return err
	case after.Next.Date.IsZero():
		return nil
	}
	if i >= 0 {
		old := planned[i].Details
		old.Doctor, old.Date, old.Start = d.Doctor, d.Date, d.Start
		_, err := plan.Amend(t.Tx, t.source(), planned[i], old)
		return err
	}
	if sameDay(plan.Standing(planned), d.Doctor, d.Date) >= 0 {
		return nil
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return err
	}
	s := t.source()
	s.Origin = after.Origin // an undo of the visit's recording takes its follow-up back too
	_, err = plan.Make(t.Tx, s, id, drawn[0], d)
	return err
}
