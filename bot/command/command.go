// Package command is what Yaoban does for a person: one file a command (report.go, amend.go, plan.go …) with its words, its
// rules of conversation and its texts. A command reads and writes through the Tx of the turn, which it declares here by what
// it needs; it neither begins nor commits. It imports bot/understand, bot/dialog and the rules of domain.
//
// A new command is one new file with a register call and one golden transcript in testdata; a test walks the registry and
// demands the transcript.
package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/desk"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/phrase"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/report"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/visit"
)

// Tx is the transaction of a turn, as far as commands need it. Rules take the parts of it that they declare themselves.
type Tx interface {
	visit.Ledger
	feedbackReader
	profiles
	grades
	plan.Ledger
	remind.Ledger
	report.Ledger
	evidence.Ledger
	records
	ranks
	people
	bindings
	reviews
	deputies
	shares
	dossiers
	endings
	comments
	weeks
	reports
	refusals
	teams
	manualGrades
	schemes
	doctorFields
	cases
	outsiders
	caseFiles
	events
	coachings
	broadcasts
	additions
}

// records finds what a person may name.
type records interface {
	NewID() (domain.ID, error)
	WantNumbers(n int, into *[]int64)
	WantPlans(rep string, doctors []string, into *[]plan.Plan)
	VisitsOfOrigin(ctx context.Context, rep string, origin domain.ID) ([]visit.Visit, error)
	VisitNumbered(ctx context.Context, rep string, number int64) (visit.Visit, bool, error)
	RecentVisits(ctx context.Context, rep string, doctors []string, date domain.Date) ([]visit.Visit, error)
	// DoctorLeft returns who a doctor is who may be on nobody's list any more: code, name, hospital and department.
	DoctorLeft(ctx context.Context, code string) (roster.Doctor, bool, error)
	PlansOfOrigin(ctx context.Context, rep string, origin domain.ID) ([]plan.Plan, error)
	PlanNumbered(ctx context.Context, rep string, number int64) (plan.Plan, bool, error)
	// MadeWay returns the rep's planned visits that made way for her time off, locked.
	MadeWay(ctx context.Context, rep string) ([]plan.Plan, error)
	PlansFulfilledBy(ctx context.Context, rep string, visits []domain.ID) ([]plan.Plan, error)
	PlannedFor(ctx context.Context, rep string, doctors []string, date domain.Date) ([]plan.Plan, error)
	PlansBetween(ctx context.Context, reps []string, from, to domain.Date) (plans []plan.Plan, total int, err error)
	RemindersOfOrigin(ctx context.Context, person string, origin domain.ID) ([]remind.Reminder, error)
	ReminderNumbered(ctx context.Context, person string, number int64) (remind.Reminder, bool, error)
	ReportNumbered(ctx context.Context, person string, number int64) (report.Report, bool, error)
	RemindersBetween(ctx context.Context, person string, from, to domain.Date) ([]remind.Reminder, error)
	WantMonth(reps, doctors []string, m quota.Month, on domain.Date, into *[]quota.Record)
	DaysOff(ctx context.Context, person string, from domain.Date) ([]report.DaysOff, error)
	TrimTimeOff(id domain.ID, o quota.TimeOff)
	VisitAmong(ctx context.Context, reps []string, number int64) (visit.Visit, bool, error)
	ReportsOfOrigin(ctx context.Context, person string, origin domain.ID) ([]report.Report, error)
	WantGists(rep string, from domain.Date, into *[]visit.Gist)
}

// people reads and writes what is known of persons.
type people interface {
	PeopleWithRole(ctx context.Context, roles ...domain.Role) ([]string, error)
	StopSMS(userid string, stop bool)
	Prefer(userid string, p domain.Preference)
	Acknowledge(ctx context.Context, person, taskID string) (domain.ID, error)
}

