package command

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/feedback"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
)

// change is what a correction does to a record: slots that get a value, and what is taken away.
type change struct {
	understand.Visit
	// Adds: the products come to those that stand.
	Adds  bool             `json:"adds,omitempty"`
	Drops understand.Drops `json:"drops,omitzero"`
	// Remarks are the feedback that is said.
	Remarks []feedback.Remark `json:"feedback,omitempty"`
	// Ahead is the day that was said, read as one of a plan: which of the two counts depends on the record.
	Ahead domain.Date `json:"ahead,omitzero"`
}

// changeIn is the change that a message asks for as it was read; text are its words. False if it says none.
func (t *Turn) changeIn(r understand.Reading, text string) (c change, said bool) {
	c.Adds, c.Drops = r.Adds, r.Drops
	if r.Changes != nil {
		c.Visit, c.Remarks = *r.Changes, r.Changes.Feedback
		if !c.Date.IsZero() {
			if r := t.ReadAhead(text); r.Changes != nil {
				c.Ahead = r.Changes.Date
			}
		}
	}
	return c, r.Changes != nil || !r.Drops.None()
}

// readChanges reads a text as the answer to what is to be changed.
func readChanges(t *Turn, q dialog.Question, text string) (value string, ok bool) {
	if q.Slot != "changes" {
		return "", false
	}
	text = "改成" + text
	c, said := t.changeIn(t.Read(text, t.In.At), text)
	if !said {
		return "", false
	}
	raw, err := json.Marshal(c)
	return string(raw), err == nil
}

// whatOf words the question what of a record is to be changed, with what stands.
func (t *Turn) whatOf(ctx context.Context, n int64) (dialog.Prompt, inbox.Answer, error) {
	f, err := t.find(ctx, n)
	if err != nil {
		return dialog.Prompt{}, inbox.Answer{}, err
	}
	line, example := "", "时长25分钟"
	switch q, waits := t.State.Numbered(n); {
	case f.visit != nil:
		if err := visit.Amendable(*f.visit, t.Tx.Now()); err != nil {
			return dialog.Prompt{}, inbox.Answer{}, err
		}
		line = t.Book.wholeLine(f.visit.Details)
	case f.plan != nil:
		line, example = t.Book.planLine(f.plan.Details), "周四下午3点"
	case f.reminder != nil:
		line, example = f.reminder.At.Format("01-02 15:04")+" "+f.reminder.Subject, "明天下午3点"
	case waits:
		line = q.Asked
	default:
		return dialog.Prompt{}, inbox.Answer{}, domain.Refuse("amend.number", n)
	}
	text := sayWhatOf.Say(n, line, example)
	return dialog.Prompt{Text: text}, say(text, "missing", map[string]string{"no": number(n), "field": "要改的内容"}), nil
}

// changedVisit puts what c says over d.
func changedVisit(d visit.Details, c change) visit.Details {
	d.Doctor = cmp.Or(c.Doctor, d.Doctor)
	d.Date = cmp.Or(c.Date, d.Date)
	d.Start = cmp.Or(c.Start, d.Start)
	d.Minutes = cmp.Or(c.Minutes, d.Minutes)
	d.Purpose = cmp.Or(c.Purpose, d.Purpose)
	d.Result = cmp.Or(c.Result, d.Result)
	d.Joint = cmp.Or(c.Joint, d.Joint)
	d.Products = changedProducts(d.Products, c)
	d.Feedback = feedback.Over(d.Feedback, c.Remarks)
	if c.Next != nil {
		d.Next = visit.Next{Date: c.Next.Date, Start: c.Next.Start}
	}
	for _, field := range c.Drops.Fields {
		switch field {
		case "start":
			d.Start = ""
		case "minutes":
			d.Minutes = 0
		case "purpose":
			d.Purpose = ""
		case "result":
			d.Result = ""
		case "joint":
			d.Joint = ""
		case "next":
			d.Next = visit.Next{}
		}
	}
	return d
}

// changedPlan puts what c says over d.
func changedPlan(d plan.Details, c change) plan.Details {
	d.Doctor = cmp.Or(c.Doctor, d.Doctor)
	d.Date = cmp.Or(c.Date, d.Date)
	d.Start = cmp.Or(c.Start, d.Start)
	d.Purpose = cmp.Or(c.Purpose, d.Purpose)
	d.Remind = cmp.Or(c.Remind, d.Remind)
	d.Products = changedProducts(d.Products, c)
	for _, field := range c.Drops.Fields {
		switch field {
		case "start":
			d.Start = ""
		case "purpose":
			d.Purpose = ""
		}
	}
	return d
}

// changedProducts are the products after a change: those said take the place of those that stand, or come to them. Where one is
// said to be wrong that the record does not have, the record was meant as a whole.
func changedProducts(old []string, c change) []string {
	if slices.Contains(c.Drops.Fields, "products") {
		old = nil
	}
	kept := slices.DeleteFunc(slices.Clone(old), func(p string) bool { return slices.Contains(c.Drops.Products, p) })
	switch {
	case len(c.Products) == 0 && len(kept) == 0:
		return nil
	case len(c.Products) == 0:
		return kept
	case !c.Adds, len(c.Drops.Products) > 0 && len(kept) == len(old):
		return c.Products
	}
	for _, p := range c.Products {
		if !slices.Contains(kept, p) {
			kept = append(kept, p)
		}
	}
	return kept
}
