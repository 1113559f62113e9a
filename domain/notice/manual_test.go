package notice

import (
	"cmp"
	"context"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Manual(context.Context, domain.ID) (ManualView, bool, error) {
	v := ManualView{Number: 1001, Doctor: "李静", Hospital: "市一", Was: "B", Is: "A", Reason: "新任科主任", Until: domain.DateOf(at), AskedBy: "王建国", Asker: "wangjianguo", DecidedBy: "周航", Why: "先观察",
		State: cmp.Or(t.manual, "waiting")}
	return v, !t.gone, nil
}

func TestAGradeByHandIsToldToWhoDecidesAndToWhoAsked(t *testing.T) {
	refused := standing()
	refused.manual = "refused"
	c, still, err := GradeWaits.Compose(t.Context(), standing(), Notice{})
	if err != nil || !still || !strings.Contains(c.Text, "王建国申请把李静(市一)从B改成A级") || !strings.Contains(c.Text, "新任科主任") || strings.Contains(c.Params["decision"], "李静") {
		t.Errorf("who decides reads %+v, %v, %v", c, still, err)
	}
	if _, still, _ := GradeWaits.Compose(t.Context(), refused, Notice{}); still {
		t.Error("what was decided still waits")
	}
	c, still, err = GradeDecided.Compose(t.Context(), refused, Notice{})
	if err != nil || !still || !strings.Contains(c.Text, "周航没有同意") || !strings.Contains(c.Text, "先观察") {
		t.Errorf("who asked reads %+v, %v, %v", c, still, err)
	}
	if _, still, _ := GradeDecided.Compose(t.Context(), standing(), Notice{}); still {
		t.Error("a decision is told before there is one")
	}
}
