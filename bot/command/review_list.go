package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

// reviews reads and decides on the records of other people.
type reviews interface {
	review.Ledger
	ItemsNumbered(ctx context.Context, numbers []int64) ([]review.Item, error)
	ItemsWaiting(ctx context.Context, reps []string, lock bool) (items []review.Item, total int, err error)
}

var (
	sayWaiting        = words.New("review.waiting", "%s待审%d条：风险%d条，常规%d条。")
	sayWaitingNone    = words.New("review.waiting_none", "没有待审的记录。")
	sayWaitingNoneOf  = words.New("review.waiting_none_of", "%s没有待审的记录。")
	sayWaitingRest    = words.New("review.rest", "…另有%d条")
	sayWaitingMore    = words.New("review.more", "以上按最早的%d条分类，处理后再发“待审”看后面的。")
	sayWaitingHow     = words.New("review.how", "批准回“批准 %d”，常规一次通过回“通过 常规”，退回说“驳回 %d 原因”。")
	sayWaitingSMS     = words.New("review.waiting_sms", "审批，共%d条待审")
	sayRiskCopy       = words.New("review.risk_copy", "与#%d雷同%d%%")
	sayRiskScore      = words.New("review.risk_score", "%d分偏低")
	sayRiskIncomplete = words.New("review.risk_incomplete", "不完整")
	sayRiskOverlap    = words.New("review.risk_overlap", "与#%d时间重叠")
	sayRiskAhead      = words.New("review.risk_ahead", "早于拜访开始就上报")
	sayRiskLate       = words.New("review.risk_late", "晚报%d天")
	_                 = words.Refusal("review.rep", "没有找到您辖下的这位代表。直接发“待审”看全部。")
	_                 = register(Command{Intent: understand.ReviewList, Roles: managers, Run: listAll})
)

// mostListed is how many risks, and how many routine records, a list shows; the rest is counted.
const mostListed = 10

// managers are those who review.
var managers = []domain.Role{domain.Manager, domain.Director}

// reach is whom the person reviews.
func (t *Turn) reach() review.Reach { return review.Reach(t.Book.reps) }

// decider is the person as who decides on a record of that rep's.
func (t *Turn) decider(rep string) review.Decider {
	return review.Decider{Person: t.Who.UserID, For: t.Book.standsFor[rep]}
}

// listReviews says what waits for the manager's decision, risks first with their reasons (PRODUCT.md M1).
func listReviews(ctx context.Context, t *Turn) (inbox.Answer, error) {
	reps := t.reach()
	whose := ""
	if rep := t.Said.Rep; rep != "" {
		if !reps.Has(t.Who.UserID, rep) {
			return inbox.Answer{}, domain.Refuse("review.rep")
		}
		reps, whose = review.Reach{rep}, t.Book.person(rep)
	}
	items, total, err := t.Tx.ItemsWaiting(ctx, reps, false)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case total == 0 && whose != "":
		return say(sayWaitingNoneOf.Say(whose), "", nil), nil
	case total == 0:
		return say(sayWaitingNone.Say(), "", nil), nil
	}
	risks, routine := review.Sort(items, t.Book.rules.Quality, t.Tx.Zone())
	lines := []string{sayWaiting.Say(whose, total, len(risks), len(routine))}
	lines = append(lines, judgedLines("⚠ ", risks)...)
	lines = append(lines, judgedLines("", routine)...)
	if total > len(items) {
		lines = append(lines, sayWaitingMore.Say(len(items)))
	}
	t.sees(itemsOf(routine[:min(len(routine), mostListed)])...)
	t.sees(itemsOf(risks[:min(len(risks), mostListed)])...)
	first := append(risks, routine...)[0].Number
	lines = append(lines, sayWaitingHow.Say(first, first))
	return say(strings.Join(lines, "\n"), "missing", map[string]string{"no": number(first), "field": sayWaitingSMS.Say(total)}), nil
}

// judgedLines lists records, a line each, and counts those that there is no room for.
func judgedLines(mark string, all []review.Judged) (lines []string) {
	for _, j := range all[:min(len(all), mostListed)] {
		lines = append(lines, mark+itemLine(j.Item)+risksOf(j))
	}
	if rest := len(all) - len(lines); rest > 0 {
		lines = append(lines, mark+sayWaitingRest.Say(rest))
	}
	return lines
}

// itemLine names a record to its reviewer: #1024 陈晓 11-23 市一 张伟｜认可｜85分.
func itemLine(i review.Item) string {
	parts := []string{sharp([]int64{i.Number}) + " " + i.RepName + " " + day(i.Date) + " " + i.Hospital + " " + i.DoctorName}
	if i.Result != "" {
		parts = append(parts, notice.ResultNames[i.Result])
	}
	if i.Met() {
		parts = append(parts, strconv.Itoa(i.Score)+"分")
	}
	return strings.Join(parts, "｜")
}

// risksOf says why a record is a risk: （与#1023时间重叠，晚报2天）; nothing for a routine one.
func risksOf(j review.Judged) string {
	if len(j.Risks) == 0 {
		return ""
	}
	var why []string
	for _, r := range j.Risks {
		switch r.Kind {
		case review.NearCopy:
			why = append(why, sayRiskCopy.Say(r.Amount, r.Percent))
		case review.LowScore:
			why = append(why, sayRiskScore.Say(r.Amount))
		case review.Incomplete:
			why = append(why, sayRiskIncomplete.Say())
		case review.Overlap:
			why = append(why, sayRiskOverlap.Say(r.Amount))
		case review.Ahead:
			why = append(why, sayRiskAhead.Say())
		case review.Late:
			why = append(why, sayRiskLate.Say(r.Amount))
		}
	}
	return "（" + strings.Join(why, "，") + "）"
}
