package coaching

import (
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
)

// TaskState is where a follow-up stands.
type TaskState string

// The states: to be done, done by the rep's word, confirmed by the manager, taken back.
const (
	Open      TaskState = "open"
	Done      TaskState = "done"
	Confirmed TaskState = "confirmed"
	Dropped   TaskState = "withdrawn"
)

// Task is one follow-up: what a rep does about a coaching until a day.
type Task struct {
	ID       domain.ID
	Number   int64
	Coaching domain.ID
	Text     string
	Due      domain.Date
	State    TaskState
	// Note are the rep's words on how she did it, at DoneAt.
	Note   string
	DoneAt time.Time
	// DecidedBy is who confirmed it or sent it back last, with Reason.
	DecidedBy string
	DecidedAt time.Time
	Reason    string
	Revision  int
	// Coach, Rep and CoachingNumber are those of the coaching; they are read with it.
	Coach, Rep     string
	CoachingNumber int64
}

// Waits reports whether somebody has still to do something about it.
func (t Task) Waits() bool { return t.State == Open || t.State == Done }

// Late reports whether it was not done by its day, seen from a day.
func (t Task) Late(today domain.Date) bool {
	if t.State == Open {
		return t.Due.Before(today)
	}
	return domain.DateOf(t.DoneAt).After(t.Due)
}

