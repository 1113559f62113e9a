package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/visit"
)

func november(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }

// inNovember opens the company of company() on the morning of Monday 2026-11-23.
func inNovember(t *testing.T, statements ...string) *postgres.DB {
	t.Helper()
	db, _ := inNovemberWith(t, statements...)
	return db
}

// inNovemberWith returns the database's own pool too, for looking into it.
func inNovemberWith(t *testing.T, statements ...string) (*postgres.DB, *pgxpool.Pool) {
	t.Helper()
	pool := pgtest.Pool(t)
	for _, sql := range append([]string{`
insert into staff (userid, name, role, manager, mobile, from_date) values
    ('boss', '王经理', 'manager', null, '13800002001', '2026-01-01'), ('rep', '陈晓', 'rep', 'boss', '13800001001', '2026-01-01'),
    ('second', '林雨', 'rep', 'boss', '13800001002', '2026-11-16'), ('guanli', '管理', 'admin', null, '13800001009', '2026-01-01')`,
		`insert into hospital (code, name) values ('H01', '江城市第一人民医院')`,
		`insert into doctor (code, name, hospital, department, grade) values
    ('D1', '张伟', 'H01', '心血管内科', 'A'), ('D2', '李静', 'H01', '心血管内科', 'B'), ('D3', '王芳', 'H01', '心血管内科', 'D')`,
		`insert into assignment (doctor, rep, from_date, short_code) values ('D1', 'rep', '2026-01-01', 'Z1'), ('D2', 'rep', '2026-01-01', 'L1'),
    ('D3', 'rep', '2026-01-01', 'W1')`}, statements...) {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai, postgres.WithWall(func() time.Time { return monday }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, pool
}

// sums says each rep's doctors as code:P:A:overdue, those who are not hers today in brackets.
func sums(t *testing.T, db *postgres.DB, on domain.Date, reps ...string) map[string]string {
	t.Helper()
	all, err := db.MonthStandings(t.Context(), on, reps...)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, s := range all {
		var each []string
		for _, d := range s.Doctors {
			one := fmt.Sprint(d.Doctor, ":", d.Required, ":", d.Effective, ":", d.Overdue)
			if !d.Hers {
				one = "(" + one + ")"
			}
			each = append(each, one)
		}
		out[s.Rep] = strings.Join(each, " ")
	}
	return out
}

func TestTheFirstSchemesAreTheDefaults(t *testing.T) {
	db := company(t)
	q, err := db.QualitySchemes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	long := domain.Date{Year: 1900, Month: 1, Day: 1}
	want := quality.Default()
	want.From = long
	if diff := cmp.Diff(quality.Schemes{want}, q); diff != "" {
		t.Error(diff)
	}
	all, err := db.QuotaSchemes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := quota.Default()
	first.From = long
	if diff := cmp.Diff(quota.Schemes{first}, all); diff != "" {
		t.Error(diff)
	}
}

// November 2026 has 21 workdays. second came on the 16th, of which there are 11 to the end.
func TestTheMonthIsCountedFromTheFacts(t *testing.T) {
	db := inNovember(t,
		// handed over on the 16th; B until the 16th, then A for everybody, but only a C in the line that second works for
		`update assignment set to_date = '2026-11-15' where doctor = 'D2'`,
		`insert into assignment (doctor, rep, line, from_date, short_code) values ('D2', 'second', '呼吸', '2026-11-16', 'L1')`,
		`insert into assignment (doctor, rep, from_date, to_date, short_code) values ('D3', 'second', '2026-11-16', '2026-11-15', 'W1')`, // corrected at once
		`insert into doctor_grade values ('D1', '', 'B', '1900-01-01'), ('D1', '', 'A', '2026-11-16'), ('D2', '呼吸', 'C', '2026-11-01')`,
		`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin) values
    (gen_random_uuid(), 1, 'timeoff', 'rep', '{"from": "2026-11-02", "to": "2026-11-02", "half": "am"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid()),
    (gen_random_uuid(), 2, 'timeoff', 'rep', '{"from": "2026-11-28", "to": "2026-12-03"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid()),
    (gen_random_uuid(), 3, 'timeoff', 'rep', '{"from": "2026-11-03", "to": "2026-11-20"}', '', 'withdrawn', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`)
	report(t, db, good("D1", november(3)), good("D1", november(9)), good("D1", november(10)), good("D2", november(13)))
	// D1: (2·9.5 + 4·10)/21 = 2.81; D2 for rep: 2·9.5/21 = 0.905, for second 1·11/21 = 0.52
	want := map[string]string{"rep": "D1:3:2:3 (D2:1:1:0) D3:0:0:0", "second": "D2:1:0:0"}
	if diff := cmp.Diff(want, sums(t, db, november(23))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"second": want["second"]}, sums(t, db, november(23), "second")); diff != "" {
		t.Error(diff)
	}
	all, err := db.MonthStandings(t.Context(), november(23), "rep")
	if err != nil {
		t.Fatal(err)
	}
	s := all[0]
	if s.Remaining() != 1 || s.Made != 4 || s.Effective != 3 || s.HalfDaysLeft() != 10 || s.WorkdaysLeft() != 6 || !s.Month.Known() || s.Feasible().Short != 0 {
		t.Errorf("remaining %d, made %d, effective %d, half-days left %d, workdays left %d, known %v", s.Remaining(), s.Made, s.Effective,
			s.HalfDaysLeft(), s.WorkdaysLeft(), s.Month.Known())
	}
	if got := s.Targets(); got.Coverage != (quota.Ratio{Num: 2, Den: 2}) || got.Frequency != (quota.Ratio{Num: 1, Den: 2}) {
		t.Errorf("the targets are %+v", got)
	}
	overdue := s.OverdueFirst()
	if len(overdue) != 1 || overdue[0].Doctor != "D1" || overdue[0].Last != november(10) {
		t.Errorf("overdue are %+v", overdue)
	}
	// A year whose holidays nobody imported is counted Monday to Friday, and says so.
	next, err := db.MonthStandings(t.Context(), domain.Date{Year: 2027, Month: 1, Day: 15}, "rep")
	if err != nil || next[0].Month.Known() || next[0].Month.Workdays() != 21 {
		t.Errorf("January 2027 has %d workdays, known %v, %v", next[0].Month.Workdays(), next[0].Month.Known(), err)
	}
}

func TestSchemesAreAppliedFromADayOnAndNeverChanged(t *testing.T) {
	db := inNovember(t)
	before := version(t, db)
	s := quality.Default()
	s.Threshold = 101
	if _, err := db.ApplyQuality(t.Context(), s, "guanli", ""); err == nil || !strings.Contains(err.Error(), "threshold") {
		t.Errorf("a scheme that is not valid was applied: %v", err)
	}
	s.Threshold, s.From = 70, november(22)
	if _, err := db.ApplyQuality(t.Context(), s, "guanli", ""); err == nil || !strings.Contains(err.Error(), "past") {
		t.Errorf("a scheme of the past was applied: %v", err)
	}
	q := quota.Default()
	q.From = domain.Date{Year: 2026, Month: 10, Day: 1}
	if _, err := db.ApplyQuota(t.Context(), q, "guanli", ""); err == nil || !strings.Contains(err.Error(), "past") {
		t.Errorf("past months were changed: %v", err)
	}
	q.From, q.Lines[""] = november(2), quota.Need{domain.GradeA: 6}
	if _, err := db.ApplyQuota(t.Context(), q, "guanli", ""); err == nil || !strings.Contains(err.Error(), "first of a month") {
		t.Errorf("a scheme holds from the middle of a month: %v", err)
	}
	if version(t, db) != before {
		t.Error("what was refused is a new version of the world")
	}
	s.From, q.From = domain.Date{}, domain.Date{}
	got, err := db.ApplyQuality(t.Context(), s, "guanli", "更严")
	if err != nil || got.Version != 2 || got.From != november(23) {
		t.Fatalf("applied %d from %s, %v", got.Version, got.From, err)
	}
	if later, err := db.ApplyQuota(t.Context(), q, "guanli", ""); err != nil || later.Version != 2 || later.From != november(1) {
		t.Fatalf("applied %d from %s, %v", later.Version, later.From, err)
	}
	if version(t, db) != before+2 {
		t.Error("the processes are not told")
	}
	if got := sums(t, db, november(23))["rep"]; !strings.HasPrefix(got, "D1:6:") {
		t.Errorf("the month is counted by the scheme of before: %s", got)
	}
	history, err := db.QualityHistory(t.Context())
	if err != nil || len(history) != 2 || history[0].Note != "default" || !history[0].AppliedAt.IsZero() || history[1].Person != "guanli" ||
		history[1].Note != "更严" || history[1].AppliedAt.Hour() != 9 {
		t.Errorf("the history is %+v, %v", history, err)
	}
	if history, err = db.QuotaHistory(t.Context()); err != nil || len(history) != 2 {
		t.Errorf("the history is %+v, %v", history, err)
	}
	var facts int
	if err := db.QueryRow(t.Context(), `select count(*) from fact where kind like 'scheme.%' and person = 'guanli'`, &facts); err != nil || facts != 2 {
		t.Errorf("%d facts, %v", facts, err)
	}
}

func TestOldScoresAndVerdictsStandUnderANewScheme(t *testing.T) {
	db := inNovember(t)
	first := report(t, db, good("D1", november(16))).Visits[0]
	strict := quality.Default()
	strict.Threshold, strict.MinGapDays = 100, 20
	strict.Weights = map[quality.Field]quality.Percent{quality.FieldResult: 50, quality.FieldNext: 50}
	if _, err := db.ApplyQuality(t.Context(), strict, "guanli", ""); err != nil {
		t.Fatal(err)
	}
	q, err := db.QualitySchemes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	old := stored(t, db, first.Number)
	// A visit told now is scored by the second scheme; one told late before the first makes its row judged anew.
	now := reportBy(t, db, q, good("D1", november(23))).Visits[0]
	late := reportBy(t, db, q, good("D1", november(15))).Visits[0]
	if now.Scheme != 2 || now.Score != 50 || now.Effective || late.Scheme != 2 {
		t.Errorf("now %d by %d, effective %v", now.Score, now.Scheme, now.Effective)
	}
	if diff := cmp.Diff(old, stored(t, db, first.Number)); diff != "" {
		t.Errorf("the old visit changed: %s", diff)
	}
	// Amended, it is scored by its own scheme.
	inTx(t, db, func(ctx context.Context, tx *postgres.Tx) error {
		around, err := visit.Read(ctx, tx, q, "rep", []string{"D1"}, []domain.Date{old.Date})
		if err != nil {
			return err
		}
		d := old.Details
		d.Minutes = 0
		_, _, _, err = visit.Amend(tx, q, source(tx), november(23), old, d, around)
		return err
	})
	if got := stored(t, db, first.Number); got.Scheme != 1 || got.Score != old.Score-15 || !got.Effective {
		t.Errorf("amended: %d by scheme %d, effective %v", got.Score, got.Scheme, got.Effective)
	}
}

func TestAnImportKeepsTheGradesOfBefore(t *testing.T) {
	db := inNovember(t)
	const header = "code,name,hospital,department,grade\n"
	grades := func() (s string) {
		t.Helper()
		err := db.QueryRow(t.Context(), `select coalesce(string_agg(concat(doctor, ' ', grade, ' ', from_date), ', ' order by doctor, from_date), '') from doctor_grade`, &s)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	mustImport(t, db.ImportDoctors, header+"D1,张伟,H01,心血管内科,A\nD9,新来,H01,心血管内科,B\n")
	if got := grades(); got != "" {
		t.Errorf("nobody was regraded, and yet: %s", got)
	}
	mustImport(t, db.ImportDoctors, header+"D1,张伟,H01,心血管内科,C\nD2,李静,H01,心血管内科,\n")
	if got := grades(); got != "D1 A 1900-01-01, D1 C 2026-11-23, D2 B 1900-01-01, D2  2026-11-23" {
		t.Errorf("the history is %s", got)
	}
	mustImport(t, db.ImportDoctors, header+"D1,张伟,H01,心血管内科,D\n")
	if got := grades(); !strings.HasPrefix(got, "D1 A 1900-01-01, D1 D 2026-11-23, D2") {
		t.Errorf("regraded twice on one day: %s", got)
	}
	// D1: 4·15/21 = 2.86, D2: 2·15/21 = 1.43
	if got := sums(t, db, november(23), "rep")["rep"]; got != "D1:3:0:0 D2:1:0:0 D3:0:0:0" {
		t.Errorf("the month is %s", got)
	}
}

func TestAdminsAreWarnedDailyOfMissingHolidays(t *testing.T) {
	db := inNovember(t)
	slot := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, shanghai) }
	for _, c := range []struct {
		slot time.Time
		told int
	}{{slot(11, 30), 0}, {slot(12, 1), 1}, {slot(12, 1), 1}, {slot(12, 2), 1}} {
		if told, err := db.WarnOfHolidays(t.Context(), c.slot); err != nil || told != c.told {
			t.Errorf("%s: %d told, %v", c.slot, told, err)
		}
	}
	var notices int
	if err := db.QueryRow(t.Context(), `select count(*) from notice where kind = 'holidays_missing' and person = 'guanli'`, &notices); err != nil || notices != 2 {
		t.Errorf("%d notices on two days: %v", notices, err)
	}
	mustImport(t, db.ImportHolidays, "date,kind,name\n2027-01-01,off,元旦\n2027-10-01,off,国庆节\n")
	if told, err := db.WarnOfHolidays(t.Context(), slot(12, 3)); err != nil || told != 0 {
		t.Errorf("after the import %d are told, %v", told, err)
	}
}

