// Package notice is what deserves telling whom, and when: one file a kind (reminder.go, joint_visit.go …) with its trigger,
// its rule and its wording. A notice waits in Postgres until it is due; when its delivery is claimed, its kind reads the
// truth once and either says the words or says that there is nothing left to tell (a cancelled plan is not announced).
//
// The wording sits beside the rule because what is said is the behaviour; only its form for a channel is notify's. The
// package imports domain packages only and declares what it reads (Truth).
package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Content is what is to be said, before a channel gives it its form.
type Content struct {
	// Text is for WeCom; with Card it is the card's body.
	Text string `json:"text,omitempty"`
	Card *Card  `json:"card,omitempty"`
	// Attachments go out after the text, each as a message of its own. They are not kept with a content that is written down
	// (Reply); a kind that has some composes them.
	Attachments []Attachment `json:"-"`
	// Update replaces the buttons of a card that was pressed; it stands alone.
	Update *CardUpdate `json:"update,omitempty"`
	// Template and Params are for SMS: a name of the template catalogue and its variables. Without a template the
	// content cannot go by SMS.
	Template string            `json:"template,omitempty"`
	Params   map[string]string `json:"params,omitempty"`
	// Only is the one channel that it may go over: an answer goes back the way the message came. Empty leaves it to the
	// ladder.
	Only domain.Channel `json:"only,omitempty"`
	// EvenStopped lets it go by SMS to a person who wants none: the word that they are stopped.
	EvenStopped bool `json:"even_stopped,omitempty"`
}

// Card is a message with buttons (WeCom's button_interaction).
type Card struct {
	// TaskID is unique in the app: letters, digits, _-@ and at most 128 bytes. A press brings it back. Empty: notify
	// gives it the delivery's id.
	TaskID  string   `json:"task_id"`
	Title   string   `json:"title"`
	Buttons []Button `json:"buttons"`
}

// Button is one button of a card: Text at most 10 characters, Key at most 1024 bytes and unique in the card.
type Button struct {
	Text string `json:"text"`
	Key  string `json:"key"`
}

// CardUpdate replaces the buttons of a pressed card by a word, once for each ResponseCode.
type CardUpdate struct {
	ResponseCode string `json:"response_code"`
	ReplaceName  string `json:"replace_name"`
}

// AckKey is the key of the button 知道了: pressing it acknowledges the card's notice and does nothing else.
const AckKey = "ack"

// Notice is one thing to tell one person.
type Notice struct {
	ID   domain.ID
	Kind string
	// Key is unique among the notices that were not withdrawn; it holds the subject's revision, so that a moved reminder
	// tells again and a repeated trigger does not.
	Key    string
	Person string
	// Subject and Number name the record that it is about, if there is one.
	Subject  domain.ID
	Number   int64
	Revision int
	// Args is what the kind needs beside its subject.
	Args json.RawMessage
	// Deputyship is that in which the person gets it, if it is another manager's: over, it is told no more (StandIn.Gets).
	Deputyship domain.ID
	// DueAt is business time.
	DueAt time.Time
}

// Truth is what kinds read when they are claimed. domain/postgres has it.
type Truth interface {
	holidayTruth
	// Plan returns the plan's state of now, and false if there is none.
	Plan(ctx context.Context, id domain.ID) (PlanView, bool, error)
	// Reminder returns the reminder's state of now, and false if there is none.
	Reminder(ctx context.Context, id domain.ID) (ReminderView, bool, error)
	// Visit returns the visit's state of now, and false if there is none.
	Visit(ctx context.Context, id domain.ID) (VisitView, bool, error)
	// Report returns the state of now of a safety report or complaint, and false if there is none.
	Report(ctx context.Context, id domain.ID) (ReportView, bool, error)
	monthTruth
	stopTruth
	dayTruth
	reviewTruth
	commentTruth
	overdueTruth
	refusedTruth
	deputyTruth
	manualTruth
	waitingTruth
	shareTruth
	additionTruth
	keptTruth
	nearTruth
	WeekTruth
	ReportTruth
	caseTruth
	MonthReportTruth
	eventTruth
	coachTruth
	broadcastTruth
}

// PlanView is what a notice needs to know of a plan.
type PlanView struct {
	Number     int64
	Rep        string
	Doctor     string // name
	Hospital   string // shortest name
	Department string
	ShortCode  string
	Grade      domain.Grade
	Date       domain.Date
	Start      domain.TimeOfDay
	Products   []string // brands
	// Reception is the window of that day in which the hospital receives reps (周三上午), empty where it has none; Shut says that it
	// has some and none on that day.
	Reception string
	Shut      bool
	Planned   bool // false once done, cancelled, moved or missed
	Revision  int
}

// ReminderView is what a notice needs to know of a reminder.
type ReminderView struct {
	Number    int64
	Person    string
	At        time.Time
	Subject   string
	ShortCode string // of the doctor it names, if any
	Set       bool   // false once cancelled; still true once told, so that it can be told over another channel
	Revision  int
}

// VisitView is what a notice needs to know of a visit.
type VisitView struct {
	Number    int64
	Rep       string // name
	Doctor    string // name
	Hospital  string
	Date      domain.Date
	Start     domain.TimeOfDay
	Products  []string
	Joint     string // userid
	Withdrawn bool
}

// ReportView is what a notice needs to know of a safety report or a complaint.
type ReportView struct {
	Number   int64
	Kind     string
	Rep      string // name
	Doctor   string // name, if known
	Products []string
	Text     string
	SaidAt   time.Time
	Open     bool
}

// Kind is one sort of notice. Register it in the file that describes it.
type Kind struct {
	Name string
	// Asked: a person asked for it, or it answers her; quiet hours, the daily cap and merging do not bind it.
	Asked bool
	// AtOnce: goes over WeCom and SMS together, at any hour (the safety desk).
	AtOnce bool
	// Patience is how long an acknowledgement is waited for before SMS follows WeCom; 0 never escalates (DESIGN.md part 4).
	Patience time.Duration
	// Deputised: it is told also to whoever stands in for the person when it is due (PRODUCT.md M1). Its words must not depend on who
	// reads them.
	Deputised bool
	// Stale is how late it may still be told; 0 means any time. A notice that is later expires.
	Stale time.Duration
	// Several: more than one of it may be due to a person at one instant. They are one message of words then, which say what the buttons do,
	// and count as one towards the cap, so that a day's follow-ups leave room for the evening prompt and the week's report.
	Several bool
	// Drawn: its pictures and files take long to draw, and many people get it at the same time; only a few are told at once.
	Drawn bool
	// Compose reads the truth and says the words, or reports false when there is nothing left to tell.
	Compose func(ctx context.Context, truth Truth, n Notice) (c Content, still bool, err error)
}

var kinds = map[string]Kind{}

// register adds a kind at start-up. Two kinds of one name are a programming error, found before anything runs.
func register(k Kind) Kind {
	if _, twice := kinds[k.Name]; twice || k.Name == "" || k.Compose == nil {
		panic(fmt.Sprintf("notice kind %q is registered twice or is incomplete", k.Name))
	}
	kinds[k.Name] = k
	return k
}

// KindNamed returns the kind of that name.
func KindNamed(name string) (Kind, bool) {
	k, ok := kinds[name]
	return k, ok
}
