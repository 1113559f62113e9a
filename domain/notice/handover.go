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
	sayTakesOver = words.New("notice.takes_over", "从%s起，%s的%d位医生由您负责：%s。%s以前的拜访仍在%s名下。发“本周计划”查看。")
	sayHandsOver = words.New("notice.hands_over", "从%s起，您的%d位医生由%s负责：%s。%s您以前的拜访不变。")
	sayPlansOver = words.New("notice.handover_plans", "%d个计划已转到%s名下，编号已换。")
	sayRemindOff = words.New("notice.handover_reminders", "与这些医生有关的%d个提醒已取消。")
)

// HandoverWords is what both sides of a handover are told.
type HandoverWords struct {
	From string `json:"from"` // names
	To   string `json:"to"`
	// Gets says that it is told to who takes over.
	Gets      bool        `json:"gets,omitempty"`
	On        domain.Date `json:"on"`
	Doctors   int         `json:"doctors"`
	Names     []string    `json:"names"` // of some of the doctors
	Plans     int         `json:"plans,omitempty"`
	Reminders int         `json:"reminders,omitempty"`
}

// Handover tells both reps that doctors went from one to the other (PRODUCT.md D10).
var Handover = register(Kind{
	Name: "handover",
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var h HandoverWords
		if err := json.Unmarshal(n.Args, &h); err != nil {
			return Content{}, false, fmt.Errorf("read a handover: %w", err)
		}
		names := strings.Join(h.Names, "、")
		if h.Doctors > len(h.Names) {
			names += "等"
		}
		more := ""
		if h.Plans > 0 {
			owner := h.To
			if h.Gets {
				owner = "您"
			}
			more = sayPlansOver.Say(h.Plans, owner)
		}
		if h.Gets {
			return Content{Text: sayTakesOver.Say(h.On, h.From, h.Doctors, names, more, h.From)}, true, nil
		}
		if h.Reminders > 0 {
			more += sayRemindOff.Say(h.Reminders)
		}
		return Content{Text: sayHandsOver.Say(h.On, h.Doctors, h.To, names, more)}, true, nil
	},
})

// HandedOver makes the notice to one of the two. id names the handover.
func HandedOver(id domain.ID, person string, h HandoverWords, at time.Time) (Notice, error) {
	args, err := json.Marshal(h)
	if err != nil {
		return Notice{}, fmt.Errorf("write a handover: %w", err)
	}
	return Notice{Kind: Handover.Name, Key: "handover/" + id.String() + "/" + person, Person: person, Args: args, DueAt: at}, nil
}
