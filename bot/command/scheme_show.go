package command

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/words"
)

// mostVersions is how many versions a history lists; the command line has them all.
const mostVersions = 10

var (
	saySchemeHead     = words.New("scheme.head", "评级方案第%d版（%s起，%s）")
	saySchemeNone     = words.New("scheme.show_none", "公司没有启用评级方案，等级是导入的。")
	saySchemeLeast    = words.New("scheme.least", "A≥%d B≥%d C≥%d，其余D")
	saySchemePart     = words.New("scheme.part", "%s 权重%d：%s")
	saySchemeForLine  = words.New("scheme.for_line", "【%s线】")
	saySchemeForRest  = words.New("scheme.for_rest", "【其他产品线】")
	sayWordPoints     = words.New("scheme.word_points", "%s %d分")
	sayBandPoints     = words.New("scheme.band_points", "≥%s %d分")
	saySchemeVersions = words.New("scheme.history", "评级方案历史（现在是第%d版）：\n%s\n看某一版发“看方案第%[1]d版”，退回发“撤回方案”或“回滚到第%[3]d版”。")
	saySchemeVersion  = words.New("scheme.version", "第%d版 %s %s：%s")
	saySchemeOff      = words.New("scheme.off", "停用，恢复导入的等级")
	saySchemeFigures  = words.New("scheme.figures", "%d处改动")
	saySchemeHistory0 = words.New("scheme.history_none", "公司从没启用过评级方案，等级是导入的。要启用请发“启用默认方案”。")
	_                 = words.Refusal("scheme.no_version", "没有第%d版，现在共%d版。发“方案历史”看全部。")
	_                 = words.Refusal("scheme.in_force", "现在就是第%d版，不用退回。")
	_                 = words.Refusal("scheme.later", "#%d 之后评级方案又改到了第%d版，不能直接撤回。要退回请发“方案历史”，再发“回滚到第几版”。")
	_                 = register(Command{Intent: understand.SchemeShow, Roles: withGrades, Run: showScheme})
	_                 = register(Command{Intent: understand.SchemeHistory, Roles: withGrades, Run: schemeHistory})
	_                 = register(Command{Intent: understand.SchemeRollback, Run: rollBackScheme})
)

// withGrades are those whose work rests on the grades: how doctors are graded is no secret to them.
var withGrades = []domain.Role{domain.Rep, domain.Manager, domain.Director, domain.Admin}

// showScheme says how doctors are graded, in force or by another version.
func showScheme(ctx context.Context, t *Turn) (inbox.Answer, error) {
	book, err := t.Tx.GradingBook(ctx, 0)
	if err != nil {
		return inbox.Answer{}, err
	}
	v := book.InForce()
	if n := t.Said.Scheme.Version; n != nil {
		if v, err = versionOf(book, *n); err != nil {
			return inbox.Answer{}, err
		}
	}
	if !v.Scheme.InForce() {
		return say(saySchemeNone.Say(), "help", nil), nil
	}
	lines := []string{saySchemeHead.Say(v.Scheme.Version, v.AppliedAt.Format("2006-01-02"), t.Book.person(v.Person))}
	for _, line := range slices.SortedFunc(maps.Keys(v.Scheme.Lines), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) }) {
		switch {
		case line != "":
			lines = append(lines, saySchemeForLine.Say(line))
		case len(v.Scheme.Lines) > 1:
			lines = append(lines, saySchemeForRest.Say())
		}
		lines = append(lines, ruleLines(v.Scheme.Lines[line])...)
	}
	return say(strings.Join(lines, "\n"), "help", nil), nil
}

// ruleLines says a rule: its thresholds, then each indicator with the points that it gives.
func ruleLines(r grading.Rule) []string {
	lines := []string{saySchemeLeast.Say(r.Thresholds[domain.GradeA], r.Thresholds[domain.GradeB], r.Thresholds[domain.GradeC])}
	for _, i := range r.Indicators {
		var parts []string
		for _, w := range slices.SortedFunc(maps.Keys(i.Words), func(a, b string) int { return cmp.Or(i.Words[b]-i.Words[a], cmp.Compare(a, b)) }) {
			parts = append(parts, sayWordPoints.Say(w, i.Words[w]))
		}
		for _, b := range i.Bands {
			parts = append(parts, sayBandPoints.Say(strconv.FormatFloat(b.From, 'f', -1, 64), b.Points))
		}
		lines = append(lines, saySchemePart.Say(grading.Name(i.Of), i.Weight, strings.Join(parts, "、")))
	}
	return lines
}

// schemeHistory lists the versions, the newest first.
func schemeHistory(ctx context.Context, t *Turn) (inbox.Answer, error) {
	book, err := t.Tx.GradingBook(ctx, 0)
	if err != nil {
		return inbox.Answer{}, err
	}
	all := book.Versions
	if len(all) == 0 {
		return say(saySchemeHistory0.Say(), "help", nil), nil
	}
	var lines []string
	for i := len(all) - 1; i >= max(0, len(all)-mostVersions); i-- {
		v, before := all[i], grading.None
		if i > 0 {
			before = all[i-1].Scheme
		}
		what := v.Note
		switch {
		case what != "":
		case !v.Scheme.InForce():
			what = saySchemeOff.Say()
		default:
			what = saySchemeFigures.Say(len(grading.Changes(before, v.Scheme)))
		}
		lines = append(lines, saySchemeVersion.Say(v.Scheme.Version, v.AppliedAt.Format("01-02 15:04"), t.Book.person(v.Person), what))
	}
	last := book.InForce().Scheme.Version
	return say(saySchemeVersions.Say(last, strings.Join(lines, "\n"), max(1, last-1)), "help", nil), nil
}

func versionOf(book grading.Book, n int) (grading.Version, error) {
	i := slices.IndexFunc(book.Versions, func(v grading.Version) bool { return v.Scheme.Version == n })
	if i < 0 {
		return grading.Version{}, domain.Refuse("scheme.no_version", n, len(book.Versions))
	}
	return book.Versions[i], nil
}

// rollBackScheme goes back to an earlier version, or to the imported grades, as a new version: what it would do is said first, and it
// waits for a yes like any other change.
func rollBackScheme(ctx context.Context, t *Turn) (inbox.Answer, error) {
	if t.Who.Role != domain.Admin {
		return inbox.Answer{}, domain.Refuse("scheme.role")
	}
	to := -1
	if v := t.Said.Scheme.Version; v != nil {
		to = *v
	}
	return t.rollBack(ctx, to)
}

// rollBack goes back to version to; -1 means the one before the one in force, 0 the imported grades.
func (t *Turn) rollBack(ctx context.Context, to int) (inbox.Answer, error) {
	book, err := t.Tx.GradingBook(ctx, weighedAtOnce)
	if err != nil {
		return inbox.Answer{}, err
	}
	now := book.InForce().Scheme
	if now.Version == 0 {
		return inbox.Answer{}, domain.Refuse("scheme.none")
	}
	if to < 0 {
		to = now.Version - 1
	}
	if to == now.Version || to == 0 && !now.InForce() {
		return inbox.Answer{}, domain.Refuse("scheme.in_force", now.Version)
	}
	before := grading.Version{}
	if to > 0 {
		if before, err = versionOf(book, to); err != nil {
			return inbox.Answer{}, err
		}
	}
	return t.proposeScheme(ctx, book, before.Scheme, &to, 0)
}
