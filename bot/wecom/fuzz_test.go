package wecom

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// FuzzDecrypt: no ciphertext panics, and what opens is what somebody with the key sealed for this company.
func FuzzDecrypt(f *testing.F) {
	c := vectorCodec(f)
	for _, v := range vectors {
		f.Add(v.ciphertext)
	}
	f.Add("DyMz9F/I8ROkeZ9y70ocZtebxsqtvIk7hz4OkLXKgquudsSf3zt/aaCkd6DF5pFMdmd1XB3yaKcPcIbXSgDjxw==")
	f.Fuzz(func(t *testing.T, ciphertext string) {
		plain, err := c.Decrypt(ciphertext)
		if err != nil {
			if asRefused(err).Reason == Unreadable || plain != nil {
				t.Fatalf("%q with %v", plain, err)
			}
			return
		}
		sealed, err := base64.StdEncoding.DecodeString(ciphertext)
		if err != nil || len(plain)+frame+len(vCorp) >= len(sealed) {
			t.Fatalf("%d bytes out of %d", len(plain), len(sealed))
		}
	})
}

// FuzzDecode: no XML panics, and what is taken has what a turn and the inbox need: a key, a sender, a kind, valid text.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(v2Message))
	f.Add([]byte(xmlOf(`<MsgType>event</MsgType><Event>template_card_event</Event><SelectedItems><SelectedItem><QuestionKey>q</QuestionKey></SelectedItem></SelectedItems>`)))
	f.Add([]byte(xmlOf(`<MsgType>location</MsgType><Location_X>1</Location_X><MsgId>1</MsgId>`)))
	f.Add([]byte(`<!DOCTYPE xml [<!ENTITY e "x">]><xml>&e;</xml>`))
	f.Fuzz(func(t *testing.T, plain []byte) {
		in, _, err := Decode(plain)
		if err != nil {
			if asRefused(err).Reason != BadMessage {
				t.Fatal(err)
			}
			return
		}
		if in.ID == "" || in.From == "" || in.Kind == "" || in.At.IsZero() || in.Channel != domain.WeCom {
			t.Fatalf("%+v", in)
		}
		if !utf8.ValidString(in.Text) || strings.ContainsRune(in.Text, 0) {
			t.Fatalf("text %q", in.Text)
		}
		if _, err := json.Marshal(in); err != nil {
			t.Fatalf("the inbox cannot keep it: %v", err)
		}
	})
}

// FuzzCallback: no request panics, and only a signed one reaches the turn.
func FuzzCallback(f *testing.F) {
	f.Add("GET", "msg_signature="+vectors[0].signature+"&timestamp=1767225600&nonce=1372623149&echostr="+vectors[0].ciphertext, "")
	f.Add("POST", "msg_signature="+v2Sig+"&timestamp=1767225601&nonce=nonce-2", envelopeOf(v2Cipher))
	f.Add("POST", "msg_signature=x&timestamp=1&nonce=%zz", "<xml><Encrypt>a</Encrypt></xml>")
	taken := 0
	h, err := NewHandler(Options{
		Codec: vectorCodec(f), CorpID: vCorp, Random: rand.Reader, Clock: domain.SystemClock(time.UTC),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Turner: turns(func(_ context.Context, in inbox.Inbound) (inbox.Answer, error) {
			taken++
			return inbox.Answer{Text: in.Text}, nil
		}),
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, query, body string) {
		r := httptest.NewRequest(http.MethodPost, "/wecom/callback", strings.NewReader(body))
		r.Method, r.URL.RawQuery = method, query
		w := httptest.NewRecorder()
		before := taken
		h.ServeHTTP(w, r)
		if signed := strings.Contains(query, v2Sig); taken > before && !signed {
			t.Fatalf("an unsigned request reached the turn: %d %s", w.Code, query)
		}
		if w.Code != 200 && w.Body.Len() > 0 {
			t.Fatalf("a refusal speaks: %d %q", w.Code, w.Body)
		}
	})
}
