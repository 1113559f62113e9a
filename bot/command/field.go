package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMissing      = words.New("field.missing", "还缺%s：%s，%s补上")
	sayMissingWords = words.New("field.missing_words", "还缺%s，直接回复即可补上")
	sayMissingSuch  = words.New("field.missing_such", "还缺%s，回“%s”这样就行")
	sayMissingStart = words.New("field.start", "几点去？要提前提醒得有时间，回“下午3点”这样就行")
	sayLackSMS      = words.New("field.missing_sms", "%s（其余已记）")
	sayMissingMany  = words.New("field.missing_many", "还缺：%s，回“补”逐项补上")
)

// fieldDraft names the record that an optional question would complete.
type fieldDraft struct {
	Number int64  `json:"number"`
	Slot   string `json:"slot"`
	Value  string `json:"value,omitempty"`
	// Rest: she means to fill in all that is missing, so that the next field is asked for at once.
	Rest bool `json:"rest,omitempty"`
}

// fieldForm completes one field of a record that stands already (PRODUCT.md V4).
var fieldForm = dialog.Form[fieldDraft]{Name: "field", Version: 1, Slots: []dialog.Slot[fieldDraft]{{
	Name:    "value",
	Missing: func(d fieldDraft) bool { return d.Value == "" },
	Fill:    func(d *fieldDraft, v string) error { d.Value = v; return nil },
}}}

func init() {
	onAnswer(fieldForm, fillField, readField)
	askedAside(fieldForm.Name)
}

// resultOptions are the results that a person is offered, in the order of the conversation.
var resultOptions = []domain.Result{domain.Agreed, domain.Interested, domain.Neutral, domain.Objection, domain.Refused}

// purposeOptions are the purposes that a person is offered.
var purposeOptions = []domain.Purpose{domain.Detailing, domain.Academic, domain.Followup, domain.Invite, domain.Relationship, domain.Access}

// suchAs are answers to questions that have no numbered ones.
var suchAs = map[string]string{"minutes": "20分钟", "next": "下周三"}

// missing says what new visits lack and, for a single one, opens at most one short question for the field worth most.
func (t *Turn) missing(visits []visit.Visit) string {
	if len(visits) > 1 {
		var each []string
		for _, v := range visits {
			if lacks := visit.Missing(t.Book.rules.Quality, v); len(lacks) > 0 {
				each = append(each, sharp([]int64{v.Number})+fieldName(lacks[0]))
			}
		}
		if len(each) == 0 {
			return ""
		}
		return sayMissingMany.Say(strings.Join(each, "、"))
	}
	lacks := visit.Missing(t.Book.rules.Quality, visits[0])
	if len(lacks) == 0 {
		return ""
	}
	return t.askField(visits[0].Number, lacks[0])
}

// lacking is the first of new visits that lacks something, and the name of its field that is worth most.
func (t *Turn) lacking(visits []visit.Visit) (number int64, field string, ok bool) {
	for _, v := range visits {
		if lacks := visit.Missing(t.Book.rules.Quality, v); len(lacks) > 0 {
			return v.Number, fieldName(lacks[0]), true
		}
	}
	return 0, "", false
}

// askField opens the optional question for one field of a standing record and returns its words.
func (t *Turn) askField(number int64, field string) string {
	var options []dialog.Option
	switch field {
	case "result":
		for _, r := range resultOptions {
			options = append(options, dialog.Option{Value: string(r), Label: notice.ResultNames[r]})
		}
	case "purpose":
		for _, p := range purposeOptions {
			options = append(options, dialog.Option{Value: string(p), Label: purposeNames[p]})
		}
	case "products":
		for _, code := range t.Book.sold {
			if len(options) < mostOptions {
				options = append(options, dialog.Option{Value: code, Label: t.Book.brands([]string{code})})
			}
		}
	}
	text := sayMissingWords.Say(fieldName(field))
	switch {
	case field == "start":
		text = sayMissingStart.Say()
	case field == "minutes" || field == "next":
		text = sayMissingSuch.Say(fieldName(field), suchAs[field])
	case len(options) > 0:
		text = sayMissing.Say(fieldName(field), numbered(options), choices(len(options)))
	}
	if t.noField || t.asking {
		return text
	}
	d := fieldDraft{Number: number, Slot: field, Rest: t.filling}
	id, err := t.Tx.NewID()
	if err != nil {
		return text // the record stands; only the short way to complete it is missing
	}
	slot, _ := fieldForm.Next(d)
	q, err := fieldForm.Question(dialog.Question{ID: id, Number: number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true,
		Unseen: t.In.Channel == domain.SMS}, slot,
		dialog.Prompt{Text: text, Options: options}, d)
	if err != nil {
		return text
	}
	t.opened = append(t.opened, q.ID)
	t.State.Ask(q)
	return text
}

func fieldName(field string) string {
	return map[string]string{"doctor": "医生", "date": "日期", "result": "结果", "products": "产品", "purpose": "目的",
		"minutes": "时长", "next": "下次时间", "start": "时间"}[field]
}

// fillField amends the record by the answer to an optional question.
func fillField(ctx context.Context, t *Turn, _ dialog.Question, d fieldDraft) (inbox.Answer, error) {
	var c change
	switch d.Slot {
	case "result":
		c.Result = domain.Result(d.Value)
	case "products":
		c.Products, c.Adds = strings.Split(d.Value, "|"), true
	case "purpose":
		c.Purpose = domain.Purpose(d.Value)
	case "minutes":
		c.Minutes = int(parseNumber(d.Value))
	case "start":
		c.Start = domain.TimeOfDay(d.Value)
	case "next":
		date, start, _ := strings.Cut(d.Value, " ")
		next, err := domain.ParseDate(date)
		if err != nil {
			return inbox.Answer{}, domain.Refuse("amend.unclear")
		}
		c.Next = &understand.Next{Date: next, Start: domain.TimeOfDay(start)}
	}
	t.filling = d.Rest
	return t.amend(ctx, understand.Target{Number: d.Number}, c)
}

// readField reads a text as the answer to an optional question about a field. It reports false where the text says nothing of
// that field, or something else too: then it is a message of its own.
func readField(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	d, ok, err := fieldForm.Draft(q)
	if !ok || err != nil {
		return "", false
	}
	if n := strings.TrimSpace(text); d.Slot == "minutes" && len(n) <= 3 && parseNumber(n) > 0 {
		return n, true
	}
	if d.Slot == "next" {
		text = "下次" + text
	}
	c, ok := t.Slots(text)
	switch {
	case !ok:
	case d.Slot == "result" && slices.Contains(resultOptions, c.Result):
		return string(c.Result), true
	case d.Slot == "products" && len(c.Products) > 0:
		return strings.Join(c.Products, "|"), true
	case d.Slot == "purpose" && c.Purpose != "":
		return string(c.Purpose), true
	case d.Slot == "minutes" && c.Minutes > 0:
		return strconv.Itoa(c.Minutes), true
	case d.Slot == "start" && c.Start != "":
		return string(c.Start), true
	case d.Slot == "next" && c.Next != nil:
		return strings.TrimSpace(c.Next.Date.String() + " " + string(c.Next.Start)), true
	}
	return "", false
}
