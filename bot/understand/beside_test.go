package understand_test

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
)

// TestWhatIsSaidBesideAnAdverseEvent: a plan, a reminder, an answer; nothing that is done for the patient.
func TestWhatIsSaidBesideAnAdverseEvent(t *testing.T) {
	p := load(t)
	who := understand.Sender{UserID: "chenxiao", Role: "rep"}
	c := understand.Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, time.FixedZone("+08", 8*3600)), Channel: "wecom", Gazetteer: p.gazetteers["chenxiao"]}
	for text, want := range map[string]string{
		"周五拜访李静，送ADR表，她有一例安络畅出血要填":   "visit.plan D004",
		"李静的病人吃安络畅出血，周四下午3点再去找她":     "visit.plan ",
		"提醒我明天上午9点给王芳送文献。她有个病人吃了出血":  "reminder.set",
		"有个病人吃糖维宁酮症，我后天请假一天":         "timeoff.set",
		"有个病人吃安络畅鼻出血，下周一复查":          "unknown",
		"有个病人吃安络畅鼻出血，周五再去医院查血":       "unknown",
		"有个病人吃安络畅鼻出血，周三再去住院":         "",
		"有个病人吃安络畅鼻出血":                "",
		"唐亮病人吃立舒平腿痛 周五1500拜访李静":      "visit.plan D004",
		"认可，但病人吃安络畅拉黑便了":             "unknown",
		"有个病人吃立舒平黄疸，另一个病人吃了也黄疸，昨天死了": "",
	} {
		var got []string
		for _, part := range understand.Beside(text, who, c) {
			s := string(part.Intent)
			for _, v := range part.Visits {
				s += " " + v.Doctor
			}
			got = append(got, s)
		}
		if strings.Join(got, ";") != want {
			t.Errorf("%s: %q, want %s", text, got, want)
		}
	}
}
