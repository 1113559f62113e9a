package notify_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/sms/smstest"
)

func contains(s string, all ...string) bool {
	for _, x := range all {
		if !strings.Contains(s, x) {
			return false
		}
	}
	return true
}

// dying is a database whose process dies after sending and before anything is written down about it.
type dying struct{ *postgres.DB }

var errKilled = errors.New("killed")

func (dying) RecordAttempt(context.Context, delivery.Attempt) error { return errKilled }

// die delivers in a process that is killed right after the gateway has accepted.
func (h *house) die(id domain.ID) {
	h.Helper()
	n, err := notify.New(notify.Options{Store: dying{h.db}, Clock: h.db, Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Wall:    func() time.Time { return h.wall },
		Senders: map[domain.Channel]notify.Sender{domain.WeCom: h.wecom, domain.SMS: h.sms}})
	if err != nil {
		h.Fatal(err)
	}
	if err := n.Deliver(h.Context(), id); !errors.Is(err, errKilled) {
		h.Fatalf("got %v, want to be killed", err)
	}
}

// bySMS makes the rep one who wants SMS.
func (h *house) bySMS() { h.exec(`update staff set prefers = 'sms' where userid = 'chenxiao'`) }

// settle asks about the only delivery, at a wall time after the attempt.
func (h *house) settle(after time.Duration) error {
	h.Helper()
	var id domain.ID
	var last time.Time
	if err := h.pool.QueryRow(h.Context(), `select id, last_try_at from delivery where channel = 'sms'`).Scan(&id, &last); err != nil {
		h.Fatal(err)
	}
	h.wall = last.Add(after)
	return h.Settle(h.Context(), id)
}

func (h *house) wantLater(err error, after time.Duration) {
	h.Helper()
	var later *notify.Later
	if !errors.As(err, &later) || later.After.Round(time.Second) != after {
		h.Errorf("got %v, want to be asked again after %v", err, after)
	}
}

func TestKilledAfterWeComShowedIt(t *testing.T) {
	h := newHouse(t, "10:00")
	id := h.remind()
	h.die(id)
	h.want(deliveries, "wecom claimed -")
	h.deliver(id)
	if h.wecom.calls != 2 || len(h.wecom.shown) != 1 {
		t.Errorf("%d calls, shown: %q", h.wecom.calls, h.wecom.shown)
	}
	h.want(deliveries, "wecom sent ok")
}

func TestKilledAfterTheSMSWent(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	id := h.remind()
	h.die(id)
	h.deliver(id)
	h.deliver(id)
	h.want(deliveries, "sms unknown lost")
	h.want(`select topic || ' ' || round(extract(epoch from run_after - (select last_try_at from delivery)))::text from outbox where topic = 'settle'`,
		"settle 30")
	h.wantLater(h.settle(20*time.Second), 10*time.Second)
	if err := h.settle(30 * time.Second); err != nil {
		t.Fatal(err)
	}
	h.want(deliveries, "sms sent ")
	if got := h.smses(repPhone); len(got) != 1 {
		t.Errorf("her phone shows %q", got)
	}
}

func TestALostAnswerIsFound(t *testing.T) {
	for _, c := range []struct{ name, fate, want string }{
		{"delivered", "DELIVERED", "sms delivered DELIVERED"},
		{"failed", "MOBILE_NOT_ON_SERVICE", "sms refused MOBILE_NOT_ON_SERVICE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, "10:00")
			h.bySMS()
			h.gateway.SetFate(repPhone, c.fate)
			h.gateway.Fail(smstest.LostAnswer(), smstest.When{Next: 1})
			h.deliver(h.remind())
			h.gateway.Settle()
			if err := h.settle(31 * time.Second); err != nil {
				t.Fatal(err)
			}
			if c.name == "failed" { // the other channel has its turn
				h.want(deliveries, c.want, "wecom sent ok")
			} else {
				h.want(deliveries, c.want)
			}
			if got := h.smses(repPhone); len(got) != 1 {
				t.Errorf("her phone shows %q", got)
			}
		})
	}
}

