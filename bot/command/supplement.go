package command

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/safety"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySupplemented = words.New("supplement.kept", "已补充到 #%d。还有可以接着发。")
	saySupplement   = words.New("supplement.desk", "【%s #%d 补充】%s %s：%s")
	sayDeathHeard   = words.New("supplement.death", "已按死亡病例通知药物警戒立即处理。")
	sayOtherCase    = words.New("supplement.other", "如果说的是另一位患者，请再发一遍，开头写“不良反应”。")
	sayElementKept  = words.New("supplement.element", "#%d 已记%s：%s。")
	sayAskPatient   = words.New("supplement.patient", "患者多大年纪、男还是女？（不写姓名；不知道回“不清楚”）")
	sayAskProduct   = words.New("supplement.product", "用的是哪个产品？%s（不知道回“不清楚”）")
	sayAskMore      = words.New("supplement.more", "停药、处理和转归请接着发。")
)

// supplementDraft names the report that further words belong to, and the elements of an adverse event that nobody has told yet.
type supplementDraft struct {
	Report domain.ID   `json:"report"`
	Number int64       `json:"number"`
	Kind   report.Kind `json:"kind"`
	// NoPatient and NoProduct: the element is to be asked for.
	NoPatient bool `json:"no_patient,omitempty"`
	NoProduct bool `json:"no_product,omitempty"`
	// Text is what was told now.
	Text string `json:"text,omitempty"`
}

// supplementForm takes what is told after an adverse event or a complaint: it was asked for, so that it must not be lost. The elements
// of an adverse event are asked one after the other (PRODUCT.md C1); whoever says something else is not held up.
var supplementForm = dialog.Form[supplementDraft]{Name: "supplement", Version: 2, Slots: []dialog.Slot[supplementDraft]{
	{Name: "patient", Missing: func(d supplementDraft) bool { return d.NoPatient }, Fill: fillSupplement},
	{Name: "product", Missing: func(d supplementDraft) bool { return d.NoProduct }, Fill: fillSupplement},
	{Name: "words", Missing: func(supplementDraft) bool { return true }, Fill: fillSupplement},
}}

func fillSupplement(d *supplementDraft, v string) error { d.Text = v; return nil }

func init() { forms[supplementForm.Name] = form{resume: supplement, read: furtherWords, unasked: true} }

// askSupplement opens the question for the first element of a report that is unknown, or the wish for more words; whoever has none
// ignores it. It returns what is asked.
func (t *Turn) askSupplement(d supplementDraft) (string, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return "", err
	}
	slot, _ := supplementForm.Next(d)
	var p dialog.Prompt
	switch slot.Name {
	case "patient":
		p.Text = sayAskPatient.Say()
	case "product":
		p.Options = t.Book.productOptions()
		p.Text = sayAskProduct.Say(numbered(p.Options))
	}
	asked := p.Text
	if p.Text != "" {
		p.Text = "#" + number(d.Number) + " " + p.Text
	}
	q, err := supplementForm.Question(dialog.Question{ID: id, Number: d.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true,
		Unseen: t.In.Channel == domain.SMS}, slot, p, d)
	if err != nil {
		return "", err
	}
	t.opened = append(t.opened, q.ID)
	t.State.Ask(q)
	return asked, nil
}

// productOptions are the products of the company as answers.
func (b *Book) productOptions() []dialog.Option {
	var out []dialog.Option
	for _, code := range b.sold[:min(len(b.sold), mostOptions)] {
		out = append(out, dialog.Option{Value: code, Label: b.brands([]string{code})})
	}
	return out
}

// sellsBeside reports whether a text names a product of ours that is none of those named in known.
func (b *Book) sellsBeside(text, known string) bool {
	return slices.ContainsFunc(b.sold, func(code string) bool {
		brand := b.brands([]string{code})
		return strings.Contains(text, brand) && !strings.Contains(known, brand)
	})
}

// furtherWords takes a text that means nothing of its own as further words on the report that was asked about; thanks and the
// like are too short to be any, unless they answer what was asked, and what changes the week in hand (周三不去) is none.
func furtherWords(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	if q.Slot == "patient" && (safety.PatientOf(text) != "" || safety.Unknown(text)) || q.Slot == "product" && safety.Unknown(text) {
		return text, true
	}
	return text, utf8.RuneCountInString(text) > 3 && !Edits(t)
}

// SupplementsCase finds the question of the sender's own case that a text goes on about, though its words would open another one: it
// says who the patient is, names nobody new, and comes while the question for the patient is open.
func SupplementsCase(t *Turn) (q dialog.Question, ok bool) {
	if t.In.Kind != inbox.Text || !t.Said.Adverse || t.Said.Intent != understand.SafetyReport || len(t.Said.Visits) > 0 || t.Said.Doctor != "" ||
		safety.PatientOf(t.In.Text) == "" || strings.Contains(t.In.Text, "又") || strings.Contains(t.In.Text, "另") || strings.Contains(t.In.Text, "还有") {
		return q, false
	}
	for _, open := range slices.Backward(t.State.Open) {
		if open.Form == supplementForm.Name && open.Slot == "patient" && !t.In.At.Before(open.SaidAt) {
			return open, true
		}
	}
	return q, false
}

