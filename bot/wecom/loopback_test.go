package wecom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// Against the loopback WeCom, which encrypts with the SDK's functions and repeats as WeCom does: what it sends arrives as it
// was meant, what we answer is shown, and a turn that fails for a while costs a repeat and no message.
func TestWithTheLoopbackWeCom(t *testing.T) {
	var mu sync.Mutex
	var got []inbox.Inbound
	away := 0
	var d *desk
	d = open(t, turns(func(_ context.Context, in inbox.Inbound) (inbox.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		if in.Text == "while the database is away" {
			if away++; d.count("abandoned") == 0 { // until WeCom has to repeat it
				return inbox.Answer{}, errors.New("no connection")
			}
		}
		got = append(got, in)
		if in.Kind == inbox.Event && in.Event == inbox.EnterAgent {
			return inbox.Answer{}, nil
		}
		return inbox.Answer{Text: "收到 " + string(in.Kind) + " " + in.Text + in.EventKey}, nil
	}), func(o *Options) { o.Patience = time.Second })
	s, err := wecomtest.Start(wecomtest.Options{CorpID: vCorp, Secret: "s", AgentID: 1000002, Token: vToken, AESKey: vAESKey,
		AnswerWithin: 2 * time.Second, Repeats: []time.Duration{0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ctx, address := context.Background(), d.URL+"/wecom/callback?tenant=1"
	if err := s.Verify(ctx, address); err != nil {
		t.Error(err)
	}
	for _, in := range []inbox.Inbound{
		{Kind: inbox.Text, Text: "下午见了市一院张伟 ]]> <b> & 👨‍⚕️"},
		{Kind: inbox.Image, MediaID: "m", URL: "https://p.example"},
		{Kind: inbox.Voice, MediaID: "v", Format: "amr"},
		{Kind: inbox.Location, Lat: 23.134, Lon: 113.358, Label: "市一院"},
		{Kind: inbox.Link, Text: "指南", URL: "https://u.example"},
		{Kind: inbox.Event, Event: inbox.Click, EventKey: "today"},
		{Kind: inbox.Event, Event: inbox.EnterAgent},
		{Kind: inbox.Event, Event: inbox.CardClick, EventKey: "ack", TaskID: "t-1", ResponseCode: "rc",
			Selected: []inbox.Selection{{Question: "q", Options: []string{"a", "b"}}}},
		{Kind: inbox.Text, Text: "while the database is away"},
	} {
		in.From = "ChenXiao"
		e, err := s.Callback(ctx, address, in)
		if err != nil {
			t.Fatalf("%s: %v", in.Kind, err)
		}
		last := got[len(got)-1]
		sent := e.Sent
		sent.Channel, sent.At = last.Channel, last.At
		if in.Kind == inbox.Event {
			sent.ID = last.ID
		}
		if fmt.Sprintf("%+v", last) != fmt.Sprintf("%+v", sent) || last.At.Unix() != e.Sent.At.Unix() {
			t.Errorf("sent %+v\n got %+v", sent, last)
		}
		want := "收到 " + string(in.Kind) + " " + in.Text + in.EventKey
		if in.Event == inbox.EnterAgent {
			want = ""
		}
		if e.Text != want || e.Status != http.StatusOK {
			t.Errorf("status %d, shown %q, want %q", e.Status, e.Text, want)
		}
		if away > 0 && (e.Tries < 2 || d.count("abandoned") == 0 && d.count("late") == 0) {
			t.Errorf("%d tries, counts %v", e.Tries, d.counts)
		}
	}
	if shown := s.Shown("ChenXiao"); len(shown) != 8 || !strings.Contains(shown[0].Text, "张伟 ]]> <b> & 👨‍⚕️") {
		t.Errorf("%d shown, first %q", len(shown), shown[0].Text)
	}
	if strings.Contains(d.logged(), "张伟") {
		t.Error("the log tells what was said")
	}
}
