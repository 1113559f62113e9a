package command

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayScore      = words.New("score.why", "#%d %s：%d分（评分方案%d）\n%s，合计%s%s")
	sayScoreUp    = words.New("score.raise", "补上%s，可到%d分，如“改 %d %s”。")
	sayScoreFull  = words.New("score.complete", "内容已齐，没有可补的。")
	sayScoreFixed = words.New("score.fixed", "记录已定，不能再补。")
	sayScoreIn    = words.New("score.counts", "有效，计入目标。")
	sayScoreOut   = words.New("score.counts_not", "不计有效（%s）。")
	sayScoreGone  = words.New("score.withdrawn", "这条已撤回，不计。")
	_             = words.Refusal("score.none", "还没有拜访记录可以查评分。")
	_             = words.Refusal("score.which", "查哪一条的评分？请带编号，如“1024为什么82分”。")
	_             = words.Refusal("score.number", "没有编号%d的拜访，或不在您的范围内。")
	askers        = []domain.Role{domain.Rep, domain.Manager, domain.Director}
	_             = register(Command{Intent: understand.ScoreExplain, Roles: askers, Run: explainScore})
)

// explainScore says why a visit has its score: the parts that sum to it by the scheme that it was scored by, what would raise
// it, and whether it counts (PRODUCT.md Q4, Q5). A rep asks about her own visits, a manager about her subtree's by number.
func explainScore(ctx context.Context, t *Turn) (inbox.Answer, error) {
	v, err := t.scoreAsked(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	q := t.Book.rules.Quality
	e := visit.Explain(q, v)
	parts := make([]string, len(e.Parts))
	sum := 0
	for i, p := range e.Parts {
		parts[i] = t.scorePart(v, p)
		sum += p.Hundredths
	}
	rounded := "。"
	if sum%100 != 0 {
		rounded = "，四舍五入" + strconv.Itoa(v.Score) + "。"
	}
	lines := []string{sayScore.Say(v.Number, t.Book.full(v.Doctor)+" "+day(v.Date), v.Score, e.Scheme.Version, strings.Join(parts, "；"), points(sum), rounded)}
	switch own := v.Rep == t.Who.UserID; {
	case v.Status == visit.Withdrawn, !v.Met():
	case len(e.Gains) == 0:
		lines = append(lines, sayScoreFull.Say())
	case visit.Amendable(v, t.Tx.Now()) != nil:
		lines = append(lines, sayScoreFixed.Say())
	case own:
		var gains []string
		for _, g := range e.Gains {
			gains = append(gains, fieldName(string(g.Field))+"+"+points(g.Hundredths))
		}
		lines = append(lines, sayScoreUp.Say(strings.Join(gains, "、"), e.Reach, v.Number, t.fieldExample(e.Gains[0].Field)))
	}
	switch {
	case v.Status == visit.Withdrawn:
		lines = append(lines, sayScoreGone.Say())
	case v.Effective:
		lines = append(lines, sayScoreIn.Say())
	default:
		lines = append(lines, sayScoreOut.Say(t.whyNot(v)))
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(v.Number), "decision": "评" + strconv.Itoa(v.Score) + "分"}), nil
}

// scoreAsked finds the visit that is asked about: by number; else the newest of the doctor or of all whose score is the one
// said, or the newest.
func (t *Turn) scoreAsked(ctx context.Context) (v visit.Visit, err error) {
	var doctors []string
	if target := t.Said.Target; target != nil {
		if target.Number != 0 {
			reps := []string{t.Who.UserID}
			if t.Who.Role.Manages() {
				reps = t.Book.reps
			}
			v, ok, err := t.Tx.VisitAmong(ctx, reps, target.Number)
			if err == nil && !ok {
				err = domain.Refuse("score.number", target.Number)
			}
			return v, err
		}
		doctors = target.Candidates
		if target.Doctor != "" {
			doctors = []string{target.Doctor}
		}
	}
	if t.Who.Role != domain.Rep {
		return v, domain.Refuse("score.which")
	}
	recent, err := t.Tx.RecentVisits(ctx, t.Who.UserID, doctors, domain.Date{})
	if err != nil {
		return v, err
	}
	if len(recent) == 0 {
		return v, domain.Refuse("score.none")
	}
	slices.SortStableFunc(recent, func(a, b visit.Visit) int { return b.RecordedAt.Compare(a.RecordedAt) })
	if i := slices.IndexFunc(recent, func(r visit.Visit) bool { return r.Score == t.Said.Score }); i >= 0 && t.Said.Score > 0 {
		return recent[i], nil
	}
	return recent[0], nil
}

// scorePart says one field: 结果 有顾虑 27/30.
func (t *Turn) scorePart(v visit.Visit, p quality.Part) string {
	value := "没说"
	if p.Said {
		switch p.Field {
		case quality.FieldPurpose:
			value = purposeNames[v.Purpose]
		case quality.FieldResult:
			value = notice.ResultNames[v.Result]
		case quality.FieldProducts:
			value = strconv.Itoa(len(v.Products)) + "个"
		case quality.FieldMinutes:
			value = strconv.Itoa(v.Minutes) + "分钟"
		case quality.FieldNext:
			value = day(v.Next.Date)
		}
	}
	return fieldName(string(p.Field)) + " " + value + " " + points(p.Hundredths) + "/" + strconv.Itoa(int(p.Weight))
}

// fieldExample is how a field is said in an amendment.
func (t *Turn) fieldExample(f quality.Field) string {
	if f == quality.FieldProducts && len(t.Book.sold) > 0 {
		return "产品" + t.Book.brands(t.Book.sold[:1])
	}
	return map[quality.Field]string{quality.FieldResult: "结果认可", quality.FieldProducts: "产品…", quality.FieldPurpose: "目的产品传递",
		quality.FieldMinutes: "时长20分钟", quality.FieldNext: "下次下周一"}[f]
}
