// Package understand turns a text into what it means: an intent and its slots, as GUIDE.md (the labelling guide of the message
// sets) defines them. It is pure and deterministic and does no I/O: what it knows of the world comes in a Gazetteer, what it
// knows of the time in the Context.
//
// A text goes through five stages. normalise.go gives it one form of writing with a map back to the original; latin.go turns
// typed pinyin into characters. lexer.go finds everything that has a meaning of its own: dates, clock times, amounts, products,
// hospitals, departments, people and the words of lexicon.go. clauses.go cuts the text and says which part speaks of which
// doctor, of the past or of the future, of an adverse event or of a wish. intents.go decides by rules of precedence what the
// text is, and one file for each intent fills its slots. Where more than one doctor fits, that is a result (Ask and Candidates)
// and never a choice. Where each slot comes from is written down on the way, if anybody asks (explain.go).
package understand

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/feedback"
)

// Intent is what a text is meant to do.
type Intent string

// The intents of GUIDE.md. The table is closed: Reading.Intent holds no other.
const (
	VisitReport     Intent = "visit.report"
	VisitPlan       Intent = "visit.plan"
	VisitAmend      Intent = "visit.amend"
	VisitUndo       Intent = "visit.undo"
	ReminderSet     Intent = "reminder.set"
	PlanShow        Intent = "plan.show"
	QuotaShow       Intent = "quota.show"
	DoctorShow      Intent = "doctor.show"
	KBSearch        Intent = "kb.search"
	EventReport     Intent = "event.report"
	SafetyReport    Intent = "safety.report"
	ComplaintReport Intent = "complaint.report"
	TimeOffSet      Intent = "timeoff.set"
	ReviewList      Intent = "review.list"
	ReviewApprove   Intent = "review.approve"
	ReviewReject    Intent = "review.reject"
	ReviewComment   Intent = "review.comment"
	ReviewShare     Intent = "review.share"
	TeamShow        Intent = "team.show"
	SMSStop         Intent = "sms.stop"
	SMSStart        Intent = "sms.start"
	Help            Intent = "help"
	Unknown         Intent = "unknown"
)

// The commands beyond the table (GUIDE.md, "Beyond the table"). They only ever stand in Reading.Further, and only where
// Reading.Intent is Unknown.
const (
	PlanCancel     Intent = "plan.cancel"
	VisitRestore   Intent = "visit.restore"
	VisitFill      Intent = "visit.fill"
	WordSet        Intent = "word.set"
	WordShow       Intent = "word.show"
	WordForget     Intent = "word.forget"
	TodoShow       Intent = "todo.show"
	ChannelPrefer  Intent = "channel.prefer"
	Ack            Intent = "ack"
	Bind           Intent = "bind"
	Repeat         Intent = "repeat"
	DeliveryShow   Intent = "delivery.show"
	CancelQuestion Intent = "cancel"
	ChartShow      Intent = "chart.show"
	Consent        Intent = "consent"
	ThreadReply    Intent = "thread.reply"
	ThreadShow     Intent = "thread.show"
	RecordShow     Intent = "record.show"
)

// Sender is who wrote the text.
type Sender struct {
	UserID string
	Role   domain.Role
}

// Context is where and when the text was written.
type Context struct {
	// At is the message's own time in the company's zone: 今天 means that day.
	At time.Time
	// Channel decides whether the short forms of SMS are to be expected.
	Channel domain.Channel
	// Ahead: the record that a correction would change lies ahead (a plan, a reminder), so that its days follow the rules of
	// a plan.
	Ahead bool
	// Gazetteer is the sender's world. A nil Gazetteer knows nobody and nothing.
	Gazetteer *Gazetteer
	// trace is set by Explain.
	trace *trace
}

