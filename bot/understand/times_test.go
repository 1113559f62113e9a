package understand

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// monday is the base of the table: Monday 2026-11-23, 10:00.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))

func TestDaysAndClocks(t *testing.T) {
	for _, c := range []struct {
		text   string
		future bool
		date   string
		clock  domain.TimeOfDay
	}{
		{"今天下午三点", true, "2026-11-23", "15:00"}, {"下周三下午三点", true, "2026-12-02", "15:00"}, {"大后天下午", true, "2026-11-26", ""}, {"月底", true, "2026-11-30", ""},
		{"三点一刻", true, "", "15:15"}, {"28号上午", true, "2026-11-28", ""}, {"一个月后", true, "2026-12-23", ""}, {"半个月后", true, "2026-12-08", ""}, {"昨天", false, "2026-11-22", ""},
		{"前天晚上八点半", false, "2026-11-21", "20:30"}, {"大前天", false, "2026-11-20", ""}, {"上周五", false, "2026-11-20", ""}, {"上上周三", false, "2026-11-11", ""}, {"下下周一", true, "2026-12-07", ""},
		{"周五", false, "2026-11-20", ""}, {"周五", true, "2026-11-27", ""}, {"周一", false, "2026-11-23", ""}, {"周一", true, "2026-11-30", ""}, {"本周日", true, "2026-11-29", ""}, {"礼拜天", true, "2026-11-29", ""},
		{"星期四上午10点", true, "2026-11-26", "10:00"}, {"11.20", false, "2026-11-20", ""}, {"11月20号", false, "2026-11-20", ""}, {"20号", false, "2026-11-20", ""}, {"20号", true, "2026-12-20", ""},
		{"31号", false, "2026-10-31", ""}, {"12.3", true, "2026-12-03", ""}, {"12月25日", false, "2025-12-25", ""}, {"1月4号", true, "2027-01-04", ""}, {"2026-11-19", false, "2026-11-19", ""},
		{"十一月二十号", false, "2026-11-20", ""}, {"二十三号", false, "2026-11-23", ""}, {"下个月5号", true, "2026-12-05", ""}, {"三天后", true, "2026-11-26", ""}, {"两周前", false, "2026-11-09", ""},
		{"明早八点", true, "2026-11-24", "08:00"}, {"今晚7点", true, "2026-11-23", "19:00"}, {"中午12点", true, "", "12:00"}, {"中午一点", true, "", "13:00"}, {"凌晨两点", true, "", "02:00"},
		{"15:30", true, "", "15:30"}, {"8:30", true, "", "08:30"}, {"9点40", true, "", "09:40"}, {"下午1点半", true, "", "13:30"}, {"7点", true, "", "19:00"}, {"早上7点", true, "", "07:00"}, {"十二点", true, "", "12:00"},
		{"30号", true, "2026-11-30", ""}, {"年底", true, "2026-12-31", ""}, {"2月30号", true, "", ""}, {"血钾6.2", false, "", ""}, {"升到3.5倍", false, "", ""}, {"有一点贵", false, "", ""}, {"提了三点建议", false, "", ""},
	} {
		m := newMessage(c.text, Sender{Role: domain.Rep}, Context{At: monday, Channel: domain.WeCom}, NewGazetteer(World{}))
		var date domain.Date
		var clock domain.TimeOfDay
		for _, tok := range m.tokens {
			if tok.kind == tokDay && date.IsZero() {
				date = tok.day.on(m.today, c.future)
			}
			if tok.kind == tokClock && clock == "" {
				clock = tok.clock.in(tok.half)
			}
		}
		if date.String() != c.date || clock != c.clock {
			t.Errorf("%s (future %v) is %s %s, want %s %s", c.text, c.future, date, clock, c.date, c.clock)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]int{"20分钟": 20, "半小时": 30, "半个钟头": 30, "一个小时": 60, "一个半小时": 90, "1.5小时": 90, "1小时20分": 80, "一刻钟": 15, "三刻钟": 45, "15fz": 15, "30min": 30,
		"二十来分钟": 20, "40分": 40, "两个小时": 120, "20 分钟": 20, "三十五分钟": 35, "120分钟": 120, "一小时": 60} {
		m := newMessage(text, Sender{Role: domain.Rep}, Context{At: monday}, NewGazetteer(World{}))
		if got := m.minutes([]span{{0, len(m.r)}}, false); got != want {
			t.Errorf("%s is %d minutes, want %d", text, got, want)
		}
	}
	for _, text := range []string{"等了半小时", "20分之一", "分别", "路上堵了40分钟", "十几分钟"} {
		m := newMessage(text, Sender{Role: domain.Rep}, Context{At: monday}, NewGazetteer(World{}))
		if got := m.minutes([]span{{0, len(m.r)}}, false); got != 0 {
			t.Errorf("%s is a talk of %d minutes", text, got)
		}
	}
}

func TestSoundsOfNames(t *testing.T) {
	for _, c := range []struct {
		said, want rune
		surname    bool
		same       bool
	}{{'威', '伟', false, true}, {'陈', '程', true, false}, {'增', '曾', true, true}, {'层', '曾', true, false}, {'丹', '单', true, false}, {'山', '单', true, true}, {'付', '傅', true, true},
		{'江', '蒋', true, true}, {'萧', '肖', true, true}, {'徐', '许', true, true}, {'a', '啊', false, false}} {
		if got := sound(c.said, c.want, c.surname); got != c.same {
			t.Errorf("%c sounds like %c: %v, want %v", c.said, c.want, got, c.same)
		}
	}
	if got := lettersOf(spelling([]rune("尉迟敬德"))); got != "yuchijingde" {
		t.Errorf("尉迟敬德 is spelt %s", got)
	}
	if got := lettersOf(spelling([]rune("曾庆"))); got != "zengqing" {
		t.Errorf("曾庆 is spelt %s", got)
	}
}
