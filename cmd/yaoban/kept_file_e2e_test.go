package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// seen are the files that a person's phone shows, of one kind of message.
func (w *town) seen(userid, kind string) (files [][]byte) {
	w.Helper()
	for _, m := range w.wecom.Shown(userid) {
		if m.Kind != kind {
			continue
		}
		_, content, ok := w.wecom.File(m.MediaID)
		if !ok {
			w.Errorf("%s cannot open %q", userid, m.Text)
		}
		files = append(files, content)
	}
	return files
}

// TestWhoMaySeeAVisitGetsItsPictures: each kept one once for each asking, as it came; nobody else does, and what is not there is said.
func TestWhoMaySeeAVisitGetsItsPictures(t *testing.T) {
	w := newTown(t)
	number := w.number(w.say("chenxiao", "见了刘国强主任，安络畅，20分钟，认可").Text)
	first, second := aPhoto(t, 1), aPhoto(t, 2)
	large := append(aPhoto(t, 3), make([]byte, 6<<20)...) // more than WeCom takes as a picture
	for _, content := range [][]byte{first, second, large, []byte("<html>no picture</html>")} {
		w.photo("chenxiao", content)
	}
	w.drained()
	e := w.say("wangjianguo", "看 "+number)
	w.drained()
	if !strings.Contains(e.Text, "佐证：图片4张") || !strings.Contains(e.Text, "1张不是图片或过大，没有保存") || !strings.Contains(e.Text, "3张图片随后发来") {
		t.Errorf("the answer is %q", e.Text)
	}
	has := func(who string, pictures, files int) {
		t.Helper()
		images, others := w.seen(who, "image"), w.seen(who, "file")
		if len(images) != pictures || len(others) != files {
			t.Fatalf("%s has %d pictures and %d files, not %d and %d", who, len(images), len(others), pictures, files)
		}
		if pictures > 0 && (!bytes.Equal(images[0], first) && !bytes.Equal(images[0], second) || !bytes.Equal(others[0], large)) {
			t.Errorf("%s has other pictures than were sent", who)
		}
	}
	has("wangjianguo", 2, 1)
	w.send(e.Sent) // repeated by WeCom
	w.drained()
	has("wangjianguo", 2, 1)
	if got := texts(t, w.pool, `select count(*)::text from attachment where content is not null`); got[0] != "0" {
		t.Errorf("%s copies of pictures are kept", got[0])
	}
	w.say("zhouhang", number) // the director above
	w.say("chenxiao", "看 "+number)
	for _, who := range []string{"linyutong", "hemin", "pvdesk", "hegui", "guanli"} {
		w.say(who, "看 "+number)
	}
	w.drained()
	has("zhouhang", 2, 1)
	has("chenxiao", 2, 1)
	for _, who := range []string{"linyutong", "hemin", "pvdesk", "hegui", "guanli"} {
		has(who, 0, 0)
	}
	w.move(5 * time.Minute)
	w.say("wangjianguo", "看 "+number)
	w.drained()
	has("wangjianguo", 4, 2)
	for _, m := range w.exported("deliveries") {
		if text, _ := m["text"].(string); m["kind"] == "kept_file" && (strings.Contains(text, "刘国强") || !strings.Contains(text, "#"+number)) {
			t.Errorf("a delivery is named %q", text)
		}
	}

	// By SMS she reads that they are in WeCom.
	w.text("13800002001", "看 "+number)
	if got := w.received("13800002001"); len(got) != 1 || !strings.Contains(got[0], "图3张发企业微信") {
		t.Errorf("by SMS: %q", got)
	}
	has("wangjianguo", 6, 3)

	// Whom she has stand in for her sees them too.
	w.say("wangjianguo", "何敏代我到后天")
	w.say("hemin", "看 "+number)
	w.drained()
	has("hemin", 2, 1)

	// Pictures whose time is over are not there, neither for who asks now nor for what has not gone out yet.
	if _, err := w.server.db.PurgeFiles(t.Context(), w.server.db.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.move(5 * time.Minute)
	if e := w.say("wangjianguo", "看 "+number); !strings.Contains(e.Text, "3张已过保存期") || strings.Contains(e.Text, "随后发来") {
		t.Errorf("afterwards: %q", e.Text)
	}
	w.drained()
	has("wangjianguo", 6, 3)
}

// TestAPictureThatIsOnItsWayIsSaid: it is still fetched, or WeCom has it no more.
func TestAPictureThatIsOnItsWayIsSaid(t *testing.T) {
	w := newTown(t)
	number := w.number(w.say("chenxiao", "见了刘国强主任，安络畅，20分钟，认可").Text)
	w.send(inbox.Inbound{Channel: domain.WeCom, From: "chenxiao", Kind: inbox.Image, MediaID: "forgotten"})
	w.drained()
	if e := w.say("wangjianguo", "看 "+number); !strings.Contains(e.Text, "1张微信已过期，没取到") || strings.Contains(e.Text, "随后发来") {
		t.Errorf("gone: %q", e.Text)
	}
	if _, err := w.pool.Exec(t.Context(), `update evidence set file = 'due', media_id = 'x'`); err != nil {
		t.Fatal(err)
	}
	if e := w.say("wangjianguo", "看"+number); !strings.Contains(e.Text, "1张还在取，稍后再看") {
		t.Errorf("on its way: %q", e.Text)
	}
}
