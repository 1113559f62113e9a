package desk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/safety"
)

// longest is how many characters a reason, a question or what was done may have.
const longest = 500

// Worker is who works a case.
type Worker struct {
	UserID string
	Role   domain.Role
}

// may says no to whoever is not of the safety desk (case.role) and to a case that is closed (case.closed, case.merged).
func (w Worker) may(c Case) error {
	switch {
	case w.Role != domain.Safety:
		return domain.Refuse("case.role", c.Number)
	case c.State == Closed:
		return domain.Refuse("case.closed", c.Number, c.ClosedBy)
	case c.State == Merged:
		return domain.Refuse("case.merged", c.Number, c.Into)
	}
	return nil
}

// worded says no to a text that is missing (code) or longer than 500 characters (case.long).
func worded(c Case, text, code string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return domain.Refuse(code, c.Number)
	case utf8.RuneCountInString(text) > longest:
		return domain.Refuse("case.long", c.Number)
	}
	return nil
}

// Take makes the worker the owner of a case. Of two who take it at once the first has it and the other is told so (case.taken); who
// wants it all the same has it assigned.
func Take(l Ledger, w Worker, c Case) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if c.Owner != "" && c.Owner != w.UserID {
		return c, domain.Refuse("case.taken", c.Number, c.Owner)
	}
	if c.Owner == w.UserID {
		return c, nil
	}
	after := c
	after.Owner = w.UserID
	return changed(l, fact.CaseTaken, w.UserID, c, after), nil
}

// Assign gives a case to somebody: an adverse event only to one of the desk (case.assignee), a complaint, once it is classified
// (case.classify_first), to anybody of the company, who is told.
func Assign(l Ledger, w Worker, c Case, to Worker) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	switch {
	case c.Kind == Safety && to.Role != domain.Safety:
		return c, domain.Refuse("case.assignee", c.Number)
	case c.Kind == Complaint && c.Category == "":
		return c, domain.Refuse("case.classify_first", c.Number)
	}
	after := c
	after.Owner = to.UserID
	if c.Kind == Complaint {
		after.State = Assigned
	}
	after = changed(l, fact.CaseAssigned, w.UserID, c, after)
	if to.UserID == w.UserID {
		return after, nil
	}
	return after, l.Tell(notice.CaseAssignedTo(to.UserID, c.ID, c.Number, after.Revision, l.Now()))
}

// Assess sets how serious an event is, by which criteria, and whether it is in the label; the clock still runs from day 0 and the
// desk is told of the new deadlines. An event in the label that is not serious has 30 days, anything else 15, a death none. It
// refuses a complaint (case.not_safety).
func Assess(l Ledger, w Worker, c Case, s safety.Seriousness, criteria []safety.Criterion, e Expectedness, told Told) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if c.Kind != Safety {
		return c, domain.Refuse("case.not_safety", c.Number)
	}
	after := c
	if e != "" {
		after.Expected = e
	}
	if s != safety.Unassessed {
		after.Seriousness, after.Criteria = s, criteria
	}
	if after.Expected == Unexpected && after.Seriousness == safety.Other {
		after.Seriousness = safety.New // what is not in the label has 15 days
	}
	if after.DueAt = safety.Due(c.Day0, after.Seriousness); after.Seriousness == safety.Unassessed && c.Presumed() {
		after.DueAt = c.DueAt // only what the label says of it was set
	}
	after = changed(l, fact.CaseAssessed, w.UserID, c, after)
	if after.DueAt.Equal(c.DueAt) {
		return after, nil
	}
	return after, tellDeadlines(l, after, told)
}

// SetElement sets one of the four elements of an adverse event. A patient is kept by initials, sex and age only; a text without any
// is refused (case.patient).
func SetElement(l Ledger, w Worker, c Case, el safety.Element, text string) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if c.Kind != Safety {
		return c, domain.Refuse("case.not_safety", c.Number)
	}
	if err := worded(c, text, "case.element"); err != nil {
		return c, err
	}
	return fill(l, w.UserID, c, el, text)
}

// Answer fills an element by the words of whoever told the case (case.closed is no hindrance: late words are kept too).
func Answer(l Ledger, by string, c Case, el safety.Element, text string) (Case, error) {
	return fill(l, by, c, el, text)
}

func fill(l Ledger, by string, c Case, el safety.Element, text string) (Case, error) {
	if el == safety.Patient {
		who := safety.PatientOf(text)
		if who == "" && safety.Unknown(text) {
			who = "不详"
		}
		if who == "" {
			return c, domain.Refuse("case.patient", c.Number)
		}
		text = who
	}
	after := c
	after.Elements = c.Elements.With(el, text)
	return changed(l, fact.CaseElement, by, c, after), nil
}

