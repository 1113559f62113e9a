package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// until moves the clock to a time of a day and waits until the cadence of that time was run and everything of it went out.
func (w *town) until(day domain.Date, clock domain.TimeOfDay, cadence string) {
	w.Helper()
	slot := day.At(clock, w.server.db.Zone())
	w.move(slot.Sub(w.server.db.Now()))
	for end := time.Now().Add(time.Minute); cadence != ""; time.Sleep(50 * time.Millisecond) {
		if len(texts(w.T, w.pool, `select kind from cadence_run where kind = $1 and slot = $2`, cadence, slot)) == 1 {
			break
		}
		if time.Now().After(end) {
			w.Fatalf("the cadence %s of %s was not run", cadence, slot)
		}
	}
	w.drained()
}

// otherDays are kinds that come by another calendar than the workday's: the week's reports on its last workday and the one after,
// the admin's missing holidays in December.
var otherDays = map[string]bool{notice.WeekReport.Name: true, notice.TeamWeekReport.Name: true, notice.HolidaysMissing.Name: true}

// told counts what the exported deliveries hold, by kind and person, of those that the calendar starts on a workday.
func (w *town) told() map[string]int {
	w.Helper()
	by := map[string]int{}
	for _, d := range w.exported("deliveries") {
		if kind, ok := notice.KindNamed(d["kind"].(string)); ok && kind.Bound() && !otherDays[kind.Name] && d["state"] != "refused" {
			by[fmt.Sprint(d["kind"], " ", d["person"], " ", d["channel"])]++
		}
	}
	return by
}

// TestAWorkdayIsTold moves the clock through the fifth last (tenth, second last) workday of a month: who is told what, over which
// channel, and that the one who is off hears nothing.
func TestAWorkdayIsTold(t *testing.T) {
	w := foundTown(t, roles{bot: true, worker: true})
	days := calendar.Default()
	day := domain.DateOf(w.server.db.Now()).AddDays(1)
	for m := quota.MonthOf(days, day); !days.Workday(day) || !slices.Contains(notice.MonthEndDays, m.Workdays()-m.Elapsed(day.AddDays(-1))); m = quota.MonthOf(days, day) {
		day = day.AddDays(1)
	}
	w.until(day, "07:30", "")
	for who, text := range map[string]string{"chenxiao": "今天下午3点去市一见李静", "zhaolei": w.hisFirst("zhaolei", "今天上午10点去%s"), "sunting": "今天请假"} {
		if e := w.say(who, text); e.Answer == "" {
			t.Fatalf("%s is not answered to %q", who, text)
		}
	}
	w.say("chenxiao", "今天下午4点去附二见王芳")
	w.drained()
	before := w.told()
	since := func() string {
		var all []string
		now := w.told()
		for _, key := range slices.Sorted(maps.Keys(now)) {
			if n := now[key] - before[key]; n > 0 {
				all = append(all, fmt.Sprint(key, " ", n))
			}
		}
		before = now
		return strings.Join(all, "\n")
	}
	want := func(what, got string, lines ...string) {
		t.Helper()
		if want := strings.Join(lines, "\n"); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
		}
	}
	w.until(day, "07:59", "")
	want("before eight", since())
	w.until(day, notice.MorningAt, "morning")
	want("at eight", since(), "manager_morning hemin wecom 1", "manager_morning wangjianguo wecom 1", "morning_list chenxiao wecom 1",
		"morning_list linyutong wecom 1", "morning_list zhaolei sms 1")
	w.until(day, notice.MonthEndAt, "month_end")
	want("at nine", since(), "month_end chenxiao wecom 1", "month_end linyutong wecom 1", "month_end zhaolei sms 1",
		"team_month_end hemin wecom 1", "team_month_end wangjianguo wecom 1")
	w.until(day, notice.WarnAt, "warnings")
	for _, line := range strings.Split(since(), "\n") { // which warnings there are depends on how much of the month is left
		if !strings.HasSuffix(line, " 1") || strings.Contains(line, "sunting") || strings.Contains(line, "zhouhang") {
			t.Errorf("at half past five: %s", line)
		}
	}
	if e := w.say("linyutong", w.hisFirst("linyutong", "前几天去%s，立舒平，15分钟，认可")); !strings.Contains(e.Answer, "哪") {
		t.Fatalf("an unclear day is answered by %q", e.Answer)
	}
	w.until(day, "18:29", "")
	if e := w.say("chenxiao", "见了李静，立舒平，20分钟，认可"); !strings.Contains(e.Text, "已完成") && !strings.Contains(e.Text, "已记") {
		t.Fatalf("the visit is answered by %q", e.Text)
	}
	since()
	w.until(day, notice.EveningAt, "evening_prompt")
	want("at half past six", since(), "evening_prompt chenxiao wecom 1", "evening_prompt linyutong wecom 1",
		"evening_prompt zhaolei sms 1")
	begun := slices.DeleteFunc(w.wecom.Shown("linyutong"), ofTheWeek)
	if last := begun[len(begun)-1].Text; !strings.HasPrefix(last, "还有1条没说完") {
		t.Errorf("who was asked and did not answer is told %q", last)
	}
	shown := slices.DeleteFunc(w.wecom.Shown("chenxiao"), ofTheWeek)
	if last := shown[len(shown)-1].Text; !strings.Contains(last, "今天还有1家没记") || !strings.Contains(last, "王芳") || strings.Contains(last, "李静") {
		t.Errorf("chenxiao is asked %q", last)
	}
	for _, m := range w.wecom.Shown("sunting") {
		if m.How == "send" && !ofTheWeek(m) {
			t.Errorf("who is off is told %q", m.Text)
		}
	}
	short := strings.Join(w.received(zhaoleiPhone), "\n")
	if strings.Count(short, "今天1家：") != 2 || !strings.Contains(short, "本月还差") {
		t.Errorf("the phone without data got %q", short)
	}
	for _, clock := range []domain.TimeOfDay{"20:00", "23:59"} { // once means once
		w.until(day, clock, "")
		want("at night", since())
	}
	for key, n := range w.told() {
		if n > 1 && !strings.HasPrefix(key, "morning_list") && !strings.HasPrefix(key, "manager_morning") {
			t.Errorf("%s was told %d times", key, n)
		}
	}
	if left := leftInOutbox(t, w.pool); len(left) > 0 {
		t.Errorf("left in the outbox: %v", left)
	}
}

// ofTheWeek reports whether a message is a week's report, which comes on a week's last workday whatever is planned that day.
func ofTheWeek(m wecomtest.Shown) bool { return strings.Contains(m.Text, "周报") }

// hisFirst writes a sentence with the hospital and the name of the first doctor of a rep's list.
func (w *town) hisFirst(rep, sentence string) string {
	w.Helper()
	return fmt.Sprintf(sentence, texts(w.T, w.pool, `select h.name || '见' || d.name from assignment a join doctor d on d.code = a.doctor
    join hospital h on h.code = d.hospital where a.rep = $1 order by d.code limit 1`, rep)[0])
}
