package smstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// pushWithin is how long the gateway waits for the answer to a push, probeWithin for that to its probe.
	pushWithin  = 5 * time.Second
	probeWithin = 700 * time.Millisecond
	// maxBatch is how many items one push holds at most.
	maxBatch = 100
	// destination is the number that phones reply to.
	destination = "10690000123"
)

// ErrGaveUp says that a push was not taken in any of its attempts; the real gateway forgets it then.
var ErrGaveUp = errors.New("the push was not taken, also not when repeated")

// Reply is what a phone writes.
type Reply struct {
	Mobile, Text string
	// Sequence is the gateway's key of the reply; empty draws a new one. Giving it again repeats the reply.
	Sequence string
	// At is when it was written; zero is now (business time).
	At time.Time
}

type smsUp struct {
	Phone    string `json:"phone_number"`
	Content  string `json:"content"`
	SendTime string `json:"send_time"`
	Dest     string `json:"dest_code"`
	Sequence string `json:"sequence_id"`
}

type smsReport struct {
	Phone    string `json:"phone_number"`
	SendTime string `json:"send_time"`
	Reported string `json:"report_time"`
	Success  bool   `json:"success"`
	Code     string `json:"err_code"`
	Say      string `json:"err_msg"`
	Size     string `json:"sms_size"`
	BizID    string `json:"biz_id"`
	OutID    string `json:"out_id,omitempty"`
}

// Push lets a phone write one text, and returns when the receiver has taken it, or ErrGaveUp, or the error of ctx. The text
// shows on the phone at once.
func (s *Server) Push(ctx context.Context, url, mobile, text string) error {
	return s.PushReplies(ctx, url, Reply{Mobile: mobile, Text: text})
}

// PushReplies lets phones write, in as few pushes as the gateway makes.
func (s *Server) PushReplies(ctx context.Context, url string, replies ...Reply) error {
	var items []any
	s.change(func() []*Message {
		var written []*Message
		for _, r := range replies {
			if r.At.IsZero() {
				r.At = s.options.Clock.Now()
			}
			if r.Sequence == "" {
				r.Sequence = strconv.FormatUint(uint64(r.At.UnixMilli())*1000+s.number()%1000, 10)
			}
			item := smsUp{r.Mobile, r.Text, stamp(r.At), destination, r.Sequence}
			m := &Message{Mobile: r.Mobile, FromPhone: true, Text: r.Text, At: r.At, Parts: parts(r.Text), Wire: wire(item)}
			s.messages = append(s.messages, m)
			written = append(written, m)
			items = append(items, item)
		}
		return written
	})
	return s.pushAll(ctx, url, items)
}

// SetFate decides what becomes of messages to a phone from now on: a receipt code of part 7 (DELIVERED is the default), or
// "" for a carrier that never says a word.
func (s *Server) SetFate(mobile, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fates[mobile] = code
}

// Settle makes the receipts of all accepted messages that have none yet, by the fate of their phones; queries show them from
// then on. It returns how many there were.
func (s *Server) Settle() int {
	n := 0
	s.change(func() []*Message {
		var settled []*Message
		for _, m := range s.messages {
			code, set := s.fates[m.Mobile]
			if !set {
				code = "DELIVERED"
			}
			if m.FromPhone || !m.Done.IsZero() || code == "" {
				continue
			}
			m.Code, m.Done = code, s.options.Clock.Now()
			settled = append(settled, m)
		}
		n = len(settled)
		return settled
	})
	return n
}

// PushReceipts settles what is open and pushes every receipt that was not pushed before. It returns how many were pushed,
// and ErrGaveUp or the error of ctx if the receiver did not take them.
func (s *Server) PushReceipts(ctx context.Context, url string) (int, error) {
	s.Settle()
	return s.report(ctx, url, false)
}

// RepeatReceipts pushes all receipts ever made once more, as a gateway does that saw no answer.
func (s *Server) RepeatReceipts(ctx context.Context, url string) (int, error) {
	return s.report(ctx, url, true)
}

// KeepReporting pushes the receipts of what is accepted every so often (wall time) until ctx ends; the sandbox runs it. Like
// the real gateway it forgets receipts that the receiver never took, so that only a query finds them.
func (s *Server) KeepReporting(ctx context.Context, url string, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = s.PushReceipts(ctx, url) // what was not taken is lost, as documented
		}
	}
}

func (s *Server) report(ctx context.Context, url string, again bool) (int, error) {
	var items []any
	s.mu.Lock()
	for _, m := range s.messages {
		if m.FromPhone || m.Done.IsZero() || m.reported && !again {
			continue
		}
		m.reported = true
		say := "用户接收成功"
		if m.Code != "DELIVERED" {
			say = "未送达"
		}
		items = append(items, smsReport{m.Mobile, stamp(m.At), stamp(m.Done), m.Code == "DELIVERED", m.Code, say, strconv.Itoa(m.Parts), m.BizID, m.OutID})
	}
	s.mu.Unlock()
	return len(items), s.pushAll(ctx, url, items)
}

// Probe asks an address as the console does when it is saved: a GET that has to be answered by code 0 within 700 ms.
func (s *Server) Probe(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, probeWithin)
	defer cancel()
	if err := s.exchange(ctx, http.MethodGet, url, nil); err != nil {
		return fmt.Errorf("probe the address: %w", err)
	}
	return nil
}

// stamp writes an instant as pushes do.
// wire is a request as a person reads it; what is given always marshals.
func wire(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func stamp(t time.Time) string { return t.In(beijing).Format(time.DateTime) }

func (s *Server) pushAll(ctx context.Context, url string, items []any) error {
	for len(items) > 0 {
		n := min(len(items), maxBatch)
		if err := s.push(ctx, url, items[:n]); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// push makes one push and its repeats: anything but status 200 with a numeric code 0 is pushed again (part 5).
func (s *Server) push(ctx context.Context, url string, items []any) error {
	body, err := json.Marshal(items)
	if err != nil {
		return fmt.Errorf("encode a push: %w", err)
	}
	err = s.exchange(ctx, http.MethodPost, url, body)
	for _, after := range s.options.Repeats {
		if err == nil {
			return nil
		}
		t := time.NewTimer(after)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		err = s.exchange(ctx, http.MethodPost, url, body)
	}
	if err != nil {
		return errors.Join(ErrGaveUp, err)
	}
	return nil
}

func (s *Server) exchange(ctx context.Context, method, url string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json;charset=utf-8")
	resp, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return err
	}
	var a struct {
		Code *int `json:"code"`
	}
	if resp.StatusCode != http.StatusOK || json.Unmarshal(said, &a) != nil || a.Code == nil || *a.Code != 0 {
		return fmt.Errorf("the receiver answers with status %d and not with code 0", resp.StatusCode)
	}
	return nil
}
