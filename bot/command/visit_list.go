package command

import (
	"context"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/weekreport"
	"github.com/yaoban/yaoban/domain/words"
)

var sayListNone = words.New("visit.list_none", "%s还没有拜访记录。要记拜访直接说，如“%s”。")

var _ = register(Command{Intent: understand.VisitList, Roles: []domain.Role{domain.Rep}, Run: listVisits})

// listVisits shows a rep the visits that she made on the days she asks about, and a whole week as its report.
func listVisits(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Team
	if said.About == understand.TeamWeek {
		t.Said.Week = &understand.WeekSaid{Monday: said.From.Monday()}
		return showReport(ctx, t)
	}
	all, a, err := t.doneOn(ctx, []string{t.Who.UserID}, said.From, said.To)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !slices.ContainsFunc(all, func(r weekreport.Report) bool { return r.Made > 0 }) {
		return say(sayListNone.Say(dayTitle(said.From, said.To, t.Today()), t.Book.Example()), "", nil), nil
	}
	return a, nil
}
