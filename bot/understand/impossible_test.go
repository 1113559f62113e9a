package understand_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// read reads a rep's text of Wednesday 2026-11-25, 18:20:40.
func read(t *testing.T, text string) understand.Reading {
	t.Helper()
	p := load(t)
	return p.read(t, line{ID: text, From: "chenxiao", Channel: "wecom", At: time.Date(2026, 11, 25, 18, 20, 40, 0, shanghai), Text: text})
}

// A day that no calendar has is no other day: neither today nor a part of its own digits.
func TestDaysThatNoCalendarHas(t *testing.T) {
	for _, c := range []struct {
		text, noDay string
		intent      understand.Intent
	}{
		{"2月30号拜访了张薇，立舒平20分钟，同意", "2月30号", understand.VisitReport}, {"32号拜访了张薇，立舒平20分钟", "32号", understand.VisitReport},
		{"13月1号见了张薇，聊了立舒平", "13月1号", understand.VisitReport}, {"11月31日见了张薇，聊了立舒平", "11月31日", understand.VisitReport},
		{"十三月一号见了张薇，聊了立舒平", "十三月一号", understand.VisitReport}, {"4.31拜访了张薇，立舒平20分钟", "4.31", understand.VisitReport},
		{"2026-02-30拜访了张薇，立舒平20分钟", "2026-02-30", understand.VisitReport}, {"5月0号见了张薇，立舒平20分钟", "5月0号", understand.VisitReport},
		{"2月30号去拜访张薇", "2月30号", understand.VisitPlan}, {"BF 张薇 立舒平 20 32号", "32号", understand.VisitReport},
	} {
		r := read(t, c.text)
		if r.Intent != c.intent || len(r.Visits) != 1 {
			t.Errorf("%s is read as %+v", c.text, r)
			continue
		}
		if v := r.Visits[0]; v.Doctor != "D003" || !v.Date.IsZero() || v.NoDay != c.noDay || r.NoDay != c.noDay {
			t.Errorf("%s is a visit to %s on %q, without a day for %q", c.text, v.Doctor, v.Date, v.NoDay)
		}
	}
	for _, text := range []string{"32号床的病人问立舒平怎么吃", "第45号", "今天拜访了张薇，立舒平20分钟", "45号楼见了张薇，立舒平20分钟", "改 1024 时长25分钟"} {
		if r := read(t, text); r.NoDay != "" {
			t.Errorf("%s names the day %q", text, r.NoDay)
		}
	}
	r := read(t, "今天拜访了张薇，立舒平20分钟，2月30号再去")
	if len(r.Visits) != 1 || r.Visits[0].Next != nil || r.Visits[0].NextNoDay != "2月30号" || r.Visits[0].NoDay != "" {
		t.Errorf("a next visit on 2月30号 is read as %+v", r)
	}
	for _, text := range []string{"2月30号请假", "2月30号的计划", "2月30号9点提醒我交报表"} {
		if r := read(t, text); r.NoDay != "2月30号" || !r.From.IsZero() || r.At != "" {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}

// A clock time that no clock shows is no time, and no length of a talk.
func TestTimesThatNoClockShows(t *testing.T) {
	for _, text := range []string{"今天25点拜访了张薇，立舒平", "BF 张薇 立舒平 8:75 同意", "今天8:75见了张薇，聊了立舒平", "BF 张薇 立舒平 2575"} {
		r := read(t, text)
		if len(r.Visits) != 1 || r.Visits[0].Start != "" || r.Visits[0].Minutes != 0 || r.Visits[0].Date != (domain.Date{Year: 2026, Month: 11, Day: 25}) {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}

// What is counted from now never comes early.
func TestAReminderInSomeMinutesIsNeverEarly(t *testing.T) {
	for text, want := range map[string]string{"10分钟后提醒我回电话": "2026-11-25T18:31", "半小时后叫我": "2026-11-25T18:51"} {
		if r := read(t, text); r.At != want {
			t.Errorf("%s at 18:20:40 is %s, want %s", text, r.At, want)
		}
	}
}

func TestANextVisitWantsAReminder(t *testing.T) {
	for _, text := range []string{"上午拜访张薇聊了20分钟，约了下周一下午三点，提前一小时叫我", "上午拜访了张薇，讲了立舒平，约好下周一下午三点再去，提前一小时提醒我"} {
		r := read(t, text)
		if r.Intent != understand.VisitReport || len(r.Visits) != 1 || r.Visits[0].Next == nil || r.Visits[0].Next.Remind != 60 || r.Visits[0].Next.Start != "15:00" {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}

func TestAReminderThatStandsIsMoved(t *testing.T) {
	for _, c := range []struct{ text, date, start, subject string }{
		{"把送资料的提醒改到明天10点", "2026-11-26", "10:00", "送资料"}, {"提醒改到下午5点", "", "17:00", ""}, {"明天的提醒推迟到后天上午9点", "2026-11-27", "09:00", ""},
		{"那个提醒的时间改成周五", "2026-11-27", "", ""},
	} {
		r := read(t, c.text)
		if r.Intent != understand.VisitAmend || r.Changes == nil || r.Changes.Date.String() != c.date || string(r.Changes.Start) != c.start ||
			r.Target == nil || !r.Target.Reminder || r.Target.Subject != c.subject {
			t.Errorf("%s is read as %+v, target %+v", c.text, r, r.Target)
		}
	}
}

// A correction in one breath with the visit belongs to the report, with or without 了.
func TestACorrectionInsideAReport(t *testing.T) {
	for _, text := range []string{"今天拜访李婧，不对，是李静", "今天拜访了李婧，不对，是李静", "上午去见李婧，说错了，李静", "今天拜访李婧，哦不，是李静"} {
		r := read(t, text)
		if r.Intent != understand.VisitReport || len(r.Visits) != 1 || r.Visits[0].Doctor != "D004" {
			t.Errorf("%s is read as %+v", text, r)
		}
	}
}