// supplement keeps further words with their report, fills the element that they answer, sends those on an adverse event to the safety
// desk at once, and asks for the next element.
func supplement(ctx context.Context, t *Turn, q dialog.Question, value string) (inbox.Answer, error) {
	t.State.Close(q.ID)
	d, ok, err := supplementForm.Step(q, value)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		return old(q), nil
	}
	t.aboutCase = true
	found, err := t.Tx.CasesNumbered(ctx, []int64{d.Number})
	if err != nil {
		return inbox.Answer{}, err
	}
	if len(found) != 1 {
		return old(q), nil
	}
	c, text := found[0], d.Text
	var lines []string
	fill := func(el safety.Element, value string) error {
		c, err = desk.Answer(t.Tx, t.Who.UserID, c, el, value)
		if err == nil {
			lines = append(lines, sayElementKept.Say(d.Number, elementName(el), c.Elements.Get(el)))
		}
		return err
	}
	switch {
	case d.Kind != report.Safety:
	case q.Slot == "product":
		if p, known := t.Book.Product(text); known {
			text = p.Brand
		}
		if safety.Unknown(text) {
			text = "不详"
		}
		if slices.ContainsFunc(q.Options, func(o dialog.Option) bool { return strings.Contains(text, o.Label) }) || text == "不详" {
			d.NoProduct = false
			if err := fill(safety.Product, text); err != nil {
				return inbox.Answer{}, err
			}
		}
	default:
		if who := safety.PatientOf(text); d.NoPatient && (who != "" || safety.Unknown(text)) || q.Slot == "words" && who != "" && c.Elements.Patient == "" {
			d.NoPatient = false
			if err := fill(safety.Patient, text); err != nil {
				return inbox.Answer{}, err
			}
		}
	}
	death, err := t.addWords(ctx, c, text)
	if err != nil {
		return inbox.Answer{}, err
	}
	kept := saySupplemented.Say(d.Number)
	if len(lines) == 0 {
		lines = append(lines, kept)
	}
	if death {
		lines = append(lines, sayDeathHeard.Say())
	}
	if lines[0] == kept && t.Book.sellsBeside(text, c.Elements.Product) {
		lines = append(lines, sayOtherCase.Say())
	}
	d.Text = ""
	asked, err := t.askSupplement(d)
	if err != nil {
		return inbox.Answer{}, err
	}
	field := sayNextSMS(d)
	if asked == "" && c.Kind == desk.Safety && lines[0] != kept {
		asked = sayAskMore.Say()
	}
	a := say(strings.Join(append(lines, asked), ""), "decision", map[string]string{"no": number(d.Number), "decision": "补充"})
	if field != "" {
		a.Template, a.Params = "missing", map[string]string{"no": number(d.Number), "field": field}
	}
	return a, nil
}

// sayNextSMS names the element that is asked for next, as the template of what is missing has it.
func sayNextSMS(d supplementDraft) string {
	slot, _ := supplementForm.Next(d)
	switch slot.Name {
	case "patient":
		return "患者年龄性别"
	case "product":
		return "产品"
	}
	return ""
}

// addWords keeps further words on a case and sends them to the safety desk at once. It reports whether they tell of a death that nobody
// had told.
func (t *Turn) addWords(ctx context.Context, c desk.Case, text string) (death bool, err error) {
	t.Tx.Remember(fact.Fact{Kind: fact.ReportSupplemented, At: t.Tx.Now(), Person: t.Who.UserID, Subject: c.ID, Number: c.Number, After: text})
	asked, err := t.Tx.QuestionsTo(ctx, t.Who.UserID, c.Number, c.Day0.AddDate(0, 0, -1))
	if err != nil {
		return false, err
	}
	for _, q := range asked {
		t.Tx.AnswerQuestion(q.ID)
	}
	told, err := t.Tx.Told(ctx)
	if err != nil {
		return false, err
	}
	if _, death, err = desk.HearDeath(t.Tx, t.Who.UserID, c, text, told); err != nil {
		return false, err
	}
	return death, tellSupplement(t.Tx, told.Desk, c, t.In, t.Who.Name, text)
}

// tellSupplement sends further words on a case to the safety desk.
func tellSupplement(tx Tx, people []string, c desk.Case, in inbox.Inbound, who, text string) error {
	for _, person := range people {
		n, err := notice.LateReply(person, "supplement/"+in.ID+"/"+person, notice.Content{
			Text: saySupplement.Say(notice.CaseName(string(c.Kind)), c.Number, in.At.In(tx.Zone()).Format("01-02 15:04"), who, text)}, tx.Now())
		if err != nil {
			return err
		}
		if err := tx.Tell(n); err != nil {
			return err
		}
	}
	return nil
}

func elementName(el safety.Element) string { return notice.ElementName(string(el)) }
