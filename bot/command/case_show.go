package command

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseShown   = words.New("case.show", "%s #%d｜%s｜%s\n首次获知 %s，%s到期（%s）\n%s\n原话（%s%s）：%s")
	sayCaseFour    = words.New("case.show_elements", "患者：%s｜报告者：%s｜产品：%s\n经过：%s")
	sayCaseLabel   = words.New("case.show_expected", "\n说明书：%s")
	sayCaseIsIn    = words.New("case.expected", "已载明")
	sayCaseIsNot   = words.New("case.unexpected", "未载明")
	sayCaseGoods   = words.New("case.show_complaint", "产品：%s｜批号：%s")
	sayCaseDone    = words.New("case.show_handling", "\n处理：%s")
	sayCaseBack    = words.New("case.show_callback", "\n回访：%s")
	sayCaseSent    = words.New("case.show_reported", "\n已于%s上报，编号 %s")
	sayCaseEnd     = words.New("case.show_closed", "\n%s %s：%s")
	sayCaseHistory = words.New("case.show_history", "\n经办：\n%s")
	sayCaseStep    = words.New("case.step", "%s %s %s")
	sayCaseNext    = words.New("case.show_next", "\n下一步：%s")
	sayCaseReach   = words.New("case.show_reach", "\n联系方式：发“导出 %d”看文件（会留下记录）")
	sayCaseDoctor  = words.New("case.doctor", "，医生%s")
	nextSafety     = words.New("case.next.safety", "“接手 %[1]d”、“定级 %[1]d 严重 住院”、“问 %[1]d …”、“上报 %[1]d 日期 编号”、“结案 %[1]d 原因”")
	nextComplaint  = words.New("case.next.complaint", "“分类 %[1]d 质量”、“派单 %[1]d 姓名”、“处理 %[1]d 做了什么”、“回访 %[1]d 反馈”、“结案 %[1]d 原因”")
	nextClosed     = words.New("case.next.closed", "“重启 %[1]d 原因”、“导出 %[1]d”")
	caseSteps      = map[fact.Kind]words.Text{fact.CaseOpened: words.New("case.did.opened", "受理"), fact.CaseTaken: words.New("case.did.taken", "接手"), fact.CaseAssigned: words.New("case.did.assigned", "派给他人"), fact.CaseAssessed: words.New("case.did.assessed", "定级"), fact.CaseDeathTold: words.New("case.did.death_told", "原话提到死亡，先按死亡计时"), fact.CaseElement: words.New("case.did.element", "补充要素"), fact.CaseAsked: words.New("case.did.asked", "提问"), fact.CaseReported: words.New("case.did.reported", "上报"), fact.CaseClassified: words.New("case.did.classified", "分类"), fact.CaseHandled: words.New("case.did.handled", "处理"), fact.CaseCalledBack: words.New("case.did.called_back", "回访"), fact.CaseMerged: words.New("case.did.merged", "合并"), fact.CaseClosed: words.New("case.did.closed", "结案"), fact.CaseReopened: words.New("case.did.reopened", "重启"), fact.ReportSupplemented: words.New("case.did.supplemented", "补充"), fact.EvidenceAttached: words.New("case.did.file", "发来图片或语音")}
	_              = register(Command{Intent: understand.CaseShow, Run: showCase})
)

// mostSteps is how many steps of a case its card shows; the file has more.
const mostSteps = 15

// showCase says all that the desk knows of a case, with buttons; whoever told it sees how far it is.
func showCase(ctx context.Context, t *Turn) (inbox.Answer, error) {
	c, err := t.theCase()
	if err != nil {
		return inbox.Answer{}, err
	}
	params := map[string]string{"no": number(c.Number), "decision": caseStates[c.State].Say()}
	handles := c.Kind == desk.Complaint && c.Owner == t.Who.UserID
	if t.Who.Role != domain.Safety && !handles {
		return say(ownCase(c), "decision", params), nil
	}
	d, err := t.Tx.Dossier(ctx, c, mostSteps)
	if err != nil {
		return inbox.Answer{}, err
	}
	if err := t.caseCard(c); err != nil {
		return inbox.Answer{}, err
	}
	files, err := t.filesOf(ctx, c)
	if err != nil {
		return inbox.Answer{}, err
	}
	params["decision"] += files.sms
	return say(t.dossier(d, files.said), "decision", params), nil
}

// dossier words a case; files is what it says of what was sent for it.
func (t *Turn) dossier(d desk.Dossier, files string) string {
	c := d.Case
	e := c.Elements
	body := sayCaseFour.Say(orUnsaid(e.Patient), orUnsaid(e.Reporter), orUnsaid(e.Product), orUnsaid(e.Event))
	next := nextSafety
	if c.Kind == desk.Complaint {
		body, next = sayCaseGoods.Say(orUnsaid(e.Product), orUnsaid(c.Batch)), nextComplaint
	}
	switch c.Expected {
	case desk.Expected:
		body += sayCaseLabel.Say(sayCaseIsIn.Say())
	case desk.Unexpected:
		body += sayCaseLabel.Say(sayCaseIsNot.Say())
	}
	doctor := ""
	if d.Doctor != "" {
		doctor = sayCaseDoctor.Say(d.Hospital + d.Doctor)
	}
	text := sayCaseShown.Say(notice.CaseName(string(c.Kind)), c.Number, t.grade(c), caseStates[c.State].Say(), c.Day0.Format("01-02 15:04"),
		c.DueAt.Format("01-02 15:04"), t.caseClock(c), body, d.Reporter, doctor, d.Text) + files
	if c.Outsider != "" {
		text += sayCaseReach.Say(c.Number)
	}
	if c.Handling != "" {
		text += sayCaseDone.Say(c.Handling)
	}
	if c.Callback != "" {
		text += sayCaseBack.Say(c.Callback)
	}
	if !c.ReportedOn.IsZero() {
		text += sayCaseSent.Say(day(c.ReportedOn), c.Reference)
	}
	if !c.Open() {
		next = nextClosed
		reason := c.Reason
		if c.State == desk.Merged {
			reason = "#" + number(c.Into)
		}
		text += sayCaseEnd.Say(d.ClosedBy, caseStates[c.State].Say(), reason)
	}
	if len(d.History) > 0 {
		lines := make([]string, 0, len(d.History))
		for _, h := range d.History {
			if step, ok := t.step(h); ok {
				lines = append(lines, step)
			}
		}
		text += sayCaseHistory.Say(strings.Join(lines, "\n"))
	}
	return text + sayCaseNext.Say(next.Say(c.Number))
}

