package notice

import (
	"context"
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
}

// mostInEvening is how many stops the prompt names; the rest is counted.
const mostInEvening = 8

// EveningPrompt asks a rep for the planned visits of her day that have no record (PRODUCT.md P7). What was told by then, cancelled or
// moved is not in it; nothing is said if nothing is missing, or if she has the afternoon off.
var EveningPrompt = register(Kind{
	Name:  "evening_prompt",
	Stale: 90 * time.Minute, // after that the evening is hers
	Compose: func(ctx context.Context, truth Truth, n Notice) (Content, bool, error) {
		away, err := truth.Away(ctx, n.Person, n.DueAt)
		if err != nil || away {
			return Content{}, false, err
		}
		stops, err := truth.Unrecorded(ctx, n.Person, domain.DateOf(n.DueAt), EveningAt)
		if err != nil || len(stops) == 0 {
			return Content{}, false, err
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
		return Content{
			Text:     sayEvening.Say(len(stops), strings.Join(lines, "\n"), first.Doctor.Name, first.Doctor.Name, first.Number),
			Template: "today",
			Params:   map[string]string{"n": strconv.Itoa(len(stops)), "codes": joinCodes(codes)},
		}, true, nil
	},
})

// joinCodes lists short codes for a short message; the gateway's form cuts what does not fit.
func joinCodes(codes []string) string { return strings.Join(codes, "、") }

// EveningPromptTo is the prompt to one rep on a day.
func EveningPromptTo(rep string, at time.Time) Prompt {
	return Prompt{Notice: Notice{Kind: EveningPrompt.Name, Key: EveningPrompt.Name + "/" + domain.DateOf(at).String() + "/" + rep, Person: rep, DueAt: at}}
}
