package understand

import (
	"regexp"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// The commands about shared visits, beyond the table of GUIDE.md.
const (
	ShareUndo    Intent = "share.undo"
	ShareLike    Intent = "share.like"
	ShareComment Intent = "share.comment"
	ShareBest    Intent = "share.best"
)

var (
	unsharing   = regexp.MustCompile(`^(?:请)?(?:取消|撤销|撤回|收回|停止|不要|别)(?:对)?[#\s]*(\d{3,9})?(?:号)?(?:的)?分享[#\s]*(?:第|编号)?(\d{3,9})?(?:号)?了?$`)
	proposing   = regexp.MustCompile(`^(?:请|想|我想|建议|推荐|申请)*(?:把)?[#\s]*(\d{3,9})?(?:号)?(?:那条|这条)?(?:分享|推荐)(?:一下)?(?:给|到)?(?:团队|大家|同事|组里)?[#\s]*(\d{3,9})?(?:号)?(?:给|到)?(?:团队|大家|同事|组里)?$`)
	liking      = regexp.MustCompile(`^(?:给|为)?[#\s]*(\d{3,9})?(?:号)?(?:点个?赞|点一?个赞|赞一?个|赞)[#\s]*(\d{3,9})?(?:号)?$`)
	remarking   = regexp.MustCompile(`^评论[#\s]*(\d{3,9})(?:号)?(.*)$`)
	bestOfMonth = regexp.MustCompile(`^(?:看|看看|查看)?(本月|这个月|上个?月)?(?:的)?(?:优秀|最佳|精彩)(?:拜访|分享|案例|记录)?(?:列表|榜|排行)?$|^(?:看|看看|查看)?(本月|这个月|上个?月)?(?:的)?分享(?:列表|榜|有哪些)$`)
)

// shares reads what is said of shared visits: 取消分享 1030, 点赞 1030, 评论 1030 学到了, 本月优秀; from a rep also 分享 1024, a proposal.
func (m *message) shares(r *Reading) bool {
	if m.who.Role != domain.Rep && !m.who.Role.Manages() {
		return false
	}
	s := strings.TrimRight(m.bare(), "吧啦哈啊")
	for _, c := range []struct {
		words  *regexp.Regexp
		intent Intent
		reps   bool
	}{{unsharing, ShareUndo, false}, {liking, ShareLike, false}, {remarking, ShareComment, true}, {proposing, ReviewShare, true}} {
		found := c.words.FindStringSubmatch(s)
		if found == nil || c.reps && m.who.Role != domain.Rep {
			continue
		}
		for _, digits := range found[1:] {
			if n := recordNumber(digits); n != 0 && len(r.Items) == 0 {
				r.Items = []int{int(n)}
			}
		}
		if len(r.Items) == 0 && c.intent != ShareUndo {
			continue
		}
		r.Further = c.intent
		if c.intent == ShareComment {
			_, end := m.itemsAfter(len([]rune("评论")))
			r.Text = m.remainder(end, 0)
		}
		return true
	}
	if found := bestOfMonth.FindStringSubmatch(s); found != nil {
		r.Further, r.Date = ShareBest, m.today.FirstOfMonth()
		if strings.Contains(s, "上") {
			r.Date = m.today.FirstOfMonth().AddDays(-1).FirstOfMonth()
		}
		return true
	}
	return false
}

// unshares reports whether a text takes a shared visit back, so that it shares none.
func (m *message) unshares() bool {
	return unsharing.MatchString(strings.TrimRight(m.bare(), "吧啦哈啊"))
}
