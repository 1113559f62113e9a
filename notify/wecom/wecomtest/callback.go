package wecomtest

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain/inbox"
)

// Exchange is how one callback travelled.
type Exchange struct {
	// URL is where it went, without its query; Request what it said, Answer the reply, both decrypted XML. Text is what the
	// reply showed.
	URL, Request, Answer, Text string
	// Sent is what was sent, with the number, time and response code that it was given; sending it again is a redelivery.
	Sent inbox.Inbound
	// Status is the HTTP status of the last try, 0 without an answer; Took how long all tries took; Tries how many they were.
	Status int
	Took   time.Duration
	Tries  int
}

// maxReply bounds what is read of an answer.
const maxReply = 1 << 20

// Callback lets a person's phone do something: it sends in, encrypted and signed, to callback and again, as WeCom does, after
// a time-out or a broken connection, and puts the reply on the phone. An in without ID gets a number, one without At gets the
// time of Clock; the button of a card (inbox.CardClick) gets a new ResponseCode. The same ID again is a redelivery: its reply
// is returned but not shown a second time.
//
// An error means that no try was answered, that the answer was not 200 (which is not repeated), or that the reply was not one.
func (s *Server) Callback(ctx context.Context, callback string, in inbox.Inbound) (Exchange, error) {
	in = s.complete(in)
	inner, err := s.innerXML(in)
	if err != nil {
		return Exchange{}, err
	}
	u, err := url.Parse(callback)
	if err != nil {
		return Exchange{}, errors.New("send a callback: the address is none")
	}
	began := time.Now()
	e := Exchange{URL: u.Scheme + "://" + u.Host + u.Path, Request: string(inner), Sent: in}
	for {
		e.Tries++
		status, body, err := s.post(ctx, *u, inner)
		e.Status, e.Took = status, time.Since(began)
		switch {
		case err == nil && status == http.StatusOK:
			return e, s.receive(&e, in, body)
		case err == nil:
			return e, fmt.Errorf("send a callback: status %d", status)
		case e.Tries > len(s.options.Repeats):
			return e, fmt.Errorf("send a callback: no answer to %d tries: %w", e.Tries, err)
		}
		pause := time.NewTimer(s.options.Repeats[e.Tries-1])
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return e, fmt.Errorf("send a callback: %w", ctx.Err())
		}
	}
}

// Verify asks callback as WeCom does when the URL is saved, and says what is wrong with the answer.
func (s *Server) Verify(ctx context.Context, callback string) error {
	u, err := url.Parse(callback)
	if err != nil {
		return errors.New("verify the URL: the address is none")
	}
	s.mu.Lock()
	echo := s.number()
	s.mu.Unlock()
	sealed, query, err := s.sealed([]byte(echo))
	if err != nil {
		return err
	}
	query.Set("echostr", sealed)
	u.RawQuery = merged(u.Query(), query)
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	status, body, err := s.exchange(ctx, http.MethodGet, u.String(), nil)
	switch {
	case err != nil:
		return fmt.Errorf("verify the URL: %w", err)
	case status != http.StatusOK || string(body) != echo:
		return fmt.Errorf("verify the URL: status %d and %d bytes that are not the echo", status, len(body))
	}
	return nil
}

// complete fills in what WeCom makes itself.
func (s *Server) complete(in inbox.Inbound) inbox.Inbound {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.At.IsZero() {
		in.At = s.options.Clock.Now()
	}
	if in.ID == "" && in.Kind != inbox.Event {
		in.ID = s.number()
	}
	if in.Event != inbox.CardClick || in.ResponseCode != "" {
		return in
	}
	for _, m := range s.shown {
		if m.Card != nil && m.Card.TaskID == in.TaskID && strings.EqualFold(m.To, in.From) {
			in.ResponseCode = s.grant(m)
		}
	}
	return in
}

// post makes one try, with a ciphertext, nonce and time stamp of its own.
func (s *Server) post(ctx context.Context, u url.URL, inner []byte) (int, []byte, error) {
	sealed, query, err := s.sealed(inner)
	if err != nil {
		return 0, nil, err
	}
	u.RawQuery = merged(u.Query(), query)
	ctx, cancel := context.WithTimeout(ctx, s.options.AnswerWithin)
	defer cancel()
	body := fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><AgentID><![CDATA[%d]]></AgentID><Encrypt><![CDATA[%s]]></Encrypt></xml>",
		s.options.CorpID, s.options.AgentID, sealed)
	return s.exchange(ctx, http.MethodPost, u.String(), []byte(body))
}

func (s *Server) exchange(ctx context.Context, method, address string, body []byte) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, errors.New("the address cannot be asked")
	}
	req.Header.Set("Content-Type", "text/xml")
	resp, err := s.client.Do(req)
	if err != nil {
		var lost *url.Error
		if errors.As(err, &lost) {
			err = lost.Err
		}
		return 0, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	return resp.StatusCode, got, err
}

// merged is the company's own query with what WeCom adds.
func merged(own, added url.Values) string {
	for k, v := range added {
		own[k] = v
	}
	return own.Encode()
}

// receive opens a passive reply and shows it. An empty body is a silent answer.
func (s *Server) receive(e *Exchange, in inbox.Inbound, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	inner, err := s.opened(body)
	if err != nil {
		return fmt.Errorf("read a passive reply: %w", err)
	}
	e.Answer = string(inner)
	var r struct {
		ToUserName, FromUserName, MsgType, Content string
		CreateTime                                 int64
		Button                                     struct{ ReplaceName string }
	}
	if err := xml.Unmarshal(inner, &r); err != nil {
		return fmt.Errorf("read a passive reply: %w", err)
	}
	if r.FromUserName != s.options.CorpID || r.ToUserName != in.From || r.CreateTime <= 0 {
		return errors.New("read a passive reply: sender, receiver or time are wrong")
	}
	var problem error
	s.change(func() []*Shown {
		key := in.ID
		if key == "" {
			key = strings.Join([]string{in.From, in.At.String(), in.Event, in.EventKey, in.TaskID}, "\x00")
		}
		if s.answered[key] {
			e.Text = cut(r.Content, maxText)
			return nil
		}
		s.answered[key] = true
		switch r.MsgType {
		case "text":
			if r.Content == "" {
				problem = errors.New("read a passive reply: the text is empty")
				return nil
			}
			e.Text = cut(r.Content, maxText)
			return []*Shown{s.show(&Shown{ID: "reply" + s.number(), To: in.From, Kind: "text", Text: e.Text, How: "passive", Wire: e.Answer})}
		case "update_button":
			g := s.codes[in.ResponseCode]
			if g == nil || g.used {
				problem = errors.New("read a passive reply: there is no card to update")
				return nil
			}
			g.used, g.shown.Card.Replaced = true, r.Button.ReplaceName
			return []*Shown{g.shown}
		}
		problem = errors.New("read a passive reply: its type " + strconv.Quote(r.MsgType) + " is not supported here")
		return nil
	})
	return problem
}
