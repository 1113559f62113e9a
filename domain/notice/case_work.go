package notice

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayCaseMissing   = words.New("notice.case_missing", "安全信息 #%d 还缺%s，%s半小时没有答复。可以直接问，如“问 %d 患者多大年纪？”。")
	sayCaseElements  = map[string]words.Text{"patient": words.New("case.element.patient", "患者"), "reporter": words.New("case.element.reporter", "报告者"), "product": words.New("case.element.product", "产品"), "event": words.New("case.element.event", "经过")}
	sayCaseAssigned  = words.New("notice.case_assigned", "%s #%d 派给您处理：%s\n请在%s前办。办完回“处理 %d 做了什么”。")
	sayCaseToYou     = words.New("notice.case_to_you", "%s #%d 转给您了，%s到期。回“%d”查看。")
	sayCaseAsked     = words.New("notice.case_asked", "【药物警戒提问 #%d】%s\n请直接回复，也可以发“回复 %d …”。")
	sayCaseAskedCard = words.New("notice.case_asked_card", "药物警戒的提问")
	sayCaseAskedSMS  = words.New("notice.case_asked_sms", "药物警戒要的答复")
	sayCaseHandled   = words.New("notice.case_handled", "投诉 #%d 的处理结果：%s")
	sayCaseEnded     = words.New("notice.case_ended", "%s #%d 已处理完毕，感谢上报。")
	sayCaseEndedWith = words.New("notice.case_ended_with", "%s #%d 已结案：%s。感谢上报。")
	sayCaseTodo      = words.New("notice.case_todo", "处理结果")
)

// missingAfter is how long the person who told an adverse event has to answer, before the desk is told that it must ask: as long as a
// question of the assistant is open.
const missingAfter = 31 * time.Minute

// ElementName is how people read an element of a case.
func ElementName(element string) string { return sayCaseElements[element].Say() }

// CaseMissing tells the desk that elements of an adverse event are missing still, when the questions about them have lapsed.
var CaseMissing = register(Kind{
	Name:  "case_missing",
	Asked: true, // to the safety desk, at any hour
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Case(ctx, n.Subject)
		if err != nil || !ok || !v.Waits || len(v.Missing) == 0 {
			return Content{}, false, err
		}
		names := make([]string, len(v.Missing))
		for i, el := range v.Missing {
			names[i] = ElementName(el)
		}
		missing := strings.Join(names, "、")
		return Content{Text: sayCaseMissing.Say(v.Number, missing, v.Reporter, v.Number), Template: "missing",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "field": missing}}, true, nil
	},
})

// CaseMissingTo is the notice to one person of the desk.
func CaseMissingTo(person string, id domain.ID, number int64, now time.Time) Notice {
	return Notice{Kind: CaseMissing.Name, Key: CaseMissing.Name + "/" + id.String() + "/" + person, Person: person, Subject: id, Number: number,
		DueAt: now.Add(missingAfter)}
}

// CaseAssigned tells somebody that a case was given to her.
var CaseAssigned = register(Kind{
	Name:  "case_assigned",
	Asked: true,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Case(ctx, n.Subject)
		if err != nil || !ok || !v.Open {
			return Content{}, false, err
		}
		due := v.DueAt.Format("01-02 15:04")
		text := sayCaseToYou.Say(CaseName(v.Kind), v.Number, due, v.Number)
		if v.Kind == "complaint" {
			text = sayCaseAssigned.Say(CaseName(v.Kind), v.Number, v.Text, due, v.Number)
		}
		return Content{Text: text, Template: "missing",
			Params: map[string]string{"no": strconv.FormatInt(v.Number, 10), "field": sayCaseTodo.Say()}}, true, nil
	},
})

// CaseAssignedTo is the notice to whom a case was given.
func CaseAssignedTo(person string, id domain.ID, number int64, revision int, now time.Time) Notice {
	return Notice{Kind: CaseAssigned.Name, Key: fmt.Sprintf("%s/%s/%d/%s", CaseAssigned.Name, id, revision, person), Person: person, Subject: id,
		Number: number, DueAt: now}
}

// CaseAsked brings a question of the desk to whoever told the case, by SMS as its number if she does not acknowledge it.
var CaseAsked = register(Kind{
	Name:     "case_asked",
	Asked:    true,
	Patience: safetyPatience,
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		text, number, waits, err := truth.CaseQuestion(ctx, n.Subject)
		if err != nil || !waits {
			return Content{}, false, err
		}
		return Content{Text: sayCaseAsked.Say(number, text, number), Card: &Card{Title: sayCaseAskedCard.Say(), Buttons: ackButton}, Template: "missing",
			Params: map[string]string{"no": strconv.FormatInt(number, 10), "field": sayCaseAskedSMS.Say()}}, true, nil
	},
})

// CaseAskedTo is the notice of one question.
func CaseAskedTo(person string, question domain.ID, number int64, now time.Time) Notice {
	return Notice{Kind: CaseAsked.Name, Key: CaseAsked.Name + "/" + question.String(), Person: person, Subject: question, Number: number, DueAt: now}
}

// CaseEnded tells whoever told a case what became of it: the outcome of a complaint in words; of an adverse event only that it is done,
// because how it was judged is the desk's.
var CaseEnded = register(Kind{
	Name: "case_ended",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := truth.Case(ctx, n.Subject)
		if err != nil || !ok {
			return Content{}, false, err
		}
		no := strconv.FormatInt(v.Number, 10)
		c := Content{Template: "decision", Params: map[string]string{"no": no, "decision": "处理"}}
		switch {
		case v.Open && v.Handling != "":
			c.Text = sayCaseHandled.Say(v.Number, v.Handling)
		case v.Open:
			return Content{}, false, nil
		case v.Handling != "":
			c.Text = sayCaseEndedWith.Say(CaseName(v.Kind), v.Number, v.Handling)
		default:
			c.Text = sayCaseEnded.Say(CaseName(v.Kind), v.Number)
		}
		return c, true, nil
	},
})

// CaseClosedTo is the notice to whoever told a case, once for each outcome.
func CaseClosedTo(person string, id domain.ID, number int64, revision int, now time.Time) Notice {
	return Notice{Kind: CaseEnded.Name, Key: fmt.Sprintf("%s/%s/%d", CaseEnded.Name, id, revision), Person: person, Subject: id, Number: number, DueAt: now}
}
