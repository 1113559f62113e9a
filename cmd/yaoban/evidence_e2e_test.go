package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// photo lets a person's phone send a file as a picture and returns the answer.
func (w *town) photo(userid string, content []byte) wecomtest.Exchange {
	w.Helper()
	return w.send(inbox.Inbound{Channel: domain.WeCom, From: userid, Kind: inbox.Image, MediaID: w.wecom.Keep("photo.png", content)})
}

// place lets a person's phone send a place.
func (w *town) place(userid string, lat, lon float64, label string) wecomtest.Exchange {
	w.Helper()
	return w.send(inbox.Inbound{Channel: domain.WeCom, From: userid, Kind: inbox.Location, Lat: lat, Lon: lon, Label: label})
}

func aPhoto(t *testing.T, seed int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20+seed, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestAPictureIsFetchedAndKept: it is fetched after the turn, again while WeCom fails, kept once, and withdrawn with its visit.
func TestAPictureIsFetchedAndKept(t *testing.T) {
	w := newTown(t)
	number := w.number(w.say("chenxiao", "见了刘国强主任，安络畅，20分钟，认可").Text)
	w.wecom.FailEvery(1, wecomtest.Fault{API: "media/get", Status: 502})
	content := aPhoto(t, 1)
	e := w.photo("chenxiao", content)
	if !strings.Contains(e.Text, "图片已附到#"+number) {
		t.Fatalf("the answer is %q", e.Text)
	}
	w.send(e.Sent) // repeated by WeCom
	for w.wecom.Calls("media/get") == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	w.wecom.Heal()
	if _, err := w.pool.Exec(t.Context(), `update outbox set run_after = null where topic = 'evidence'`); err != nil {
		t.Fatal(err)
	}
	w.drained()
	rows := w.exported("evidence")
	if len(rows) != 1 {
		t.Fatalf("%d rows of evidence: %v", len(rows), rows)
	}
	r := rows[0]
	if r["file"] != "kept" || r["type"] != "image/png" || r["bytes"] != float64(len(content)) || r["kind"] != "image" || r["doctor"] != "D006" || r["lat"] != nil {
		t.Errorf("the evidence is %v", r)
	}
	var kept []byte
	if err := w.pool.QueryRow(t.Context(), `select content from evidence_file`).Scan(&kept); err != nil || !bytes.Equal(kept, content) {
		t.Errorf("%d bytes are kept (%v)", len(kept), err)
	}
	folder := t.TempDir()
	w.cli.ok("export", "evidence", "--files", folder)
	if got, err := os.ReadFile(filepath.Join(folder, r["id"].(string)+".png")); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the exported picture has %d bytes (%v)", len(got), err)
	}
	w.say("chenxiao", "撤销")
	if got := strings.TrimSpace(w.cli.ok("export", "evidence")); got != "" {
		t.Errorf("the evidence of a withdrawn visit is exported: %s", got)
	}
	if rows := w.exported("evidence"); len(rows) != 1 || rows[0]["status"] != "withdrawn" {
		t.Errorf("with --all: %v", rows)
	}
}

func TestWhatIsNoPictureOrIsGoneIsSaidInTheExport(t *testing.T) {
	w := newTown(t)
	w.photo("chenxiao", []byte("<html>no picture</html>"))
	w.photo("chenxiao", append(aPhoto(t, 1), make([]byte, 10<<20)...))
	w.send(inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", Kind: inbox.Image, MediaID: "forgotten"})
	w.photo("wangjianguo", aPhoto(t, 2)) // a manager files no visits
	w.drained()
	var states []string
	for _, r := range w.exported("evidence") {
		states = append(states, r["file"].(string))
	}
	if strings.Join(states, " ") != "refused refused gone" {
		t.Errorf("the files are %q", states)
	}
	if n := texts(t, w.pool, `select count(*)::text from evidence_file`)[0]; n != "0" {
		t.Errorf("%s files are kept", n)
	}
}

// TestPlacesAreKeptWithConsentOnly looks for coordinates wherever they could be.
func TestPlacesAreKeptWithConsentOnly(t *testing.T) {
	w := newTown(t)
	nowhere := func(when string) {
		t.Helper()
		for _, sql := range []string{`select body::text from inbox_body`, `select coalesce(state::text, '') from conversation`,
			`select coalesce(after::text, '') from fact`, `select coalesce(answer::text, '') from inbox_seen`} {
			for _, text := range texts(t, w.pool, sql) {
				if strings.Contains(text, "30.58") || strings.Contains(text, "门诊") {
					t.Errorf("%s the place stands in %s: %s", when, sql, text)
				}
			}
		}
	}
	number := w.number(w.say("chenxiao", "见了李静，立舒平，15分钟，感兴趣").Text)
	if e := w.place("chenxiao", 30.5828, 114.2702, "门诊楼"); !strings.Contains(e.Text, "位置没有保存") || !strings.Contains(e.Text, "同意位置") {
		t.Errorf("without consent the answer is %q", e.Text)
	}
	w.send(inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", Kind: inbox.Event, Event: "LOCATION", Lat: 30.5828, Lon: 114.2702})
	nowhere("without consent")
	if got := w.exported("evidence"); len(got) != 0 {
		t.Errorf("without consent there is %v", got)
	}
	w.say("chenxiao", "同意位置")
	w.send(inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", Kind: inbox.Event, Event: "LOCATION", Lat: 30.5828, Lon: 114.2702})
	if e := w.place("chenxiao", 30.5828, 114.2702, "门诊楼"); e.Text != "位置离市一约0.3公里，已附到#"+number+" 李静(市一心内,B)。" {
		t.Errorf("the answer is %q", e.Text)
	}
	nowhere("beside the evidence")
	rows := w.exported("evidence")
	if len(rows) != 1 || rows[0]["lat"] != 30.5828 || rows[0]["label"] != "门诊楼" || rows[0]["metres"] != float64(300) || rows[0]["hospital"] != "H01" {
		t.Fatalf("the evidence is %v", rows)
	}
	if e := w.place("linyutong", 30.5828, 114.2702, "门诊楼"); !strings.Contains(e.Text, "位置没有保存") {
		t.Errorf("another person's consent serves: %q", e.Text)
	}
	w.say("chenxiao", "撤回同意")
	rows = w.exported("evidence")
	if len(rows) != 1 || rows[0]["lat"] != nil || rows[0]["label"] != nil || rows[0]["metres"] != nil {
		t.Errorf("after she took her consent back: %v", rows)
	}
	if e := w.place("chenxiao", 30.5828, 114.2702, "门诊楼"); !strings.Contains(e.Text, "位置没有保存") {
		t.Errorf("after she took her consent back: %q", e.Text)
	}
	w.move(20 * time.Minute)
	w.say("chenxiao", "同意位置")
	if e := w.place("chenxiao", 30.5828, 114.2702, "门诊楼"); !strings.Contains(e.Text, "位置收到了") {
		t.Errorf("without a visit the answer is %q", e.Text)
	}
	w.say("chenxiao", "撤回同意")
	if e := w.say("chenxiao", "见了刘国强主任，安络畅，20分钟，认可"); !strings.Contains(e.Text, "已记") || strings.Contains(e.Text, "位置") {
		t.Errorf("a place that she took back becomes evidence: %q", e.Text)
	}
	if got := texts(t, w.pool, `select given::text from consent order by id`); strings.Join(got, " ") != "true false true false" {
		t.Errorf("the ledger of consents says %q", got)
	}
}
