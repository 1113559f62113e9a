package coaching

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/comment"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/visit"
)

// book keeps what is written, on Tuesday 2026-11-24 at ten.
type book struct {
	coachings []Coaching
	tasks     []Task
	said      []comment.Said
	came      []bool
	facts     []fact.Kind
	told      []string
	withdrawn int
}

var (
	zone  = time.FixedZone("CST", 8*3600)
	today = domain.Date{Year: 2026, Month: 11, Day: 24}
	boss  = review.Decider{Person: "boss"}
)

func (b *book) Now() time.Time                         { return time.Date(2026, 11, 24, 10, 0, 0, 0, zone) }
func (b *book) PutCoaching(c Coaching)                 { b.coachings = append(b.coachings, c) }
func (b *book) ChangeCoaching(c Coaching)              { b.coachings = append(b.coachings, c) }
func (b *book) PutTask(t Task)                         { b.tasks = append(b.tasks, t) }
func (b *book) ChangeTask(t Task)                      { b.tasks = append(b.tasks, t) }
func (b *book) PutJoint(_ domain.ID, _ string, c bool) { b.came = append(b.came, c) }
func (b *book) PutComment(c comment.Said)              { b.said = append(b.said, c) }
func (b *book) Remember(f fact.Fact)                   { b.facts = append(b.facts, f.Kind) }
func (b *book) Withdraw(domain.ID)                     { b.withdrawn++ }
func (b *book) Tell(n notice.Notice) error {
	b.told = append(b.told, n.Kind+" "+n.Person+" "+n.DueAt.In(zone).Format("01-02 15:04"))
	return nil
}

func code(err error) string {
	r, _ := domain.AsRefusal(err)
	return r.Code
}

func aCoaching() Coaching {
	return Coaching{ID: domain.ID{1}, Number: 1030, Coach: "boss", Rep: "rep", Date: today, Visit: domain.ID{9}, VisitNumber: 1001, Scores: Scores{4, 5, 3, 4, 4}, State: Standing}
}

func TestACoachingIsKeptWholeOrRefused(t *testing.T) {
	long := strings.Repeat("好", longest+1)
	for name, c := range map[string]struct {
		change func(*Coaching)
		tasks  []Task
		code   string
	}{
		"whole":       {func(*Coaching) {}, nil, ""},
		"no mark":     {func(c *Coaching) { c.Scores[2] = 0 }, nil, "coach.scores"},
		"six":         {func(c *Coaching) { c.Scores[2] = 6 }, nil, "coach.scores"},
		"ahead":       {func(c *Coaching) { c.Date = today.AddDays(1) }, nil, "coach.ahead"},
		"long":        {func(c *Coaching) { c.Advice = long }, nil, "coach.long"},
		"task over":   {func(*Coaching) {}, []Task{{Text: "练", Due: today.AddDays(-1)}}, "coach.due"},
		"task far":    {func(*Coaching) {}, []Task{{Text: "练", Due: today.AddDays(400)}}, "coach.due_far"},
		"task empty":  {func(*Coaching) {}, []Task{{Due: today}}, "coach.task_text"},
		"task long":   {func(*Coaching) {}, []Task{{Text: long, Due: today}}, "coach.task_text"},
		"with a task": {func(*Coaching) {}, []Task{{Text: "练", Due: today.AddDays(8)}}, ""},
	} {
		b := &book{}
		one := aCoaching()
		c.change(&one)
		if err := Rate(b, calendar.Default(), one, c.tasks, today, b.Now()); code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if c.code == "" && (len(b.coachings) != 1 || len(b.tasks) != len(c.tasks) || !slices.Equal(b.came, []bool{true}) || !slices.Contains(b.told, "coach_rated rep 11-24 10:00")) {
			t.Errorf("%s: kept %+v", name, b)
		}
	}
}

func TestAChangeThatChangesNothingIsRefused(t *testing.T) {
	b := &book{}
	was := aCoaching()
	if _, err := Change(b, calendar.Default(), boss, was, was, nil, today); code(err) != "coach.same" || len(b.coachings) > 0 {
		t.Errorf("the same again: %v", err)
	}
	now := was
	now.Scores[3] = 2
	if got, err := Change(b, calendar.Default(), boss, was, now, nil, today); err != nil || got.Revision != 1 || !slices.Equal(b.facts, []fact.Kind{fact.CoachChanged}) {
		t.Errorf("%+v %v %v", got, err, b.facts)
	}
	was.State = Withdrawn
	if _, err := Change(b, calendar.Default(), boss, was, now, nil, today); code(err) != "coach.gone" {
		t.Errorf("what was taken back: %v", err)
	}
	if err := Undo(b, boss, was, nil); code(err) != "coach.gone" {
		t.Errorf("taken back twice: %v", err)
	}
}

