package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// loopbackWeCom is the WeCom of package wecomtest.
type loopbackWeCom struct {
	server   *wecomtest.Server
	callback string
	picture  []byte
}

// NewWeCom lets phones speak through a loopback WeCom, which sends its callbacks to the address callback.
func NewWeCom(server *wecomtest.Server, callback string) (WeCom, error) {
	picture, err := drawPicture()
	if err != nil {
		return nil, err
	}
	return &loopbackWeCom{server, callback, picture}, nil
}

// Send implements WeCom. Pictures and voice messages get a real file, which media/get gives out.
func (w *loopbackWeCom) Send(ctx context.Context, userid string, m Message) (Exchange, error) {
	in := inbox.Inbound{Channel: domain.WeCom, From: userid, Kind: m.Kind, Text: m.Text, Event: m.Event, EventKey: m.EventKey, TaskID: m.TaskID,
		Lat: m.Lat, Lon: m.Lon, Label: m.Label}
	switch m.Kind {
	case inbox.Image:
		in.MediaID = w.server.Keep("picture.png", w.picture)
		in.URL = w.server.URL() + "/picture.png"
	case inbox.Voice:
		in.MediaID, in.Format = w.server.Keep("voice.amr", silence), "amr"
	}
	x, err := w.server.Callback(ctx, w.callback, in)
	return Exchange{Path: pathOf(x.URL), Request: x.Request, Answer: x.Answer, Status: x.Status, Took: x.Took, Tries: x.Tries}, err
}

// Watch implements WeCom. What was shown before is told first.
func (w *loopbackWeCom) Watch(see func(Shown)) (stop func()) {
	tell := func(m wecomtest.Shown) {
		x := Shown{ID: m.ID, To: m.To, Text: m.Text, At: m.At, How: m.How, Wire: m.Wire}
		if m.Card != nil {
			x.Card = &Card{TaskID: m.Card.TaskID, Title: m.Card.Title, Pressed: m.Card.Replaced}
			for _, b := range m.Card.Buttons {
				x.Card.Buttons = append(x.Card.Buttons, Button{b.Text, b.Key})
			}
		}
		if m.MediaID != "" {
			x.Text, x.Media = "", &Media{ID: m.MediaID, Kind: m.Kind, Name: m.Text}
		}
		see(x)
	}
	stop = w.server.Watch(tell)
	for _, m := range w.server.All() {
		tell(m)
	}
	return stop
}

// File implements WeCom.
func (w *loopbackWeCom) File(id string) (name string, content []byte, ok bool) {
	return w.server.File(id)
}

// loopbackSMS is the SMS gateway of package smstest.
type loopbackSMS struct {
	server *smstest.Server
	push   string
}

// NewSMS lets phones write through a loopback SMS gateway, which pushes to the address push. Its path holds a secret and is
// not shown.
func NewSMS(server *smstest.Server, push string) SMS { return &loopbackSMS{server, push} }

// Send implements SMS.
func (g *loopbackSMS) Send(ctx context.Context, mobile, text string) (Exchange, error) {
	began := time.Now()
	err := g.server.Push(ctx, g.push, mobile, text)
	x := Exchange{Path: path.Dir(pathOf(g.push)) + "/…", Took: time.Since(began), Tries: 1}
	if err == nil {
		x.Status, x.Answer = http.StatusOK, `{"code":0}` // the gateway takes nothing else for success
	}
	all := g.server.Messages(mobile)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].FromPhone {
			x.Request = all[i].Wire
			break
		}
	}
	return x, err
}

// Watch implements SMS. What was shown before is told first.
func (g *loopbackSMS) Watch(see func(Shown)) (stop func()) {
	tell := func(m smstest.Message) {
		if !m.FromPhone {
			see(Shown{ID: m.BizID + "/" + m.Mobile, To: m.Mobile, Text: m.Text, At: m.At, How: "sms", Wire: m.Wire, Receipt: m.Code})
		}
	}
	stop = g.server.Watch(tell)
	for _, m := range g.server.Messages("") {
		tell(m)
	}
	return stop
}

// pathOf is the path of an address, without query.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// silence is a voice message: AMR's head and one frame without sound.
var silence = append([]byte("#!AMR\n"), 0x7c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

// drawPicture draws the picture that a phone sends: a plain colour gradient.
func drawPicture() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for y := range 120 {
		for x := range 160 {
			img.Set(x, y, color.RGBA{uint8(90 + y/2), uint8(150 + x/4), uint8(140 + y/3), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("draw a picture to send: %w", err)
	}
	return b.Bytes(), nil
}
