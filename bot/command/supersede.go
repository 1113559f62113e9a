package command

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/feedback"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
)

// A question whose answer is a new full message is superseded: the same visit told again, now with its doctor, or still without
// one. The draft must not wait beside the record that it became, so that the new one takes its number and what it alone knew.

// superseded returns the draft that said tells again, and what is now known of that visit.
func (t *Turn) superseded(said understand.Visit, d visit.Details) (dialog.Question, visit.Details, bool) {
	for _, q := range t.drafts() {
		draft, ok, err := visitQuestion.Draft(q)
		if err != nil || !ok || !candidate(q, said) && (draft.NoDay == "" || draft.Doctor != said.Doctor) {
			continue
		}
		if draft.NoDay != "" { // told of a day that does not exist, and now of another
			draft.Date = d.Date
		}
		if whole, same := merged(d, draft.Details); same {
			t.learn(q, said.Doctor)
			return q, whole, true
		}
	}
	return dialog.Question{}, d, false
}

// supersededPlan is superseded for a plan.
func (t *Turn) supersededPlan(said understand.Visit, d plan.Details) (dialog.Question, plan.Details, bool) {
	for _, q := range t.drafts() {
		draft, ok, err := planForm.Draft(q)
		if err != nil || !ok || !candidate(q, said) {
			continue
		}
		old := draft.Details
		whole, same := merged(visit.Details{Date: d.Date, Start: d.Start, Products: d.Products, Purpose: d.Purpose},
			visit.Details{Date: old.Date, Start: old.Start, Products: old.Products, Purpose: old.Purpose})
		if same {
			d.Date, d.Start, d.Products, d.Purpose = whole.Date, whole.Start, whole.Products, whole.Purpose
			d.Remind = cmp.Or(d.Remind, old.Remind)
			t.learn(q, said.Doctor)
			return q, d, true
		}
	}
	return dialog.Question{}, d, false
}

// drafts are what waits for its doctor, the newest first.
func (t *Turn) drafts() []dialog.Question {
	all := slices.Concat(t.State.Lapsed, t.State.Open)
	slices.Reverse(all)
	return slices.DeleteFunc(all, func(q dialog.Question) bool { return q.Optional || q.Number == 0 })
}

// candidate reports whether the doctor that is said now may be whom a question asks for.
func candidate(q dialog.Question, said understand.Visit) bool {
	if q.Slot != "doctor" {
		return false
	}
	if said.Doctor == "" {
		return len(said.Candidates) == len(q.Options) && !slices.ContainsFunc(q.Options, func(o dialog.Option) bool {
			return !slices.Contains(said.Candidates, o.Value)
		})
	}
	return q.Free || slices.ContainsFunc(q.Options, func(o dialog.Option) bool { return o.Value == said.Doctor })
}

// merged puts what a draft knew under what is said now. They are the same visit only if nothing that both say differs and, the
// day aside, both say something alike or the draft says nothing.
func merged(now, draft visit.Details) (whole visit.Details, same bool) {
	shared, said := 0, 0
	agree := func(a, b string) bool {
		if b != "" {
			said++
		}
		if a == "" || b == "" {
			return true
		}
		shared++
		return a == b
	}
	products := func(p []string) string { return strings.Join(slices.Sorted(slices.Values(p)), " ") }
	minutes := func(d visit.Details) string { return strings.TrimLeft(strconv.Itoa(d.Minutes), "0") }
	if now.Date != draft.Date || !agree(string(now.Start), string(draft.Start)) || !agree(minutes(now), minutes(draft)) ||
		!agree(products(now.Products), products(draft.Products)) || !agree(string(now.Purpose), string(draft.Purpose)) ||
		!agree(string(now.Result), string(draft.Result)) || !agree(now.Joint, draft.Joint) {
		return now, false
	}
	if shared == 0 && said > 0 {
		return now, false
	}
	now.Start, now.Minutes = cmp.Or(now.Start, draft.Start), cmp.Or(now.Minutes, draft.Minutes)
	now.Purpose, now.Result, now.Joint = cmp.Or(now.Purpose, draft.Purpose), cmp.Or(now.Result, draft.Result), cmp.Or(now.Joint, draft.Joint)
	if len(now.Products) == 0 {
		now.Products = draft.Products
	}
	now.Feedback = feedback.Over(draft.Feedback, now.Feedback)
	if now.Next == (visit.Next{}) {
		now.Next = draft.Next
	}
	return now, true
}
