package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/feedback"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayFeedbackKept  = words.New("feedback.kept", "，反馈（%s）已记")
	sayFeedbackCount = words.New("feedback.count", "反馈：%s")
	sayFeedbackLast  = words.New("feedback.last", "%s %s“%s”（#%d）")
)

// feedbackNames are how people read the kinds of feedback (PRODUCT.md V10).
var feedbackNames = map[feedback.Kind]string{
	feedback.Efficacy: "疗效", feedback.Dosage: "用法", feedback.Supply: "供应", feedback.Price: "价格",
	feedback.Competitor: "竞品", feedback.Service: "服务",
}

// mostShown is how many remarks are shown word by word.
const mostShown = 3

// feedbackReader asks for what doctors said during visits.
type feedbackReader interface {
	// WantFeedback asks for a doctor's remarks during standing visits of the reps on and after from, the latest first; they
	// arrive with the next Flush.
	WantFeedback(doctor string, reps []string, from domain.Date, into *[]feedback.Said)
}

// keptFeedback says which kinds of feedback were kept with a visit; "" if none was said.
func keptFeedback(said []feedback.Remark) string {
	if len(said) == 0 {
		return ""
	}
	names := make([]string, len(said))
	for i, r := range said {
		names[i] = feedbackNames[r.Kind]
	}
	return sayFeedbackKept.Say(strings.Join(names, "、"))
}

// feedbackLines counts what a doctor said by kind, and shows the latest remarks.
func feedbackLines(said []feedback.Said) []string {
	if len(said) == 0 {
		return nil
	}
	var counts []string
	for _, kind := range feedback.Kinds {
		if n := len(slices.DeleteFunc(slices.Clone(said), func(s feedback.Said) bool { return s.Kind != kind })); n > 0 {
			counts = append(counts, fmt.Sprint(feedbackNames[kind], n))
		}
	}
	lines := []string{sayFeedbackCount.Say(strings.Join(counts, "、"))}
	for _, s := range said[:min(len(said), mostShown)] {
		lines = append(lines, sayFeedbackLast.Say(day(s.Date), feedbackNames[s.Kind], s.Text, s.Number))
	}
	return lines
}
