// Package fact is what happened, in the past tense. The facts of a record are its history (who, when, before, after), and
// facts that deserve it become notices.
package fact

import (
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Kind names what happened.
type Kind string

// The kinds.
const (
	VisitReported  Kind = "visit.reported"
	VisitAmended   Kind = "visit.amended"
	VisitWithdrawn Kind = "visit.withdrawn"
	VisitRestored  Kind = "visit.restored"
	// VisitJudged: the visit itself was not touched, but counts now, or no longer, because another one changed.
	VisitJudged Kind = "visit.judged"

	PlanMade      Kind = "plan.made"
	PlanAmended   Kind = "plan.amended"
	PlanCancelled Kind = "plan.cancelled"
	PlanRestored  Kind = "plan.restored"
	PlanDone      Kind = "plan.done"
	PlanReopened  Kind = "plan.reopened"

	ReminderSet       Kind = "reminder.set"
	ReminderAmended   Kind = "reminder.amended"
	ReminderCancelled Kind = "reminder.cancelled"
	ReminderRestored  Kind = "reminder.restored"

	ReportKept Kind = "report.kept"
	// ReportSupplemented: After holds further words on an adverse event or a complaint.
	ReportSupplemented Kind = "report.supplemented"
	ReportWithdrawn    Kind = "report.withdrawn"
	ReportRestored     Kind = "report.restored"
	// TimeOffCut: a part of days off was taken back; After is what is left.
	TimeOffCut Kind = "timeoff.cut"

	// MessageRefused: the screen masked a message and nothing of it was recorded; After is the rule.
	MessageRefused Kind = "message.refused"

	// RosterImported: a file of the company was imported; After is roster.Report. AdminNamed: a person became admin.
	RosterImported Kind = "roster.imported"
	AdminNamed     Kind = "staff.admin_named"
	// FieldAdded, FieldRetired: a field of doctors or hospitals came or went; After is roster.Field.
	FieldAdded   Kind = "field.added"
	FieldRetired Kind = "field.retired"
	// HandedOver: doctors of one rep became another's; After says whose, which ones, from when, and what else it did.
	HandedOver Kind = "territory.handed_over"

	// QualityApplied, QuotaApplied: another version of a scheme was put in force; After is the scheme.
	QualityApplied Kind = "scheme.quality_applied"
	QuotaApplied   Kind = "scheme.quota_applied"
	// GradingApplied: another version of the grading scheme is in force and every doctor was graded by it; After has version, scheme
	// (null: the imported grades stand) and how many moved.
	GradingApplied Kind = "scheme.grading_applied"

	// EvidenceAttached: a picture or a place became evidence of the visit. ConsentGiven, ConsentWithdrawn: a person's word on her
	// places.
	EvidenceAttached Kind = "evidence.attached"
	ConsentGiven     Kind = "consent.given"
	ConsentWithdrawn Kind = "consent.withdrawn"

	// PhraseSettled: she has said whom her words for a doctor mean; PhraseForgotten: words of hers were forgotten.
	PhraseSettled   Kind = "phrase.settled"
	PhraseForgotten Kind = "phrase.forgotten"

	// PhoneBound: a person has bound a phone of hers; After is its number, masked.
	PhoneBound Kind = "staff.phone_bound"

	SMSStopped     Kind = "sms.stopped"
	SMSStarted     Kind = "sms.started"
	ChannelPrefers Kind = "channel.prefers"
)

// Fact is one thing that happened to one record.
type Fact struct {
	Kind Kind
	// At is business time, Person who did it (a userid).
	At     time.Time
	Person string
	// Subject and Number name the record; both are zero where a person herself is the subject.
	Subject domain.ID
	Number  int64
	// Before and After are the record around the change, as JSON will have them; nil where there is none.
	Before, After any
}
