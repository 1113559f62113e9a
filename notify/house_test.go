package notify_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/remind"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/notify"
	"github.com/yaoban/yaoban/notify/sms"
	"github.com/yaoban/yaoban/notify/sms/smstest"
)

var shanghai = func() *time.Location {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return zone
}()

const (
	repPhone  = "13800001001"
	deskPhone = "13800003001"
)

// house is a company with a rep, a manager and a safety desk, a WeCom of the test, the SMS gateway on loopback, and both
// clocks in the test's hand.
type house struct {
	*testing.T
	db      *postgres.DB
	pool    *pgxpool.Pool
	wecom   *wecom
	gateway *smstest.Server
	sms     *sms.Client
	log     *bytes.Buffer
	*notify.Notifier

	wall time.Time
	// tries are the attempts by channel that the observer saw.
	tries map[domain.Channel]int
}

// wecom is a gateway that shows a message once for the same bytes, as WeCom does.
type wecom struct {
	mu     sync.Mutex
	shown  []string
	seen   map[string]bool
	calls  int
	answer func(m notify.Outgoing) error
	// after happens when the message was shown and before the caller hears of it.
	after func() error
}

func (w *wecom) Render(address string, c notify.Content) ([]byte, string, error) {
	card := ""
	if c.Card != nil {
		card = c.Card.TaskID
	}
	if c.Update != nil {
		card = c.Update.ResponseCode
	}
	return []byte(address + "|" + card + "|" + c.Text), c.Text, nil
}

func (w *wecom) Send(_ context.Context, m notify.Outgoing) (notify.Sent, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls++
	if w.answer != nil {
		if err := w.answer(m); err != nil {
			return notify.Sent{}, err
		}
	}
	if body := string(m.Body); !w.seen[body] {
		w.seen[body] = true
		w.shown = append(w.shown, body)
	}
	if w.after != nil {
		if err := w.after(); err != nil {
			return notify.Sent{}, err
		}
	}
	return notify.Sent{ProviderID: "msg-" + m.ID}, nil
}

// newHouse opens a house at a clock time of 2030-05-14, a Tuesday.
func newHouse(t *testing.T, clock string) *house {
	t.Helper()
	pool := pgtest.Pool(t)
	if _, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, manager, mobile, from_date) values
    ('boss', '王经理', 'manager', null, '13800002001', '2020-01-01'),
    ('chenxiao', '陈晓', 'rep', 'boss', '`+repPhone+`', '2020-01-01'),
    ('desk', '药物警戒', 'safety', null, '`+deskPhone+`', '2020-01-01');
