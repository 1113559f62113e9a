package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayReturn   = words.New("week.return", "之前让开的%d家回到原来的日子：%s。")
	sayReturnTo = words.New("week.return_to", "#%d %s %s")
)

// comeBack puts the stops that made way for time off back to where they stood, once no time off stands there any more, and says so. What
// was changed since stays where it was put.
func (t *Turn) comeBack(ctx context.Context) (string, error) {
	away, err := t.Tx.MadeWay(ctx, t.Who.UserID)
	if err != nil || len(away) == 0 {
		return "", err
	}
	today := t.Today()
	off, err := t.Tx.DaysOff(ctx, t.Who.UserID, today)
	if err != nil {
		return "", err
	}
	var said []string
	var moved []plan.Plan
	for _, p := range away {
		stood := p
		stood.Date, stood.Start = p.Stood.Date, p.Stood.Start
		if stood.Date.Before(today) || slices.ContainsFunc(off, func(o report.DaysOff) bool { return inTheWay(o.TimeOff, stood) }) {
			continue
		}
		back, err := plan.ComeBack(t.Tx, t.source(), p)
		if err != nil {
			return "", err
		}
		when := notice.DayOfWeek(back.Date)
		if back.Start != "" {
			when += " " + string(back.Start)
		}
		said, moved = append(said, sayReturnTo.Say(back.Number, t.Book.name(back.Doctor), when)), append(moved, back)
	}
	if len(moved) == 0 {
		return "", nil
	}
	note, err := t.touch(ctx, moved...)
	return sayReturn.Say(len(moved), strings.Join(said, "；")) + note, err
}

// andBack says after an answer what came back.
func (t *Turn) andBack(ctx context.Context, a inbox.Answer) (inbox.Answer, error) {
	note, err := t.comeBack(ctx)
	if note != "" {
		a.Text += "\n" + note
	}
	return a, err
}

// awayAgain lets the stops make way once more for time off that is restored.
func (t *Turn) awayAgain(ctx context.Context, restored report.Report) (string, error) {
	if restored.Kind != report.TimeOff {
		return "", nil
	}
	all, err := t.Tx.DaysOff(ctx, t.Who.UserID, t.Today())
	if err != nil {
		return "", err
	}
	for _, d := range all {
		if d.Number == restored.Number {
			return t.makeWay(ctx, d.TimeOff)
		}
	}
	return "", nil
}
