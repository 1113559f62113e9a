package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// told is what the records say in these tests.
type told struct {
	caseView CaseView
	holidaysTold
	plan       PlanView
	reminder   ReminderView
	visit      VisitView
	report     ReportView
	week       WeekView
	deputy     DeputyView
	addition   string // the state of a new doctor, waiting if empty
	steward    string
	manual     string // the state of a grade by hand, waiting if empty
	event      EventView
	waiting    WaitingView
	share      ShareView
	coaching   CoachView
	coachWaits CoachWaitingView
	task       CoachTaskView
	came       bool
	told       BroadcastView
	answer     BroadcastSaid
	gone       bool
	monthTold
}

func (t told) Plan(context.Context, domain.ID) (PlanView, bool, error) { return t.plan, !t.gone, nil }
func (t told) Reminder(context.Context, domain.ID) (ReminderView, bool, error) {
	return t.reminder, !t.gone, nil
}
func (t told) Visit(context.Context, domain.ID) (VisitView, bool, error) {
	return t.visit, !t.gone, nil
}
func (t told) Report(context.Context, domain.ID) (ReportView, bool, error) {
	return t.report, !t.gone, nil
}

func (t told) Event(context.Context, domain.ID) (EventView, bool, error) {
	return t.event, !t.gone, nil
}

var at = time.Date(2026, 11, 26, 15, 0, 0, 0, time.FixedZone("+08", 8*3600))

// standing is a world in which everything is still to be told to boss.
func standing() told {
	return told{
		plan: PlanView{Number: 1002, Doctor: "张伟", Hospital: "市一", Department: "心血管内科", ShortCode: "Z1", Date: domain.DateOf(at), Start: "15:00",
			Products: []string{"立舒平"}, Planned: true, Revision: 1},
		reminder: ReminderView{Number: 1003, At: at, Subject: "送材料", ShortCode: "Z1", Set: true, Revision: 1},
		visit:    VisitView{Number: 1001, Rep: "陈晓", Doctor: "张伟", Hospital: "市一", Date: domain.DateOf(at), Joint: "boss"},
		report:   ReportView{Number: 1004, Kind: "safety", Rep: "陈晓", Products: []string{"立舒平"}, Text: "用药后皮疹", SaidAt: at, Open: true},
		monthTold: monthTold{days: []DayStop{aStop()}, team: []RepDay{{"boss", "陈晓", 5, 0}}, months: []MonthView{badMonth("boss")}, unfinished: 2, stops: []StopView{
			{Number: 1002, Doctor: DoctorName{"张伟", "市一", "Z1"}, Start: "15:00"}, {Number: 1003, Doctor: DoctorName{"王芳", "附二", "W1"}}}},
		week: weekThatWaits(),
		caseView: CaseView{Number: 1031, Kind: "safety", Reporter: "陈晓", Day0: at, DueAt: at, Waits: true, Open: true, Death: true,
			Missing: []string{"patient"}, Text: "用药后皮疹", Handling: "已换货"},
		event:    anEvent(),
		share:    ShareView{Number: 1040, Rep: "陈晓", By: "王建国", Text: "陈晓｜三级甲等医院 心内 A级医生｜立舒平", Proposed: true, Shared: true},
		coaching: aCoaching(), task: aTask(),
		told:   BroadcastView{Number: 1030, By: "王建国", Text: "明天下午两点开会", SaidAt: at, HappensAt: at, Standing: true, Receivers: 12, Reminded: 2},
		answer: BroadcastSaid{Number: 1030, Who: "陈晓", Text: "晚到十分钟"},
		deputy: DeputyView{Number: 1030, Manager: "王建国", ManagerID: "boss", Deputy: "何敏", From: domain.DateOf(at), To: domain.DateOf(at).AddDays(1)},
	}
}

// args are those of the kinds whose words were fixed before.
var args = map[string]any{"review_overdue": overdueSpan{Manager: "boss"},
	"reply": Content{Text: "好的", Template: "help"}, "digest": []string{"一", "二"},
	"event_effect": EventFigures{Number: 1030, Title: "科室会 11-26 市一心内", Host: "陈晓", At: at, Days: 30, Guests: []GuestRow{{Name: "张伟", Grade: "A"}}},
	"month_chart": MonthFigures{Rep: "陈晓", At: at, Left: 3, NoHolidays: true, Doctors: []DoctorMonth{
		{Name: "李静", Hospital: "市一", Department: "心内", Grade: "B", Actual: 3, Required: 2}, {Name: "张伟", Grade: "A", Actual: 1, Required: 4}, {Name: "新来"}}},
	"safety_due": caseDue{at, "due"}, "complaint_due": caseDue{at, "T-3"}, "case_export": CaseFile{Kind: "safety", Number: 1031,
		Fields: [][2]string{{"患者", "女 65岁"}}, Steps: []CaseStep{{At: at, By: "陈晓", What: "受理"}}},
	"addition_near": additionNear{Code: "D900"}, "kept_file": 2,
	"broadcast_names": BroadcastFile{Number: 1030, Rows: []BroadcastFileRow{{Name: "陈晓", Manager: "王建国", State: "已确认"}}},
	"handover":        HandoverWords{From: "陈晓", To: "林雨", On: domain.DateOf(at), Doctors: 4, Names: []string{"李静"}, Plans: 2, Reminders: 1},
	"grade_changed":   gradesChanged{SchemeApplied, []GradeMove{{Was: "A", Is: "B", Count: 4, Names: []string{"张伟", "李静"}}}}}

