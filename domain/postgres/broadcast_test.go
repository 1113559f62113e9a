package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// broadcastAt is the business time of these tests: a Tuesday at three in the afternoon.
var broadcastAt = time.Date(2026, 11, 24, 15, 0, 0, 0, shanghai)

// bigTeam has a director over managers with so many reps each; the database's clock stands at the time that now says.
func bigTeam(t testing.TB, now *time.Time, managers, reps int) (*postgres.DB, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.Pool(t)
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai, postgres.WithWall(func() time.Time { return *now }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	for _, sql := range []string{
		`insert into staff (userid, name, role, mobile, from_date) values ('director', '总监', 'director', '13700000000', '2026-01-01'), ('admin', '管理员', 'admin', '13700000001', '2026-01-01')`,
		fmt.Sprintf(`insert into staff (userid, name, role, manager, mobile, from_date)
			select 'm' || lpad(i::text, 4, '0'), '主管' || i, 'manager', 'director', '136' || lpad(i::text, 8, '0'), '2026-01-01' from generate_series(1, %d) i`, managers),
		fmt.Sprintf(`insert into staff (userid, name, role, manager, mobile, from_date, lines)
			select 'r' || lpad(i::text, 6, '0'), '代表' || i, 'rep', 'm' || lpad(((i - 1) / %d + 1)::text, 4, '0'), '135' || lpad(i::text, 8, '0'), '2026-01-01',
				array[case when i %% 2 = 0 then '心血管' else '呼吸' end] from generate_series(1, %d) i`, reps, managers*reps),
		`insert into conversation (person) select userid from staff on conflict do nothing`,
		`analyze staff`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return db, pool
}

// draft writes a broadcast of a person to an audience.
func draft(t testing.TB, db *postgres.DB, person string, to broadcast.Audience, with func(*broadcast.Broadcast)) (b broadcast.Broadcast) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		var numbers []int64
		tx.WantNumbers(1, &numbers)
		if err := tx.Flush(t.Context()); err != nil {
			return err
		}
		b = broadcast.Broadcast{Number: numbers[0], Person: person, Text: "明天下午两点开会", Whom: "全组", To: to, Channel: domain.WeCom, SaidAt: tx.Now()}
		var err error
		if b.ID, err = tx.NewID(); err != nil {
			return err
		}
		if with != nil {
			with(&b)
		}
		b, err = broadcast.Write(tx, b)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return b
}

// confirmed has a draft sent, as a turn does.
func confirmed(ctx context.Context, db *postgres.DB, number int64) (p broadcast.Preview, err error) {
	err = db.InTx(ctx, func(tx *postgres.Tx) error {
		b, ok, err := tx.BroadcastNumbered(ctx, number)
		if err != nil || !ok {
			return errors.Join(err, errors.New("no such broadcast"))
		}
		tx.WantPreview(b, domain.DateOf(tx.Now()), 3, &p)
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		_, err = broadcast.Confirm(tx, b, p.Count)
		return err
	})
	return p, err
}

func listed(t testing.TB, pool *pgxpool.Pool, sql string, args ...any) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestABroadcastReachesWhomItNamesAndNobodyElse: each sort of audience, never beyond the sender's reach, nor those who have left or not begun,
// nor the sender.
func TestABroadcastReachesWhomItNamesAndNobodyElse(t *testing.T) {
	now := broadcastAt
	db, pool := bigTeam(t, &now, 2, 3) // m0001: r1–r3, m0002: r4–r6
	for _, sql := range []string{
		`update staff set to_date = '2026-11-20' where userid = 'r000003'`,
		`update staff set from_date = '2026-12-01' where userid = 'r000006'`,
		`update staff set prefers = 'sms' where userid = 'r000001'`,
		`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin) values (gen_random_uuid(), 1, 'timeoff', 'r000002',
			'{"from": "2026-11-24", "to": "2026-11-26"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid()),
			(gen_random_uuid(), 2, 'timeoff', 'r000001', '{"from": "2026-11-24", "to": "2026-11-24", "half": "am"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		sender string
		to     broadcast.Audience
		want   string
	}{
		"a team":                    {"m0001", broadcast.Audience{Reach: []string{"m0001"}, Under: []string{"m0001"}}, "r000001 r000002"},
		"a director's team":         {"director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}}, "m0001 m0002 r000001 r000002 r000004 r000005"},
		"her managers":              {"director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}, Roles: []domain.Role{domain.Manager}}, "m0001 m0002"},
		"one manager's people":      {"director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"m0002"}}, "m0002 r000004 r000005"},
		"a line":                    {"director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}, Lines: []string{"心血管"}}, "r000002 r000004"},
		"people":                    {"m0001", broadcast.Audience{Reach: []string{"m0001"}, People: []string{"r000001", "r000003"}}, "r000001"},
		"people and a line":         {"director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"m0002"}, Lines: []string{"心血管"}, People: []string{"r000001"}}, "r000001 r000004"},
		"but for one":               {"m0001", broadcast.Audience{Reach: []string{"m0001"}, Under: []string{"m0001"}, Except: []string{"r000002"}}, "r000001"},
		"not beyond her reach":      {"m0001", broadcast.Audience{Reach: []string{"m0001"}, Under: []string{"m0001", "m0002"}, People: []string{"r000004", "director"}}, "r000001 r000002"},
		"whom she stands in for":    {"m0001", broadcast.Audience{Reach: []string{"m0001", "m0002"}, Under: []string{"m0002"}}, "r000004 r000005"},
		"the company":               {"admin", broadcast.Audience{Company: true, Everyone: true}, "director m0001 m0002 r000001 r000002 r000004 r000005"},
		"the company's reps":        {"admin", broadcast.Audience{Company: true, Everyone: true, Roles: []domain.Role{domain.Rep}}, "r000001 r000002 r000004 r000005"},
		"nobody, where none is":     {"r000001", broadcast.Audience{Reach: []string{"r000001"}, Under: []string{"r000001"}}, ""},
		"nothing without a segment": {"director", broadcast.Audience{Reach: []string{"director"}}, ""},
	} {
		b := draft(t, db, c.sender, c.to, nil)
		p, err := confirmed(t.Context(), db, b.Number)
		if r, refused := domain.AsRefusal(err); c.want == "" && refused && r.Code == "broadcast.nobody" {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		got := listed(t, pool, `select person from notice where subject = $1 and kind = 'broadcast' order by person`, b.ID)
		if strings.Join(got, " ") != c.want || p.Count != len(got) {
			t.Errorf("%s: told are %v, previewed %d, want %s", name, got, p.Count, c.want)
		}
		if slices.Contains(got, "r000002") && (p.Off != 1 || p.OffNames[0] != "代表2") || slices.Contains(got, "r000001") && p.BySMS != 1 {
			t.Errorf("%s: the preview is %+v", name, p)
		}
		if due := listed(t, pool, `select to_char(due_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') from notice where subject = $1 and person = 'r000002'`, b.ID); len(due) == 1 && due[0] != "11-27 08:00" {
			t.Errorf("%s: who is away is told at %v", name, due)
		}
	}
}

// TestABroadcastIsToldOnceHoweverItIsInterrupted: two confirm it at once, several workers go on with it at once and are killed between and
// inside its parts, the same row comes again: each receiver has one notice and one row in the outbox, nobody none.
func TestABroadcastIsToldOnceHoweverItIsInterrupted(t *testing.T) {
	now := broadcastAt
	db, pool := bigTeam(t, &now, 10, 250)
	b := draft(t, db, "director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}}, nil)
	var once sync.WaitGroup
	results := make(chan error, 6)
	for range 6 {
		once.Add(1)
		go func() {
			defer once.Done()
			_, err := confirmed(context.WithoutCancel(t.Context()), db, b.Number)
			results <- err
		}()
	}
	once.Wait()
	close(results)
	sent := 0
	for err := range results {
		r, refused := domain.AsRefusal(err)
		switch {
		case err == nil:
			sent++
		case !refused || r.Code != "broadcast.confirmed":
			t.Errorf("a second confirmation: %v", err)
		}
	}
	if sent != 1 {
		t.Fatalf("it was confirmed %d times", sent)
	}
	state := func() string { return listed(t, pool, `select state from broadcast where id = $1`, b.ID)[0] }
	killed := 0
	for i := 0; state() != "sent"; i++ {
		if i > 40 {
			t.Fatal("it never comes to its end")
		}
		ctx, kill := context.WithTimeout(t.Context(), time.Duration(40+i*i*40)*time.Millisecond)
		var workers sync.WaitGroup
		for range 2 {
			workers.Add(1)
			go func() {
				defer workers.Done()
				_ = db.AdvanceBroadcast(ctx, b.ID) // killed sooner or later
			}()
		}
		workers.Wait()
		kill()
		killed++
	}
	if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil { // its row comes again
		t.Fatal(err)
	}
	const want = "2510 2510 2510"
	counts := listed(t, pool, `select count(*) || ' ' || count(distinct person) || ' ' || (select count(*) from outbox o where o.topic = 'notice' and o.ref in
		(select n.id::text from notice n where n.subject = $1)) from notice where subject = $1 and kind = 'broadcast'`, b.ID)[0]
	if counts != want {
		t.Errorf("notices, people, rows in the outbox: %s, want %s after %d workers", counts, want, killed)
	}
	if got := listed(t, pool, `select receivers || ' ' || made from broadcast where id = $1`, b.ID)[0]; got != "2510 2510" {
		t.Errorf("it counts %s", got)
	}
	span := listed(t, pool, `select (count(distinct due_at) > 300 and min(due_at) >= $2 and max(due_at) < $2 + interval '10 minutes 1 second')::text from notice where subject = $1 and kind = 'broadcast'`, b.ID, now)
	if fmt.Sprint(span) != "[true]" {
		t.Error("they are not told within ten minutes, one after the other")
	}
	if facts := listed(t, pool, `select kind from fact where subject = $1 order by kind`, b.ID); fmt.Sprint(facts) != "[broadcast.confirmed broadcast.sent broadcast.written]" {
		t.Errorf("its facts are %v", facts)
	}
}

// claimed has a notice told over WeCom, as a worker does.
func claimed(ctx context.Context, db *postgres.DB, id domain.ID, now time.Time) (told bool, err error) {
	_, _, err = db.ClaimNotice(ctx, id, now, func(ctx context.Context, c delivery.Case) (d delivery.Decision, err error) {
		if !c.Live {
			return d, nil
		}
		kind, _ := notice.KindNamed(c.Notice.Kind)
		content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
		if err != nil || !still {
			return delivery.Decision{Withdraw: true}, err
		}
		told = true
		one := delivery.Delivery{Key: id.String() + "/wecom", Notice: id, Person: c.Notice.Person, Kind: kind.Name, Channel: domain.WeCom, State: delivery.Sent,
			Text: content.Text, TaskID: id.String(), DueAt: c.Notice.DueAt}
		one.ID, err = c.Reads.NewID()
		return delivery.Decision{Deliveries: []delivery.Delivery{one}}, err
	})
	return told, err
}

func untold(t testing.TB, pool *pgxpool.Pool, kind string, b broadcast.Broadcast) (ids []domain.ID) {
	t.Helper()
	for _, s := range listed(t, pool, `select id::text from notice where subject = $1 and kind = $2 and state = 'live' order by person`, b.ID, kind) {
		id, err := domain.ParseID(s)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// TestWhatIsTakenBackIsCountedExactly: a broadcast is taken back while its receivers are being told. Whoever was told is counted, and nobody is
// told afterwards.
func TestWhatIsTakenBackIsCountedExactly(t *testing.T) {
	now := broadcastAt
	db, pool := bigTeam(t, &now, 2, 60)
	b := draft(t, db, "director", broadcast.Audience{Reach: []string{"director"}, Under: []string{"director"}}, nil)
	if _, err := confirmed(t.Context(), db, b.Number); err != nil {
		t.Fatal(err)
	}
	if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	// Half are told before she takes it back, most of the rest while she does, and the last come too late.
	queue := make(chan domain.ID, 200)
	waiting := untold(t, pool, "broadcast", b)
	feed := func(ids []domain.ID) {
		for _, id := range ids {
			queue <- id
		}
	}
	feed(waiting[:60])
	var workers sync.WaitGroup
	var mu sync.Mutex
	told := 0
	for range 4 {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for id := range queue {
				ok, err := claimed(context.WithoutCancel(t.Context()), db, id, now)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				if ok {
					told++
				}
				mu.Unlock()
			}
		}()
	}
	for enough := false; !enough; {
		time.Sleep(time.Millisecond)
		mu.Lock()
		enough = told >= 20
		mu.Unlock()
	}
	var s broadcast.Standing
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		one, _, err := tx.BroadcastNumbered(t.Context(), b.Number)
		if err != nil {
			return err
		}
		feed(waiting[60:110])
		tx.Withdraw(b.ID)
		tx.WantStanding(b.ID, &s)
		if err := tx.Flush(t.Context()); err != nil {
			return err
		}
		_, err = broadcast.Stop(tx, one, "director", s.Told, one.Receivers-s.Told)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	feed(waiting[110:])
	close(queue)
	workers.Wait()
	if told != s.Told || told == 122 {
		t.Errorf("%d were told, the sender hears of %d", told, s.Told)
	}
	now = now.AddDate(0, 0, 1)
	if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if left := untold(t, pool, "broadcast", b); len(left) != 0 {
		t.Errorf("%d would still be told", len(left))
	}
}

// TestWhoHasNotConfirmedIsRemindedOnce: by button, by word and by an answer a receiver confirms; the reminder goes to the others who were told,
// once, and confirming it confirms the broadcast.
func TestWhoHasNotConfirmedIsRemindedOnce(t *testing.T) {
	now := broadcastAt
	db, pool := bigTeam(t, &now, 1, 6)
	b := draft(t, db, "m0001", broadcast.Audience{Reach: []string{"m0001"}, Under: []string{"m0001"}}, func(b *broadcast.Broadcast) { b.RemindAfter = time.Hour })
	if _, err := confirmed(t.Context(), db, b.Number); err != nil {
		t.Fatal(err)
	}
	if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	ids := untold(t, pool, "broadcast", b)
	for _, id := range ids[:5] { // r000006 was not told yet
		if _, err := claimed(t.Context(), db, id, now); err != nil {
			t.Fatal(err)
		}
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		if id, err := tx.Acknowledge(ctx, "r000001", ids[0].String()); err != nil || id != ids[0] {
			t.Errorf("the button: %v %v", id, err)
		}
		if got, err := tx.AckBroadcasts(ctx, "r000002", 0); err != nil || !slices.Equal(got, []int64{b.Number}) {
			t.Errorf("the word: %v %v", got, err)
		}
		if got, err := tx.AckBroadcasts(ctx, "r000002", 0); err != nil || len(got) != 0 {
			t.Errorf("the word again: %v %v", got, err)
		}
		if got, err := tx.AckBroadcasts(ctx, "r000002", b.Number); err != nil || !slices.Equal(got, []int64{b.Number}) {
			t.Errorf("the word with its number, again: %v %v", got, err)
		}
		if got, err := tx.AckBroadcasts(ctx, "r000003", b.Number+1); err != nil || len(got) != 0 {
			t.Errorf("another number: %v %v", got, err)
		}
		if got, err := tx.AckBroadcasts(ctx, "r000006", b.Number); err != nil || len(got) != 0 {
			t.Errorf("of who was not told: %v %v", got, err)
		}
		tx.AckBroadcast(b.ID, "r000003")
		return nil
	})
	now = now.Add(time.Hour)
	for range 3 {
		if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := listed(t, pool, `select person from notice where kind = 'broadcast_reminder' order by person`); fmt.Sprint(got) != "[r000004 r000005]" {
		t.Fatalf("reminded are %v", got)
	}
	reminders := untold(t, pool, "broadcast_reminder", b)
	for _, id := range reminders {
		if told, err := claimed(t.Context(), db, id, now); err != nil || !told {
			t.Fatal(told, err)
		}
	}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		if _, err := tx.Acknowledge(ctx, "r000004", reminders[0].String()); err != nil {
			return err
		}
		one, _, err := tx.BroadcastNumbered(ctx, b.Number)
		if err != nil {
			return err
		}
		if _, err := broadcast.Remind(tx, one, "m0001", time.Time{}); err == nil {
			t.Error("a second reminder is made")
		}
		var s broadcast.Standing
		tx.WantStanding(b.ID, &s)
		open, err := tx.Unacked(ctx, b.ID, 10)
		if err != nil {
			return err
		}
		if s != (broadcast.Standing{Made: 6, Told: 5, Acked: 4, Waiting: 1}) || len(open) != 2 || !slices.ContainsFunc(open, func(u broadcast.Unacked) bool { return u.Name == "代表5" && u.Reminded && !u.Waiting }) ||
			!slices.ContainsFunc(open, func(u broadcast.Unacked) bool { return u.Name == "代表6" && u.Waiting }) {
			t.Errorf("standing %+v, open %+v", s, open)
		}
		return nil
	})
}

// TestABroadcastOfWhoHasLeftDoesNotGo: its sender is gone, or manages nobody any more, when its time comes.
func TestABroadcastOfWhoHasLeftDoesNotGo(t *testing.T) {
	for _, sql := range []string{`update staff set to_date = '2026-11-25' where userid = 'm0001'`, `update staff set role = 'rep' where userid = 'm0001'`} {
		now := broadcastAt
		db, pool := bigTeam(t, &now, 1, 2)
		b := draft(t, db, "m0001", broadcast.Audience{Reach: []string{"m0001"}, Under: []string{"m0001"}}, func(b *broadcast.Broadcast) { b.At = now.AddDate(0, 0, 6) })
		if _, err := confirmed(t.Context(), db, b.Number); err != nil {
			t.Fatal(err)
		}
		if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 6)
		if err := db.AdvanceBroadcast(t.Context(), b.ID); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, pool, `select state || ' ' || (select count(*) from notice) from broadcast`); fmt.Sprint(got) != "[withdrawn 0]" {
			t.Errorf("after %s it is %v", sql, got)
		}
	}
}
