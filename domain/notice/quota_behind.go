package notice

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayBehind = words.New("notice.quota_behind", "%s：今天是本月第%d个工作日，按进度应完成%d次，已完成%d次（%d%%）。\n剩下%d个工作日（含今天）每天约%d次能赶上，先看：\n%s\n%s")
	// by level.
	sayBehindHead = []words.Text{
		words.New("notice.quota_behind_head1", "【进度提醒】"),
		words.New("notice.quota_behind_head2", "【进度告警】"),
	}
	sayBehindDo = []words.Text{
		words.New("notice.quota_behind_do1", "直接说“明天下午去%s见%s”就能排上。"),
		words.New("notice.quota_behind_do2", "请今天就排好这几位（直接说“明天下午去%s见%s”），并和主管说明原因。"),
	}
)

// warned is which level a warning was made for.
type warned struct {
	Level quota.Level `json:"level"`
}

func readWarned(n Notice) (w warned, err error) {
	if err := json.Unmarshal(n.Args, &w); err != nil {
		return w, fmt.Errorf("read the level of a %s: %w", n.Kind, err)
	}
	if w.Level < 1 || w.Level > 2 {
		return w, fmt.Errorf("read the level of a %s: there is no level %d", n.Kind, w.Level)
	}
	return w, nil
}

// QuotaBehind warns a rep that her count of visits is not on course (PRODUCT.md Q3), once a month for each level. It says nothing
// if she has caught up by the time it is told.
var QuotaBehind = register(Kind{
	Name: "quota_behind",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		w, err := readWarned(n)
		if err != nil {
			return Content{}, false, err
		}
		v, ok, err := monthOf(ctx, truth, n)
		if err != nil || !ok || v.CountLevel() < w.Level || v.Remaining() == 0 {
			return Content{}, false, err
		}
		lines, first, err := openLines(ctx, truth, v)
		if err != nil {
			return Content{}, false, err
		}
		done, expected := v.course()
		text := sayBehind.Say(sayBehindHead[w.Level-1].Say(), v.Month.Elapsed(v.On), expected, done, percent(done, expected),
			v.WorkdaysLeft(), v.perDay(), lines, sayBehindDo[w.Level-1].Say(first.Hospital, first.Name))
		return Content{Text: withoutHolidays(text, v.Month), Template: "quota", Params: quotaParams(v)}, true, nil
	},
})

// course is how many visits count by now, and how many were to be expected, half up.
func (v MonthView) course() (done, expected int) {
	done, required := v.Progress()
	w := v.Month.Workdays()
	if w == 0 {
		return done, 0
	}
	return done, (2*required*v.Month.Elapsed(v.On) + w) / (2 * w)
}

// warning makes the warning of a kind and a level to a rep. The graver one, once told, makes the lighter superfluous.
func (v MonthView) warning(kind string, level quota.Level) (Prompt, error) {
	args, err := json.Marshal(warned{level})
	if err != nil {
		return Prompt{}, fmt.Errorf("make a %s: %w", kind, err)
	}
	p := Prompt{Notice: Notice{Kind: kind, Key: monthKey(kind, v.On, int(level), v.Rep), Person: v.Rep, Args: args}}
	for graver := level + 1; graver <= 2; graver++ {
		p.Unless = append(p.Unless, monthKey(kind, v.On, int(graver), v.Rep))
	}
	return p, nil
}