// TestEveryKind walks the registry: each kind says something within WeCom's sizes, and by SMS only short variables without names.
func TestEveryKind(t *testing.T) {
	for name, k := range kinds {
		raw, err := json.Marshal(args[name])
		if err != nil {
			t.Fatal(err)
		}
		truth := standing()
		if name == WeekDecided.Name {
			truth.week.State = "approved"
		}
		truth.task.State, truth.came = coachStates[name], name == JointConfirmed.Name
		truth.coaching.Withdrawn = name == CoachWithdrawn.Name
		truth.deputy.Ended = name == DeputyEnded.Name
		if name == GradeDecided.Name {
			truth.manual = "approved"
		}
		truth.event.Gone = name == EventCalledOff.Name
		if name == EventDecided.Name {
			truth.event.Waiting, truth.event.Approved = false, true
		}
		if name == AdditionDecided.Name {
			truth.addition = "approved"
		}
		c, still, err := k.Compose(t.Context(), truth, Notice{Kind: name, Person: "boss", Revision: 1, Args: raw})
		if err != nil || !still || c.Text == "" && len(c.Attachments) == 0 {
			t.Errorf("%s says %+v, %v, %v", name, c, still, err)
			continue
		}
		for _, a := range c.Attachments {
			if whole := []bool{a.Picture != nil, a.Workbook != nil, a.Kept != nil}; a.Name == "" || slices.Index(whole, true) < 0 || strings.Count(fmt.Sprint(whole), "true") != 1 {
				t.Errorf("%s has an attachment that is not one of picture, workbook and kept file, or has no name", name)
			}
			if a.Picture != nil && a.Picture.Check() != nil || a.Workbook != nil && a.Workbook.Check() != nil {
				t.Errorf("%s has an attachment that cannot be drawn", name)
			}
		}
		if strings.Contains(c.Text, "  ") || strings.Contains(c.Text, "%!") {
			t.Errorf("%s says %q", name, c.Text)
		}
		if c.Card != nil && (utf8.RuneCountInString(c.Card.Title) > 36 || len(c.Card.Buttons) == 0 || len(c.Card.Buttons) > 6) {
			t.Errorf("%s has a card that WeCom refuses: %+v", name, c.Card)
		}
		if k.Patience > 0 && (c.Card == nil || c.Template == "") {
			t.Errorf("%s waits for an acknowledgement and has no button, or no SMS to follow", name)
		}
		for key, value := range c.Params {
			if n := utf8.RuneCountInString(value); n == 0 || n > 35 || strings.Contains(value, "张伟") {
				t.Errorf("%s by SMS: %s is %q", name, key, value)
			}
		}
	}
}

func TestNothingIsToldOfWhatNoLongerStands(t *testing.T) {
	cancelled, moved, gone := standing(), standing(), standing()
	cancelled.plan.Planned, cancelled.reminder.Set, cancelled.visit.Withdrawn, cancelled.report.Open = false, false, true, false
	moved.plan.Revision, moved.reminder.Revision, moved.visit.Joint, moved.report.Open = 2, 2, "somebody", false
	gone.gone = true
	for _, k := range []Kind{PlanReminder, ReminderDue, JointVisit, SafetyCase} {
		for what, truth := range map[string]told{"cancelled": cancelled, "changed": moved, "gone": gone} {
			if _, still, err := k.Compose(t.Context(), truth, Notice{Kind: k.Name, Person: "boss", Revision: 1}); still || err != nil {
				t.Errorf("%s of a record that is %s is told (%v)", k.Name, what, err)
			}
		}
	}
}

func TestWordsThatCannotBeReadAreAnError(t *testing.T) {
	for _, k := range []Kind{Reply, Digest, MonthChart, GradeChanged, Handover, SafetyDue, ComplaintDue, CaseExport} {
		if _, still, err := k.Compose(t.Context(), standing(), Notice{Args: json.RawMessage(`{`)}); err == nil || still {
			t.Errorf("%s of broken words: %v, %v", k.Name, still, err)
		}
	}
}
