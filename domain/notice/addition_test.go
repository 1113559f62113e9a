package notice

import (
	"cmp"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Addition(context.Context, domain.ID) (AdditionView, bool, error) {
	return AdditionView{Number: 1031, Kind: "new", Doctor: "王建国（待核）", Hospital: "市一", Department: "心血管内科", Title: "主任医师", Rep: "陈晓",
		State: cmp.Or(t.addition, "waiting"), DecidedBy: "王经理", Reason: "查无此人", Into: "王建国 心血管内科", Visits: 2, Alike: []string{"D014 肾内科"}, Steward: t.steward}, !t.gone, nil
}

func TestANewDoctorIsToldToHerStewardAndToHerRep(t *testing.T) {
	c, still, err := AdditionWaits.Compose(t.Context(), standing(), Notice{})
	if err != nil || !still || !strings.Contains(c.Text, "陈晓新增了医生 #1031") || !strings.Contains(c.Text, "D014") || !strings.Contains(c.Text, "合并 1031 到") {
		t.Errorf("the steward reads %+v, %v, %v", c, still, err)
	}
	for state, want := range map[string]string{"approved": "不再标“待核”", "refused": "改 1031 医生是", "merged": "都跟了过去"} {
		truth := standing()
		truth.addition = state
		if c, still, err := AdditionDecided.Compose(t.Context(), truth, Notice{}); err != nil || !still || !strings.Contains(c.Text, want) || strings.Contains(c.Params["decision"], "王建国") {
			t.Errorf("%s: the rep reads %+v, %v, %v", state, c, still, err)
		}
		if _, still, _ := AdditionWaits.Compose(t.Context(), truth, Notice{}); still {
			t.Errorf("%s still waits", state)
		}
	}
	if _, still, _ := AdditionDecided.Compose(t.Context(), standing(), Notice{}); still {
		t.Error("a decision is told before there is one")
	}
}

func (t told) AdditionNear(context.Context, string) (NearView, bool, error) {
	return NearView{Name: "王建国", Hospital: "市一", Department: "老年科", Title: "主任医师"}, !t.gone, nil
}

func TestWhoWasNotBoundIsToldToWhoCanSaySo(t *testing.T) {
	n, err := AdditionNearTo("wangjianguo", domain.ID{1}, 1031, "D900", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for steward, want := range map[string]string{"wangjianguo": "合并 1031 到 D900", "": "再导入"} {
		truth := standing()
		truth.steward = steward
		if c, still, err := AdditionNear.Compose(t.Context(), truth, n); err != nil || !still || !strings.Contains(c.Text, want) || !strings.Contains(c.Text, "市一老年科 主任医师") {
			t.Errorf("%q reads %+v, %v, %v", steward, c, still, err)
		}
	}
	truth := standing()
	truth.addition = "approved"
	if _, still, err := AdditionNear.Compose(t.Context(), truth, n); still || err != nil {
		t.Errorf("what is decided is told, %v", err)
	}
}
