package wecom

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

func somePNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPictureIsShownOnce(t *testing.T) {
	b := start(t, nil)
	ctx := context.Background()
	content := somePNG(t)
	id, err := b.Upload(ctx, delivery.Image, "陈晓11月进度.png", content)
	if err != nil {
		t.Fatal(err)
	}
	body, err := b.RenderMedia("chenxiao", delivery.Image)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if sent, err := b.Send(ctx, notify.Outgoing{ID: "d-1", Address: "chenxiao", Body: body, MediaID: id}); err != nil || sent.ProviderID == "" {
			t.Fatalf("%+v, %v", sent, err)
		}
	}
	shown := b.server.Shown("chenxiao")
	if len(shown) != 1 || shown[0].Kind != "image" || shown[0].Text != "陈晓11月进度.png" || strings.Contains(shown[0].Wire, mediaPlace) {
		t.Fatalf("%+v", shown)
	}
	if name, got, ok := b.server.File(shown[0].MediaID); !ok || name != "陈晓11月进度.png" || !bytes.Equal(got, content) {
		t.Errorf("the phone shows %s with %d bytes", name, len(got))
	}
}

func TestAForgottenOrWrongFileSaysWhatToDo(t *testing.T) {
	b := start(t, nil)
	ctx := context.Background()
	file, err := b.RenderMedia("chenxiao", delivery.File)
	if err != nil {
		t.Fatal(err)
	}
	id, err := b.Upload(ctx, delivery.File, "进度.xlsx", []byte("a spreadsheet"))
	if err != nil {
		t.Fatal(err)
	}
	image, err := b.RenderMedia("chenxiao", delivery.Image)
	if err != nil {
		t.Fatal(err)
	}
	send := func(body []byte) notify.Outcome {
		_, err := b.Send(ctx, notify.Outgoing{ID: "d-1", Address: "chenxiao", Body: body, MediaID: id})
		return sendErr(t, err).Outcome
	}
	if got := send(image); got != notify.Lost { // a file is no image
		t.Errorf("a file sent as an image: %v", got)
	}
	b.wall.move(73 * time.Hour)
	if got := send(file); got != notify.Lost {
		t.Errorf("after three days: %v", got)
	}
	if _, err := b.Upload(ctx, delivery.Image, "x.png", []byte("no picture at all")); sendErr(t, err).Outcome != notify.Refuse {
		t.Errorf("no picture: %v", err)
	}
	if _, err := b.Upload(ctx, delivery.File, "x.xlsx", make([]byte, 20<<20+1)); sendErr(t, err).Outcome != notify.Refuse && sendErr(t, err).Outcome != notify.Halt {
		t.Errorf("too large: %v", err)
	}
	b.server.FailNext(1, wecomtest.Fault{API: "media/upload", Errcode: 45009})
	for range 2 { // and the second one does not ask again
		if _, err := b.Upload(ctx, delivery.File, "x.xlsx", []byte("a spreadsheet")); sendErr(t, err).Outcome != notify.Retry || sendErr(t, err).After < time.Minute {
			t.Errorf("too often: %v", err)
		}
	}
	if _, err := b.RenderMedia("a|b", delivery.File); err == nil {
		t.Error("two receivers were accepted")
	}
	if _, err := b.RenderMedia("a", "video"); err == nil {
		t.Error("a video was accepted")
	}
}
