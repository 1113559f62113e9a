package main

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// TestAnAdminAsksForAGradeByHand: the manager of the doctor's rep decides, and a wrong wish is refused and changes nothing.
func TestAnAdminAsksForAGradeByHand(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	ask := func(args ...string) []string { return append([]string{"doctor", "grade"}, args...) }
	for _, bad := range []struct {
		args []string
		want string
		code int
	}{
		{ask("D004", "A", "--reason", "x", "--until", "soon", "--as", "guanli"), "no date", exitUsage},
		{ask("D004", "E", "--reason", "x", "--until", "2099-01-01", "--as", "guanli"), "must be one of", exitUsage},
		{ask("D004", "A", "--reason", "x", "--until", "2099-01-01", "--as", "guanli"), "一年以内", exitFailed},
		{ask("D004", "A", "--reason", " ", "--until", nextWeek(), "--as", "guanli"), "理由", exitFailed},
		{ask("D004", "B", "--reason", "x", "--until", nextWeek(), "--as", "guanli"), "现在就是B级", exitFailed},
		{ask("D999", "A", "--reason", "x", "--until", nextWeek(), "--as", "guanli"), "there is no doctor D999", exitFailed},
		{ask("D004", "A", "--reason", "x", "--until", nextWeek(), "--as", "wangjianguo"), "no admin", exitFailed},
		{ask("D004", "A", "--reason", "x", "--until", nextWeek()), "--as", exitUsage},
	} {
		if _, errs, code := c.run("", bad.args...); code != bad.code || !strings.Contains(errs, bad.want) {
			t.Errorf("%q: exit code %d, %s", bad.args, code, errs)
		}
	}
	out := c.ok(ask("D004", "A", "--reason", "新任科主任", "--until", nextWeek(), "--as", "guanli")...)
	if !strings.Contains(out, "#1") || !strings.Contains(out, "from B to A") || !strings.Contains(out, "waits for 王建国 (wangjianguo)") {
		t.Error(out)
	}
	number := strings.TrimPrefix(strings.Fields(out)[0], "#")
	number = strings.TrimSuffix(number, ":")
	if out, _, _ := c.run("李静为什么是B\n", "talk", "--as", "chenxiao"); !strings.Contains(out, "是B级") {
		t.Error(out)
	}
	if out, _, _ := c.run("批准 "+number+"\n", "talk", "--as", "wangjianguo"); !strings.Contains(out, "今天起按A级") {
		t.Error(out)
	}
	if out, _, _ := c.run("李静为什么是A\n", "talk", "--as", "chenxiao"); !strings.Contains(out, "由系统管理员申请、王建国批准。理由：新任科主任") {
		t.Error(out)
	}
}

// TestWhoMaySetAGrade says the wish and the decision as every role over both channels: only who is above the doctor's rep asks, and
// only the next person above her decides.
func TestWhoMaySetAGrade(t *testing.T) {
	everybody := []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"}
	k := newTalk(t)
	say := func(who, over, text string) string {
		var unread, out strings.Builder
		k.line(t, "@ +1m", &unread)
		k.line(t, "as "+who+" "+over, &unread)
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
		return out.String()
	}
	states := func() string {
		return strings.Join(k.rows(t, `select number || state from manual_grade order by number`), " ")
	}
	for _, over := range []string{"wecom", "sms"} {
		for _, who := range everybody {
			before := states()
			out := say(who, over, "把李静改成A级，理由新任科主任，到12-31")
			if asked := states() != before; asked != (who == "wangjianguo") {
				t.Errorf("%s over %s asks for a grade: %v\n%s", who, over, asked, out)
			}
			waiting := k.rows(t, `select number::text from manual_grade where state = 'waiting'`)
			if len(waiting) == 0 {
				continue
			}
			for _, decides := range everybody {
				for _, what := range []string{"批准 %", "驳回 % 先观察", "待审", "全部通过"} {
					if decides == "zhouhang" && strings.Contains(what, "%") {
						continue // she may, and then nothing waits any more
					}
					before := states()
					out := say(decides, over, strings.ReplaceAll(what, "%", waiting[0]))
					if states() != before {
						t.Errorf("%s over %s said %q and decided: %s", decides, over, what, out)
					}
					if sees := strings.Contains(out, waiting[0]); what == "待审" && sees != (decides == "zhouhang") {
						t.Errorf("%s over %s sees what waits: %v\n%s", decides, over, sees, out)
					}
				}
			}
			if out := say("zhouhang", over, "驳回 "+waiting[0]+" 先观察"); !strings.Contains(states(), waiting[0]+"refused") {
				t.Errorf("the next person above cannot decide: %s", out)
			}
		}
	}
}

// nextWeek is a day ahead of the machine's clock, which the command line goes by.
func nextWeek() string { return time.Now().AddDate(0, 0, 7).Format(time.DateOnly) }
