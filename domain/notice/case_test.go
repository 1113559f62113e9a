package notice

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func (t told) Case(context.Context, domain.ID) (CaseView, bool, error) {
	return t.caseView, !t.gone, nil
}

func (t told) CaseQuestion(context.Context, domain.ID) (string, int64, bool, error) {
	return "用药多久了？", 1031, !t.gone, nil
}

// Each stage of a deadline says how much is left, and a case that waits no more, or whose deadline was moved, is not told.
func TestADeadlineIsToldAsItStands(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	due := time.Date(2026, 12, 8, 18, 20, 0, 0, zone)
	view := CaseView{Number: 1031, Kind: "safety", Day0: due.AddDate(0, 0, -15), DueAt: due, Waits: true, Open: true}
	for _, c := range []struct {
		stage string
		at    time.Time
		want  string
		with  func(*CaseView)
	}{
		{"T-7", due.AddDate(0, 0, -7), "还有7天到期（12-08 18:20），还没有上报", nil},
		{"T-3", due.Add(-3*24*time.Hour + 2*time.Hour), "还有3天到期", nil}, // told two hours late
		{"T-1", due.AddDate(0, 0, -1), "还有1天到期", nil},
		{"due", due, "到期了", nil},
		{"overdue/2026-12-11", due.AddDate(0, 0, 3), "已超期3天", nil},
		{"due", due, "须立即上报", func(v *CaseView) { v.Death = true }},
		{"due", due, "", func(v *CaseView) { v.Waits = false }},
		{"due", due, "", func(v *CaseView) { v.DueAt = due.AddDate(0, 0, 15) }},
	} {
		v := view
		if c.with != nil {
			c.with(&v)
		}
		content, still, err := SafetyDue.Compose(t.Context(), told{caseView: v}, CaseDueTo("safety", "pvdesk", domain.ID{}, 1031, due, c.stage, c.at))
		if err != nil || still != (c.want != "") || !strings.Contains(content.Text, c.want) {
			t.Errorf("%s at %s says %q (%v, %v), want %q", c.stage, c.at, content.Text, still, err, c.want)
		}
		if still && (content.Template != "safety" || content.Card == nil) {
			t.Errorf("%s goes by SMS as %q, card %v", c.stage, content.Template, content.Card)
		}
	}
	a, b := CaseDueTo("safety", "pvdesk", domain.ID{}, 1031, due, "T-7", due), CaseDueTo("safety", "pvdesk", domain.ID{}, 1031, due, "T-7", due.Add(time.Hour))
	if a.Key != b.Key {
		t.Error("one stage of one deadline is two notices, depending on who found it")
	}
}

func (t told) CaseAddress(context.Context, domain.ID) (string, error) { return "13900009999", nil }

func TestTheFileOfACaseSaysHowToReachWhoToldItAndItsNoticeDoesNot(t *testing.T) {
	n, err := CaseExportTo("pvdesk", domain.ID{1}, domain.ID{2}, CaseFile{Kind: "safety", Number: 1002, Fields: [][2]string{{"编号", "1002"}, {TellerField, "未登记人员"}, {"产品", "立舒平"}}}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	c, still, err := CaseExport.Compose(t.Context(), standing(), n)
	if err != nil || !still || strings.Contains(string(n.Args)+c.Text+c.Attachments[0].Name, "13900009999") {
		t.Errorf("%s: %+v, %v", n.Args, c, err)
	}
	if rows := c.Attachments[0].Workbook.Sheets[0].Rows; rows[2][0] != "联系方式" || rows[2][1] != "13900009999" {
		t.Errorf("the file has %v", rows)
	}
}
