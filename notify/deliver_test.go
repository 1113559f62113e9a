package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
)

func TestAReminderIsACardAndWaitsForAnAcknowledgement(t *testing.T) {
	h := newHouse(t, "10:00")
	id := h.remind()
	for range 3 { // again and again is once
		h.deliver(id)
	}
	if len(h.wecom.shown) != 1 || !strings.Contains(h.wecom.shown[0], "去省医见欧阳主任") {
		t.Fatalf("shown: %q", h.wecom.shown)
	}
	if h.wecom.calls != 1 {
		t.Errorf("the gateway was called %d times", h.wecom.calls)
	}
	h.want(deliveries, "wecom sent ok")
	h.waits("escalate 05-14 10:12")
	h.want(`select (task_id = id::text)::text from delivery`, "true")
}

func TestWhatWasTakenBackIsNotTold(t *testing.T) {
	for name, end := range map[string]string{
		"a reminder that was cancelled": `update reminder set state = 'cancelled'`,
		"a reminder that was moved":     `update reminder set revision = revision + 1`,
		"a person who left":             `update staff set to_date = '2030-05-13' where userid = 'chenxiao'`,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, "10:00")
			id := h.remind()
			h.exec(end)
			h.deliver(id)
			h.want(deliveries)
			h.want(notices, "reminder withdrawn")
		})
	}
	h := newHouse(t, "10:00")
	id := h.remind()
	h.exec(`update notice set state = 'withdrawn'`)
	h.deliver(id)
	h.want(deliveries)
	if err := h.Deliver(t.Context(), domain.ID{1}); err != nil {
		t.Errorf("a notice that is gone: %v", err)
	}
}

func TestARefusalTakesTheOtherChannel(t *testing.T) {
	h := newHouse(t, "10:00")
	h.wecom.answer = func(notify.Outgoing) error {
		return &notify.SendError{Outcome: notify.Refuse, Code: "81013", Say: "nobody can see it"}
	}
	h.deliver(h.remind())
	h.want(deliveries, "wecom refused 81013", "sms sent ok")
	if got := h.smses(repPhone); len(got) != 1 || !strings.Contains(got[0], "拜访Z1") {
		t.Errorf("her phone shows %q", got)
	}
}

func TestNoChannel(t *testing.T) {
	h := newHouse(t, "10:00")
	h.open(notify.Options{Senders: map[domain.Channel]notify.Sender{domain.SMS: h.sms}})
	h.exec(`update staff set sms_stopped_at = '2030-01-01'`)
	id := h.remind()
	h.deliver(id)
	h.deliver(id)
	h.want(deliveries, "none refused no_channel")
	h.want(`select format('%s %s', state, told_at is null) from notice`, "told t")
	if n := strings.Count(h.log.String(), "no channel can carry a notice"); n != 1 {
		t.Errorf("alerted %d times", n)
	}
	if strings.Contains(h.log.String(), repPhone) || strings.Contains(h.log.String(), "欧阳") {
		t.Error("the log holds what it must not hold")
	}
}

func TestAnAnswerToWhoeverStoppedSMSAlertsNobody(t *testing.T) {
	h := newHouse(t, "10:00")
	h.exec(`update staff set sms_stopped_at = '2030-01-01'`)
	h.tx(func(tx *postgres.Tx) error {
		return tx.Tell(notice.Notice{Kind: notice.Reply.Name, Key: "reply/sms/1", Person: "chenxiao",
			Args: []byte(`{"text":"已记","template":"help","only":"sms"}`), DueAt: tx.Now()})
	})
	h.deliver(h.newest("reply"))
	h.want(deliveries, "none refused no_channel")
	if h.log.String() != "" || len(h.smses(repPhone)) != 0 {
		t.Errorf("her phone shows %q; logged: %s", h.smses(repPhone), h.log)
	}
}

func TestTheSafetyDeskIsToldOverBothAtNight(t *testing.T) {
	h := newHouse(t, "23:30")
	h.tx(func(tx *postgres.Tx) error {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		h.exec(`insert into report (id, number, kind, person, products, body, text, state, channel, said_at, recorded_at, origin)
values ($1, 1500, 'safety', 'chenxiao', '{P01}', '{}', $2, 'open', 'wecom', $3, $3, $1)`, id, strings.Repeat("患者服药后皮疹。", 30), tx.Now())
		return tx.Tell(notice.Notice{Kind: notice.SafetyCase.Name, Key: notice.SafetyCaseKey(id, "desk"), Person: "desk", Subject: id,
			Number: 1500, DueAt: tx.Now()})
	})
	h.wecom.answer = func(notify.Outgoing) error {
		return &notify.SendError{Outcome: notify.Retry, Code: "45009", After: time.Minute}
	}
	id := h.newest("safety_case")
	err := h.Deliver(t.Context(), id)
	if later, ok := err.(*notify.Later); !ok || later.After != time.Minute {
		t.Fatalf("got %v, want to be asked again in a minute", err)
	}
	if got := h.smses(deskPhone); len(got) != 1 { // a busy WeCom does not keep the SMS waiting
		t.Fatalf("her phone shows %q", got)
	}
	h.wecom.answer = nil
	h.deliver(id)
	if got := h.smses(deskPhone); len(got) != 1 {
		t.Errorf("her phone shows %q", got)
	}
	if len(h.wecom.shown) != 2 || !strings.Contains(h.wecom.shown[0], "立舒平") { // the whole text, then the card
		t.Errorf("shown: %q", h.wecom.shown)
	}
	h.want(`select replace(key, notice::text, '') from delivery order by key`, "/sms", "/wecom/1", "/wecom/2")
}
