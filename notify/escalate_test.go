package notify_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
)

// escalate lets a reminder's patience pass and asks.
func (h *house) escalate(id domain.ID) {
	h.Helper()
	h.at(h.db.Now().Add(11 * time.Minute).Format("2006-01-02 15:04"))
	if err := h.Escalate(h.Context(), id); err != nil {
		h.Fatal(err)
	}
}

func TestEscalation(t *testing.T) {
	for _, c := range []struct {
		name string
		does func(h *house)
		sms  int
	}{
		{"silence", func(*house) {}, 1},
		{"she pressed the button", func(h *house) {
			var task string
			if err := h.pool.QueryRow(h.Context(), `select task_id from delivery`).Scan(&task); err != nil {
				h.Fatal(err)
			}
			for range 2 {
				h.tx(func(tx *postgres.Tx) error {
					got, err := tx.Acknowledge(h.Context(), "chenxiao", task)
					if err == nil && got != h.newest("reminder") {
						err = fmt.Errorf("acknowledged %v", got)
					}
					return err
				})
			}
			h.want(deliveries, "wecom acknowledged ok")
		}, 0},
		{"somebody else pressed it", func(h *house) {
			var task string
			if err := h.pool.QueryRow(h.Context(), `select task_id from delivery`).Scan(&task); err != nil {
				h.Fatal(err)
			}
			h.tx(func(tx *postgres.Tx) error {
				got, err := tx.Acknowledge(h.Context(), "boss", task)
				if err == nil && !got.IsZero() {
					err = fmt.Errorf("acknowledged %v", got)
				}
				return err
			})
		}, 1},
		{"she wrote over WeCom", func(h *house) {
			h.exec(`update conversation set last_wecom_at = $1 where person = 'chenxiao'`, h.db.Now().Add(time.Minute))
		}, 0},
		{"she wrote by SMS", func(h *house) {
			h.exec(`update conversation set last_sms_at = $1 where person = 'chenxiao'`, h.db.Now().Add(time.Minute))
		}, 0},
		{"she wrote before it", func(h *house) {
			h.exec(`update conversation set last_wecom_at = $1 where person = 'chenxiao'`, h.db.Now().Add(-time.Minute))
		}, 1},
		{"it was cancelled in the meantime", func(h *house) { h.exec(`update reminder set state = 'cancelled'`) }, 0},
		{"she wants no SMS", func(h *house) { h.exec(`update staff set sms_stopped_at = '2030-01-01'`) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, "22:00") // what she asked for knows no quiet hours
			id := h.remind()
			h.deliver(id)
			c.does(h)
			h.escalate(id)
			h.escalate(id) // never twice
			if got := h.smses(repPhone); len(got) != c.sms {
				t.Errorf("her phone shows %q", got)
			}
			if len(h.wecom.shown) != 1 {
				t.Errorf("WeCom shows %q", h.wecom.shown)
			}
		})
	}
}

func TestWhatWentBySMSDoesNotEscalate(t *testing.T) {
	h := newHouse(t, "10:00")
	h.exec(`update staff set prefers = 'sms'`)
	id := h.remind()
	h.deliver(id)
	h.waits()
	h.escalate(id)
	if got := h.smses(repPhone); len(got) != 1 || len(h.wecom.shown) != 0 {
		t.Errorf("her phone shows %q, WeCom %q", got, h.wecom.shown)
	}
}

func TestQuietHoursEndInOneMessage(t *testing.T) {
	h := newHouse(t, "19:58")
	h.deliver(h.joint()) // before them
	h.at("2030-05-14 21:00")
	gone := h.joint()
	ids := []domain.ID{h.joint(), h.joint(), h.joint(), h.joint(), gone} // cards, which go together only where many wait
	for _, id := range ids {
		h.deliver(id)
	}
	h.waits(slices.Repeat([]string{"notice 05-15 08:00"}, len(ids))...)
	h.exec(`update visit set status = 'withdrawn' where id = (select subject from notice where id = $1)`, gone)
	h.at("2030-05-15 08:00")
	for _, id := range ids {
		h.deliver(id)
	}
	if len(h.wecom.shown) != 1 {
		t.Fatalf("shown before the digest's own row: %q", h.wecom.shown)
	}
	digest := h.newest("digest")
	h.deliver(digest)
	h.deliver(digest)
	h.want(deliveries, "wecom sent ok", "wecom sent ok")
	h.want(`select format('%s %s %s %s', kind, state, part_of is not null, count(*)) from notice group by kind, state, part_of is not null order by 1`,
		"digest told f 1", "joint_visit told f 1", "joint_visit told t 4", "joint_visit withdrawn f 1")
	if got := h.wecom.shown[len(h.wecom.shown)-1]; len(h.wecom.shown) != 2 || !contains(got, "4条消息", "1. 陈晓", "4. 陈晓") {
		t.Errorf("shown: %q", h.wecom.shown)
	}
}

