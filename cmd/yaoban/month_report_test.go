package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
)

// TestAMonthBecomesATextAPictureAndASpreadsheet: what a manager is pushed on the first workday is what she is answered when she asks,
// and the workbook has the rows behind the figures.
func TestAMonthBecomesATextAPictureAndASpreadsheet(t *testing.T) {
	k := playWeek(t)
	k.tell(t, "wangjianguo", "通过 常规")
	k.now = time.Date(2026, 12, 1, 8, 45, 0, 0, k.db.Zone())
	if n, err := k.db.TellMonthReports(t.Context(), domain.Date{Year: 2026, Month: 11, Day: 30}, k.now); err != nil || n != 3 {
		t.Fatalf("the month goes to %d, %v", n, err)
	}
	pushed := k.composed(t, notice.TeamMonthReport, "wangjianguo")
	asked := k.tell(t, "wangjianguo", "上个月团队怎么样")
	if strings.TrimSuffix(asked, "\n图和表格随后就到。") != pushed.Text || !strings.HasPrefix(pushed.Text, "团队11月（至11-30，工作日21/21，2人）") {
		t.Errorf("what is pushed and what is answered differ:\n%s\n%s", pushed.Text, asked)
	}
	if strings.Contains(pushed.Text, "赵磊") || !strings.Contains(pushed.Text, "陈晓") {
		t.Errorf("the month of another team is in\n%s", pushed.Text)
	}
	drawn(t, "month", pushed)
	f := opened(t, pushed)
	if sheets := fmt.Sprint(f.GetSheetList()); sheets != "[指标 医生 拜访]" {
		t.Errorf("the workbook has the sheets %s", sheets)
	}
	for sheet, want := range map[string]int{"指标": 4, "医生": 32, "拜访": 8} { // with header and totals
		if rows, err := f.GetRows(sheet); err != nil || len(rows) != want {
			t.Errorf("the sheet %s has %d rows, want %d (%v)", sheet, len(rows), want, err)
		}
	}
	director := k.composed(t, notice.TeamMonthReport, "zhouhang")
	if !strings.Contains(director.Text, "王建国组") || !strings.Contains(director.Text, "何敏组") || strings.Contains(director.Text, "陈晓") {
		t.Errorf("the director reads\n%s", director.Text)
	}
	k.tell(t, "wangjianguo", "陈晓上个月怎么样")
	ids := k.rows(t, `select count(*)::text from notice where kind = $1`, notice.TeamMonthAsked.Name)
	if ids[0] != "2" {
		t.Errorf("%s pictures were asked for", ids[0])
	}
}