// Report marks an adverse event as reported to the authority on a day, under the number that it gave. It must have been assessed
// (case.assess_first), the four elements must be known (case.elements), and the day may be neither before day 0 nor ahead
// (case.report_day).
func Report(l Ledger, w Worker, c Case, on domain.Date, reference string) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	switch today := domain.DateOf(l.Now()); {
	case c.Kind != Safety:
		return c, domain.Refuse("case.not_safety", c.Number)
	case c.Seriousness == safety.Unassessed:
		return c, domain.Refuse("case.assess_first", c.Number)
	case !c.Elements.Valid():
		return c, domain.Refuse("case.elements", c.Number)
	case on.IsZero() || on.After(today) || on.Before(domain.DateOf(c.Day0)):
		return c, domain.Refuse("case.report_day", c.Number)
	}
	if err := worded(c, reference, "case.reference"); err != nil {
		return c, err
	}
	after := c
	after.State, after.ReportedOn, after.Reference = Reported, on, strings.TrimSpace(reference)
	return changed(l, fact.CaseReported, w.UserID, c, after), nil
}

// Close closes a case with a reason. An adverse event must have been assessed (case.assess_first); one that was not reported is closed
// with a reason all the same: it was none, or is known already. A complaint must have been handled and its doctor asked
// (case.callback_first). Whoever told it hears of the outcome.
func Close(l Ledger, w Worker, c Case, reason string) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	switch {
	case c.Kind == Safety && c.Seriousness == safety.Unassessed:
		return c, domain.Refuse("case.assess_first", c.Number)
	case c.Kind == Complaint && c.State != CalledBack:
		return c, domain.Refuse("case.callback_first", c.Number)
	}
	if err := worded(c, reason, "case.reason"); err != nil {
		return c, err
	}
	after := c
	after.State, after.Reason, after.ClosedBy, after.ClosedAt = Closed, strings.TrimSpace(reason), w.UserID, l.Now()
	after = changed(l, fact.CaseClosed, w.UserID, c, after)
	return after, tellReporter(l, after)
}

// Reopen opens a closed or merged case again, with a reason; a case that is open is refused (case.open).
func Reopen(l Ledger, w Worker, c Case, reason string, told Told) (Case, error) {
	if w.Role != domain.Safety {
		return c, domain.Refuse("case.role", c.Number)
	}
	if c.Open() {
		return c, domain.Refuse("case.open", c.Number)
	}
	if err := worded(c, reason, "case.reopen_reason"); err != nil {
		return c, err
	}
	after := c
	after.State, after.Reason, after.ClosedBy, after.Into = Received, strings.TrimSpace(reason), "", 0
	after.ClosedAt, after.ReportedOn, after.Reference = time.Time{}, domain.Date{}, ""
	after = changed(l, fact.CaseReopened, w.UserID, c, after)
	return after, tellDeadlines(l, after, told)
}

// Merge makes c a duplicate of into: the earlier day 0 and what only the duplicate knew go over to it. Both must be open, of one kind
// and not the same (case.merge).
func Merge(l Ledger, w Worker, c, into Case, told Told) (Case, error) {
	if err := w.may(c); err != nil {
		return c, err
	}
	if err := w.may(into); err != nil {
		return c, err
	}
	if c.ID == into.ID || c.Kind != into.Kind {
		return c, domain.Refuse("case.merge", c.Number)
	}
	whole := into
	for _, el := range into.Elements.Missing() {
		whole.Elements = whole.Elements.With(el, c.Elements.Get(el))
	}
	if c.Day0.Before(into.Day0) {
		whole.Day0 = c.Day0
		whole.DueAt = into.DueAt.Add(c.Day0.Sub(into.Day0))
	}
	if c.Dies() && whole.Seriousness != safety.Death {
		whole.Seriousness, whole.DueAt = safety.Unassessed, safety.Due(whole.Day0, safety.Death)
	}
	if whole.Batch == "" {
		whole.Batch = c.Batch
	}
	changed(l, fact.CaseMerged, w.UserID, into, whole)
	after := c
	after.State, after.Into, after.ClosedBy, after.ClosedAt = Merged, into.Number, w.UserID, l.Now()
	after = changed(l, fact.CaseMerged, w.UserID, c, after)
	if whole.DueAt.Equal(into.DueAt) {
		return after, nil
	}
	return after, tellDeadlines(l, whole, told)
}

// Ask sends a question about a case to whoever told it, as a message with the number; her answer comes back to the case.
func Ask(l Ledger, w Worker, c Case, id domain.ID, text string) error {
	if err := w.may(c); err != nil {
		return err
	}
	if err := worded(c, text, "case.question"); err != nil {
		return err
	}
	if err := known(c); err != nil {
		return err
	}
	q := Question{ID: id, Case: c.ID, Number: c.Number, By: w.UserID, Person: c.Reporter, Text: strings.TrimSpace(text), At: l.Now()}
	l.PutQuestion(q)
	l.Remember(fact.Fact{Kind: fact.CaseAsked, At: l.Now(), Person: w.UserID, Subject: c.ID, Number: c.Number, After: q})
	return l.Tell(notice.CaseAskedTo(c.Reporter, id, c.Number, l.Now()))
}

// tellReporter tells whoever told a case what became of it, if she is a colleague.
func tellReporter(l Ledger, c Case) error {
	if c.Reporter == "" {
		return nil
	}
	return l.Tell(notice.CaseClosedTo(c.Reporter, c.ID, c.Number, c.Revision, l.Now()))
}

// Categories are the categories in the order in which they are offered.
var Categories = []Category{Quality, Packaging, Delivery, Service, Price, Other}

// Valid reports whether c is one of the categories.
func (c Category) Valid() bool { return slices.Contains(Categories, c) }
