package postgres_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// exported is a company in which one thing of each kind has happened, in the words of the tables: exports show what is stored.
func exported(t *testing.T) *postgres.DB {
	t.Helper()
	pool := pgtest.Pool(t)
	_, err := pool.Exec(t.Context(), `
insert into staff (userid, name, role, mobile, from_date) values ('rep', '陈晓', 'rep', '13800001001', '2026-01-01');
insert into hospital (code, name) values ('H01', '江城市第一人民医院');
insert into doctor (code, name, hospital, department) values ('D1', '张伟', 'H01', '心血管内科');
insert into visit (id, number, rep, doctor, date, start, minutes, products, purpose, result, joint, next_date, next_start, channel,
    said_at, recorded_at, origin, score, scheme, effective, status, note) values
    ('00000000-0000-7000-8000-000000000001', 1001, 'rep', 'D1', '2026-11-23', '15:00', 20, '{P01,P02}', 'detailing', 'agreed', 'rep',
        '2026-11-30', '10:00', 'wecom', '2026-11-23T10:20:00.5Z', '2026-11-23T10:20:01.25Z', gen_random_uuid(), 82, 1, true, 'open', 'x'),
    ('00000000-0000-7000-8000-000000000002', 1002, 'rep', 'D1', '2026-11-24', null, null, '{}', null, null, null,
        null, null, 'sms', '2026-11-23T16:30:00Z', '2026-11-23T16:30:00Z', gen_random_uuid(), 0, 1, false, 'incomplete', ''),
    ('00000000-0000-7000-8000-000000000003', 1003, 'rep', 'D1', '2026-11-24', null, null, '{}', null, null, null,
        null, null, 'sms', '2026-11-23T16:30:00Z', '2026-11-23T16:30:00Z', gen_random_uuid(), 0, 1, false, 'withdrawn', '');
insert into plan (id, number, rep, doctor, date, start, products, purpose, remind, state, visit, channel, said_at, recorded_at, origin) values
    ('00000000-0000-7000-8000-000000000011', 1011, 'rep', 'D1', '2026-11-24', '09:30', '{P01}', 'followup', 30, 'done',
        '00000000-0000-7000-8000-000000000001', 'wecom', now(), now(), gen_random_uuid()),
    ('00000000-0000-7000-8000-000000000012', 1012, 'rep', 'D1', null, null, '{}', null, null, 'planned', null, 'wecom', now(), now(), gen_random_uuid());
insert into reminder (id, number, person, at, subject, doctor, state, channel, said_at, recorded_at, origin) values
    ('00000000-0000-7000-8000-000000000021', 1021, 'rep', '2026-11-26T07:00:00Z', '去省医', null, 'set', 'wecom', '2026-11-23T10:00:00Z',
        '2026-11-23T10:00:00Z', gen_random_uuid());
insert into report (id, number, kind, person, doctor, products, body, text, state, channel, said_at, recorded_at, origin) values
    ('00000000-0000-7000-8000-000000000031', 1031, 'safety', 'rep', 'D1', '{P01}', '{"a": 1}', '头晕', 'open', 'wecom', '2026-11-23T15:59:59Z',
        '2026-11-23T16:00:00Z', gen_random_uuid()),
    ('00000000-0000-7000-8000-000000000032', 1032, 'timeoff', 'rep', null, '{}', 'null', '请假', 'withdrawn', 'wecom', '2026-11-23T16:00:00Z',
        '2026-11-23T16:00:00Z', gen_random_uuid());
insert into notice (id, kind, key, person, due_at, created_at) values ('00000000-0000-7000-8000-000000000041', 'reminder', 'k', 'rep', now(), now());
insert into delivery (id, key, notice, person, address, kind, channel, state, body, text, provider_id, attempts, due_at, claimed_at, sent_at) values
    ('00000000-0000-7000-8000-000000000051', 'k1', '00000000-0000-7000-8000-000000000041', 'rep', 'rep', 'reminder', 'wecom', 'sent', '', '提醒',
        'm1', 2, '2026-11-23T16:00:00Z', now(), '2026-11-23T16:00:03Z'),
    ('00000000-0000-7000-8000-000000000052', 'k2', '00000000-0000-7000-8000-000000000041', 'rep', 'rep', 'reminder', 'sms', 'claimed', '', '提醒',
        null, 0, '2026-11-23T15:00:00Z', now(), null);
insert into fact (id, at, kind, person, subject, number, before, after) values
    ('00000000-0000-7000-8000-000000000061', '2026-11-23T16:00:00Z', 'visit.reported', 'rep', '00000000-0000-7000-8000-000000000001', 1001, null, '{"doctor": "D1"}')`)
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// asJSON runs an export and returns its rows as json.
func asJSON[T any](t *testing.T, read func(context.Context, export.Range, func(T) error) error, r export.Range) []string {
	t.Helper()
	out := []string{}
	err := read(t.Context(), r, func(row T) error {
		b, err := json.Marshal(row)
		out = append(out, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExportsShowWhatIsStored(t *testing.T) {
	db := exported(t)
	all := export.Range{All: true}
	first := `{"id":"00000000-0000-7000-8000-000000000001","number":1001,"rep":"rep","doctor":"D1","date":"2026-11-23","start":"15:00","minutes":20,` +
		`"products":["P01","P02"],"purpose":"detailing","result":"agreed","joint":"rep","next":{"date":"2026-11-30","start":"10:00"},"channel":"wecom",` +
		`"said_at":"2026-11-23T18:20:00+08:00","recorded_at":"2026-11-23T18:20:01+08:00","score":82,"effective":true,"status":"open"}`
	second := `{"id":"00000000-0000-7000-8000-000000000002","number":1002,"rep":"rep","doctor":"D1","date":"2026-11-24","channel":"sms",` +
		`"said_at":"2026-11-24T00:30:00+08:00","recorded_at":"2026-11-24T00:30:00+08:00","score":0,"effective":false,"status":"incomplete"}`
	visits := asJSON(t, db.ExportVisits, export.Range{})
	if diff := cmp.Diff([]string{first, second}, visits); diff != "" {
		t.Error(diff)
	}
	if got := asJSON(t, db.ExportVisits, all); len(got) != 3 {
		t.Errorf("%d visits with the withdrawn one", len(got))
	}
	plans := []string{
		`{"id":"00000000-0000-7000-8000-000000000011","number":1011,"rep":"rep","doctor":"D1","date":"2026-11-24","start":"09:30","products":["P01"],` +
			`"purpose":"followup","remind":30,"state":"done","visit":"00000000-0000-7000-8000-000000000001"}`,
		`{"id":"00000000-0000-7000-8000-000000000012","number":1012,"rep":"rep","doctor":"D1","state":"planned"}`,
	}
	if diff := cmp.Diff(plans, asJSON(t, db.ExportPlans, all)); diff != "" {
		t.Error(diff)
	}
	reminders := []string{`{"id":"00000000-0000-7000-8000-000000000021","number":1021,"person":"rep","at":"2026-11-26T15:00:00+08:00","subject":"去省医",` +
		`"state":"set","channel":"wecom","said_at":"2026-11-23T18:00:00+08:00","recorded_at":"2026-11-23T18:00:00+08:00"}`}
	if diff := cmp.Diff(reminders, asJSON(t, db.ExportReminders, all)); diff != "" {
		t.Error(diff)
	}
	reports := []string{
		`{"id":"00000000-0000-7000-8000-000000000031","number":1031,"kind":"safety","person":"rep","doctor":"D1","products":["P01"],"body":{"a":1},` +
			`"text":"头晕","state":"open","channel":"wecom","said_at":"2026-11-23T23:59:59+08:00","recorded_at":"2026-11-24T00:00:00+08:00"}`,
		`{"id":"00000000-0000-7000-8000-000000000032","number":1032,"kind":"timeoff","person":"rep","text":"请假","state":"withdrawn",` +
			`"channel":"wecom","said_at":"2026-11-24T00:00:00+08:00","recorded_at":"2026-11-24T00:00:00+08:00"}`,
	}
	if diff := cmp.Diff(reports, asJSON(t, db.ExportReports, all)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(reports[:1], asJSON(t, db.ExportReports, export.Range{})); diff != "" {
		t.Error(diff)
	}
	deliveries := []string{
		`{"id":"00000000-0000-7000-8000-000000000052","person":"rep","kind":"reminder","channel":"sms","state":"claimed","due_at":"2026-11-23T23:00:00+08:00",` +
			`"attempts":0,"text":"提醒"}`,
		`{"id":"00000000-0000-7000-8000-000000000051","person":"rep","kind":"reminder","channel":"wecom","state":"sent","provider_id":"m1",` +
			`"due_at":"2026-11-24T00:00:00+08:00","sent_at":"2026-11-24T00:00:03+08:00","attempts":2,"text":"提醒"}`,
	}
	if diff := cmp.Diff(deliveries, asJSON(t, db.ExportDeliveries, all)); diff != "" {
		t.Error(diff)
	}
	facts := []string{`{"id":"00000000-0000-7000-8000-000000000061","at":"2026-11-24T00:00:00+08:00","kind":"visit.reported","person":"rep",` +
		`"subject":"00000000-0000-7000-8000-000000000001","number":1001,"after":{"doctor":"D1"}}`}
	if diff := cmp.Diff(facts, asJSON(t, db.ExportFacts, all)); diff != "" {
		t.Error(diff)
	}
}

// TestExportsOfDays holds both ends of a range in, in the company's zone: midnight there is 16:00 of the day before in UTC.
func TestExportsOfDays(t *testing.T) {
	db := exported(t)
	d23, d24 := domain.Date{Year: 2026, Month: time.November, Day: 23}, domain.Date{Year: 2026, Month: time.November, Day: 24}
	for _, c := range []struct {
		r                                             export.Range
		visits, plans, reports, deliveries, facts, r2 int
	}{
		{export.Range{All: true, From: d23, To: d23}, 1, 0, 1, 1, 0, 0},
		{export.Range{All: true, From: d24, To: d24}, 2, 1, 1, 1, 1, 0},
		{export.Range{All: true, From: d23}, 3, 1, 2, 2, 1, 1},
		{export.Range{All: true, To: d23}, 1, 0, 1, 1, 0, 0},
		{export.Range{All: true}, 3, 2, 2, 2, 1, 1},
	} {
		got := []int{len(asJSON(t, db.ExportVisits, c.r)), len(asJSON(t, db.ExportPlans, c.r)), len(asJSON(t, db.ExportReports, c.r)),
			len(asJSON(t, db.ExportDeliveries, c.r)), len(asJSON(t, db.ExportFacts, c.r)), len(asJSON(t, db.ExportReminders, c.r))}
		if diff := cmp.Diff([]int{c.visits, c.plans, c.reports, c.deliveries, c.facts, c.r2}, got); diff != "" {
			t.Errorf("from %q to %q: %s", c.r.From, c.r.To, diff)
		}
	}
}

func TestAnExportThatCannotWriteEnds(t *testing.T) {
	db := exported(t)
	n := 0
	err := db.ExportVisits(t.Context(), export.Range{All: true}, func(export.Visit) error { n++; return context.Canceled })
	if err != context.Canceled || n != 1 {
		t.Errorf("after %d rows: %v", n, err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}
