package understand_test

import (
	"testing"

	"github.com/yaoban/yaoban/domain/visit"
)

// TestGistsOfCopies: a copy changes the doctor, the place, the time and the numbers, and its gist stays.
func TestGistsOfCopies(t *testing.T) {
	first := "下午三点拜访市一院心内张伟主任，讲了立舒平在老年患者的用药数据，聊了20分钟，主任说科里卒中病人多，同意先在新病人里试用，下周一再去"
	for text, want := range map[string]float64{
		"上午十点拜访附二心内王芳主任，讲了立舒平在老年患者的用药数据，聊了35分钟，主任说科里卒中病人多，同意先在新病人里试用，周五再去":      0.9,
		"昨天9点半拜访省医心内欧阳明主任，讲了立舒平在老年患者的用药数据，聊了15分钟，主任说科里卒中病人多，同意先在新病人里试用，下周三上午再去": 0.9,
	} {
		a, b := ask(t, first), ask(t, text)
		if len(a.Visits) != 1 || len(b.Visits) != 1 {
			t.Fatalf("%q is %d visits", text, len(b.Visits))
		}
		if s := visit.Similarity(a.Visits[0].Gist, b.Visits[0].Gist); s < want {
			t.Errorf("%.2f: %q and %q", s, a.Visits[0].Gist, b.Visits[0].Gist)
		}
	}
	for _, pair := range [][2]string{
		{"下午三点市一院心内张伟，立舒平，20分钟，认可", "上午十点附二心内王芳，立舒平，15分钟，认可"},
		{"今天附二王芳，讲了立舒平，感兴趣", "今天省医欧阳明，讲了立舒平，感兴趣"},
	} {
		if g := ask(t, pair[0]).Visits[0].Gist; visit.Comparable(g) {
			t.Errorf("the brief note %q is compared by %q", pair[0], g)
		}
	}
	other := ask(t, "下午四点拜访市一院心内李静，跟她聊立舒平，她说门诊医保控费紧，新药要走临采，想看和瑞舒伐他汀的对比再说")
	if s := visit.Similarity(ask(t, first).Visits[0].Gist, other.Visits[0].Gist); s > 0.5 {
		t.Errorf("another visit is like it at %.2f", s)
	}
}
