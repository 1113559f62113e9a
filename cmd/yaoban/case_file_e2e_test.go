package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// voice lets a person's phone send a voice message.
func (w *town) voice(userid string, content []byte) wecomtest.Exchange {
	w.Helper()
	return w.send(inbox.Inbound{Channel: domain.WeCom, From: userid, Kind: inbox.Voice, Format: "amr", MediaID: w.wecom.Keep("v.amr", content)})
}

// aVoice is a voice message as WeCom keeps it.
func aVoice(n byte) []byte { return append([]byte("#!AMR\n"), 0x7c, n, 0, 0, 0, 0, 0, 0) }

// newcomers are people of the corporation whom nobody imported.
func (w *town) newcomers(userids ...string) {
	w.Helper()
	var people []wecomtest.Person
	for _, id := range append(texts(w.T, w.pool, `select userid from staff order by 1`), userids...) {
		people = append(people, wecomtest.Person{UserID: id, Name: id})
	}
	w.wecom.SetPeople(people)
}

// TestWhatAStrangerSendsWithAnAdverseEventIsKept: what came before her words and after them, fetched only once there is a case, shown to
// the desk alone, bounded, and kept as long as the case.
func TestWhatAStrangerSendsWithAnAdverseEventIsKept(t *testing.T) {
	w := newTown(t)
	w.newcomers("liumei", "sunqi")
	rash, later, words := aPhoto(t, 1), aPhoto(t, 2), aVoice(1)
	if e := w.photo("liumei", rash); !strings.Contains(e.Text, "图片收到了") || !strings.Contains(e.Text, "请用一句话说明") {
		t.Errorf("a picture before any word: %q", e.Text)
	}
	if e := w.voice("liumei", words); e.Text != "" {
		t.Errorf("a second one is answered with %q", e.Text)
	}
	w.photo("sunqi", aPhoto(t, 9)) // who tells of nothing
	w.drained()
	if n := w.wecom.Calls("media/get"); n != 0 {
		t.Errorf("%d files of people with no case were fetched", n)
	}
	e := w.say("liumei", "我吃了立舒平三天，全身起皮疹")
	if !strings.Contains(e.Text, "之前发来的2个图片或语音已一起登记") {
		t.Fatalf("the case: %q", e.Text)
	}
	number := texts(t, w.pool, `select number::text from desk_case`)[0]
	before := len(w.wecom.Shown("pvdesk"))
	sent := w.photo("liumei", later)
	if !strings.Contains(sent.Text, "图片已附到 #"+number) {
		t.Errorf("a picture after it: %q", sent.Text)
	}
	w.send(sent.Sent)                                                // repeated by WeCom
	w.photo("liumei", []byte("MZ this is a program"))                // what the desk must not open
	w.photo("liumei", append(aPhoto(t, 3), make([]byte, 10<<20)...)) // larger than any picture of WeCom's
	w.drained()
	var told []string
	for _, m := range w.wecom.Shown("pvdesk")[before:] {
		told = append(told, m.Text)
	}
	if got := strings.Join(told, "\n"); strings.Count(got, "发来图片，回“"+number+"”可看") != 3 {
		t.Errorf("the desk is told %q", got)
	}
	e = w.say("pvdesk", number)
	w.drained()
	if !strings.Contains(e.Text, "附件：4张图片、语音（2个格式不认得或过大，没有保存），随后发来") || !strings.Contains(e.Text, "联系方式：发“导出 "+number) {
		t.Errorf("the desk reads %q", e.Text)
	}
	images, voices := w.seen("pvdesk", "image"), w.seen("pvdesk", "voice")
	if len(images) != 2 || len(voices) != 1 || !bytes.Equal(voices[0], words) ||
		!bytes.Equal(images[0], rash) && !bytes.Equal(images[1], rash) || !bytes.Equal(images[0], later) && !bytes.Equal(images[1], later) {
		t.Errorf("the desk has %d pictures and %d voices", len(images), len(voices))
	}
	for _, who := range []string{"chenxiao", "wangjianguo", "hegui", "guanli", "liumei"} {
		w.say(who, number)
		w.drained()
		if len(w.seen(who, "image"))+len(w.seen(who, "voice")) > 0 {
			t.Errorf("%s sees what belongs to a case", who)
		}
	}
	kept := 0
	for _, r := range w.exported("evidence") {
		if r["case"] == json.Number(number) || fmt.Sprint(r["case"]) == number {
			kept++
			if r["person"] != "" {
				t.Errorf("%v", r)
			}
		}
	}
	if kept != 5 {
		t.Errorf("%d files of the case are exported", kept)
	}
	for i := range evidence.MostOutside {
		e = w.photo("liumei", aPhoto(t, 20+i))
	}
	w.drained()
	if !strings.Contains(e.Text, "没有保存") {
		t.Errorf("one more than a day allows: %q", e.Text)
	}
	if got := texts(t, w.pool, `select count(*)::text from evidence where address = 'liumei'`)[0]; got != fmt.Sprint(evidence.MostOutside) {
		t.Errorf("%s are kept of a day", got)
	}
	later2 := w.server.db.Now().Add(3 * evidence.Kept)
	if n, err := w.server.db.PurgeFiles(t.Context(), later2); err != nil || n != 0 {
		t.Errorf("%d files of a case are purged, %v", n, err)
	}
	if n, err := w.server.db.PurgeHeld(t.Context(), later2); err != nil || n != 1 {
		t.Errorf("%d of those with no case are forgotten, %v", n, err)
	}
}

