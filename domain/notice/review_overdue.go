package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayOverdue    = words.New("notice.review_overdue", "%s有%d条待审超过%d个工作日：#%d%s。发“待审”查看，可以直接批准或驳回。")
	sayOverdueAnd = words.New("notice.review_overdue_and", "等")
	sayOverdueSMS = words.New("notice.review_overdue_sms", "审批，共%d条超时")
)

const (
	// ReviewOverdueAt is when directors hear on workdays of what their managers left waiting.
	ReviewOverdueAt = "09:00"
	// ReviewWorkdays is how many workdays a manager has for a record (PRODUCT.md M1).
	ReviewWorkdays = 3
)

// OverdueView is how many records of a manager's reps that began to wait in a span of time still wait.
type OverdueView struct {
	Manager string // name
	Count   int
	First   int64 // lowest number
}

// overdueTruth is what the notices about the clock of reviews read.
type overdueTruth interface {
	// Overdue returns what waits still of the records of a manager's own reps that began to wait from one instant to another.
	Overdue(ctx context.Context, manager string, from, to time.Time) (OverdueView, error)
}

type overdueSpan struct {
	Manager string    `json:"manager"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
}

// ReviewOverdue tells a director once of records that a manager of hers let wait longer than ReviewWorkdays (PRODUCT.md M1). What was
// decided on by then is not told.
var ReviewOverdue = register(Kind{
	Name: "review_overdue",
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		var s overdueSpan
		if err := json.Unmarshal(n.Args, &s); err != nil {
			return Content{}, false, fmt.Errorf("read whose reviews are overdue: %w", err)
		}
		v, err := truth.Overdue(ctx, s.Manager, s.From, s.To)
		if err != nil || v.Count == 0 {
			return Content{}, false, err
		}
		and := ""
		if v.Count > 1 {
			and = sayOverdueAnd.Say()
		}
		return Content{Text: sayOverdue.Say(v.Manager, v.Count, ReviewWorkdays, v.First, and), Template: "missing",
			Params: map[string]string{"no": strconv.FormatInt(v.First, 10), "field": sayOverdueSMS.Say(v.Count)}}, true, nil
	},
})

// ReviewOverdueTo is the notice to a director of what a manager let wait that began to wait from one day's beginning to another's.
func ReviewOverdueTo(director, manager string, from, to, at time.Time) (Prompt, error) {
	args, err := json.Marshal(overdueSpan{manager, from, to})
	if err != nil {
		return Prompt{}, fmt.Errorf("write whose reviews are overdue: %w", err)
	}
	return Prompt{Notice: Notice{Kind: ReviewOverdue.Name, Key: ReviewOverdue.Name + "/" + manager + "/" + domain.DateOf(to).String() + "/" + director,
		Person: director, Args: args, DueAt: at}}, nil
}
