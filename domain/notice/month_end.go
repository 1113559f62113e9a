package notice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayMonthEnd = words.New("notice.month_end", "%s：本月还剩%d个工作日（含今天），还差%d次（%s）。\n%s\n%s\n直接说“明天下午去%s见%s”就能排上。")
	// by the gap: at ease, pressing, beyond what can be done.
	sayMonthEndHead = []words.Text{
		words.New("notice.month_end_head1", "【月末提醒】"),
		words.New("notice.month_end_head2", "【月末提醒·抓紧】"),
		words.New("notice.month_end_head3", "【月末提醒·做不完】"),
	}
	sayMonthEndEase  = words.New("notice.month_end_ease", "每天约%d次就能完成。")
	sayMonthEndPress = words.New("notice.month_end_press", "每天要%d次才能完成，请今天就把这几天排满。")
	sayMonthEndShort = words.New("notice.month_end_short", "剩下的时间最多做%d次，有%d次做不完：先保A级，今天就和主管商量。")
)

// MonthEndDays are the days on which a rep is reminded of what her month still needs, by the workdays that are left, that day
// included (PRODUCT.md Q2).
var MonthEndDays = []int{10, 5, 2}

// MonthEndAt is when on these days.
const MonthEndAt = "09:00"

// MonthEnd reminds a rep of what her month still needs (PRODUCT.md Q2): nothing if there is no gap by then.
var MonthEnd = register(Kind{
	Name:  "month_end",
	Stale: 10 * time.Hour, // in the evening its day is over
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		v, ok, err := monthOf(ctx, truth, n)
		if err != nil || !ok || v.Remaining() == 0 {
			return Content{}, false, err
		}
		lines, first, err := openLines(ctx, truth, v)
		if err != nil {
			return Content{}, false, err
		}
		level := v.gapLevel()
		f := v.Feasible()
		pace := sayMonthEndEase.Say(v.perDay())
		switch level {
		case 2:
			pace = sayMonthEndPress.Say(v.perDay())
		case 3:
			pace = sayMonthEndShort.Say(f.Capacity, f.Short)
		}
		text := sayMonthEnd.Say(sayMonthEndHead[level-1].Say(), v.WorkdaysLeft(), v.Remaining(), gaps(v.byGrade()), pace, lines, first.Hospital, first.Name)
		return Content{Text: withoutHolidays(text, v.Month), Template: "quota", Params: quotaParams(v)}, true, nil
	},
})

// gapLevel is how pressing the gap is: 1 up to half of what the days that are left hold, 2 up to all of it, 3 beyond.
func (v MonthView) gapLevel() int {
	f := v.Feasible()
	switch {
	case f.Short > 0:
		return 3
	case 2*f.Remaining > f.Capacity:
		return 2
	}
	return 1
}

// MonthEndOf returns the reminder that a rep's month calls for at an instant, and false where it calls for none: on other days,
// without a gap, and while she is away.
func MonthEndOf(v MonthView, at time.Time) (Prompt, bool) {
	left := v.WorkdaysLeft()
	due, ok := free(v.Off, at)
	if !ok || !v.worked() || !slices.Contains(MonthEndDays, left) || v.Remaining() == 0 {
		return Prompt{}, false
	}
	return Prompt{Notice: Notice{Kind: MonthEnd.Name, Key: monthKey(MonthEnd.Name, v.On, "T-"+strconv.Itoa(left), v.Rep), Person: v.Rep, DueAt: due}}, true
}
