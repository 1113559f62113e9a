package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// decide says what becomes of a notice whose row is due.
func (n *Notifier) decide(ctx context.Context, e *easel, c delivery.Case) (delivery.Decision, error) {
	kind, ok := notice.KindNamed(c.Notice.Kind)
	if !ok {
		return delivery.Decision{}, fmt.Errorf("tell a notice: no kind is named %q", c.Notice.Kind)
	}
	switch {
	case !c.Live && (c.Part || c.Over || c.ToldAt.IsZero() || !allRefused(c.Earlier)):
		return delivery.Decision{}, nil // told, or never to be told
	case !c.Live:
		return n.tell(ctx, e, kind, c) // each channel so far said no: the next one
	case c.To.Gone || c.Over:
		return delivery.Decision{Withdraw: true}, nil
	case stale(kind, c.Notice.DueAt, c.Now):
		return delivery.Decision{Expire: true}, nil
	}
	if until := hold(kind, c); !until.IsZero() {
		if stale(kind, c.Notice.DueAt, until) {
			return delivery.Decision{Expire: true}, nil
		}
		return delivery.Decision{Postpone: until}, nil
	}
	if len(c.Waiting) > 0 && bound(kind, c.To) {
		if d, merged, err := n.merge(ctx, e, kind, c); merged || err != nil {
			return d, err
		}
	}
	return n.tell(ctx, e, kind, c)
}

func allRefused(all []delivery.Delivery) bool {
	for _, d := range all {
		if d.State != delivery.Refused || d.Channel == delivery.Nowhere {
			return false
		}
	}
	return len(all) > 0
}

// decideEscalation says what becomes of a notice whose patience is over.
func (n *Notifier) decideEscalation(ctx context.Context, e *easel, c delivery.Case) (delivery.Decision, error) {
	kind, ok := notice.KindNamed(c.Notice.Kind)
	bySMS := slices.ContainsFunc(c.Earlier, func(d delivery.Delivery) bool { return d.Channel == domain.SMS })
	if !ok || kind.Patience == 0 || c.Live || c.Part || c.ToldAt.IsZero() || c.To.Gone || c.Over || bySMS || acknowledged(c) {
		return delivery.Decision{}, nil
	}
	content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
	if err != nil || !still {
		return delivery.Decision{}, err
	}
	onlySMS := func(channel domain.Channel) bool { return channel == domain.SMS && n.on(channel) }
	if len(ladder(content, c.To, c.Now, onlySMS, tried(c.Earlier))) == 0 {
		return delivery.Decision{}, nil
	}
	made, err := n.render(ctx, e, c, c.Notice, domain.SMS, content)
	if err != nil {
		return delivery.Decision{}, err
	}
	begin(made, c.Wall)
	return delivery.Decision{Deliveries: made}, nil
}

// on reports whether the gateway of a channel is on.
func (n *Notifier) on(channel domain.Channel) bool { return n.senders[channel] != nil }

// tried tells which channels had their try with a notice already.
func tried(earlier []delivery.Delivery) func(domain.Channel) bool {
	return func(channel domain.Channel) bool {
		return slices.ContainsFunc(earlier, func(d delivery.Delivery) bool { return d.Channel == channel })
	}
}

// tell composes a notice by the truth of now and makes its deliveries for the best channel, or for all of them where its kind
// goes out at once everywhere.
func (n *Notifier) tell(ctx context.Context, e *easel, kind notice.Kind, c delivery.Case) (delivery.Decision, error) {
	content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
	if err != nil {
		return delivery.Decision{}, err
	}
	if !still {
		return delivery.Decision{Withdraw: c.Live}, nil
	}
	var d delivery.Decision
	var failed error
	for _, channel := range ladder(content, c.To, c.Now, n.on, tried(c.Earlier)) {
		made, err := n.render(ctx, e, c, c.Notice, channel, content)
		if errors.Is(err, errUndrawn) {
			return delivery.Decision{}, err
		}
		if err != nil {
			// A bug in the words for one channel shall not keep them from the other.
			n.log.ErrorContext(ctx, "a notice cannot be written for a channel", "notice", c.Notice.ID, "kind", kind.Name,
				"channel", channel, "err", err)
			failed = err
			continue
		}
		begin(made, c.Wall)
		if d.Deliveries = append(d.Deliveries, made...); !kind.AtOnce {
			break
		}
	}
	switch {
	case len(d.Deliveries) == 0 && failed != nil:
		return delivery.Decision{}, failed
	case len(d.Deliveries) == 0 && c.Live:
		return n.nowhere(ctx, c, content)
	case len(d.Deliveries) == 0 && content.Update != nil:
		// A card that cannot be updated any more still says what it said; a repeated update ends here too.
	case len(d.Deliveries) == 0:
		n.alert(ctx, "a notice was refused over every channel", c.Earlier[len(c.Earlier)-1])
	case kind.Patience > 0 && !kind.AtOnce && d.Deliveries[0].Channel == domain.WeCom && content.Template != "":
		d.EscalateAt = escalation(kind, c)
	}
	return d, nil
}

