package main

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/inbox"
)

// TestThePanelShowsADeputyWhatWaitsForHer: what the page says waits is what 待审 lists, a deputy's too, and her own team stays her own.
func TestThePanelShowsADeputyWhatWaitsForHer(t *testing.T) {
	k := newTalk(t)
	var unread strings.Builder
	say := func(who, text string) {
		k.line(t, "as "+who+" wecom", &unread)
		k.say(t, inbox.Inbound{Kind: inbox.Text, Text: text}, &unread)
	}
	waits := func(who string) int {
		t.Helper()
		m, err := k.db.Month(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range m.Team {
			if who == "hemin" && one.Name == "陈晓" {
				t.Error("the deputy's team has somebody else's rep")
			}
		}
		if m.Waiting == nil {
			return 0
		}
		return m.Waiting.Total
	}
	say("chenxiao", "市一院心内张伟，立舒平，学术交流，20分钟，认可")
	if waits("wangjianguo") != 1 || waits("hemin") != 0 {
		t.Fatalf("before: %d, %d", waits("wangjianguo"), waits("hemin"))
	}
	say("wangjianguo", "何敏代我到周五")
	if waits("wangjianguo") != 1 || waits("hemin") != 1 {
		t.Errorf("while she stands in: %d, %d", waits("wangjianguo"), waits("hemin"))
	}
	say("hemin", "通过 常规")
	if waits("wangjianguo") != 0 || waits("hemin") != 0 {
		t.Errorf("after she passed it: %d, %d", waits("wangjianguo"), waits("hemin"))
	}
}