// Turn is one message of one person, understood, and where her conversation stands. A command answers it and may change
// State; everything it writes goes through Tx.
type Turn struct {
	Tx    Tx
	Who   inbox.Person
	In    inbox.Inbound
	Said  understand.Reading
	Book  *Book
	State *dialog.State
	// Phrases are her own words for doctors.
	Phrases *phrase.Book
	// PhrasesChanged: the book is to be stored with the turn.
	PhrasesChanged bool
	// Read understands another text as this person's message at that time.
	Read func(text string, at time.Time) understand.Reading
	// ReadAhead understands this message as one about a record that lies ahead: days are those of a plan.
	ReadAhead func(text string) understand.Reading
	// Slots reads a text as the answer to a question about a record; false where it is a message of its own.
	Slots func(text string) (understand.Visit, bool)
	// Beside reads what a text that tells of an adverse event says beside it.
	Beside func(text string) []understand.Part
	// EventSlots reads what a text says of a group event, whatever else it may mean.
	EventSlots func(text string) understand.EventSaid
	// Origin names the recording of this message: whatever it makes carries it.
	Origin domain.ID
	// filling: she means to fill in all that a record lacks.
	filling bool
	// opened are the questions that this turn asked.
	opened []domain.ID
	// asking: the answer of this turn asks for something that a record needs, so that nothing optional is asked beside it.
	asking bool
	// noField: a question that a record needs will follow.
	noField bool
	// months are the facts of the rep's months that were asked for, by their first days.
	months map[domain.Date]*[]quota.Record
	// waiting is what the rep sent and what belongs to no visit yet; undecided of it fits several visits of this turn, between
	// which she is asked.
	waiting, undecided []evidence.Evidence
	between            []evidence.Visit
	// heardBefore: the same words were told within ten minutes. caseKept: this turn opened a safety case.
	heardBefore, caseKept bool
	// aboutCase: the message adds to a case that it names or answers, so that its words open no other one.
	aboutCase bool
	// onCase is the case of the safety desk that the message names, caseSaid what it asks of it.
	onCase   *desk.Case
	caseSaid caseSaid
	// numbers are those of what this turn recorded, for undo and for repetitions.
	numbers []int64
}

// At is the message's own time in the company's zone: 今天 means that day.
func (t *Turn) At() time.Time { return t.In.At.In(t.Tx.Zone()) }

// Today is the day of the message.
func (t *Turn) Today() domain.Date { return domain.DateOf(t.At()) }

// source is where the records of this turn come from.
func (t *Turn) source() visit.Source {
	return visit.Source{Person: t.Who.UserID, Channel: t.In.Channel, SaidAt: t.In.At, Origin: t.Origin}
}

// recorded remembers what this turn recorded.
func (t *Turn) recorded(numbers ...int64) { t.numbers = append(t.numbers, numbers...) }

// Command is one thing a person can have done by a message.
type Command struct {
	// Intent is what the understanding calls it.
	Intent understand.Intent
	// Roles are those who may use it; empty means everybody.
	Roles []domain.Role
	// Run answers the message. A domain.Refusal becomes its words; another error fails the turn.
	Run func(ctx context.Context, t *Turn) (inbox.Answer, error)
}

var commands = map[understand.Intent]Command{}

// register adds a command at start-up. Two commands of one intent are a programming error, found before anything runs.
func register(c Command) Command {
	if _, twice := commands[c.Intent]; twice || c.Intent == "" || c.Run == nil {
		panic(fmt.Sprintf("command %q is registered twice or is incomplete", c.Intent))
	}
	commands[c.Intent] = c
	return c
}

// For returns the command for an intent if the role may use it; otherwise the one for texts that mean nothing to her.
func For(intent understand.Intent, role domain.Role) Command {
	c, ok := commands[intent]
	if !ok || len(c.Roles) > 0 && !slices.Contains(c.Roles, role) {
		return commands[understand.Unknown]
	}
	return c
}

// Intents returns the intents that have a command, sorted.
func Intents() []understand.Intent {
	out := make([]understand.Intent, 0, len(commands))
	for i := range commands {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// End closes the turn's books: what it recorded is the last recording, which 撤销 takes back. Wishes about an earlier record that
// nobody answered end with it: a word that comes now speaks of the new one.
func (t *Turn) End() {
	if len(t.numbers) > 0 {
		t.State.Last = &dialog.Recording{Origin: t.Origin, Numbers: t.numbers, At: t.In.At}
		t.State.Undone = nil
		t.State.Overtake(func(q dialog.Question) bool { return forms[q.Form].aside && !slices.Contains(t.opened, q.ID) })
	}
}

// say makes an answer whose words by SMS are a template.
func say(text, template string, params map[string]string) inbox.Answer {
	return inbox.Answer{Text: text, Template: template, Params: params}
}