// Reading is what a text means. The tags are the keys of GUIDE.md; a slot that was not said is absent.
type Reading struct {
	Intent Intent  `json:"intent"`
	Visits []Visit `json:"visits,omitempty"`
	// Changes holds the slots that a VisitAmend changes.
	Changes *Visit `json:"changes,omitempty"`
	// Adds says that the products of Changes come to those that stand; otherwise they replace them. Drops is what is taken away.
	Adds  bool  `json:"-"`
	Drops Drops `json:"-"`
	// Bare says that a VisitAmend does not say what is wrong: 改.
	Bare bool `json:"-"`
	// At is when a reminder is wanted, YYYY-MM-DDTHH:MM.
	At string `json:"at,omitempty"`
	// Doctor is a doctor's code. Where the text names one and not exactly one fits, Ask is "doctor" and Candidates holds
	// those who fit (empty and not nil: nobody does).
	Doctor     string       `json:"doctor,omitempty"`
	Ask        string       `json:"ask,omitempty"`
	Candidates []string     `json:"candidates,omitzero"`
	From       domain.Date  `json:"from,omitzero"`
	To         domain.Date  `json:"to,omitzero"`
	Grade      domain.Grade `json:"grade,omitempty"`
	Products   []string     `json:"products,omitempty"`
	Hospital   string       `json:"hospital,omitempty"`
	Department string       `json:"department,omitempty"`
	Date       domain.Date  `json:"date,omitzero"`
	Attendees  []string     `json:"attendees,omitempty"`
	Headcount  int          `json:"headcount,omitempty"`
	Items      []int        `json:"items,omitempty"`
	All        bool         `json:"all,omitempty"`
	Text       string       `json:"text,omitempty"`
	Kind       string       `json:"kind,omitempty"`
	Rep        string       `json:"rep,omitempty"`

	// Subject is the theme of a reminder in the sender's words; Target the record that an amendment, an undo or a
	// cancellation means (nil: the last one); Half is am or pm where a day off is only half a day. They are not compared.
	Subject string  `json:"subject,omitempty"`
	Target  *Target `json:"target,omitempty"`
	// Ahead is what a ReminderSet says only of a plan that stands: so many minutes before its start (后天的提前半小时叫我).
	Ahead *Ahead `json:"-"`
	Half  string `json:"half,omitempty"`
	// Feedback is what the doctors of Visits said (PRODUCT.md V10), all visits together; each Visit has its own. It is not
	// compared.
	Feedback []feedback.Remark `json:"feedback,omitempty"`
	// Score is the score that a ScoreExplain asks about, 0 if none was said.
	Score int `json:"-"`
	// Said is how the text named the doctor of Doctor or Candidates.
	Said string `json:"-"`
	// Further is a command beyond the table, set only where Intent is Unknown.
	Further Intent `json:"-"`
	// Phrase are the words of a WordSet or a WordForget, and Text whom they are to mean; All: every phrase is meant.
	Phrase string `json:"-"`
	// Several: a change, an undo or a cancellation names more records than one, or some are approved and others rejected, so that none of
	// it may pass for what was meant.
	Several bool `json:"-"`
	// Prefers is the value of a ChannelPrefer, Mobile (11 digits) that of a Bind, Agrees that of a Consent.
	Prefers domain.Preference `json:"-"`
	Mobile  string            `json:"-"`
	Agrees  bool              `json:"-"`
	// NoDay are the words of the first day in the text that no calendar has (2月30号).
	NoDay string `json:"-"`
	// Week is what a command of the weekly plan or report names. Edit is a change of a week, should one be in hand; BareDays says that
	// every day of the text is a weekday without its week; Weekly that the weekly report is spoken of.
	Week     *WeekSaid `json:"-"`
	Edit     *EditSaid `json:"-"`
	BareDays bool      `json:"-"`
	Weekly   bool      `json:"-"`
	// Delegate is what a ReviewDelegate says of a deputy.
	Delegate *DelegateSaid `json:"-"`
	// Team is what a question about the team asks for.
	Team *TeamSaid `json:"-"`
	// Adverse: the text tells of an adverse event or a special situation, whatever its intent is. A case is opened for it.
	Adverse bool `json:"-"`
	// Complains: a SafetyReport is a complaint too.
	Complains bool `json:"-"`
	// Unsent: a SafetyReport or ComplaintReport was written as a broadcast, which is not sent.
	Unsent bool `json:"-"`
	// Wish is what a GradeSet says.
	Wish *GradeWish `json:"-"`
	// Scheme is what is said of the grading scheme, Field what a DoctorSet says.
	Scheme *SchemeSaid `json:"-"`
	Field  *FieldSaid  `json:"-"`
	// Event is what is said of a group event, by an EventReport or one of its commands.
	Event *EventSaid `json:"-"`
	// Coach is what a text says of a joint visit or a coaching that begins as a command about one, whatever its intent is.
	Coach *CoachSaid `json:"-"`
	// Broadcast is what a command about broadcasts says.
	Broadcast *BroadcastSaid `json:"-"`
	// New is what a DoctorAdd says.
	New *NewDoctor `json:"-"`
	// TooLong says that the text has more than MaxLength characters and was not read.
	TooLong bool `json:"-"`
}

