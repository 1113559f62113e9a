package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/notice"
)

// TestWhoMayShareAVisit says it as every role: who is above the rep shows it, its rep proposes it, nobody else changes anything; each
// teammate is told once, its rep too, and nobody reads the doctor.
func TestWhoMayShareAVisit(t *testing.T) {
	for who, want := range map[string]string{"chenxiao": "proposed", "linyutong": "", "zhaolei": "", "hemin": "", "wangjianguo": "shared", "zhouhang": "shared",
		"pvdesk": "", "hegui": "", "guanli": ""} {
		k := newTalk(t)
		k.tell(t, "chenxiao", "市一院心内张伟，立舒平，学术交流，20分钟，认可，12月30日再去")
		k.tell(t, who, "分享 1001")
		k.tell(t, who, "分享 1001")
		if got := strings.Join(k.rows(t, `select state from share`), " "); got != want {
			t.Errorf("%s shares: it is %q, want %q", who, got, want)
		}
		told := k.told(t, "share_made")
		switch who {
		case "wangjianguo":
			if !slices.Equal(told, []string{"linyutong"}) || !slices.Equal(k.told(t, "share_yours"), []string{"chenxiao"}) {
				t.Errorf("the manager's team are %v", told)
			}
			text := k.composed(t, notice.ShareMade, "linyutong").Text
			if strings.Contains(text, "张伟") || strings.Contains(text, "市一") || !strings.Contains(text, "某医院心内某医生") {
				t.Errorf("a teammate reads %s", text)
			}
		case "zhouhang":
			if !slices.Equal(told, []string{"linyutong", "sunting", "zhaolei"}) {
				t.Errorf("the director's team are %v", told)
			}
		case "chenxiao":
			if !slices.Equal(k.told(t, "share_proposed"), []string{"wangjianguo"}) || len(told) != 0 {
				t.Errorf("a proposal is told to %v, the visit to %v", k.told(t, "share_proposed"), told)
			}
			k.tell(t, "hemin", "分享 "+k.rows(t, `select number::text from share`)[0])
			k.tell(t, "wangjianguo", "分享 "+k.rows(t, `select number::text from share`)[0])
			if got := k.told(t, "share_made"); !slices.Equal(got, []string{"linyutong"}) {
				t.Errorf("once agreed to, told are %v", got)
			}
			k.tell(t, "wangjianguo", "取消分享 1001")
			if got := k.told(t, "share_made"); len(got) != 0 {
				t.Errorf("taken back before it went out, told are still %v", got)
			}
		}
	}
}