func TestWhatNeverArrivedIsSentOnceMore(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	h.gateway.Fail(smstest.Fault{Action: "SendSms", Break: true}, smstest.When{Next: 1})
	h.deliver(h.remind())
	h.wantLater(h.settle(30*time.Second), 90*time.Second)
	h.wantLater(h.settle(2*time.Minute), 8*time.Minute)
	if h.tries[domain.SMS] != 1 {
		t.Error("it was sent again before the last question")
	}
	if err := h.settle(10 * time.Minute); err != nil {
		t.Fatal(err)
	}
	h.want(deliveries, "sms sent ok")
	if got := h.gateway.Messages(repPhone); len(got) != 1 || !strings.HasSuffix(got[0].OutID, "-2") {
		t.Errorf("her phone shows %+v", got)
	}
	if err := h.settle(time.Hour); err != nil { // nothing is open any more
		t.Error(err)
	}
}

func TestItIsSentOnceMoreOnly(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	h.gateway.Fail(smstest.Fault{Action: "SendSms", Break: true}, smstest.When{Next: 5})
	h.deliver(h.remind())
	for range 3 {
		if err := h.settle(11 * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if n := h.tries[domain.SMS]; n != 2 {
		t.Errorf("it was sent %d times", n)
	}
	if !contains(h.log.String(), "nobody knows whether a short message was sent") {
		t.Error("nobody was alerted")
	}
	h.want(`select state::text from delivery`, "unknown")
}

func TestAQueryThatFailsIsRepeated(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	h.gateway.Fail(smstest.LostAnswer(), smstest.When{Next: 1})
	h.deliver(h.remind())
	h.gateway.Fail(smstest.Unavailable(), smstest.When{Next: 1})
	var later *notify.Later
	if err := h.settle(time.Minute); !errors.As(err, &later) {
		t.Fatalf("got %v", err)
	}
	if err := h.settle(time.Minute); err != nil {
		t.Fatal(err)
	}
	h.want(deliveries, "sms sent ")
}

// receipts takes the gateway's word on the only short message.
func (h *house) receipts(all ...inbox.Receipt) {
	h.Helper()
	if err := h.db.StoreSMS(h.Context(), nil, all); err != nil {
		h.Fatal(err)
	}
}

func TestReceipts(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	id := h.remind()
	h.deliver(id)
	sent := h.gateway.Messages(repPhone)[0]
	arrived := inbox.Receipt{OutID: sent.OutID, BizID: sent.BizID, Mobile: repPhone, Delivered: true, Code: "DELIVERED"}
	failed := arrived
	failed.Delivered, failed.Code = false, "MOBILE_NOT_ON_SERVICE"
	old, waits, foreign, biz := failed, arrived, failed, failed
	old.OutID, old.BizID = strings.TrimSuffix(sent.OutID, "-1")+"-0", "other"
	waits.Code = "REQUEST_SUCCESS"
	foreign.OutID, foreign.BizID = "order-7", "other"
	biz.OutID, biz.Mobile = "", "13800009999"
	h.receipts(waits, foreign, biz)
	h.want(deliveries, "sms sent ok")
	h.receipts(arrived, failed, arrived)
	h.want(deliveries, "sms delivered DELIVERED")
	h.want(`select count(*)::text from outbox where topic = 'notice'`, "1") // nothing new

	// A second person's failure: the other channel follows, once however often the receipt comes.
	h = newHouse(t, "10:00")
	h.bySMS()
	id = h.remind()
	h.deliver(id)
	sent = h.gateway.Messages(repPhone)[0]
	failed.OutID, failed.BizID = sent.OutID, sent.BizID
	h.receipts(failed, failed)
	h.receipts(failed)
	h.want(`select count(*)::text from outbox where topic = 'notice'`, "2")
	h.deliver(id)
	h.deliver(id)
	h.want(deliveries, "sms refused MOBILE_NOT_ON_SERVICE", "wecom sent ok")
	// It arrived after all.
	arrived.OutID, arrived.BizID = sent.OutID, sent.BizID
	h.receipts(arrived)
	h.want(deliveries, "sms delivered DELIVERED", "wecom sent ok")
}

func TestAReceiptThatIsFasterThanOurRecord(t *testing.T) {
	h := newHouse(t, "10:00")
	h.bySMS()
	id := h.remind()
	h.die(id)
	sent := h.gateway.Messages(repPhone)[0]
	h.receipts(inbox.Receipt{OutID: sent.OutID, BizID: sent.BizID, Mobile: repPhone, Delivered: true, Code: "DELIVERED"})
	h.deliver(id)
	h.want(deliveries, "sms delivered DELIVERED")
	if err := h.db.RecordAttempt(t.Context(), delivery.Attempt{Delivery: h.only(), Number: 1, State: delivery.Sent, Code: "ok",
		ProviderID: sent.BizID, At: h.wall}); err != nil {
		t.Fatal(err)
	}
	h.want(deliveries, "sms delivered DELIVERED")
}

// only is the id of the only delivery.
func (h *house) only() (id domain.ID) {
	h.Helper()
	if err := h.pool.QueryRow(h.Context(), `select id from delivery`).Scan(&id); err != nil {
		h.Fatal(err)
	}
	return id
}

func TestWeComForgetsAfterFourHours(t *testing.T) {
	h := newHouse(t, "10:00")
	h.wecom.answer = func(notify.Outgoing) error { return &notify.SendError{Outcome: notify.Retry, Code: "timeout"} }
	id := h.remind()
	var later *notify.Later
	for range 3 {
		if err := h.Deliver(t.Context(), id); !errors.As(err, &later) {
			t.Fatalf("got %v", err)
		}
		h.wall = h.wall.Add(time.Hour)
	}
	h.wall = h.wall.Add(time.Hour)
	h.deliver(id)
	h.deliver(id)
	h.want(deliveries, "wecom unknown window")
	if h.wecom.calls != 3 {
		t.Errorf("%d calls", h.wecom.calls)
	}
}

func TestAGatewayThatFailsIsLeftAloneLongerEachTime(t *testing.T) {
	h := newHouse(t, "10:00")
	h.wecom.answer = func(notify.Outgoing) error { return &notify.SendError{Outcome: notify.Retry, Code: "http_502"} }
	id := h.remind()
	for _, want := range []time.Duration{2, 4, 8, 16, 32, 60, 60} {
		want *= time.Second
		var later *notify.Later
		if err := h.Deliver(t.Context(), id); !errors.As(err, &later) || later.After < want*4/5 || later.After > want*6/5 {
			t.Errorf("got %v, want to be asked again after %v, a fifth more or less: %+v", err, want, later)
		}
		h.wall = h.wall.Add(time.Minute)
	}
}

func TestAHeldGatewayIsWaitedFor(t *testing.T) {
	h := newHouse(t, "10:00")
	h.wecom.answer = func(notify.Outgoing) error {
		return &notify.SendError{Outcome: notify.Halt, Code: "60020", Say: "the address is not trusted"}
	}
	id := h.remind()
	for range 10 { // longer than WeCom's window: nothing reached it
		h.wantLater(h.Deliver(t.Context(), id), time.Minute)
		h.wall = h.wall.Add(time.Hour)
	}
	if !contains(h.log.String(), "a gateway needs a person", "60020") {
		t.Error("nobody was alerted")
	}
	h.wecom.answer = nil
	h.deliver(id)
	h.want(deliveries, "wecom sent ok")
}

func TestABugBelowIsNoReasonToSendTwice(t *testing.T) {
	h := newHouse(t, "10:00")
	broken := errors.New("broken")
	h.wecom.after = func() error { return broken }
	id := h.remind()
	if err := h.Deliver(t.Context(), id); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	h.wecom.after = nil
	h.deliver(id)
	if len(h.wecom.shown) != 1 {
		t.Errorf("shown: %q", h.wecom.shown)
	}
}

func TestFourDeliverersTellOnce(t *testing.T) {
	h := newHouse(t, "10:00")
	var ids []domain.ID
	for range 20 {
		ids = append(ids, h.reply("第"+h.newID()+"条"))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, id := range ids {
				if err := h.Deliver(t.Context(), id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if len(h.wecom.shown) != len(ids) {
		t.Errorf("%d shown, want %d", len(h.wecom.shown), len(ids))
	}
	h.want(`select state || ' ' || count(*) from delivery group by state`, "sent 20")
}

func (h *house) newID() string {
	h.Helper()
	id, err := h.db.NewID()
	if err != nil {
		h.Fatal(err)
	}
	return id.String()
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	if _, err := notify.New(notify.Options{}); err == nil {
		t.Error("a notifier without a store was made")
	}
}
