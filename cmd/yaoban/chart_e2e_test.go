package main

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// TestAMonthComesAsAPictureAndATable: a rep asks for her month; the answer in words is the passive reply, the picture and the
// spreadsheet follow as messages of their own, each once, whatever fails on the way.
func TestAMonthComesAsAPictureAndATable(t *testing.T) {
	w := newTown(t)
	w.say("chenxiao", "见了张薇主任，立舒平，20分钟，认可")
	w.wecom.FailEvery(3, wecomtest.Fault{API: "media/upload", Status: 502})
	w.wecom.FailEvery(2, wecomtest.Fault{API: "message/send", Broken: true})
	e := w.say("chenxiao", "本月进度图")
	if !strings.Contains(e.Text, "图和表格随后就到") {
		t.Fatalf("the answer is %q", e.Text)
	}
	w.drained()
	w.wecom.Heal()
	kinds := map[string][]wecomtest.Shown{}
	for _, m := range w.wecom.Shown("chenxiao") {
		if m.How == "send" {
			kinds[m.Kind] = append(kinds[m.Kind], m)
		}
	}
	if len(kinds["image"]) != 1 || len(kinds["file"]) != 1 || len(kinds) != 2 {
		t.Fatalf("her phone shows %+v", kinds)
	}
	name, content, ok := w.wecom.File(kinds["image"][0].MediaID)
	img, err := png.Decode(bytes.NewReader(content))
	if !ok || err != nil || !strings.HasPrefix(name, "陈晓") || !strings.HasSuffix(name, "月进度.png") || img.Bounds().Dx() != 1080 {
		t.Errorf("the picture %q: %v", name, err)
	}
	_, content, _ = w.wecom.File(kinds["file"][0].MediaID)
	book, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("按医生")
	if err != nil || len(rows) < 10 || rows[len(rows)-1][0] != "合计" {
		t.Fatalf("the table holds %v (%v)", rows, err)
	}
	var states []string
	for _, d := range w.exported("deliveries") {
		if d["kind"] == "month_chart" {
			states = append(states, d["state"].(string)+" "+d["text"].(string))
		}
	}
	if len(states) != 2 || !strings.HasPrefix(strings.Join(states, ""), "sent [") {
		t.Errorf("the deliveries are %q", states)
	}

	w.text(chenxiaoPhone, "图表") // without data: numbers at once, the rest waits in WeCom
	if got := w.received(chenxiaoPhone); len(got) != 1 || !strings.Contains(got[0], "还差") {
		t.Errorf("her phone got %q", got)
	}
	shown := w.wecom.Shown("chenxiao")
	if last := shown[len(shown)-3:]; last[0].Kind != "text" || last[1].Kind != "image" || last[2].Kind != "file" {
		t.Errorf("her WeCom shows %+v", last)
	}
}
