package command

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseList     = words.New("case.list", "未结案%d件：\n%s")
	sayCaseNone     = words.New("case.list_none", "没有未结案的%s。")
	sayCaseMore     = words.New("case.list_more", "\n…还有%d件")
	sayCaseLine     = words.New("case.line", "#%d %s %s｜%s｜%s报｜%s｜%s")
	sayCaseHowTo    = words.New("case.list_how", "\n回编号看详情，如“%d”。")
	sayCaseOwn      = words.New("case.own", "您报的%d件：\n%s")
	sayCaseOwnLine  = words.New("case.own_line", "#%d %s %s 报，%s")
	sayCaseOwnNone  = words.New("case.own_none", "您没有在处理中的安全信息或投诉。")
	sayCaseDays     = words.New("case.days", "还有%d天")
	sayCaseToday    = words.New("case.today", "今天到期")
	sayCaseLate     = words.New("case.late", "超期%d天")
	sayCaseNow      = words.New("case.now", "立即上报")
	sayCaseNoOwner  = words.New("case.no_owner", "未接手")
	sayCaseListSMS  = words.New("case.list_sms", "处理，共%d件")
	caseStates      = map[desk.State]words.Text{desk.Received: words.New("case.state.received", "已受理"), desk.Classified: words.New("case.state.classified", "已分类"), desk.Assigned: words.New("case.state.assigned", "已派单"), desk.Handled: words.New("case.state.handled", "已处理"), desk.CalledBack: words.New("case.state.called_back", "已回访"), desk.Reported: words.New("case.state.reported", "已上报"), desk.Closed: words.New("case.state.closed", "已结案"), desk.Merged: words.New("case.state.merged", "已合并")}
	sayCasePresumed = words.New("case.presumed", "疑似死亡待定级")
	caseSeriousness = map[safety.Seriousness]words.Text{safety.Unassessed: words.New("case.serious.unassessed", "未定级"), safety.Other: words.New("case.serious.other", "一般"), safety.New: words.New("case.serious.new", "新的"), safety.Serious: words.New("case.serious.serious", "严重"), safety.Death: words.New("case.serious.death", "死亡")}
	caseCategories  = map[desk.Category]words.Text{desk.Quality: words.New("case.category.quality", "质量"), desk.Packaging: words.New("case.category.packaging", "包装"), desk.Delivery: words.New("case.category.delivery", "物流"), desk.Service: words.New("case.category.service", "服务"), desk.Price: words.New("case.category.price", "价格"), desk.Other: words.New("case.category.other", "其他")}
	sayNoCategory   = words.New("case.category.none", "未分类")
	_               = register(Command{Intent: understand.CaseList, Run: listCases})
)

// ownCasesFor is how long a person sees what she told after it was closed.
const ownCasesFor = 30 * 24 * time.Hour

var mineWord = regexp.MustCompile(`我的`)

// listCases lists what the desk has open, what is due first; to others what they told themselves and how far it is.
func listCases(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Who.Role != domain.Safety {
		return t.ownCases(ctx)
	}
	var f desk.Filter
	what := "安全信息和投诉"
	switch text := t.In.Text; {
	case strings.Contains(text, "投诉"):
		f.Kind, what = desk.Complaint, notice.CaseName("complaint")
	case strings.Contains(text, "安全"), strings.Contains(text, "个例"):
		f.Kind, what = desk.Safety, notice.CaseName("safety")
	}
	if strings.Contains(t.In.Text, "超期") || strings.Contains(t.In.Text, "到期") {
		f.Overdue, what = true, "到期"+what
	}
	if mineWord.MatchString(t.In.Text) {
		f.Owner = t.Who.UserID
	}
	lines, total, err := t.Tx.OpenCases(ctx, f, mostListed)
	if err != nil {
		return inbox.Answer{}, err
	}
	if total == 0 {
		return say(sayCaseNone.Say(what), "help", nil), nil
	}
	rows := make([]string, len(lines))
	for i, l := range lines {
		rows[i] = t.caseLine(l)
	}
	text := sayCaseList.Say(total, strings.Join(rows, "\n"))
	if total > len(lines) {
		text += sayCaseMore.Say(total - len(lines))
	}
	first := lines[0].Number
	return say(text+sayCaseHowTo.Say(first), "missing", map[string]string{"no": number(first), "field": sayCaseListSMS.Say(total)}), nil
}

// caseLine is one case of a list.
func (t *Turn) caseLine(l desk.Line) string {
	owner := l.OwnerName
	if owner == "" {
		owner = sayCaseNoOwner.Say()
	}
	return sayCaseLine.Say(l.Number, notice.CaseName(string(l.Kind)), t.grade(l.Case), t.caseClock(l.Case), l.ReporterName, owner, caseStates[l.State].Say())
}

// grade is how serious an event is, or what a complaint is about.
func (t *Turn) grade(c desk.Case) string {
	if c.Kind == desk.Safety {
		if c.Presumed() {
			return sayCasePresumed.Say()
		}
		return caseSeriousness[c.Seriousness].Say()
	}
	if c.Category == "" {
		return sayNoCategory.Say()
	}
	return caseCategories[c.Category].Say()
}

// caseClock says how much time a case has.
func (t *Turn) caseClock(c desk.Case) string {
	left := c.DueAt.Sub(t.Tx.Now())
	switch {
	case !c.Waits():
		return caseStates[c.State].Say()
	case c.Dies():
		return sayCaseNow.Say()
	case left >= 24*time.Hour:
		return sayCaseDays.Say(int((left + 24*time.Hour - 1) / (24 * time.Hour)))
	case left >= 0:
		return sayCaseToday.Say()
	case -left < 24*time.Hour:
		return sayCaseLate.Say(1)
	}
	return sayCaseLate.Say(int((-left + 24*time.Hour - 1) / (24 * time.Hour)))
}

// ownCases lists what a person told herself.
func (t *Turn) ownCases(ctx context.Context) (inbox.Answer, error) {
	lines, err := t.Tx.CasesOf(ctx, t.Who.UserID, t.Tx.Now().Add(-ownCasesFor), mostListed)
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(lines) == 0 {
		return say(sayCaseOwnNone.Say(), "help", nil), nil
	}
	rows := make([]string, len(lines))
	for i, l := range lines {
		rows[i] = ownCase(l.Case)
	}
	return say(sayCaseOwn.Say(len(lines), strings.Join(rows, "\n")), "decision",
		map[string]string{"no": number(lines[0].Number), "decision": caseStates[lines[0].State].Say()}), nil
}

func ownCase(c desk.Case) string {
	return sayCaseOwnLine.Say(c.Number, notice.CaseName(string(c.Kind)), c.Day0.Format("01-02 15:04"), caseStates[c.State].Say())
}
