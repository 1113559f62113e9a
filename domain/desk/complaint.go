package desk

import (
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
)

// complaint says no to a case that is no complaint (case.not_complaint).
func complaint(c Case) error {
	if c.Kind != Complaint {
		return domain.Refuse("case.not_complaint", c.Number)
	}
	return nil
}

// Classify says what a complaint is about (分类). It may be said again as long as the case is open.
func Classify(l Ledger, w Worker, c Case, category Category) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if err := complaint(c); err != nil {
		return c, err
	}
	if !category.Valid() {
		return c, domain.Refuse("case.category", c.Number)
	}
	after := c
	after.Category = category
	if c.State == Received {
		after.State = Classified
	}
	return changed(l, fact.CaseClassified, w.UserID, c, after), nil
}

// SetBatch sets the batch number of the goods complained of, as the desk or whoever told it says it.
func SetBatch(l Ledger, by string, c Case, batch string) (Case, error) {
	if err := complaint(c); err != nil {
		return c, err
	}
	if err := worded(c, batch, "case.batch"); err != nil {
		return c, err
	}
	after := c
	after.Batch = strings.TrimSpace(batch)
	return changed(l, fact.CaseElement, by, c, after), nil
}

// Handle keeps what was done about a complaint (处理): by the desk, or by whoever it was assigned to (case.role for anybody else). It
// must have been assigned or taken (case.assign_first).
func Handle(l Ledger, w Worker, c Case, text string) (Case, error) {
	desk := Worker{w.UserID, domain.Safety}
	if w.Role != domain.Safety && w.UserID != c.Owner {
		return c, domain.Refuse("case.role", c.Number)
	}
	if err := desk.may(c); err != nil {
		return c, err
	}
	if err := complaint(c); err != nil {
		return c, err
	}
	if c.Category == "" {
		return c, domain.Refuse("case.classify_first", c.Number)
	}
	if c.Owner == "" {
		return c, domain.Refuse("case.assign_first", c.Number)
	}
	if err := worded(c, text, "case.handling"); err != nil {
		return c, err
	}
	after := c
	after.State, after.Handling = Handled, strings.TrimSpace(text)
	after = changed(l, fact.CaseHandled, w.UserID, c, after)
	return after, tellReporter(l, after)
}

// CallBack keeps what whoever complained says of the outcome (回访). The complaint must have been handled (case.handle_first).
func CallBack(l Ledger, w Worker, c Case, text string) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if err := complaint(c); err != nil {
		return c, err
	}
	if c.Handling == "" {
		return c, domain.Refuse("case.handle_first", c.Number)
	}
	if err := worded(c, text, "case.callback"); err != nil {
		return c, err
	}
	after := c
	after.State, after.Callback = CalledBack, strings.TrimSpace(text)
	return changed(l, fact.CaseCalledBack, w.UserID, c, after), nil
}

// withdrawn is why a complaint is closed that was taken back.
const withdrawn = "报告人撤回"

// Withdraw closes a complaint that whoever told it takes back. One that somebody of the desk works already is not hers any more
// (case.worked); an adverse event never is (package report refuses it).
func Withdraw(l Ledger, by string, c Case) error {
	if c.State != Received || c.Owner != "" {
		return domain.Refuse("case.worked", c.Number)
	}
	after := c
	after.State, after.Reason, after.ClosedBy, after.ClosedAt = Closed, withdrawn, by, l.Now()
	changed(l, fact.CaseClosed, by, c, after)
	return nil
}

// Restore opens a complaint again that was taken back and is told once more.
func Restore(l Ledger, by string, c Case) {
	if c.State != Closed || c.Reason != withdrawn {
		return
	}
	after := c
	after.State, after.Reason, after.ClosedBy, after.ClosedAt = Received, "", "", time.Time{}
	changed(l, fact.CaseReopened, by, c, after)
}