insert into conversation (person) select userid from staff;
insert into hospital (code, name, aliases) values ('H01', '江城市第一人民医院', '{市一院}');
insert into product (code, brand) values ('P01', '立舒平');
insert into doctor (code, name, hospital, department, grade) values ('D1', '张伟', 'H01', '心血管内科', 'A');
insert into assignment (doctor, rep, from_date, short_code) values ('D1', 'chenxiao', '2020-01-01', 'Z1')`); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h := &house{T: t, db: db, pool: pool, wecom: &wecom{seen: map[string]bool{}}, log: &bytes.Buffer{}, wall: time.Now(),
		tries: map[domain.Channel]int{}}
	h.at("2030-05-14 " + clock)
	h.openGateway()
	h.open(notify.Options{})
	return h
}

func (h *house) openGateway() {
	catalogue, err := sms.NewCatalogue("药伴", nil)
	if err != nil {
		h.Fatal(err)
	}
	texts := map[string]string{}
	for _, name := range []string{"reminder", "safety", "help", "stopped", "decision"} {
		t, ok := catalogue.Template(name)
		if !ok {
			h.Fatalf("no template %s", name)
		}
		texts[t.Code] = t.Text
	}
	h.gateway, err = smstest.Start(smstest.Options{AccessKeyID: "id", AccessKeySecret: "secret", Sign: "药伴", Templates: texts, Clock: h.db})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { _ = h.gateway.Close() })
	h.sms, err = sms.New(sms.Options{Endpoint: h.gateway.URL(), AccessKeyID: "id", AccessKeySecret: "secret", Catalogue: catalogue, Clock: h.db})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(h.sms.Close)
}

// open makes the notifier; o may leave a gateway out.
func (h *house) open(o notify.Options) {
	if o.Senders == nil {
		o.Senders = map[domain.Channel]notify.Sender{domain.WeCom: h.wecom, domain.SMS: h.sms}
	}
	o.Store, o.Clock, o.Log = h.db, h.db, slog.New(slog.NewTextHandler(h.log, nil))
	o.Observe.Sent = func(channel domain.Channel, _ string, _ time.Duration) {
		h.wecom.mu.Lock()
		defer h.wecom.mu.Unlock()
		h.tries[channel]++
	}
	o.Wall = func() time.Time { return h.wall }
	o.Query = func(ctx context.Context, address string, day domain.Date, outID string) (notify.Fate, error) {
		d, err := h.sms.Query(ctx, address, day, outID)
		states := map[sms.State]delivery.State{sms.Waiting: delivery.Sent, sms.Delivered: delivery.Delivered, sms.Failed: delivery.Refused}
		return notify.Fate{Found: d.Found, State: states[d.State], Code: d.Code}, err
	}
	n, err := notify.New(o)
	if err != nil {
		h.Fatal(err)
	}
	h.Notifier = n
}

// at moves business time forward to a clock time.
func (h *house) at(s string) {
	h.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		h.Fatal(err)
	}
	if err := h.db.SetAhead(h.Context(), time.Until(at)+time.Second); err != nil {
		h.Fatal(err)
	}
}

// tx runs f in a transaction.
func (h *house) tx(f func(tx *postgres.Tx) error) {
	h.Helper()
	if err := h.db.InTx(h.Context(), f); err != nil {
		h.Fatal(err)
	}
}

// remind sets a reminder of the rep, due in a minute, and moves on to it. It returns its notice.
func (h *house) remind() domain.ID {
	h.Helper()
	h.tx(func(tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		if err := tx.Flush(h.Context()); err != nil {
			return err
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		s := visit.Source{Person: "chenxiao", Channel: domain.WeCom, SaidAt: tx.Now(), Origin: id}
		_, err = remind.Make(tx, s, id, numbers[0], tx.Now().Add(time.Minute), "去省医见欧阳主任", "D1")
		return err
	})
	h.at(h.db.Now().Add(2 * time.Minute).Format("2006-01-02 15:04"))
	return h.newest("reminder")
}

// joint tells the manager of a visit on which she came along, which quiet hours and the cap bind. It returns the notice.
func (h *house) joint() (told domain.ID) {
	h.Helper()
	h.tx(func(tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		if err := tx.Flush(h.Context()); err != nil {
			return err
		}
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		tx.PutVisit(visit.Visit{ID: id, Number: numbers[0], Rep: "chenxiao", Details: visit.Details{Doctor: "D1", Date: domain.DateOf(tx.Now()),
			Start: "15:00", Products: []string{"P01"}, Joint: "boss"}, Channel: domain.WeCom, SaidAt: tx.Now(), RecordedAt: tx.Now(),
			Origin: id, Status: visit.Open})
		told, err = tx.NewID()
		if err != nil {
			return err
		}
		return tx.Tell(notice.Notice{ID: told, Kind: notice.JointVisit.Name, Key: notice.JointVisitKey(id, "boss"), Person: "boss",
			Subject: id, Number: numbers[0], DueAt: tx.Now()})
	})
	return told
}

// reply queues words for the rep.
func (h *house) reply(words string) (id domain.ID) {
	h.Helper()
	h.tx(func(tx *postgres.Tx) (err error) {
		if id, err = tx.NewID(); err != nil {
			return err
		}
		return tx.Tell(notice.Notice{ID: id, Kind: notice.Reply.Name, Key: "reply/" + id.String(), Person: "chenxiao",
			Args: fmt.Appendf(nil, `{"text":%q}`, words), DueAt: tx.Now()})
	})
	return id
}

func (h *house) newest(kind string) (id domain.ID) {
	h.Helper()
	if err := h.pool.QueryRow(h.Context(), `select id from notice where kind = $1 order by id desc limit 1`, kind).Scan(&id); err != nil {
		h.Fatal(err)
	}
	return id
}

// want fails the test unless the query gives these lines.
func (h *house) want(sql string, lines ...string) {
	h.Helper()
	rows, err := h.pool.Query(h.Context(), sql)
	if err != nil {
		h.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		h.Fatal(err)
	}
	if !slices.Equal(got, lines) {
		h.Errorf("%s\n got %q\nwant %q", sql, got, lines)
	}
}

// The lines that most tests look at.
const (
	deliveries = `select format('%s %s %s', channel, state, coalesce(code, '-')) from delivery order by id`
	notices    = `select format('%s %s', kind, state) from notice order by created_at, id`
)

// waits fails the test unless these rows of the outbox lie ahead.
func (h *house) waits(lines ...string) {
	h.Helper()
	h.want(`select format('%s %s', topic, to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI')) from outbox
where due_at > '`+h.db.Now().Format(time.RFC3339Nano)+`' order by due_at, id`, lines...)
}

func (h *house) deliver(id domain.ID) {
	h.Helper()
	if err := h.Deliver(h.Context(), id); err != nil {
		h.Fatal(err)
	}
}

func (h *house) exec(sql string, args ...any) {
	h.Helper()
	if _, err := h.pool.Exec(h.Context(), sql, args...); err != nil {
		h.Fatal(err)
	}
}

// smses are the texts on a phone.
func (h *house) smses(mobile string) (texts []string) {
	for _, m := range h.gateway.Messages(mobile) {
		texts = append(texts, m.Text)
	}
	return texts
}
