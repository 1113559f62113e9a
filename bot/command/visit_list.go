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
	all, err := t.Tx.WeekReports(ctx, []string{t.Who.UserID}, said.From.Monday())
	if err != nil {
		return inbox.Answer{}, err
	}
	made := func(r weekreport.Report) bool {
		return slices.ContainsFunc(r.Visits, func(v weekreport.Visit) bool { return v.Date == said.From })
	}
	if said.From == said.To && !slices.ContainsFunc(all, made) {
		return say(sayListNone.Say(dayTitle(said.From, said.To, t.Today()), t.Book.Example()), "", nil), nil
	}
	return t.doneOn(all, said.From, said.To, true), nil
}
