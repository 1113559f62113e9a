package understand

import (
	"regexp"
	"strconv"
	"strings"
)

// ScoreExplain asks why a visit has its score; it stands in Reading.Further, beyond the table of GUIDE.md.
const ScoreExplain Intent = "score.explain"

var (
	// whyScore reads 为什么82分, 1024为什么只有60分, 凭什么才60分.
	whyScore = regexp.MustCompile(`^(?:#?(\d{4,9})号?)?.{0,12}?(?:为什么|为啥|为何|咋|怎么|凭什么|凭啥)(?:.{0,4}?)(\d{1,3})分$`)
	// scoreOf reads 1024得分明细, 评分明细, 为什么扣分, 1024为什么不算有效.
	scoreOf = regexp.MustCompile(`^(?:#?(\d{4,9})号?)?.{0,12}?(?:得分明细|评分明细|分数明细|得分依据|扣分原因|扣分明细|为什么扣分|为啥扣分|为什么不计入|为什么没计入|为什么不算有效|为什么没算有效|为什么无效|为啥无效|为啥不算有效|怎么评分|怎么打分|怎么算分|(?:打?分|得分|评分)是?怎么(?:算|来|打|评|得)(?:出来)?|(?:为什么|为啥|为何|怎么|凭什么)(?:是|就|才|只有|只给|给)?这个?(?:打?分|得分|评分)数?)$`)
)

// asksScore reads a question about the score of a visit (PRODUCT.md Q4): the record is named by number, by doctor or not at all.
func (m *message) asksScore(s string, r *Reading) bool {
	if len([]rune(s)) > 24 {
		return false
	}
	s = strings.TrimRight(s, "呢?？的了")
	said := whyScore.FindStringSubmatch(s)
	if said == nil {
		if said = scoreOf.FindStringSubmatch(s); said == nil {
			return false
		}
		said = append(said, "")
	}
	r.Further = ScoreExplain
	t := Target{}
	m.targetPeople(&t)
	t.Number, _ = strconv.ParseInt(said[1], 10, 64) // nothing said is 0
	r.Score, _ = strconv.Atoi(said[2])
	if !t.none() {
		r.Target = &t
	}
	return true
}