// nowhere makes the refused delivery that stands for a notice which no channel can carry. Operators hear of it, unless it is the
// answer to a short message of somebody who wants none: that is as she wished; or words that have no form but WeCom's in a company
// without WeCom: that is as they set it up.
func (n *Notifier) nowhere(ctx context.Context, c delivery.Case, content notice.Content) (delivery.Decision, error) {
	id, err := c.Reads.NewID()
	if err != nil {
		return delivery.Decision{}, err
	}
	d := delivery.Delivery{ID: id, Key: key(c.Notice, delivery.Nowhere), Notice: c.Notice.ID, Person: c.To.UserID, Kind: c.Notice.Kind,
		Channel: delivery.Nowhere, State: delivery.Refused, Code: delivery.NoChannel, DueAt: c.Notice.DueAt}
	asWished := content.Only == domain.SMS && c.To.SMSStopped
	if !asWished && (content.Template != "" || n.on(domain.WeCom)) {
		n.alert(ctx, "no channel can carry a notice", d)
	}
	return delivery.Decision{Deliveries: []delivery.Delivery{d}, Untold: true}, nil
}

// manyCards is with how many others of one instant a card is told by its words alone, which say what its buttons do.
const manyCards = 3

// mergeable reports whether a notice may be told among others. A card keeps its buttons where few wait; where many do, as after a day off,
// one message says them all, and nothing of it waits for the next morning because of the cap. What must be acknowledged stays by itself.
func mergeable(kind notice.Kind, content notice.Content, waiting int) bool {
	return content.Card == nil || waiting >= manyCards && kind.Patience == 0
}

// around is with how many others a notice of that kind is told at its instant, as mergeable counts them.
func around(kind notice.Kind, c delivery.Case) int {
	alike := 0
	for _, one := range append([]notice.Notice{c.Notice}, c.Waiting...) {
		if one.Kind == kind.Name {
			alike++
		}
	}
	if kind.Several && alike > 1 {
		return max(manyCards, len(c.Waiting))
	}
	return len(c.Waiting)
}

// merge makes one message of a bound notice and of the others that wait for the same instant; false where nothing is to be
// merged, or where the best channel is SMS, which has no words for it.
func (n *Notifier) merge(ctx context.Context, e *easel, kind notice.Kind, c delivery.Case) (delivery.Decision, bool, error) {
	var texts []string
	var parts []domain.ID
	for _, one := range append([]notice.Notice{c.Notice}, c.Waiting...) {
		k, ok := notice.KindNamed(one.Kind)
		if !ok || stale(k, one.DueAt, c.Now) {
			continue
		}
		content, still, err := k.Compose(ctx, c.Reads, one)
		if err != nil {
			return delivery.Decision{}, false, err
		}
		best := ladder(content, c.To, c.Now, n.on, tried(nil))
		if still && content.Text != "" && mergeable(k, content, around(k, c)) && len(content.Attachments) == 0 && len(best) > 0 && best[0] == domain.WeCom {
			texts, parts = append(texts, content.Text), append(parts, one.ID)
		}
	}
	if len(parts) < 2 || parts[0] != c.Notice.ID {
		return delivery.Decision{}, false, nil
	}
	digest, err := notice.DigestOf(c.To.UserID, texts, c.Now)
	if err != nil {
		return delivery.Decision{}, false, err
	}
	if digest.ID, err = c.Reads.NewID(); err != nil {
		return delivery.Decision{}, false, err
	}
	content, _, err := notice.Digest.Compose(ctx, c.Reads, digest)
	if err != nil {
		return delivery.Decision{}, false, err
	}
	made, err := n.render(ctx, e, c, digest, domain.WeCom, content)
	if err != nil {
		return delivery.Decision{}, false, err
	}
	return delivery.Decision{Digest: &digest, Parts: parts, Deliveries: made}, true, nil
}
