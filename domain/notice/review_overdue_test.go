package notice

import (
	"context"
	"strings"
	"testing"
	"time"
)

func (t told) Overdue(_ context.Context, manager string, from, to time.Time) (OverdueView, error) {
	if t.gone || manager == "idle" {
		return OverdueView{}, nil
	}
	return OverdueView{Manager: "王建国", Count: 2, First: 1001}, nil
}

func TestADirectorHearsOfWhatStillWaits(t *testing.T) {
	p, err := ReviewOverdueTo("zhouhang", "wangjianguo", at.AddDate(0, 0, -1), at, at)
	if err != nil || !strings.Contains(p.Key, "wangjianguo/2026-11-26/zhouhang") {
		t.Fatalf("the key is %s, %v", p.Key, err)
	}
	c, still, err := ReviewOverdue.Compose(t.Context(), standing(), p.Notice)
	if err != nil || !still || !strings.Contains(c.Text, "王建国有2条") || !strings.Contains(c.Text, "#1001等") || c.Params["field"] != "审批，共2条超时" {
		t.Errorf("it says %+v, %v, %v", c, still, err)
	}
	p, _ = ReviewOverdueTo("zhouhang", "idle", at.AddDate(0, 0, -1), at, at)
	if _, still, _ := ReviewOverdue.Compose(t.Context(), standing(), p.Notice); still {
		t.Error("what was decided on is told")
	}
}
