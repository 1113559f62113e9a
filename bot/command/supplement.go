package command

import (
	"context"
	"unicode/utf8"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySupplemented = words.New("supplement.kept", "已补充到 #%d。还有可以接着发。")
	saySupplement   = words.New("supplement.desk", "【安全信息 #%d 补充】%s %s：%s")
)

// supplementDraft names the report that further words belong to.
type supplementDraft struct {
	Report domain.ID   `json:"report"`
	Number int64       `json:"number"`
	Kind   report.Kind `json:"kind"`
	Text   string      `json:"text,omitempty"`
}

// supplementForm takes what is told after an adverse event or a complaint: it was asked for, so that it must not be lost.
var supplementForm = dialog.Form[supplementDraft]{Name: "supplement", Version: 1, Slots: []dialog.Slot[supplementDraft]{{
	Name:    "words",
	Missing: func(d supplementDraft) bool { return d.Text == "" },
	Fill:    func(d *supplementDraft, v string) error { d.Text = v; return nil },
}}}

func init() { forms[supplementForm.Name] = form{resume: supplement, read: furtherWords, unasked: true} }

// askSupplement opens the wish for more words on a report; whoever has none ignores it.
func (t *Turn) askSupplement(r report.Report) error {
	id, err := t.Tx.NewID()
	if err != nil {
		return err
	}
	d := supplementDraft{Report: r.ID, Number: r.Number, Kind: r.Kind}
	slot, _ := supplementForm.Next(d)
	q, err := supplementForm.Question(dialog.Question{ID: id, Number: r.Number, AskedAt: t.Tx.Now(), SaidAt: t.In.At, Optional: true}, slot,
		dialog.Prompt{}, d)
	if err != nil {
		return err
	}
	t.State.Ask(q)
	return nil
}

// furtherWords takes a text that means nothing of its own as further words on the report that was asked about; thanks and the
// like are too short to be any.
func furtherWords(_ *Turn, _ dialog.Question, text string) (value string, ok bool) {
	return text, utf8.RuneCountInString(text) > 3
}

// supplement keeps further words with their report and sends those on an adverse event to the safety desk at once.
func supplement(ctx context.Context, t *Turn, q dialog.Question, value string) (inbox.Answer, error) {
	d, ok, err := supplementForm.Step(q, value)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		t.State.Close(q.ID)
		return old(q), nil
	}
	t.Tx.Remember(fact.Fact{Kind: fact.ReportSupplemented, At: t.Tx.Now(), Person: t.Who.UserID, Subject: d.Report, Number: d.Number, After: d.Text})
	if d.Kind == report.Safety {
		desk, err := t.Tx.PeopleWithRole(ctx, domain.Safety)
		if err != nil {
			return inbox.Answer{}, err
		}
		for _, person := range desk {
			n, err := notice.LateReply(person, "supplement/"+t.In.ID+"/"+person, notice.Content{
				Text: saySupplement.Say(d.Number, t.At().Format("01-02 15:04"), t.Who.Name, d.Text)}, t.Tx.Now())
			if err != nil {
				return inbox.Answer{}, err
			}
			if err := t.Tx.Tell(n); err != nil {
				return inbox.Answer{}, err
			}
		}
	}
	return say(saySupplemented.Say(d.Number), "decision", map[string]string{"no": number(d.Number), "decision": "补充"}), nil
}
