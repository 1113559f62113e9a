package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/bot"
	botwecom "github.com/yaoban/yaoban/bot/wecom"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgserver"
)

const (
	benchToken  = "QDG6eKtestToken2026"
	benchKey    = "kWxPkSLnAbCdEfGhIjKlMnOpQrStUvWxYz012345678"
	benchCorp   = "ww0123456789abcdef"
	benchReps   = 64
	benchPerRun = 3000
)

// bare inserts the rows that a report leaves, in one statement: the ceiling for a turn on this machine.
const bare = `
with a as (insert into inbox_seen (channel, message_id, at, received_at, person, state, answer) values ('wecom', $1, $2, $2, $3, 'answered', $4)),
b as (insert into inbox_body (at, channel, message_id, body) values ($2, 'wecom', $1, $5)),
c as (insert into record (number, kind, id) values (nextval('record_number'), 'visit', $6) returning number),
d as (insert into visit (id, number, rep, doctor, date, minutes, products, result, note, channel, said_at, recorded_at, origin, score, scheme,
        effective, status) select $6, number, $3, $7, '2026-11-23', 20, '{P01}', 'agreed', $8, 'wecom', $2, $2, $6, 80, 1, true, 'open' from c),
e as (insert into fact (id, at, kind, person, subject, number, after) select $6, $2, 'visit.reported', $3, $6, number, $5 from c)
update conversation set state = $9, last_wecom_at = $2 where person = $3`

// rig is one private, durable Postgres with a generated company, and the ways through it that are compared.
type rig struct {
	db      *postgres.DB
	pool    *pgxpool.Pool
	company bigCompany
	codec   *botwecom.Codec
	serial  atomic.Int64
	trips   *atomic.Int64
}

func newRig(b *testing.B) *rig {
	pg, err := pgserver.Start(b.Context(), pgserver.Options{Durable: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pg.Stop() })
	if _, err := postgres.Migrate(b.Context(), pg.URL()); err != nil {
		b.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		b.Fatal(err)
	}
	r := &rig{company: newBigCompany(benchReps, 80), trips: new(atomic.Int64)}
	if r.db, err = postgres.Open(b.Context(), pg.URL(), zone, postgres.WithTrips(r.trips)); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(r.db.Close)
	r.company.load(b.Context(), b, r.db)
	cfg, err := pgxpool.ParseConfig(pg.URL())
	if err != nil {
		b.Fatal(err)
	}
	cfg.MaxConns = 16
	if r.pool, err = pgxpool.NewWithConfig(b.Context(), cfg); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(r.pool.Close)
	if r.codec, err = botwecom.NewCodec(benchToken, benchKey, benchCorp); err != nil {
		b.Fatal(err)
	}
	return r
}

