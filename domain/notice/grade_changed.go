package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayGradeScheme = words.New("notice.grade_scheme", "评级方案有调整，您有%d位医生的等级变了：%s。必访次数已按新等级计算；想知道原因请发“%s为什么是%s”。")
	sayGradeFacts  = words.New("notice.grade_facts", "医生资料有更新，您有%d位医生的等级变了：%s。必访次数已按新等级计算；想知道原因请发“%s为什么是%s”。")
	sayGradeByHand = words.New("notice.grade_by_hand", "人工定级已批准，您有%d位医生的等级变了：%s。必访次数已按新等级计算；想知道原因请发“%s为什么是%s”。")
	sayGradeEnded  = words.New("notice.grade_ended", "人工定级到期，您有%d位医生回到评级方案的等级：%s。必访次数已按新等级计算；想知道原因请发“%s为什么是%s”。")
	sayGradeMove   = words.New("notice.grade_move", "%s%s→%s %d位（%s）")
)

// RegradeReason is why grades changed.
type RegradeReason string

// The reasons.
const (
	SchemeApplied RegradeReason = "scheme" // another scheme was put in force
	FactsChanged  RegradeReason = "facts"  // what is known of the doctors or of their hospitals changed
	GivenByHand   RegradeReason = "hand"   // somebody gave the grade by hand, and a second person approved it
	HandEnded     RegradeReason = "ended"  // the last day of a grade that was given by hand is past
)

// gradeReasons are the words of each.
var gradeReasons = map[RegradeReason]words.Text{SchemeApplied: sayGradeScheme, FactsChanged: sayGradeFacts, GivenByHand: sayGradeByHand, HandEnded: sayGradeEnded}

// GradeMove is how many of a rep's doctors went from one grade to another in a product line (empty: every line), with some names.
type GradeMove struct {
	Line  string       `json:"line,omitempty"`
	Was   domain.Grade `json:"was"`
	Is    domain.Grade `json:"is"`
	Count int          `json:"count"`
	Names []string     `json:"names"`
}

type gradesChanged struct {
	Why   RegradeReason `json:"why"`
	Moves []GradeMove   `json:"moves"`
}

// GradeChanged tells a rep which of her doctors have another grade, and why (PRODUCT.md D4).
var GradeChanged = register(Kind{
	Name: "grade_changed",
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var c gradesChanged
		if err := json.Unmarshal(n.Args, &c); err != nil {
			return Content{}, false, fmt.Errorf("read which grades changed: %w", err)
		}
		all, name, is := 0, "", domain.Grade("")
		parts := make([]string, len(c.Moves))
		for i, m := range c.Moves {
			names := strings.Join(m.Names, "、")
			if m.Count > len(m.Names) {
				names += "等"
			}
			line := m.Line
			if line != "" {
				line += " "
			}
			parts[i] = sayGradeMove.Say(line, gradeOrNone(m.Was), gradeOrNone(m.Is), m.Count, names)
			all += m.Count
			if name == "" && len(m.Names) > 0 {
				name, is = m.Names[0], m.Is
			}
		}
		return Content{Text: gradeReasons[c.Why].Say(all, strings.Join(parts, "；"), name, gradeOrNone(is))}, all > 0, nil
	},
})

func gradeOrNone(g domain.Grade) string {
	if g == "" {
		return "未评"
	}
	return string(g)
}

// GradesChanged makes the notice to one rep. id names the change of grades.
func GradesChanged(id domain.ID, rep string, why RegradeReason, moves []GradeMove, at time.Time) (Notice, error) {
	args, err := json.Marshal(gradesChanged{why, moves})
	if err != nil {
		return Notice{}, fmt.Errorf("write which grades changed: %w", err)
	}
	return Notice{Kind: GradeChanged.Name, Key: "grade_changed/" + id.String() + "/" + rep, Person: rep, Args: args, DueAt: at}, nil
}
