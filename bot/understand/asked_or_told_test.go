package understand

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// A question about how often a doctor was seen, and the hours of her clinic, tell of no visit.
func TestWhatIsAskedOrKnownIsNoVisit(t *testing.T) {
	for text, want := range map[string]Intent{
		"上个月我见了李静几次": DoctorShow, "这个月拜访了李静多少次": DoctorShow, "李静周三上午出门诊": Unknown, "李静每周三坐诊": Unknown,
		"今天李静出门诊": VisitReport, "昨天见了李静，聊了几次立舒平": VisitReport,
	} {
		r := Read(text, Sender{UserID: "x", Role: domain.Rep}, Context{At: time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC), Channel: domain.WeCom, Gazetteer: aWorld()})
		if r.Intent != want {
			t.Errorf("%s: %s %+v, want %s", text, r.Intent, r.Visits, want)
		}
	}
}