// Visit is one visit of a report or a plan, or the changed slots of an amendment.
type Visit struct {
	Doctor string `json:"doctor,omitempty"`
	// Ask is "doctor" and Candidates are the codes that fit where not exactly one does.
	Ask        string           `json:"ask,omitempty"`
	Candidates []string         `json:"candidates,omitzero"`
	Date       domain.Date      `json:"date,omitzero"`
	Start      domain.TimeOfDay `json:"start,omitempty"`
	Minutes    int              `json:"minutes,omitempty"`
	Products   []string         `json:"products,omitempty"`
	Purpose    domain.Purpose   `json:"purpose,omitempty"`
	Result     domain.Result    `json:"result,omitempty"`
	// Joint is the userid of the manager who came along.
	Joint string `json:"joint,omitempty"`
	Next  *Next  `json:"next,omitempty"`
	// Remind is how many minutes before the start of a plan a reminder is wanted.
	Remind int `json:"remind,omitempty"`
	// NoDay are the words of a day that no calendar has (2月30号) or that may be one of several (上周), if the visit was told of one: then
	// Date is not known and must be asked.
	NoDay string `json:"-"`
	// NextNoDay are the words of such a day for the next visit: then there is no Next.
	NextNoDay string `json:"-"`
	// Said is how the text named the doctor, Rest the words of the clauses that speak of this visit. They are not compared.
	Said string `json:"note,omitempty"`
	Rest string `json:"rest,omitempty"`
	// Feedback is what the doctor said of our products and of us; Reading has that of all visits.
	Feedback []feedback.Remark `json:"-"`
	// Gist are the words of Rest without names, places, times and amounts: what a copied note has in common with its original.
	Gist string `json:"-"`
	// New is what the text says of a doctor whom nobody on the list fits (no Candidates).
	New *NewDoctor `json:"-"`
	// Own: which of Candidates Doctor is was decided by the sender's own words, not by the text.
	Own bool `json:"own,omitempty"`
}

// Next is the follow-up that a report fixes in time.
type Next struct {
	Date  domain.Date      `json:"date"`
	Start domain.TimeOfDay `json:"start,omitempty"`
	// Remind is how many minutes before the start a reminder is wanted.
	Remind int `json:"-"`
}

// Target is the record that a text means: by number, by doctor, by day.
type Target struct {
	Number int64 `json:"number,omitempty"`
	// Several: more than one record was named, so that none of them may be taken for what was meant.
	Several bool        `json:"-"`
	Doctor  string      `json:"doctor,omitempty"`
	Date    domain.Date `json:"date,omitzero"`
	// Candidates are the doctors that fit where a place, or a name that several bear, was said instead of one doctor; empty and
	// not nil: something was said and nobody fits.
	Candidates []string `json:"candidates,omitzero"`
	// Reminder says that the record is a reminder, Subject what it was said to remind of.
	Reminder bool   `json:"reminder,omitempty"`
	Subject  string `json:"subject,omitempty"`
}

// none reports whether nothing was said of which record is meant.
func (t Target) none() bool {
	return t.Number == 0 && t.Doctor == "" && t.Date.IsZero() && t.Candidates == nil && !t.Reminder
}

// MaxLength is how many characters of a text are read; a longer text is not understood at all.
const MaxLength = 4000

// Read says what a text means by GUIDE.md. It never fails: what cannot be understood is Unknown.
func Read(text string, who Sender, c Context) Reading {
	if utf8.RuneCountInString(text) > MaxLength {
		return Reading{Intent: Unknown, TooLong: true}
	}
	return newMessage(text, who, c, gazetteerOf(c)).read()
}

func gazetteerOf(c Context) *Gazetteer {
	if c.Gazetteer == nil {
		return NewGazetteer(World{})
	}
	return c.Gazetteer
}
