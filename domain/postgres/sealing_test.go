package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/audit"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
)

// happened writes facts, each in a transaction of its own.
func happened(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	for i := range n {
		inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
			tx.Remember(fact.Fact{Kind: fact.CommentAdded, At: tx.Now(), Person: "boss", Number: int64(1001 + i),
				Before: map[string]any{"text": "旧"}, After: map[string]any{"text": fmt.Sprint("新", i)}})
			return nil
		})
	}
}

// sealed writes n facts and seals them: the first sweep sees how far they go, the next one seals that far, once every transaction
// of the server has ended that was there then; those of other tests too.
func sealed(t *testing.T, db *postgres.DB, n int) audit.Seal {
	t.Helper()
	happened(t, db, n)
	for {
		if _, _, err := db.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		report := verified(t, db, nil)
		if !report.OK() {
			t.Fatalf("what was just sealed is %+v", report)
		}
		if report.Unsealed == 0 {
			return report.Head
		}
	}
}

func verified(t *testing.T, db *postgres.DB, anchor *audit.Anchor) audit.Report {
	t.Helper()
	report, err := db.VerifyAudit(t.Context(), anchor, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// forge runs statements as whoever owns the database can: past the triggers.
func forge(t *testing.T, pool *pgxpool.Pool, statements ...string) {
	t.Helper()
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, sql := range slices.Concat([]string{`set session_replication_role = replica`}, statements, []string{`set session_replication_role = origin`}) {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// TestTamperingIsFound alters what is sealed in every way that there is.
func TestTamperingIsFound(t *testing.T) {
	db, pool := companyPool(t)
	var head audit.Seal
	for range 3 {
		head = sealed(t, db, 4)
	}
	if head.Number != 3 || head.Last != 12 {
		t.Fatalf("the chain ends with %+v", head)
	}
	anchor := head.Anchor()
	forge(t, pool, `create table true_fact as table fact`, `create table true_seal as table audit_seal`)
	for name, c := range map[string]struct {
		sql, found string
		// anchored tampering is found only with the anchor.
		anchored bool
	}{
		"changed after":         {sql: `update fact set after = '{"text": "别的"}' where seq = 3`, found: "seal 1 (facts 1 to 4"},
		"changed before":        {sql: `update fact set before = null where seq = 6`, found: "seal 2"},
		"changed person":        {sql: `update fact set person = 'rep' where seq = 2`, found: "were changed or moved"},
		"changed time":          {sql: `update fact set at = at - interval '1 day' where seq = 2`, found: "were changed or moved"},
		"changed kind":          {sql: `update fact set kind = 'visit.reported' where seq = 2`, found: "were changed or moved"},
		"changed number":        {sql: `update fact set number = 7 where seq = 2`, found: "were changed or moved"},
		"changed channel":       {sql: `update fact set channel = 'sms' where seq = 2`, found: "were changed or moved"},
		"changed message":       {sql: `update fact set message = 'm9' where seq = 2`, found: "were changed or moved"},
		"changed subject":       {sql: `update fact set subject = id where seq = 2`, found: "were changed or moved"},
		"moved between fields":  {sql: `update fact set person = '', kind = person || kind where seq = 2`, found: "were changed or moved"},
		"deleted first":         {sql: `delete from fact where seq = 1`, found: "1 of its 4 facts are missing"},
		"deleted in the middle": {sql: `delete from fact where seq = 6`, found: "1 of its 4 facts are missing"},
		"deleted last":          {sql: `delete from fact where seq = 12`, found: "seal 3"},
		"inserted":              {sql: forgedFact(8), found: "1 facts were put in between its 4"},
		"inserted before all":   {sql: forgedFact(-5), found: "before the beginning"},
		"swapped for another":   {sql: `update fact set seq = case seq when 6 then 7 else 6 end where seq in (6, 7)`, found: "were changed or moved"},
		"moved to another seal": {sql: `update fact set seq = 5 where seq = 4`, found: "seal 1"},
		"moved behind the end":  {sql: `update fact set seq = 99 where seq = 4`, found: "seal 1"},
		"seal removed":          {sql: `delete from audit_seal where number = 2`, found: "missing from 2 on"},
		"first seal removed":    {sql: `delete from audit_seal where number = 1`, found: "missing from 1 on"},
		"seal's time":           {sql: `update audit_seal set at = at + interval '1 day' where number = 2`, found: "the seal itself was changed"},
		"seal's root":           {sql: `update audit_seal set root = hash where number = 2`, found: "the seal itself was changed"},
		"seal's hash":           {sql: `update audit_seal set hash = root where number = 2`, found: "the seal itself was changed"},
		"seal's previous":       {sql: `update audit_seal set previous = root where number = 2`, found: "does not follow"},
		"seal's bounds":         {sql: `update audit_seal set last = 7 where number = 2`, found: "seal 2"},
		"end cut off": {sql: `with gone as (delete from audit_seal where number = 3) delete from fact where seq > 8`,
			found: "its end was cut off", anchored: true},
		"all cut off": {sql: `with gone as (delete from audit_seal) delete from fact`, found: "its end was cut off", anchored: true},
	} {
		t.Run(name, func(t *testing.T) {
			defer forge(t, pool, `truncate fact, audit_seal`, `insert into fact table true_fact`, `insert into audit_seal table true_seal`)
			forge(t, pool, c.sql)
			without, with := verified(t, db, nil), verified(t, db, &anchor)
			if without.OK() != c.anchored {
				t.Errorf("without the anchor the findings are %v", without.Findings)
			}
			if !slices.ContainsFunc(with.Findings, func(f audit.Finding) bool { return strings.Contains(f.String(), c.found) }) {
				t.Errorf("the findings are %v, without one of %q", with.Findings, c.found)
			}
		})
	}
}

// forgedFact copies a fact to another number.
func forgedFact(seq int) string {
	return fmt.Sprintf(`insert into fact (id, at, kind, person, subject, number, before, after, seq)
select gen_random_uuid(), at, kind, person, subject, number, before, after, %d from fact where seq = 8`, seq)
}

// TestAChainSealedAnewDoesNotMeetItsAnchor: whoever owns the database changes a fact and seals everything from there on again.
func TestAChainSealedAnewDoesNotMeetItsAnchor(t *testing.T) {
	db, pool := companyPool(t)
	sealed(t, db, 4)
	anchor := sealed(t, db, 4).Anchor()
	forge(t, pool, `update fact set person = 'rep' where seq = 3`)
	forge(t, pool, `delete from audit_seal`)
	forge(t, pool, `update audit_horizon set seq = 0`)
	sealed(t, db, 0)
	if report := verified(t, db, nil); !report.OK() {
		t.Errorf("a chain that was sealed anew is whole in itself: %v", report.Findings)
	}
	if report := verified(t, db, &anchor); report.OK() {
		t.Error("the anchor does not tell that the chain was sealed anew")
	}
}

// TestTheDatabaseRefusesToChangeTheLog: not even a forgotten statement can.
func TestTheDatabaseRefusesToChangeTheLog(t *testing.T) {
	db := company(t)
	if _, err := db.AddPartitions(t.Context(), db.Now().AddDate(0, 1, 0), 0); err != nil {
		t.Fatal(err)
	}
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error { // one that lies in the month's own table
		tx.Remember(fact.Fact{Kind: fact.SMSStopped, At: db.Now().AddDate(0, 1, 0), Person: "rep"})
		return nil
	})
	sealed(t, db, 2)
	month := db.Now().UTC().AddDate(0, 1, 0).Format("fact_2006_01")
	for _, sql := range []string{`update fact set person = 'x'`, `delete from fact`, `truncate fact`, `truncate ` + month, `delete from ` + month, `truncate fact_rest`,
		`update audit_seal set facts = 0`, `delete from audit_seal`, `truncate audit_seal`} {
		var pg *pgconn.PgError
		if err := db.Exec(t.Context(), sql); !errors.As(err, &pg) || pg.Code != "23000" {
			t.Errorf("%s gives %v", sql, err)
		}
	}
	if report := verified(t, db, nil); !report.OK() || report.Facts != 3 {
		t.Errorf("afterwards the log is %+v", report)
	}
}

// TestAFactThatCommitsLateIsSealedLate: what is numbered early and committed after others must not be passed over.
func TestAFactThatCommitsLateIsSealedLate(t *testing.T) {
	db := company(t)
	sealed(t, db, 1)
	numbered, commit, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- db.InTx(context.WithoutCancel(t.Context()), func(tx *postgres.Tx) error {
			tx.Remember(fact.Fact{Kind: fact.SMSStopped, At: tx.Now(), Person: "rep"})
			if err := tx.Flush(context.WithoutCancel(t.Context())); err != nil {
				return err
			}
			close(numbered)
			<-commit
			return nil
		})
	}()
	<-numbered
	happened(t, db, 3)
	for range 5 {
		if _, n, err := db.Seal(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d facts are sealed past one that is still being written: %v", n, err)
		}
	}
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if head := sealed(t, db, 0); head.Facts != 4 {
		t.Errorf("the seal is %+v", head)
	}
}

// TestTheChainGoesOnInARestoredDatabase: another server counts its transactions from the beginning.
func TestTheChainGoesOnInARestoredDatabase(t *testing.T) {
	db := company(t)
	sealed(t, db, 3)
	if err := db.Exec(t.Context(), `update audit_horizon set xact = '99999999999'`); err != nil {
		t.Fatal(err)
	}
	if head := sealed(t, db, 2); head.Last != 5 {
		t.Errorf("the chain ends with %+v", head)
	}
}

// TestTwoSweepsAtOnceMakeOneChain, with turns going on between them.
func TestTwoSweepsAtOnceMakeOneChain(t *testing.T) {
	db := company(t)
	errs := make(chan error)
	for range 4 {
		go func() {
			for range 25 {
				if _, _, err := db.Seal(context.WithoutCancel(t.Context())); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	happened(t, db, 60)
	for range 4 {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	sealed(t, db, 0)
	if report := verified(t, db, nil); report.Facts != 60 {
		t.Errorf("the chain holds %d facts of 60", report.Facts)
	}
}

// TestAChangeThatNamesNoFactIsLogged: the transaction itself says which tables it wrote.
func TestAChangeThatNamesNoFactIsLogged(t *testing.T) {
	db := company(t)
	said := func() (n int, after string) {
		if err := db.QueryRow(t.Context(), `select count(*), coalesce(max(after::text), '') from fact where kind = 'records.changed'`, &n, &after); err != nil {
			t.Fatal(err)
		}
		return n, after
	}
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error {
		tx.Prefer("rep", domain.PreferSMS)
		return nil
	})
	if n, after := said(); n != 1 || after != `{"tables": ["staff"]}` {
		t.Errorf("%d changes without a name are logged: %s", n, after)
	}
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error { // one that names it
		tx.Prefer("rep", domain.PreferAuto)
		tx.Remember(fact.Fact{Kind: fact.ChannelPrefers, At: tx.Now(), Person: "rep"})
		return nil
	})
	inTx(t, db, func(_ context.Context, tx *postgres.Tx) error { // one that takes it back
		tx.Prefer("rep", domain.PreferSMS)
		tx.Drop()
		return nil
	})
	if n, _ := said(); n != 1 {
		t.Errorf("%d changes without a name are logged", n)
	}
}

func TestTheLogSaysWhichMessageItWas(t *testing.T) {
	db := company(t)
	in := inbox.Inbound{Channel: domain.WeCom, ID: "m7", From: "rep", Kind: inbox.Text, Text: "退订", At: db.Now()}
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		if _, err := tx.OpenTurn(ctx, in); err != nil {
			return err
		}
		tx.Remember(fact.Fact{Kind: fact.SMSStopped, At: tx.Now(), Person: "rep"})
		return nil
	})
	var channel, message string
	if err := db.QueryRow(t.Context(), `select channel, message from fact`, &channel, &message); err != nil || channel != "wecom" || message != "m7" {
		t.Errorf("the fact came over %q in %q: %v", channel, message, err)
	}
}
