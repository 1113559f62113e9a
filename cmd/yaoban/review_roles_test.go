package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/inbox"
)

// TestWhoMayReview says every command of reviews as every role to one record, and looks whether anything was decided. Only who is
// above the rep may.
func TestWhoMayReview(t *testing.T) {
	k := newTalk(t)
	may := map[string]bool{"wangjianguo": true, "zhouhang": true}
	for _, who := range []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"} {
		for _, over := range []string{"wecom", "sms"} {
			for _, what := range []string{"批准 %", "通过 常规", "全部通过", "驳回 % 没写产品", "驳回 %", "评语 % 好", "待审", "待审 陈晓"} {
				var unread, out strings.Builder
				k.line(t, "as chenxiao wecom", &unread)
				k.line(t, "@ +11m", &unread)
				k.say(t, inbox.Inbound{Kind: inbox.Text, Text: "市一院心内张伟，立舒平，学术交流，20分钟，认可，12月30日再去"}, &unread)
				number := k.rows(t, `select max(number)::text from visit`)[0]
				before := k.rows(t, `select number::text || status || revision from visit order by number`)
				said := k.rows(t, `select count(*)::text from comment`)[0]
				k.line(t, "as "+who+" "+over, &unread)
				k.say(t, inbox.Inbound{Kind: inbox.Text, Text: strings.ReplaceAll(what, "%", number)}, &out)
				after := k.rows(t, `select number::text || status || revision from visit order by number`)
				changed := strings.Join(before, " ") != strings.Join(after[:len(before)], " ")
				decides := !strings.HasPrefix(what, "待审") && what != "驳回 %" && !strings.HasPrefix(what, "评语")
				if comments := k.rows(t, `select count(*)::text from comment`)[0] != said; comments != (may[who] && strings.HasPrefix(what, "评语")) {
					t.Errorf("%s over %s said %q: a comment was kept is %v", who, over, what, comments)
				}
				if changed != (may[who] && decides) {
					t.Errorf("%s over %s said %q: changed is %v\n%s", who, over, what, changed, out.String())
				}
				if shows := strings.HasPrefix(what, "待审") && strings.Contains(out.String(), number); shows && !may[who] {
					t.Errorf("%s over %s sees what waits: %s", who, over, out.String())
				}
			}
		}
	}
}
