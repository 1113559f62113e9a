package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/cmd/yaoban/picture"
	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// playWeek has two reps plan and make visits in the week of 2026-11-23; it ends on Friday at 18:00.
func playWeek(t *testing.T) *talk {
	t.Helper()
	k := newTalk(t) // Friday 2026-11-20, 9:00
	at := func(day int, clock string) {
		h := domain.TimeOfDay(clock)
		k.now = time.Date(2026, 11, day, h.Hour(), h.Minute(), 0, 0, k.db.Zone())
	}
	for _, rep := range []string{"chenxiao", "linyutong"} {
		k.tell(t, rep, "下周一去市一院见李静")
		k.tell(t, rep, "排下周")
		k.tell(t, rep, "提交")
	}
	at(23, "16:00")
	k.tell(t, "chenxiao", "省医欧阳主任，倍欣康，20分钟，认可，下周一再去")
	k.tell(t, "chenxiao", "省医王方，立舒平，15分钟，感兴趣")
	at(24, "15:30")
	k.tell(t, "chenxiao", "市一心内张伟，立舒平新适应症，25分钟，嫌价格有点贵")
	k.tell(t, "chenxiao", "市一院陈立新，聊了15分钟安络畅，没表态")
	at(25, "17:00")
	k.tell(t, "chenxiao", "附二刘国强没见到，去开会了")
	k.tell(t, "chenxiao", "附二黄海燕，糖维宁，10分钟，认可")
	k.tell(t, "linyutong", "市中心呼吸科马超，肺舒清，20分钟，认可")
	at(27, "18:00")
	return k
}

// composed is what a notice of that kind to a person says and carries, by the truth of now.
func (k *talk) composed(t *testing.T, kind notice.Kind, person string) (c notice.Content) {
	t.Helper()
	ids := k.rows(t, `select id::text from notice where kind = $1 and person = $2`, kind.Name, person)
	if len(ids) != 1 {
		t.Fatalf("%d notices of the kind %s wait for %s", len(ids), kind.Name, person)
	}
	id, err := domain.ParseID(ids[0])
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = k.db.ClaimNotice(t.Context(), id, k.now, func(ctx context.Context, one delivery.Case) (delivery.Decision, error) {
		var still bool
		c, still, err = kind.Compose(ctx, one.Reads, one.Notice)
		if !still {
			t.Errorf("%s has nothing to tell %s", kind.Name, person)
		}
		return delivery.Decision{}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAWeekBecomesATextAPictureAndASpreadsheet(t *testing.T) {
	k := playWeek(t)
	var workdays []domain.Date
	for i := range 5 {
		workdays = append(workdays, domain.Date{Year: 2026, Month: 11, Day: 23 + i})
	}
	if n, err := k.db.TellWeekReports(t.Context(), workdays, k.now); err != nil || n != 4 {
		t.Fatalf("the report goes to %d, %v", n, err)
	}
	pushed := k.composed(t, notice.WeekReport, "chenxiao")
	if asked := k.tell(t, "chenxiao", "周报"); strings.TrimSuffix(asked, "\n图和表格随后就到。") != pushed.Text {
		t.Errorf("what is pushed and what is answered differ:\n%s\n%s", pushed.Text, asked)
	}
	if !strings.Contains(pushed.Text, "拜访6次：见到5") {
		t.Errorf("the report says\n%s", pushed.Text)
	}
	k.now = time.Date(2026, 11, 30, 8, 30, 0, 0, k.db.Zone())
	if n, err := k.db.TellTeamReports(t.Context(), workdays[0], k.now); err != nil || n != 3 {
		t.Fatalf("the team's report goes to %d, %v", n, err)
	}
	team := k.composed(t, notice.TeamWeekReport, "wangjianguo")
	if !strings.Contains(team.Text, "陈晓：") || !strings.Contains(team.Text, "林雨桐：") || strings.Contains(team.Text, "赵磊") {
		t.Errorf("the team's report says\n%s", team.Text)
	}
	drawn(t, "rep", pushed)
	drawn(t, "team", team)
	f := opened(t, pushed)
	header, err := f.GetCellValue("概况", "A1")
	rep, err2 := f.GetCellValue("概况", "A2")
	if err != nil || err2 != nil || header != "代表" || rep != "陈晓" {
		t.Errorf("the overview begins with %q, %q (%v, %v)", header, rep, err, err2)
	}
	for cell, want := range map[string]excelize.CellType{"B2": excelize.CellTypeUnset, "A2": excelize.CellTypeSharedString} {
		if kind, err := f.GetCellType("概况", cell); err != nil || kind != want && !(want == excelize.CellTypeSharedString && kind == excelize.CellTypeInlineString) {
			t.Errorf("the cell %s is of type %v, %v", cell, kind, err)
		}
	}
	if sum, err := f.GetCellFormula("概况", "I3"); err != nil || !strings.Contains(sum, "I2") {
		t.Errorf("below the visits stands the formula %q, %v", sum, err)
	}
	if panes, err := f.GetPanes("拜访"); err != nil || !panes.Freeze {
		t.Errorf("the header of the visits is not frozen: %+v, %v", panes, err)
	}
	visits, err := f.GetRows("拜访")
	if err != nil || len(visits) != 8 { // header, six visits, totals
		t.Errorf("the sheet of visits has %d rows, %v", len(visits), err)
	}
	if sheets := fmt.Sprint(opened(t, team).GetSheetList()); sheets != "[概况 按医生 计划 拜访]" {
		t.Errorf("the team's workbook has the sheets %s", sheets)
	}
}

func drawn(t *testing.T, name string, c notice.Content) {
	t.Helper()
	path, err := picture.FindFont(os.Getenv("YAOBAN_FONT"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := picture.New(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range c.Attachments {
		if a.Picture == nil {
			continue
		}
		content, err := d.Draw(*a.Picture)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(content))
		if err != nil || img.Bounds().Dy() < img.Bounds().Dx()/2 || len(content) > 2<<20 {
			t.Errorf("the picture of %s is %d bytes, %v", name, len(content), err)
		}
		return
	}
	t.Errorf("the report of %s has no picture", name)
}

func opened(t *testing.T, c notice.Content) *excelize.File {
	t.Helper()
	for _, a := range c.Attachments {
		if a.Workbook == nil {
			continue
		}
		content, err := sheet.Workbook(*a.Workbook)
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	t.Fatal("the report has no spreadsheet")
	return nil
}