func TestWhatRepsDidIsCountedFromTheFacts(t *testing.T) {
	db := inNovember(t, `insert into plan (id, number, rep, doctor, date, products, state, channel, said_at, recorded_at, origin)
select gen_random_uuid(), n, 'rep', 'D1', d::date, '{}', s, 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid() from (values
    (1, '2026-11-03', 'done'), (2, '2026-11-04', 'missed'), (3, '2026-11-05', 'planned'), (4, '2026-11-06', 'cancelled'), (5, '2026-11-23', 'planned'),
    (6, '2026-11-25', 'planned')) p(n, d, s)`)
	joint := good("D2", november(20))
	joint.Joint = "boss"
	late := good("D1", november(16)) // told a week later
	absent := good("D1", november(23))
	absent.Result = domain.Absent
	kept := report(t, db, late, joint, absent).Visits
	if err := db.Exec(t.Context(), `update visit set status = 'approved' where number = $1`, kept[0].Number); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), `insert into fact (id, at, kind, person, subject) select gen_random_uuid(), recorded_at + interval '5 hours', '`+string(fact.ReviewApproved)+`', 'boss', id
from visit where number = $1`, kept[0].Number); err != nil {
		t.Fatal(err)
	}
	// The joint visit was rated; of its follow-ups one was done in time, one a day late, one is over and open, one is due today, one taken back.
	if err := db.Exec(t.Context(), `with c as (
    insert into coaching (id, number, coach, rep, date, visit, prepare, opening, message, objection, closing, state, channel, said_at, recorded_at, origin)
    select gen_random_uuid(), 9000, 'boss', 'rep', date, id, 4, 4, 4, 4, 4, 'standing', 'wecom', recorded_at, recorded_at, gen_random_uuid() from visit where joint = 'boss'
    returning id)
insert into coaching_task (id, number, coaching, text, due, state, done_at)
select gen_random_uuid(), n, c.id, '练', d::date, s, done::timestamptz from c, (values (9001, '2026-11-18', 'done', '2026-11-18 23:59+08'),
    (9002, '2026-11-19', 'confirmed', '2026-11-20 00:00+08'), (9003, '2026-11-20', 'open', null), (9004, '2026-11-23', 'open', null),
    (9005, '2026-11-18', 'withdrawn', null)) k(n, d, s, done)`); err != nil {
		t.Fatal(err)
	}
	all, err := db.MonthActivities(t.Context(), november(23))
	if err != nil || len(all) != 2 || all[0].Rep != "rep" || all[1].Rep != "second" {
		t.Fatalf("%+v, %v", all, err)
	}
	// 16 workdays have begun; the visits of the 16th and the 20th were told on the 23rd at 9.
	want := quota.Conduct{Adherence: quota.Ratio{Num: 1, Den: 3}, OffPlan: quota.Ratio{Num: 2, Den: 2}, CallsPerFieldDay: quota.Ratio{Num: 4, Den: 32},
		EffectiveRate: quota.Ratio{Num: 2, Den: 2}, Quality: quota.Ratio{Num: 170, Den: 2}, Within24h: quota.Ratio{Num: 0, Den: 2},
		ReviewRate: quota.Ratio{Num: 1, Den: 2}, ReviewMedian: 5 * time.Hour, JointRate: quota.Ratio{Num: 1, Den: 2},
		Coached: quota.Ratio{Num: 1, Den: 1}, Loop: quota.Ratio{Num: 1, Den: 3}}
	if diff := cmp.Diff(want, all[0].Conduct()); diff != "" {
		t.Error(diff)
	}
	// second came on the 16th
	if got := quota.TeamConduct(all); got.CallsPerFieldDay != (quota.Ratio{Num: 4, Den: 44}) || got.EffectiveRate.Den != 2 {
		t.Errorf("the team's conduct is %+v", got)
	}
}