func (t *Turn) step(h desk.Happened) (string, bool) {
	name, ok := caseSteps[fact.Kind(h.Kind)]
	if !ok {
		return "", false
	}
	text := sayCaseStep.Say(h.At.Format("01-02 15:04"), h.By, name.Say())
	var after struct {
		Text string `json:"text"`
		desk.Case
	}
	switch fact.Kind(h.Kind) {
	case fact.ReportSupplemented:
		var words string
		if json.Unmarshal([]byte(h.After), &words) == nil {
			text += "：" + words
		}
	case fact.CaseAsked, fact.CaseAssessed, fact.CaseHandled, fact.CaseCalledBack, fact.CaseReported, fact.CaseClosed:
		if json.Unmarshal([]byte(h.After), &after) == nil {
			text += "：" + map[fact.Kind]string{fact.CaseAsked: after.Text, fact.CaseAssessed: caseSeriousness[after.Seriousness].Say(),
				fact.CaseHandled: after.Handling, fact.CaseCalledBack: after.Callback, fact.CaseReported: after.Reference, fact.CaseClosed: after.Reason}[fact.Kind(h.Kind)]
		}
	}
	return text, true
}

// caseStepName is how people read what happened to a case.
func caseStepName(h desk.Happened) string { return caseSteps[fact.Kind(h.Kind)].Say() }

func orUnsaid(s string) string {
	if s == "" {
		return "未说明"
	}
	return s
}

// The keys of a case's buttons, before its number.
const (
	caseTakeKey  = notice.CaseTakeKey
	caseGradeKey = "case.assess/"
)

var (
	sayCaseTitle = words.New("case.card", "%s #%d")
	sayCaseBody  = words.New("case.card_body", "%s，%s，%s到期")
	sayCaseTook  = words.New("case.card_taken", "已接手")
	sayCaseRated = words.New("case.card_assessed", "已定级：%s")
)

// caseCard has a card follow over WeCom, by whose buttons an open case is taken and assessed.
func (t *Turn) caseCard(c desk.Case) error {
	if t.In.Channel != domain.WeCom || !c.Open() || c.Kind != desk.Safety {
		return nil
	}
	n := number(c.Number)
	buttons := []notice.Button{{Text: "接手", Key: caseTakeKey + n}}
	for _, s := range []safety.Seriousness{safety.Other, safety.Serious, safety.Death} {
		buttons = append(buttons, notice.Button{Text: caseSeriousness[s].Say(), Key: caseGradeKey + string(s) + "/" + n})
	}
	late, err := notice.LateReply(t.Who.UserID, "case_card/"+t.In.ID, notice.Content{Only: domain.WeCom,
		Text: sayCaseBody.Say(t.grade(c), caseStates[c.State].Say(), c.DueAt.Format("01-02 15:04")),
		Card: &notice.Card{Title: sayCaseTitle.Say(notice.CaseName(string(c.Kind)), c.Number), Buttons: buttons}}, t.Tx.Now())
	if err != nil {
		return err
	}
	return t.Tx.Tell(late)
}

// pressedCase does what the button of a case's card says, as the command would; ok is false for a button that is none of a case's.
func pressedCase(ctx context.Context, t *Turn, key string) (word string, said inbox.Answer, ok bool, err error) {
	intent, grade := understand.CaseTake, safety.Unassessed
	rest, takes := strings.CutPrefix(key, caseTakeKey)
	if !takes {
		if rest, ok = strings.CutPrefix(key, caseGradeKey); !ok {
			return "", said, false, nil
		}
		s, no, _ := strings.Cut(rest, "/")
		intent, grade, rest = understand.CaseAssess, safety.Seriousness(s), no
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || !grade.Valid() {
		return sayCardNot.Say(), said, true, nil
	}
	found, err := t.Tx.CasesNumbered(ctx, []int64{n})
	if err != nil {
		return "", said, true, err
	}
	t.caseSaid = caseSaid{intent: intent, number: n}
	if len(found) == 1 {
		t.onCase = &found[0]
	}
	word = sayCaseTook.Say()
	if !takes {
		t.caseSaid.text, word = caseSeriousness[grade].Say(), sayCaseRated.Say(caseSeriousness[grade].Say())
	}
	said, err = For(intent, t.Who.Role).Run(ctx, t)
	if r, refused := domain.AsRefusal(err); refused {
		w, _ := words.ForRefusal(r.Code)
		return sayCardNot.Say(), say(w.Say(r.Args...), "", nil), true, nil
	}
	return word, said, true, err
}