// TaskDetails are what the facts keep of a follow-up.
type TaskDetails struct {
	Coaching int64       `json:"coaching,omitempty"`
	Text     string      `json:"text,omitempty"`
	Due      domain.Date `json:"due,omitzero"`
	Note     string      `json:"note,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	For      string      `json:"for,omitempty"`
}

// MostTasks is how many follow-ups one coaching may have: more are done by nobody.
const MostTasks = 9

// longestTask is how many characters a follow-up may have.
const longestTask = 100

// Days tells workdays.
type Days interface {
	AddWorkdays(d domain.Date, n int) domain.Date
	Workday(d domain.Date) bool
}

// remindedAt is the time of the day at which a follow-up is called to mind: after the morning's list.
const remindedAt = domain.TimeOfDay("09:00")

// remindAt is when a follow-up is called to mind: on its day, or on the last workday before one that is not worked.
func remindAt(days Days, due domain.Date, zone *time.Location) time.Time {
	if !days.Workday(due) {
		due = days.AddWorkdays(due, -1)
	}
	return due.At(remindedAt, zone)
}

// fitTask refuses a day that is over (coach.due), one that lies more than a year ahead (coach.due_far), and a text that is empty or longer
// than 100 characters (coach.task_text).
func fitTask(t Task, today domain.Date) error {
	switch {
	case t.Text == "" || utf8.RuneCountInString(t.Text) > longestTask:
		return domain.Refuse("coach.task_text")
	case t.Due.Before(today):
		return domain.Refuse("coach.due", t.Text)
	case t.Due.Sub(today) > 366:
		return domain.Refuse("coach.due_far", t.Text)
	}
	return nil
}

// give keeps follow-ups of a coaching and has each called to mind; the rep reads of them with the coaching. Refused is what fitTask refuses.
func give(l Ledger, days Days, c Coaching, tasks []Task, today domain.Date) error {
	for _, t := range tasks {
		if err := fitTask(t, today); err != nil {
			return err
		}
		t.Coaching, t.State, t.Coach, t.Rep, t.CoachingNumber = c.ID, Open, c.Coach, c.Rep, c.Number
		l.PutTask(t)
		l.Remember(fact.Fact{Kind: fact.CoachTaskSet, At: l.Now(), Person: c.who(), Subject: t.ID, Number: t.Number, After: t.details()})
		if err := t.remind(l, days); err != nil {
			return err
		}
	}
	return nil
}

func (t Task) details() TaskDetails {
	return TaskDetails{Coaching: t.CoachingNumber, Text: t.Text, Due: t.Due}
}

// remind has the rep and her manager reminded on the day, once; what is due before the next reminder was told just now.
func (t Task) remind(l Ledger, days Days) error {
	at := remindAt(days, t.Due, l.Now().Location())
	if !at.After(l.Now()) {
		return nil
	}
	for _, to := range []struct {
		kind   notice.Kind
		person string
	}{{notice.CoachTaskDue, t.Rep}, {notice.CoachTaskWatch, t.Coach}} {
		if err := l.Tell(notice.Notice{Kind: to.kind.Name, Key: notice.CoachKey(to.kind, t.ID, t.Revision), Person: to.person, Subject: t.ID, Number: t.Number,
			Revision: t.Revision, DueAt: at}); err != nil {
			return err
		}
	}
	return nil
}

// Alter gives an open follow-up another text or day; the rep is told. One that is not open has nothing to alter (coach.task_over), what
// changes nothing is refused (coach.task_same), beside what fitTask refuses.
func Alter(l Ledger, days Days, by review.Decider, t Task, text string, due domain.Date, today domain.Date) (Task, error) {
	if t.State != Open {
		return t, domain.Refuse("coach.task_over", t.Number)
	}
	before := t.details()
	if text != "" {
		t.Text = text
	}
	if !due.IsZero() {
		t.Due = due
	}
	if t.details() == before {
		return t, domain.Refuse("coach.task_same", t.Number)
	}
	if err := fitTask(t, today); err != nil {
		return t, err
	}
	t.Revision++
	l.ChangeTask(t)
	l.Withdraw(t.ID)
	after := t.details()
	after.For = by.For
	l.Remember(fact.Fact{Kind: fact.CoachTaskChanged, At: l.Now(), Person: by.Person, Subject: t.ID, Number: t.Number, Before: before, After: after})
	if err := t.remind(l, days); err != nil {
		return t, err
	}
	return t, t.tell(l, notice.CoachTaskChanged, t.Rep)
}

// Drop takes a follow-up back; the rep is told. One that is closed stands (coach.task_over).
func Drop(l Ledger, by review.Decider, c Coaching, t Task) error {
	if !t.Waits() {
		return domain.Refuse("coach.task_over", t.Number)
	}
	if err := drop(l, by, c, t); err != nil {
		return err
	}
	t.Revision++
	return t.tell(l, notice.CoachTaskDropped, t.Rep)
}

func drop(l Ledger, by review.Decider, c Coaching, t Task) error {
	t.State = Dropped
	t.Revision++
	l.ChangeTask(t)
	l.Withdraw(t.ID)
	before := t.details()
	before.Coaching = c.Number
	l.Remember(fact.Fact{Kind: fact.CoachTaskDropped, At: l.Now(), Person: by.Person, Subject: t.ID, Number: t.Number, Before: before, After: TaskDetails{For: by.For}})
	return nil
}

// Finish keeps that the rep has done a follow-up, with her words on it, and asks the manager to confirm. One that is done or closed is
// refused (coach.task_done), words of more than 500 characters too (comment.long).
func Finish(l Ledger, t Task, note string) (Task, error) {
	switch {
	case t.State == Dropped:
		return t, domain.Refuse("coach.task_dropped", t.Number)
	case t.State != Open:
		return t, domain.Refuse("coach.task_done", t.Number)
	case utf8.RuneCountInString(note) > longest:
		return t, domain.Refuse("comment.long", t.Number)
	}
	t.State, t.Note, t.DoneAt = Done, note, l.Now()
	t.Revision++
	l.ChangeTask(t)
	l.Withdraw(t.ID)
	l.Remember(fact.Fact{Kind: fact.CoachTaskDone, At: l.Now(), Person: t.Rep, Subject: t.ID, Number: t.Number, Before: t.details(), After: TaskDetails{Note: note}})
	return t, t.tell(l, notice.CoachTaskDone, t.Coach)
}

// Decide confirms what the rep says that she has done, or sends it back with a reason; the rep is told. One that she has not done is not
// sent back (coach.task_open), one that is confirmed stands (coach.task_confirmed), and sending back needs a reason (coach.reason).
// Confirming one that is open closes it: the manager saw it done.
func Decide(l Ledger, days Days, by review.Decider, t Task, yes bool, reason string) (Task, error) {
	switch {
	case t.State == Dropped:
		return t, domain.Refuse("coach.task_dropped", t.Number)
	case t.State == Confirmed && yes:
		return t, domain.Refuse("coach.task_confirmed", t.Number)
	case t.State == Open && !yes:
		return t, domain.Refuse("coach.task_open", t.Number)
	case !yes && reason == "":
		return t, domain.Refuse("coach.reason", t.Number)
	}
	before := t.details()
	before.Note = t.Note
	t.DecidedBy, t.DecidedAt, t.Reason = by.Person, l.Now(), ""
	t.Revision++
	l.Withdraw(t.ID)
	if yes {
		if t.State == Open {
			t.DoneAt = l.Now()
		}
		t.State = Confirmed
		l.ChangeTask(t)
		l.Remember(fact.Fact{Kind: fact.CoachTaskConfirmed, At: l.Now(), Person: by.Person, Subject: t.ID, Number: t.Number, Before: before, After: TaskDetails{For: by.For}})
		return t, t.tell(l, notice.CoachTaskConfirmed, t.Rep)
	}
	t.State, t.Reason, t.DoneAt = Open, reason, time.Time{}
	l.ChangeTask(t)
	l.Remember(fact.Fact{Kind: fact.CoachTaskReopened, At: l.Now(), Person: by.Person, Subject: t.ID, Number: t.Number, Before: before, After: TaskDetails{Reason: reason, For: by.For}})
	if err := t.remind(l, days); err != nil {
		return t, err
	}
	return t, t.tell(l, notice.CoachTaskReopened, t.Rep)
}

func (t Task) tell(l Ledger, k notice.Kind, person string) error {
	return l.Tell(notice.Notice{Kind: k.Name, Key: notice.CoachKey(k, t.ID, t.Revision), Person: person, Subject: t.ID, Number: t.Number, Revision: t.Revision, DueAt: l.Now()})
}
