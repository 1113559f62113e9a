package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

// TestAnUnknownPhoneIsOnlyCounted pushes a thousand short messages, some of them twice.
func TestAnUnknownPhoneIsOnlyCounted(t *testing.T) {
	k := newTalk(t)
	var all []inbox.Inbound
	for i := range 1000 {
		all = append(all, inbox.Inbound{Channel: domain.SMS, ID: fmt.Sprint(5000 + i), From: "13900009999", Kind: inbox.Text, Text: "你好", At: k.now})
	}
	k.store(t, all[:600]...)
	k.store(t, all[400:]...)
	k.store(t, k.text(t, domain.SMS, "9000", "余"))
	if got := strings.Join(k.rows(t, `select address || ' ' || count from stranger`), ","); got != "13900009999 1000" {
		t.Errorf("counted: %s", got)
	}
	if got := k.states(t) + "; " + strings.Join(k.rows(t, `select 'turns ' || count(*) from outbox where topic = 'turn'
union all select 'bodies ' || count(*) from inbox_body`), ", "); got != "answered 1000, stored 1; turns 1, bodies 1" {
		t.Errorf("left behind: %s", got)
	}
	a, err := k.bot.Turn(t.Context(), all[7])
	if err != nil || !a.Silent() {
		t.Errorf("a turn of one all the same: %q, %v", a.Text, err)
	}
}

// TestAPhoneThatWaitsToBeBoundIsListenedTo goes through the push, as a real code does.
func TestAPhoneThatWaitsToBeBoundIsListenedTo(t *testing.T) {
	k := newTalk(t)
	s := &server{db: k.db, bot: k.bot}
	a, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, "w1", "绑定 13900002222"))
	if err != nil {
		t.Fatal(err)
	}
	m := shownCode.FindStringSubmatch(a.Text)
	if m == nil || strings.Contains(a.Text, "13900002222") {
		t.Fatalf("the answer: %s", a.Text)
	}
	k.now = k.now.Add(time.Minute)
	k.store(t, inbox.Inbound{Channel: domain.SMS, ID: "1", From: "13900002222", Kind: inbox.Text, Text: m[1], At: k.now})
	if err := s.answerStored(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(k.rows(t, `select mobile from staff where userid = 'chenxiao'`), ""); got != "13900002222" {
		t.Errorf("her number is %s", got)
	}
	if got := strings.Join(k.rows(t, `select args->>'text' from notice where key = 'bind/1'`), ""); !strings.Contains(got, "139****2222") {
		t.Errorf("she is told %q", got)
	}
	if got := k.rows(t, `select address from stranger`); len(got) != 0 {
		t.Errorf("it was counted as a stranger: %v", got)
	}

	// An import with her old number leaves the bound one and changes nothing; one that brings another number wins.
	for _, c := range []struct {
		mobile, want string
		changed      int
	}{{"13800001001", "13900002222", 0}, {"13800007777", "13800007777", 1}, {"13800001001", "13800001001", 1}} {
		report := k.importStaffWith(t, c.mobile)
		if got := strings.Join(k.rows(t, `select mobile from staff where userid = 'chenxiao'`), ""); got != c.want || report.Changed != c.changed {
			t.Errorf("after an import with %s her number is %s, %d changed", c.mobile, got, report.Changed)
		}
	}
}

// importStaffWith imports the example staff with another number for 陈晓.
func (k *talk) importStaffWith(t *testing.T, mobile string) roster.Report {
	t.Helper()
	raw, err := exampleWorld.ReadFile("world/staff.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := roster.ReadCSV(strings.NewReader(strings.ReplaceAll(string(raw), "13800001001", mobile)))
	if err != nil {
		t.Fatal(err)
	}
	report, err := k.db.ImportStaff(t.Context(), postgres.Importing{File: "staff.csv", Lines: lines, Actor: "test"})
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("import the staff: %v, %v", err, report.Problems)
	}
	return report
}