func TestOneThatWaitedAloneIsToldAsItIs(t *testing.T) {
	h := newHouse(t, "23:00")
	id := h.joint()
	h.deliver(id)
	h.waits("notice 05-15 08:00")
	h.at("2030-05-15 08:00")
	h.deliver(id)
	h.want(notices, "joint_visit told")
	if len(h.wecom.shown) != 1 {
		t.Errorf("shown: %q", h.wecom.shown)
	}
}

func TestTheCapOfADay(t *testing.T) {
	h := newHouse(t, "09:00")
	for range 8 {
		h.deliver(h.joint())
	}
	if len(h.wecom.shown) != 6 {
		t.Errorf("%d messages were shown in a day", len(h.wecom.shown))
	}
	h.waits("notice 05-15 08:00", "notice 05-15 08:00")
	h.want(`select count(*)::text from notice where state = 'live'`, "2")
}

func TestAManagerWhoWantsSMSGetsNoDigest(t *testing.T) {
	h := newHouse(t, "21:00")
	h.exec(`update staff set prefers = 'sms' where userid = 'boss'`)
	h.exec(`update staff set mobile = '13800002001' where userid = 'boss'`)
	ids := []domain.ID{h.joint(), h.joint(), h.joint(), h.joint()}
	for _, id := range ids {
		h.deliver(id)
	}
	h.at("2030-05-15 08:00")
	for _, id := range ids {
		h.deliver(id)
	}
	if got := h.smses("13800002001"); len(got) != len(ids) || len(h.wecom.shown) != 0 {
		t.Errorf("her phone shows %q, WeCom %q", got, h.wecom.shown)
	}
	h.want(`select count(*)::text from notice where kind = 'digest'`, "0")
}

func TestTheSameWordsAreShownAgain(t *testing.T) {
	h := newHouse(t, "10:00")
	for range 3 {
		h.deliver(h.reply("今天没有计划。"))
	}
	if len(h.wecom.shown) != 3 {
		t.Fatalf("WeCom shows %q: it hides the same bytes", h.wecom.shown)
	}
	h.wall = h.wall.Add(5 * time.Hour) // its memory is over: the words alone are enough
	delete(h.wecom.seen, h.wecom.shown[0])
	h.deliver(h.reply("今天没有计划。"))
	if h.wecom.shown[3] != h.wecom.shown[0] {
		t.Errorf("shown: %q", h.wecom.shown)
	}
}

func TestALongReplyComesInParts(t *testing.T) {
	h := newHouse(t, "10:00")
	long := ""
	for i := range 200 {
		long += fmt.Sprintf("第%d家：江城市第一人民医院。", i)
	}
	calls := 0
	h.wecom.answer = func(notify.Outgoing) error {
		if calls++; calls == 2 {
			return &notify.SendError{Outcome: notify.Retry, Code: "-1"}
		}
		return nil
	}
	id := h.reply(long)
	if _, ok := h.Deliver(t.Context(), id).(*notify.Later); !ok {
		t.Fatal("a busy gateway is no reason to ask again")
	}
	h.want(`select distinct state::text from delivery order by 1`, "claimed", "sent")
	h.deliver(id)
	h.want(`select distinct state::text from delivery`, "sent")
	var n int
	if err := h.pool.QueryRow(t.Context(), `select count(*) from delivery`).Scan(&n); err != nil || n < 4 || len(h.wecom.shown) != n {
		t.Fatalf("%d parts, %d shown, %v", n, len(h.wecom.shown), err)
	}
	for i, shown := range h.wecom.shown {
		if !contains(shown, fmt.Sprintf("(%d/%d)", i+1, n)) {
			t.Errorf("part %d begins with %.40q", i+1, shown)
		}
	}
}

func TestEveryKindIsBoundOrNot(t *testing.T) {
	for _, name := range notice.BoundKinds() {
		k, ok := notice.KindNamed(name)
		if !ok || !k.Bound() || k.Asked || k.AtOnce {
			t.Errorf("%s", name)
		}
	}
}
