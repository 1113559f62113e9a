package command

import (
	"context"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayFillAsk = words.New("fill.ask", "补 #%d %s：%s")
	_          = words.Refusal("fill.nothing", "没有待补的记录。要改某一条，请说“改 1024 时长25分钟”。")
	_          = words.Refusal("fill.complete", "#%d 内容已经齐了，不用补。")
	_          = words.Refusal("fill.unclear", "没看懂要补什么。请这样说：“补 %d 20分钟 感兴趣”。")
	_          = register(Command{Intent: understand.VisitFill, Roles: reporters, Run: fill})
)

// fill completes a record (补, PRODUCT.md V4): what is said with it goes in; without words it asks for one field after the other,
// the one worth most first.
func fill(ctx context.Context, t *Turn) (inbox.Answer, error) {
	v, err := t.toFill(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.filling = true
	if t.Said.Text != "" {
		c, ok := t.Slots(t.Said.Text)
		if !ok {
			return inbox.Answer{}, domain.Refuse("fill.unclear", v.Number)
		}
		return t.amend(ctx, understand.Target{Number: v.Number}, change{Visit: c, Adds: true})
	}
	lacks := t.lacks(v)
	if len(lacks) == 0 {
		return inbox.Answer{}, domain.Refuse("fill.complete", v.Number)
	}
	t.State.Settled(v.Number)
	return say(sayFillAsk.Say(v.Number, t.Book.name(v.Doctor), t.askField(v.Number, lacks[0])), "missing",
		map[string]string{"no": number(v.Number), "field": fieldName(lacks[0])}), nil
}

// toFill finds the record that is to be completed: the one that is named, otherwise the one that was asked about, otherwise the
// newest that lacks a required field, otherwise the last one.
func (t *Turn) toFill(ctx context.Context) (visit.Visit, error) {
	var n int64
	if t.Said.Target != nil {
		if n = t.Said.Target.Number; n == 0 {
			return visit.Visit{}, domain.Refuse("amend.lost")
		}
	} else if q, ok := t.State.Newest(); ok && q.Form == fieldForm.Name {
		n = q.Number
	}
	if n != 0 {
		v, ok, err := t.Tx.VisitNumbered(ctx, t.Who.UserID, n)
		if err == nil && !ok {
			err = domain.Refuse("amend.number", n)
		}
		if err == nil {
			err = visit.Amendable(v, t.Tx.Now())
		}
		return v, err
	}
	recent, err := t.Tx.RecentVisits(ctx, t.Who.UserID, nil, domain.Date{})
	if err != nil {
		return visit.Visit{}, err
	}
	var best visit.Visit
	for _, v := range recent {
		if visit.Amendable(v, t.Tx.Now()) != nil {
			continue
		}
		if best.Number == 0 || best.Status != visit.Incomplete && v.Status == visit.Incomplete {
			best = v
		}
	}
	if best.Number == 0 {
		return best, domain.Refuse("fill.nothing")
	}
	return best, nil
}

// lacks are all the fields that a record could still have, by the scheme that it is scored by, the one worth most first.
func (t *Turn) lacks(v visit.Visit) []string {
	missing := visit.Explain(t.Book.rules.Quality, v).Lacks
	names := make([]string, len(missing))
	for i, f := range missing {
		names[i] = string(f)
	}
	return names
}
