package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

// TestAFailedTurnLosesNoAdverseEvent has the visits of every turn fail by a bug: the case that the same message tells of stands, the
// safety desk is told, and the sender hears that the rest was not recorded.
func TestAFailedTurnLosesNoAdverseEvent(t *testing.T) {
	k := newTalk(t)
	if _, err := k.pool.Exec(t.Context(), `alter table visit add constraint broken check (minutes < 0) not valid`); err != nil {
		t.Fatal(err)
	}
	for n, c := range []struct {
		text  string
		cases string
		state string
	}{
		{"市一心内张伟，立舒平，20分钟，认可，他有个病人吃了立舒平肌肉痛", "1", "answered 1"},
		{"市一心内张伟，立舒平，20分钟，认可", "1", "answered 1,dead 1"},
	} {
		in := k.text(t, domain.WeCom, "m"+string(rune('1'+n)), c.text)
		a, err := k.bot.Turn(t.Context(), in)
		if err != nil || !strings.Contains(a.Text, "没有记上") {
			t.Fatalf("%s: %q, %v", c.text, a.Text, err)
		}
		if strings.Contains(a.Text, "安全信息") != (n == 0) {
			t.Errorf("%s: the answer is %q", c.text, a.Text)
		}
		got := strings.Join(k.rows(t, `select format('%s', count(*)) from report where kind = 'safety'`), "")
		told := strings.Join(k.rows(t, `select format('%s', count(*)) from notice where kind = 'safety_case'`), "")
		if got != c.cases || told != c.cases {
			t.Errorf("%s: %s cases, the desk is told of %s", c.text, got, told)
		}
		if states := strings.Join(k.rows(t, `select format('%s %s', state, count(*)) from inbox_seen group by state order by state`), ","); states != c.state {
			t.Errorf("%s: the messages are %s, want %s", c.text, states, c.state)
		}
	}
}
