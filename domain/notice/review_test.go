package notice

import (
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Review(context.Context, domain.ID) (ReviewView, bool, error) {
	return ReviewView{Number: 1001, Doctor: "张伟", Hospital: "市一", Date: domain.DateOf(at), Rejected: !t.visit.Withdrawn, By: "王建国",
		Reason: "没写产品", OpenUntil: domain.DateOf(at).AddDays(4).Time(at.Location()), Revision: 1}, !t.gone, nil
}

func TestARejectionIsToldWithReasonAndLastDayAndNotOnceItWasReworked(t *testing.T) {
	c, still, err := ReviewRejected.Compose(t.Context(), standing(), Notice{Person: "rep", Revision: 1})
	if err != nil || !still || !strings.Contains(c.Text, "没写产品") || !strings.Contains(c.Text, "11-29 24:00") || c.Params["decision"] != "驳回" {
		t.Errorf("a rejection says %+v, %v, %v", c, still, err)
	}
	reworked, gone := standing(), standing()
	reworked.visit.Withdrawn, gone.gone = true, true
	for what, truth := range map[string]told{"reworked": reworked, "gone": gone} {
		if _, still, err := ReviewRejected.Compose(t.Context(), truth, Notice{Person: "rep", Revision: 1}); still || err != nil {
			t.Errorf("the rejection of a record that is %s is told (%v)", what, err)
		}
	}
	if _, still, _ := ReviewRejected.Compose(t.Context(), standing(), Notice{Person: "rep", Revision: 2}); still {
		t.Error("an older rejection is told after a newer one")
	}
}
