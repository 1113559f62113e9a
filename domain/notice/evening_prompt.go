package notice

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEvening     = words.New("notice.evening", "今天还有%d家没记：\n%s\n直接说内容即可，如“见了%s，认可”；没见到说“%s没见到”，改天说“改 %d 明天”。")
	sayEveningLine = words.New("notice.evening_line", "#%d %s")
	sayEveningRest = words.New("notice.evening_rest", "…另有%d家，回“今天”看全部。")
	sayEveningHeld = words.New("notice.evening_held", "还有%d条没说完，没有记录：\n%s\n补上请发“%d 是…”，7天内有效。")
)

// EveningAt is when a rep is asked for what she has planned and not told (PRODUCT.md P7).
const EveningAt = "18:30"

// StopView is a planned visit of a day.
type StopView struct {
	Number int64
	Doctor DoctorName
	Start  domain.TimeOfDay
}

// stopTruth is what the notices about a day's plans read.
type stopTruth interface {
	// Unrecorded returns the rep's plans of a day, in the order of their times, that were to have begun by a clock time and of
	// which no visit was told, absent doctors included.
	Unrecorded(ctx context.Context, rep string, on domain.Date, by domain.TimeOfDay) ([]StopView, error)
	// Held returns what a person began to tell and was asked about, without an answer for half an hour, that can still be finished
	// (待确认), the oldest first.
	Held(ctx context.Context, person string, at time.Time) ([]HeldDraft, error)
}

// HeldDraft is a record that waits for the answer to a question, and counts for nothing until then (DESIGN.md part 6).
type HeldDraft struct {
	Number int64
	Asked  string // as it was asked
	At     time.Time
}

// mostInEvening is how many stops, and how many drafts, the prompt names; the rest of the stops is counted.
const mostInEvening = 8

// EveningPrompt asks a rep for the planned visits of her day that have no record (PRODUCT.md P7), and for what she began to tell and
// did not finish. What was told by then, cancelled or moved is not in it; nothing is said if nothing of today is missing, or if she has
// the afternoon off: a draft is spoken of on the evening of its day, and beside the stops of later ones.
var EveningPrompt = register(Kind{
	Name:  "evening_prompt",
	Stale: 90 * time.Minute, // after that the evening is hers
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		away, err := truth.Away(ctx, n.Person, n.DueAt)
		if err != nil || away {
			return Content{}, false, err
		}
		stops, err := truth.Unrecorded(ctx, n.Person, domain.DateOf(n.DueAt), EveningAt)
		if err != nil {
			return Content{}, false, err
		}
		held, err := truth.Held(ctx, n.Person, n.DueAt)
		if err != nil {
			return Content{}, false, err
		}
		if len(stops) == 0 {
			// By SMS nothing says this: the catalogue has no words for it, and a question is asked again in the next answer.
			return Content{Text: heldLine(held)}, slices.ContainsFunc(held, func(h HeldDraft) bool {
				return domain.DateOf(h.At.In(n.DueAt.Location())) == domain.DateOf(n.DueAt)
			}), nil
		}
		var lines, codes []string
		for i, s := range stops {
			if i < mostInEvening {
				what := strings.TrimSpace(string(s.Start) + " " + s.Doctor.String())
				lines = append(lines, sayEveningLine.Say(s.Number, what))
			}
			codes = append(codes, s.Doctor.ShortCode)
		}
		if rest := len(stops) - len(lines); rest > 0 {
			lines = append(lines, sayEveningRest.Say(rest))
		}
		first := stops[0]
		text := sayEvening.Say(len(stops), strings.Join(lines, "\n"), first.Doctor.Name, first.Doctor.Name, first.Number)
		if len(held) > 0 {
			text += "\n" + heldLine(held)
		}
		return Content{
			Text:     text,
			Template: "today",
			Params:   map[string]string{"n": strconv.Itoa(len(stops)), "codes": joinCodes(codes)},
		}, true, nil
	},
})

// heldLine lists the questions that wait; empty if none does.
func heldLine(held []HeldDraft) string {
	if len(held) == 0 {
		return ""
	}
	var asked []string
	for _, h := range held[max(0, len(held)-mostInEvening):] {
		asked = append(asked, h.Asked)
	}
	return sayEveningHeld.Say(len(held), strings.Join(asked, "\n"), held[len(held)-1].Number)
}

// joinCodes lists short codes for a short message; the gateway's form cuts what does not fit.
func joinCodes(codes []string) string { return strings.Join(codes, "、") }

// EveningPromptTo is the prompt to one rep on a day.
func EveningPromptTo(rep string, at time.Time) Prompt {
	return Prompt{Notice: Notice{Kind: EveningPrompt.Name, Key: EveningPrompt.Name + "/" + domain.DateOf(at).String() + "/" + rep, Person: rep, DueAt: at}}
}
