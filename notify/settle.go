package notify

import (
	"context"
	"errors"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// questions are when, in wall time after an attempt of unknown outcome, the gateway is asked what became of it (protocols:
// Aliyun SMS part 9). An empty answer proves nothing before the last of them.
var questions = []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// maxUnknown is how many attempts of one short message may end unknown: it is sent again once.
const maxUnknown = 2

// nearMidnight is how close to midnight an attempt may stand on the gateway's neighbouring day.
const nearMidnight = 10 * time.Minute

// beijing is the zone of the gateway's days.
var beijing = time.FixedZone("+08", 8*60*60)

// Settle asks the gateway about a short message that may have been sent. Found, its state is taken over; not found by the
// last question, it is sent once more under a new OutId, while the old one still matches a receipt. It returns a *Later until
// there is an answer.
func (n *Notifier) Settle(ctx context.Context, id domain.ID) error {
	d, ok, err := n.store.Delivery(ctx, id)
	if err != nil || !ok || d.Channel != domain.SMS {
		return err
	}
	if d.State == delivery.Claimed {
		return n.Deliver(ctx, d.Notice) // it was sent again and the gateway was busy
	}
	if d.State != delivery.Unknown || n.query == nil {
		return nil
	}
	elapsed := n.wall().Sub(d.LastTryAt)
	if elapsed < questions[0] {
		return &Later{After: questions[0] - elapsed, Code: d.Code} // asked for by an older attempt
	}
	fate, err := n.ask(ctx, d, elapsed)
	var e *SendError
	if errors.As(err, &e) {
		return &Later{After: e.After, Code: e.Code}
	}
	if err != nil {
		return err
	}
	if fate.Found {
		if err := n.store.SettleDelivery(ctx, d, fate.State, fate.Code); err != nil {
			return err
		}
		n.observe.Became(d.Channel, fate.State, d.Kind)
		if fate.State == delivery.Refused {
			return n.Deliver(ctx, d.Notice)
		}
		return nil
	}
	for _, next := range questions[1:] {
		if elapsed < next {
			return &Later{After: next - elapsed, Code: d.Code}
		}
	}
	return n.again(ctx, d)
}

// again sends a short message once more that the gateway does not know.
func (n *Notifier) again(ctx context.Context, d delivery.Delivery) error {
	unknown, err := n.store.UnknownAttempts(ctx, d.ID)
	if err != nil {
		return err
	}
	if unknown >= maxUnknown {
		n.alert(ctx, "nobody knows whether a short message was sent", d)
		return nil
	}
	d, mine, err := n.store.BeginAttempt(ctx, d, n.wall())
	if err != nil || !mine {
		return err
	}
	state, err := n.attempt(ctx, d)
	if err != nil || state != delivery.Refused {
		return err
	}
	return n.Deliver(ctx, d.Notice)
}

// ask asks for the days on which the gateway may have the message: that of the attempt in business time, the neighbour's
// around midnight, and that of the claim, which differs if a sandbox moved its clock since.
func (n *Notifier) ask(ctx context.Context, d delivery.Delivery, elapsed time.Duration) (Fate, error) {
	at := n.clock.Now().Add(-elapsed).In(beijing)
	asked := map[domain.Date]bool{}
	for _, t := range []time.Time{at, at.Add(nearMidnight), at.Add(-nearMidnight), d.ClaimedAt.In(beijing)} {
		day := domain.DateOf(t)
		if asked[day] {
			continue
		}
		asked[day] = true
		fate, err := n.query(ctx, d.Address, day, outID(d))
		if err != nil || fate.Found {
			return fate, err
		}
	}
	return Fate{}, nil
}
