package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/visit"
)

// correctHeld changes what was told of an event that was held, and the visits that it made for the person with it.
func (t *Turn) correctHeld(ctx context.Context, e event.Event, with func(*event.Details)) (event.Event, error) {
	d := e.Details
	with(&d)
	return t.hold(ctx, e, d)
}

// hold records that an event took place as it is told now. The visits that it made for the person earlier follow: they have its time,
// length and products, and those that were sent back wait again with it.
func (t *Turn) hold(ctx context.Context, e event.Event, d event.Details) (event.Event, error) {
	if e.Reviewed == visit.Approved {
		return e, domain.Refuse("event.approved", e.Number)
	}
	first := e.State != event.Held
	back := e.Reviewed == visit.Rejected
	same := e.Start == d.Start && e.Minutes == d.Minutes && e.Result == d.Result && slices.Equal(e.Products, d.Products)
	e, err := event.Hold(t.Tx, t.source(), e, d, t.Today())
	if err != nil || first || same && !back {
		return e, err
	}
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return e, err
	}
	visits, err := t.visitsOf(ctx, present)
	if err != nil || len(visits) == 0 {
		return e, err
	}
	around, err := t.around(ctx, visits)
	if err != nil {
		return e, err
	}
	for _, v := range visits {
		if v.Status == visit.Approved {
			continue
		}
		now := v.Details
		now.Start, now.Minutes, now.Products = d.Start, d.Minutes, d.Products
		_, _, kept, err := visit.Amend(t.Tx, t.Book.rules.Quality, t.source(), t.Today(), v, now, around)
		if err != nil {
			return e, err
		}
		around = kept.Around
	}
	return e, nil
}