// serve starts the real callback handler on loopback with the given turner behind it.
func (r *rig) serve(b *testing.B, turner botwecom.Turner) string {
	h, err := botwecom.NewHandler(botwecom.Options{Codec: r.codec, CorpID: benchCorp, Turner: turner, Clock: r.db, Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	h.Register(mux)
	s := httptest.NewServer(mux)
	b.Cleanup(s.Close)
	return s.URL
}

// null answers without understanding or rules: the same HTTP, decryption and reply, and the same rows in one statement.
type null struct{ r *rig }

func (n null) Turn(ctx context.Context, in inbox.Inbound) (inbox.Answer, error) {
	in = bot.Intake(in)
	return inbox.Answer{Text: "已记"}, n.r.insert(ctx, in.From, in.ID, in.Text)
}

// insert writes the rows of one report by the bare statement.
func (r *rig) insert(ctx context.Context, person, id, text string) error {
	row, err := r.db.NewID()
	if err != nil {
		return err
	}
	now := time.Now()
	n, _ := strconv.Atoi(person[3:])
	_, err = r.pool.Exec(ctx, bare, id, now, person, []byte(`{"text":"已记 #1024：张伟(市一心内,A) 11-23 20分钟｜立舒平｜产品传递｜认可。"}`),
		inbox.Inbound{Channel: domain.WeCom, ID: id, From: person, Kind: inbox.Text, Text: text, At: now}, row,
		fmt.Sprintf("D%04d001", n), text, []byte(`{"last":{"origin":"019ab000-0000-7000-8000-000000000000","numbers":[1024]},"told":[]}`))
	return err
}

// result is one row of the table.
type result struct {
	what    string
	senders int
	rate    float64
	p50     time.Duration
	p99     time.Duration
}

// load has n messages done by so many senders, each speaking for a rep of its own, and measures.
func load(b *testing.B, what string, senders, n int, do func(ctx context.Context, rep string, serial int64, text string) error, r *rig) result {
	took := make([][]time.Duration, senders)
	var failed atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for s := range senders {
		wg.Go(func() {
			rep := r.company.reps[s%len(r.company.reps)]
			for i := range n / senders {
				serial := r.serial.Add(1)
				text := r.company.text(int(serial))
				at := time.Now()
				if err := do(b.Context(), rep, serial, text); err != nil {
					failed.Add(1)
				}
				_ = i
				took[s] = append(took[s], time.Since(at))
			}
		})
	}
	wg.Wait()
	all := slices.Concat(took...)
	if failed.Load() > 0 || len(all) == 0 {
		b.Fatalf("%s: %d of %d failed", what, failed.Load(), len(all))
	}
	slices.Sort(all)
	return result{what, senders, float64(len(all)) / time.Since(began).Seconds(), all[len(all)/2], all[len(all)*99/100]}
}

// post sends one callback as WeCom does.
func (r *rig) post(client *http.Client, url string) func(ctx context.Context, rep string, serial int64, text string) error {
	return func(ctx context.Context, rep string, serial int64, text string) error {
		now := time.Now().Unix()
		plain := fmt.Sprintf("<xml><ToUserName><![CDATA[%s]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName><CreateTime>%d</CreateTime>"+
			"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId><AgentID>1000002</AgentID></xml>", benchCorp, rep, now, text, serial)
		enc, err := r.codec.Encrypt([]byte(plain), rand.Reader)
		if err != nil {
			return err
		}
		stamp := strconv.FormatInt(now, 10)
		to := fmt.Sprintf("%s/wecom/callback?msg_signature=%s&timestamp=%s&nonce=n", url, r.codec.Sign(stamp, "n", enc), stamp)
		body := "<xml><ToUserName><![CDATA[" + benchCorp + "]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[" + enc + "]]></Encrypt></xml>"
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewBufferString(body))
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		reply, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || len(reply) == 0 {
			return fmt.Errorf("answered %d with %d bytes: %w", resp.StatusCode, len(reply), err)
		}
		return nil
	}
}

// BenchmarkTurns measures whole turns over the real callback path beside what this machine can do at most: a null turn over
// the same HTTP, and bare inserts of the same rows.
func BenchmarkTurns(b *testing.B) {
	r := newRig(b)
	turns := r.serve(b, talkingBot(r.db, slog.New(slog.DiscardHandler)))
	nulls := r.serve(b, null{r})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	inserts := func(ctx context.Context, rep string, serial int64, text string) error {
		return r.insert(ctx, rep, "b"+strconv.FormatInt(serial, 10), text)
	}
	load(b, "warm-up", 64, 640, r.post(client, turns), r) // each rep's book is read once
	for b.Loop() {
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
		_, _ = fmt.Fprintln(table, "\nsenders\tturns/s\tp50\tp99\tnull turns/s\tbare inserts/s\tof null\tof bare\ttrips a turn\tWAL a turn\t")
		for _, senders := range []int{1, 16, 64} {
			n := benchPerRun
			if senders == 1 {
				n /= 3
			}
			trips, wal := r.trips.Load(), r.wal(b)
			turn := load(b, "turns", senders, n, r.post(client, turns), r)
			trips, wal = r.trips.Load()-trips, r.wal(b)-wal
			nothing := load(b, "null turns", senders, n, r.post(client, nulls), r)
			insert := load(b, "bare inserts", senders, n, inserts, r)
			_, _ = fmt.Fprintf(table, "%d\t%.0f\t%s\t%s\t%.0f\t%.0f\t%.2f\t%.2f\t%.1f\t%d B\t\n", senders, turn.rate, turn.p50.Round(10*time.Microsecond),
				turn.p99.Round(10*time.Microsecond), nothing.rate, insert.rate, turn.rate/nothing.rate, turn.rate/insert.rate,
				float64(trips)/float64(n/senders*senders), wal/int64(n))
			b.ReportMetric(turn.rate, fmt.Sprintf("turns/s@%d", senders))
		}
		_ = table.Flush() // standard output
	}
}

// wal is how many bytes of WAL the server has written.
func (r *rig) wal(b *testing.B) (n int64) {
	if err := r.pool.QueryRow(b.Context(), `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint`).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}