// TestAFollowUpGoesFromOpenToConfirmed says every step in every state.
func TestAFollowUpGoesFromOpenToConfirmed(t *testing.T) {
	steps := map[string]func(*book, Task) error{
		"finish":  func(b *book, k Task) error { _, err := Finish(b, k, "练了"); return err },
		"confirm": func(b *book, k Task) error { _, err := Decide(b, calendar.Default(), boss, k, true, ""); return err },
		"reopen": func(b *book, k Task) error {
			_, err := Decide(b, calendar.Default(), boss, k, false, "再练")
			return err
		},
		"no reason": func(b *book, k Task) error { _, err := Decide(b, calendar.Default(), boss, k, false, ""); return err },
		"move": func(b *book, k Task) error {
			_, err := Alter(b, calendar.Default(), boss, k, "", today.AddDays(9), today)
			return err
		},
		"nothing": func(b *book, k Task) error {
			_, err := Alter(b, calendar.Default(), boss, k, "", domain.Date{}, today)
			return err
		},
		"drop": func(b *book, k Task) error { return Drop(b, boss, aCoaching(), k) },
	}
	for step, want := range map[string][4]string{
		"finish":    {"", "coach.task_done", "coach.task_done", "coach.task_dropped"},
		"confirm":   {"", "", "coach.task_confirmed", "coach.task_dropped"},
		"reopen":    {"coach.task_open", "", "", "coach.task_dropped"},
		"no reason": {"coach.task_open", "coach.reason", "coach.reason", "coach.task_dropped"},
		"move":      {"", "coach.task_over", "coach.task_over", "coach.task_over"},
		"nothing":   {"coach.task_same", "coach.task_over", "coach.task_over", "coach.task_over"},
		"drop":      {"", "", "coach.task_over", "coach.task_over"},
	} {
		for i, state := range []TaskState{Open, Done, Confirmed, Dropped} {
			b := &book{}
			err := steps[step](b, Task{ID: domain.ID{2}, Number: 1031, Text: "练", Due: today.AddDays(8), State: state, Coach: "boss", Rep: "rep", CoachingNumber: 1030})
			if code(err) != want[i] || (err != nil) != (want[i] != "") {
				t.Errorf("%s of one that is %s: %v, want %q", step, state, err, want[i])
			}
			if changed := len(b.tasks) + len(b.facts) + len(b.told); (changed > 0) != (err == nil) {
				t.Errorf("%s of one that is %s: %v and yet %+v", step, state, err, b)
			}
		}
	}
}

// TestAFollowUpIsRemindedOnTheWorkdayOfItsDay: at nine, on the last workday before one that is not worked, and not where that is over.
func TestAFollowUpIsRemindedOnTheWorkdayOfItsDay(t *testing.T) {
	for due, want := range map[domain.Date][]string{
		{Year: 2026, Month: 11, Day: 27}: {"coach_task_due rep 11-27 09:00", "coach_task_watch boss 11-27 09:00"},
		{Year: 2026, Month: 11, Day: 29}: {"coach_task_due rep 11-27 09:00", "coach_task_watch boss 11-27 09:00"}, // a Sunday
		today:                            nil,
	} {
		b := &book{}
		if err := Rate(b, calendar.Default(), aCoaching(), []Task{{ID: domain.ID{2}, Number: 1031, Text: "练", Due: due}}, today, b.Now()); err != nil {
			t.Fatal(err)
		}
		if got := slices.DeleteFunc(b.told, func(s string) bool { return strings.HasPrefix(s, "coach_rated") }); !slices.Equal(got, want) {
			t.Errorf("due on %s: %v", due, got)
		}
	}
}

func TestWhoWasNamedSaysWhetherSheCame(t *testing.T) {
	open := Joined{ID: domain.ID{9}, Number: 1001, Rep: "rep", Joint: "boss", Status: visit.Open}
	for name, c := range map[string]struct {
		was         Answer
		status      visit.Status
		came, rated bool
		code, told  string
	}{
		"she came":           {came: true},
		"she did not":        {told: "joint_denied"},
		"she says so again":  {was: Answer{Said: true}, code: "joint.same"},
		"she did after all":  {was: Answer{Said: true}, came: true, told: "joint_confirmed"},
		"she did not, rated": {rated: true, code: "joint.rated"},
		"taken back":         {status: visit.Withdrawn, code: "joint.withdrawn"},
	} {
		b := &book{}
		v := open
		v.Answer = c.was
		if c.status != "" {
			v.Status = c.status
		}
		err := Confirm(b, v, "boss", c.came, c.rated)
		if code(err) != c.code || (len(b.came) == 1) != (c.code == "") {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if got := strings.Join(b.told, ""); !strings.HasPrefix(got, c.told) || c.told == "" && got != "" {
			t.Errorf("%s: told %q", name, got)
		}
	}
}

// TestFiguresCountDaysOnce: two joint visits of a day are one day in the field, and the shares have the numbers of all.
func TestFiguresCountDaysOnce(t *testing.T) {
	days := []Day{{"boss", "a", today, true, 20}, {"boss", "a", today, true, 0}, {"boss", "b", today, false, 15}, {"boss", "b", today.AddDays(1), true, 0}, {"other", "c", today, true, 0}}
	closed := []Closed{{"boss", "a", quota.Ratio{Num: 1, Den: 2}}, {"boss", "b", quota.Ratio{Num: 0, Den: 1}}}
	rows, all := Figures(days, closed, []string{"a", "b", "d"}, func(_, rep string) string { return rep })
	want := []Row{{UserID: "d"}, {UserID: "a", Days: 1, Rated: 1, Marks: 20, Coached: quota.Ratio{Num: 1, Den: 2}, Loop: quota.Ratio{Num: 1, Den: 2}},
		{UserID: "b", Days: 2, Rated: 1, Marks: 15, Coached: quota.Ratio{Num: 0, Den: 1}, Loop: quota.Ratio{Num: 0, Den: 1}}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("by rep %+v", rows)
	}
	if sum := (Row{Days: 2, Rated: 2, Marks: 35, Coached: quota.Ratio{Num: 1, Den: 3}, Loop: quota.Ratio{Num: 1, Den: 3}}); all != sum {
		t.Errorf("together %+v", all)
	}
	rows, _ = Figures(days, closed, []string{"boss"}, func(coach, _ string) string { return coach })
	if rows[0].Days != 2 || rows[0].Coached != (quota.Ratio{Num: 1, Den: 3}) {
		t.Errorf("by manager %+v", rows)
	}
}