// TestAPictureGoesToTheCaseThatWasJustTold of a colleague too, whoever she is; where a visit may be meant as well she says which.
func TestAPictureGoesToTheCaseThatWasJustTold(t *testing.T) {
	w := newTown(t)
	w.say("chenxiao", "投诉：附二反映立舒平包装破损，批号A12345")
	if e := w.photo("chenxiao", aPhoto(t, 1)); !strings.Contains(e.Text, "图片已附到投诉 #") {
		t.Errorf("a complaint: %q", e.Text)
	}
	w.say("wangjianguo", "刚听说一个患者用了立舒平后肝酶升高")
	if e := w.photo("wangjianguo", aPhoto(t, 2)); !strings.Contains(e.Text, "图片已附到安全信息 #") {
		t.Errorf("a manager's case: %q", e.Text)
	}
	if e := w.voice("wangjianguo", aVoice(2)); !strings.Contains(e.Text, "语音已附到安全信息 #") {
		t.Errorf("a manager's voice: %q", e.Text)
	}
	if e := w.voice("linyutong", aVoice(3)); !strings.Contains(e.Text, "语音还听不了") {
		t.Errorf("a voice that belongs to no case: %q", e.Text)
	}
	w.move(20 * time.Minute)
	if e := w.photo("wangjianguo", aPhoto(t, 3)); !strings.Contains(e.Text, "没有保存") {
		t.Errorf("long after it: %q", e.Text)
	}
	w.say("chenxiao", "见了刘国强主任，安络畅，20分钟，认可；他说有个患者用安络畅后便血")
	if e := w.photo("chenxiao", aPhoto(t, 4)); !strings.Contains(e.Text, "图片附到哪次拜访？①安全信息 #") {
		t.Errorf("a visit and a case: %q", e.Text)
	}
	if e := w.photo("chenxiao", aPhoto(t, 5)); !strings.Contains(e.Text, "2张图片附到") {
		t.Errorf("a second one: %q", e.Text)
	}
	if e := w.say("chenxiao", "1"); !strings.Contains(e.Text, "图片已附到安全信息 #") {
		t.Errorf("the first: %q", e.Text)
	}
	w.drained()
	if got := strings.Join(texts(t, w.pool, `select c.kind || ' ' || e.kind || ' ' || e.file from evidence e join desk_case c on c.id = e.report order by e.said_at, e.id`), ", "); got !=
		"complaint image kept, safety image kept, safety voice kept, safety image kept, safety image kept" {
		t.Errorf("kept: %s", got)
	}
	// What the desk asks for reaches the case days later.
	number := texts(t, w.pool, `select max(number)::text from desk_case`)[0]
	w.say("pvdesk", "问 "+number+" 请拍一下药盒")
	w.move(26 * time.Hour)
	if e := w.photo("chenxiao", aPhoto(t, 6)); !strings.Contains(e.Text, "图片已附到安全信息 #"+number) {
		t.Errorf("asked for: %q", e.Text)
	}
}

// TestAStrangersPhoneStandsInOnePlace: the desk reads it in the file of the case, which leaves a trace; it is nowhere else.
func TestAStrangersPhoneStandsInOnePlace(t *testing.T) {
	w := newTown(t)
	const phone = "13900009999"
	w.text(phone, "你们的安络畅我妈吃了拉黑便住院了")
	number := texts(t, w.pool, `select number::text from desk_case`)[0]
	shown := w.say("pvdesk", number).Text + w.say("pvdesk", "案例").Text + w.say("pvdesk", "导出 "+number).Text
	w.drained()
	for _, m := range w.wecom.Shown("pvdesk") {
		shown += m.Text + m.Wire
	}
	if strings.Contains(shown, phone) || !strings.Contains(shown, "139****9999") {
		t.Errorf("the desk reads %s", shown)
	}
	for _, what := range []string{"cases", "deliveries", "evidence"} {
		if strings.Contains(w.cli.ok("export", what, "--all"), phone) {
			t.Errorf("the export of %s has it", what)
		}
	}
	if got := w.cli.ok("staff", "pending"); strings.Contains(got, phone) || !strings.Contains(got, "139****9999") {
		t.Errorf("who is pending: %s", got)
	}
	// The message as it came and its key are kept for the turn; beside them only the report has it.
	for _, table := range texts(t, w.pool, `select distinct c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`) {
		has := texts(t, w.pool, fmt.Sprintf(`select 'yes' from %q t where t::text like '%%%s%%' limit 1`, table, phone))
		want := map[string]bool{"report": true, "inbox_seen": true, "inbox_body": true, "stranger": true}[table]
		if (len(has) == 1) != want {
			t.Errorf("%s has it: %v", table, len(has) == 1)
		}
	}
	if got := texts(t, w.pool, `select person || ' ' || number from fact where kind = 'data.exported' and number is not null and person is not null`); len(got) == 0 || !strings.Contains(strings.Join(got, ","), "pvdesk "+number) {
		t.Errorf("that she took it out is not kept: %v", got)
	}
}
