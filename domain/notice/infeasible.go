package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"math/bits"
	"time"

	"github.com/yaoban/yaoban/domain/words"
)

var sayInfeasible = words.New("notice.infeasible", "【做不完预警】本月还差%d次，剩下的时间最多做%d次，有%d次做不完。\n先保最要紧的：\n%s\n请尽早和主管商量：调整名单、请同事协助，或把假期和会议挪开。")

// mostSteps is the highest step of what cannot be done.
const mostSteps = 3

// stepOfShort says how bad it is that so many visits too many remain, for a rep who makes so many on a whole day: step 0 is less than
// a day's work, then 1 from one day's, 2 from two days', 3 from four days' on. A rep is told again only when the work that
// cannot be done has grown into the next step.
func stepOfShort(short, capacity int) int {
	return min(bits.Len(uint(short/max(capacity, 1))), mostSteps)
}

// shortOf is which step a notice was made for.
type shortOf struct {
	Step int `json:"step"`
}

// Infeasible tells a rep early that what remains of her month cannot be done in the days that are left (PRODUCT.md Q6): once a
// month, and again only when it is worse by a step. It says nothing if it can be done by the time it is told.
var Infeasible = register(Kind{
	Name: "infeasible",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var args shortOf
		if err := json.Unmarshal(n.Args, &args); err != nil {
			return Content{}, false, fmt.Errorf("read the step of what cannot be done: %w", err)
		}
		v, ok, err := monthOf(ctx, truth, n)
		if err != nil || !ok {
			return Content{}, false, err
		}
		f := v.Feasible()
		if f.Short == 0 || stepOfShort(f.Short, v.DayCapacity()) < args.Step {
			return Content{}, false, nil
		}
		lines, _, err := openLines(ctx, truth, v)
		if err != nil {
			return Content{}, false, err
		}
		text := sayInfeasible.Say(f.Remaining, f.Capacity, f.Short, lines)
		c := Content{Text: withoutHolidays(text, v.Month)}
		if v.CountLevel() == 0 { // else the warning about the count has brought the same numbers
			c.Template, c.Params = "quota", quotaParams(v)
		}
		return c, true, nil
	},
})

// infeasible makes the notice of a step to a rep; a higher one, once told, makes it superfluous.
func (v MonthView) infeasible(step int) (Prompt, error) {
	args, err := json.Marshal(shortOf{step})
	if err != nil {
		return Prompt{}, fmt.Errorf("make the alarm of what cannot be done: %w", err)
	}
	p := Prompt{Notice: Notice{Kind: Infeasible.Name, Key: monthKey(Infeasible.Name, v.On, step, v.Rep), Person: v.Rep, Args: args}}
	for higher := step + 1; higher <= mostSteps; higher++ {
		p.Unless = append(p.Unless, monthKey(Infeasible.Name, v.On, higher, v.Rep))
	}
	return p, nil
}

// WarnAt is when reps are warned on workdays (PRODUCT.md Q3).
const WarnAt = "17:30"

// WarningsOf returns what a rep is to be warned of at an instant: the count, the rate, and what cannot be done. On days that are
// not worked and while she is away there is nothing.
func WarningsOf(v MonthView, at time.Time) ([]Prompt, error) {
	due, ok := free(v.Off, at)
	if !ok || !v.worked() {
		return nil, nil
	}
	var all []Prompt
	add := func(p Prompt, err error) error {
		p.DueAt = due
		all = append(all, p)
		return err
	}
	if level := v.CountLevel(); level > 0 && v.Remaining() > 0 {
		if err := add(v.warning(QuotaBehind.Name, level)); err != nil {
			return nil, err
		}
	}
	if level := v.RateLevel(); level > 0 {
		if err := add(v.warning(QualityLow.Name, level)); err != nil {
			return nil, err
		}
	}
	if f := v.Feasible(); f.Short > 0 {
		if err := add(v.infeasible(stepOfShort(f.Short, v.DayCapacity()))); err != nil {
			return nil, err
		}
	}
	return all, nil
}
