package postgres_test

import (
	"context"
	"fmt"
	"strings"
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
)

// promptTown is a company of November 2026 whose clock stands where the test says, opened twice as two processes would.
type promptTown struct {
	*testing.T
	pool     *pgxpool.Pool
	now      time.Time
	one, two *postgres.DB
}

func newPromptTown(t *testing.T, statements ...string) *promptTown {
	t.Helper()
	p := &promptTown{T: t, pool: pgtest.Pool(t), now: november(23).At("09:00", shanghai)}
	for _, sql := range append([]string{`
insert into staff (userid, name, role, manager, mobile, from_date, to_date) values
    ('boss', '王经理', 'manager', null, '13800002001', '2026-01-01', null), ('rep', '陈晓', 'rep', 'boss', '13800001001', '2026-01-01', null),
    ('second', '林雨', 'rep', 'boss', '13800001002', '2026-11-16', null), ('off', '孙婷', 'rep', 'boss', '13800001003', '2026-01-01', null),
    ('left', '赵磊', 'rep', 'boss', '13800001004', '2026-01-01', '2026-11-20'), ('alone', '何敏', 'rep', null, '13800001005', '2026-01-01', null)`,
		`insert into hospital (code, name, aliases) values ('H01', '江城市第一人民医院', '{市一}')`,
		`insert into doctor (code, name, hospital, department, grade)
    select 'D' || i, '医生' || i, 'H01', '心血管内科', case when i <= 5 then 'A' else 'B' end from generate_series(1, 10) i`,
		`insert into assignment (doctor, rep, from_date, short_code)
    select d.code, s.userid, s.from_date, 'Y' || d.code from doctor d, staff s where s.role = 'rep'`,
		`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin)
    values (gen_random_uuid(), 1, 'timeoff', 'off', '{"from": "2026-11-23", "to": "2026-11-24"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`},
		statements...) {
		p.exec(sql)
	}
	for _, db := range []**postgres.DB{&p.one, &p.two} {
		var err error
		if *db, err = postgres.Open(t.Context(), p.pool.Config().ConnString(), shanghai, postgres.WithWall(func() time.Time { return p.now })); err != nil {
			t.Fatal(err)
		}
		t.Cleanup((*db).Close)
	}
	return p
}

func (p *promptTown) exec(sql string, args ...any) {
	p.Helper()
	if _, err := p.pool.Exec(p.Context(), sql, args...); err != nil {
		p.Fatal(err)
	}
}

// planned puts a plan of a rep.
func (p *promptTown) planned(number int, rep, doctor, day, start, state string) {
	p.Helper()
	p.exec(`insert into plan (id, number, rep, doctor, date, start, state, channel, said_at, recorded_at, origin)
    values (gen_random_uuid(), $1, $2, $3, $4::date, nullif($5, ''), $6, 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`, number, rep, doctor, day, start, state)
}

// visited puts a rep's visit, effective or not.
func (p *promptTown) visited(number int, rep, doctor, day string, effective bool) {
	p.Helper()
	p.exec(`insert into visit (id, number, rep, doctor, date, result, products, channel, said_at, recorded_at, origin, score, scheme, effective, status)
    values (gen_random_uuid(), $1, $2, $3, $4::date, 'agreed', '{}', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid(), 50, 1, $5, 'open')`,
		number, rep, doctor, day, effective)
}

type sweep func(*postgres.DB, context.Context, time.Time) (int, error)

// at lets both processes sweep at once, and one of them once more, and returns the keys that were told new, in order.
func (p *promptTown) at(day int, clock domain.TimeOfDay, run sweep) string {
	p.Helper()
	p.now = november(day).At(clock, shanghai)
	before := p.keys()
	var g sync.WaitGroup
	for _, db := range []*postgres.DB{p.one, p.two} {
		g.Go(func() {
			if _, err := run(db, p.Context(), p.now); err != nil {
				p.Error(err)
			}
		})
	}
	g.Wait()
	if told, err := run(p.one, p.Context(), p.now); told != 0 || err != nil {
		p.Errorf("another run told %d people, %v", told, err)
	}
	return strings.TrimSpace(strings.TrimPrefix(p.keys(), before))
}

// keys are the keys of all notices, in the order in which they were made.
func (p *promptTown) keys() string {
	p.Helper()
	rows, err := p.pool.Query(p.Context(), `
select n.key from notice n join outbox o on o.ref = n.id::text and o.topic = 'notice' and o.due_at = n.due_at
where n.state <> 'withdrawn' order by n.created_at, n.kind like 'team%' or n.kind like 'manager%', n.person, n.kind`)
	if err != nil {
		p.Fatal(err)
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		p.Fatal(err)
	}
	return strings.Join(keys, " ")
}

// compose says what the live notice of a key says at this moment; empty where nothing is left to tell.
func (p *promptTown) compose(key string) string {
	p.Helper()
	var id domain.ID
	if err := p.pool.QueryRow(p.Context(), `select id from notice where key = $1 and state = 'live'`, key).Scan(&id); err != nil {
		p.Fatalf("%s: %v", key, err)
	}
	text := ""
	_, _, err := p.one.ClaimNotice(p.Context(), id, p.now, func(ctx context.Context, c delivery.Case) (delivery.Decision, error) {
		kind, _ := notice.KindNamed(c.Notice.Kind)
		content, still, err := kind.Compose(ctx, c.Reads, c.Notice)
		if still {
			text = content.Text
		}
		return delivery.Decision{Withdraw: !still}, err
	})
	if err != nil {
		p.Fatalf("%s: %v", key, err)
	}
	return text
}

func (p *promptTown) want(what, got, want string) {
	p.Helper()
	if got != want {
		p.Errorf("%s: told %q, want %q", what, got, want)
	}
}

// November 2026 has 21 workdays; ten are left on the 17th, five on the 24th, two on the 27th.
func TestMonthEndsGoOutOnceEach(t *testing.T) {
	p := newPromptTown(t)
	run := (*postgres.DB).PromptMonthEnds
	p.want("eleven days left", p.at(16, "09:00", run), "")
	p.want("ten", p.at(17, "09:00", run), "month_end/2026-11/T-10/alone month_end/2026-11/T-10/left month_end/2026-11/T-10/off month_end/2026-11/T-10/rep month_end/2026-11/T-10/second team_month_end/2026-11-17/boss")
	p.want("five, off away, left gone", p.at(24, "09:00", run), "month_end/2026-11/T-5/alone month_end/2026-11/T-5/rep month_end/2026-11/T-5/second team_month_end/2026-11-24/boss")
	// A: 4·11/21 each, B: 2·11/21: second came on the 16th
	if got := p.compose("month_end/2026-11/T-5/second"); !strings.Contains(got, "还差15次（A级10次、B级5次）") || !strings.Contains(got, "医生1(YD1) 市一 A级差2次") {
		t.Errorf("second is told %q", got)
	}
	if got := p.compose("team_month_end/2026-11-24/boss"); !strings.Contains(got, "2人还有缺口") || !strings.Contains(got, "林雨 差15次") || strings.Contains(got, "何敏") {
		t.Errorf("the manager is told %q", got)
	}
	p.exec(`insert into holiday (date, kind, name) values ('2026-11-27', 'off', '放假')`)
	p.want("a holiday", p.at(27, "09:00", run), "")
	p.want("the day before is the last but one", p.at(26, "09:00", run), "month_end/2026-11/T-2/alone month_end/2026-11/T-2/off month_end/2026-11/T-2/rep month_end/2026-11/T-2/second team_month_end/2026-11-26/boss")
}

func TestWarningsGoOutOncePerLevelAndMonth(t *testing.T) {
	p := newPromptTown(t, `update assignment set to_date = from_date - 1 where rep in ('second', 'alone', 'off', 'left')`)
	for i, doctor := range []string{"D1", "D1", "D1", "D2", "D2", "D2", "D3", "D3", "D3", "D4", "D4", "D4"} { // 12 of 30
		p.visited(100+i, "rep", doctor, "2026-11-09", true)
	}
	run := (*postgres.DB).PromptWarnings
	p.want("on the fifth day", p.at(6, "17:30", run), "")
	p.want("12 of 15.7 on the eleventh", p.at(16, "17:30", run), "quota_behind/2026-11/1/rep team_warnings/2026-11-16/boss")
	p.want("the next day", p.at(17, "17:30", run), "")
	p.want("12 of 20 on the fourteenth", p.at(19, "17:30", run), "")
	p.want("12 of 21.4 on the fifteenth", p.at(20, "17:30", run), "quota_behind/2026-11/2/rep team_warnings/2026-11-20/boss")
	if got := p.compose("team_warnings/2026-11-20/boss"); !strings.Contains(got, "次数落后1人：\n❗陈晓 应完成21次，已完成12次（57%）") {
		t.Errorf("the manager is told %q", got)
	}
	for i := range 6 { // back to level 1, and too few of them count
		p.visited(200+i, "rep", "D5", "2026-11-20", i < 4)
		p.visited(300+i, "rep", "D6", "2026-11-20", i < 2)
		p.visited(400+i, "rep", "D7", "2026-11-20", false)
		p.visited(500+i, "rep", "D7", "2026-11-20", false)
	}
	p.want("better by a level: nothing but the rate", p.at(23, "17:30", run), "quality_low/2026-11/1/rep team_warnings/2026-11-23/boss")
	if got := p.compose("quality_low/2026-11/1/rep"); !strings.Contains(got, "本月36次拜访中18次有效（50%）") || !strings.Contains(got, "先看 #204") {
		t.Errorf("the rep is told %q", got)
	}
}

// A notice that was withdrawn because nothing was left to tell is made again when it is true again; a told one never.
func TestAWithdrawnWarningMayComeBack(t *testing.T) {
	p := newPromptTown(t, `update assignment set to_date = from_date - 1 where rep <> 'rep'`)
	run := (*postgres.DB).PromptWarnings
	key := "quota_behind/2026-11/2/rep"
	p.want("behind", p.at(9, "17:30", run), key+" team_warnings/2026-11-09/boss")
	p.exec(`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin)
    values (gen_random_uuid(), 2, 'timeoff', 'rep', '{"from": "2026-11-09", "to": "2026-11-09", "half": "pm"}', '', 'open', 'wecom', '2026-11-09', '2026-11-09', gen_random_uuid())`)
	if got := p.compose(key); got != "" {
		t.Errorf("in time off she is told %q", got)
	}
	p.want("the next day", p.at(10, "17:30", run), key+" team_warnings/2026-11-10/boss")
	p.exec(`update notice set state = 'told' where key = $1 and state = 'live'`, key)
	p.want("and never again", p.at(11, "17:30", run), "")
}

func TestWhatCannotBeDoneIsToldAgainOnlyWhenItGrows(t *testing.T) {
	p := newPromptTown(t, `insert into doctor (code, name, hospital, department, grade) select 'X' || i, '新' || i, 'H01', '心血管内科', 'A' from generate_series(1, 36) i`,
		`update assignment set to_date = from_date - 1 where rep <> 'alone'`,
		`insert into assignment (doctor, rep, from_date, short_code) select code, 'alone', '2026-01-01', code from doctor where code like 'X%'`)
	run := (*postgres.DB).PromptWarnings // 5·4 + 5·2 + 36·4 = 174 visits in 21 days of 8
	p.want("6 too many", p.at(2, "17:30", run), "infeasible/2026-11/0/alone")
	p.want("14 on the next day", p.at(3, "17:30", run), "infeasible/2026-11/1/alone")
	p.want("22", p.at(4, "17:30", run), "infeasible/2026-11/2/alone")
	p.want("30", p.at(5, "17:30", run), "")
	p.exec(`update assignment set to_date = '2026-11-05' where rep = 'alone' and doctor in ('X1', 'X2', 'X3', 'X4', 'X5')`)
	p.want("18, as few as never since", p.at(5, "17:40", run), "")
}

func TestTheEveningAsksForWhatWasNotTold(t *testing.T) {
	p := newPromptTown(t)
	p.planned(1, "rep", "D1", "2026-11-23", "15:00", "planned")
	p.planned(2, "rep", "D2", "2026-11-23", "", "planned")
	p.planned(3, "rep", "D3", "2026-11-23", "10:00", "planned") // told without the plan being tied to it
	p.visited(101, "rep", "D3", "2026-11-23", true)
	p.planned(4, "rep", "D4", "2026-11-23", "19:00", "planned") // still to come
	p.planned(5, "rep", "D5", "2026-11-24", "", "planned")
	p.planned(6, "second", "D1", "2026-11-23", "", "done")
	p.planned(7, "second", "D2", "2026-11-23", "", "cancelled")
	p.planned(8, "off", "D1", "2026-11-23", "", "planned")
	p.planned(9, "left", "D1", "2026-11-23", "", "planned")
	p.planned(10, "alone", "D1", "2026-11-23", "09:30", "planned")
	run := (*postgres.DB).PromptEvenings
	p.want("Monday", p.at(23, "18:30", run), "evening_prompt/2026-11-23/alone evening_prompt/2026-11-23/rep")
	if got := p.compose("evening_prompt/2026-11-23/rep"); !strings.Contains(got, "今天还有2家没记：\n#1 15:00 医生1(YD1) 市一\n#2 医生2(YD2) 市一\n") {
		t.Errorf("the rep is asked %q", got)
	}
	p.visited(102, "alone", "D1", "2026-11-23", false) // told after the sweep, before the prompt
	if got := p.compose("evening_prompt/2026-11-23/alone"); got != "" {
		t.Errorf("what was told is asked for: %q", got)
	}
	p.want("Tuesday", p.at(24, "18:30", run), "evening_prompt/2026-11-24/rep")
}

func TestTheEveningSpeaksOfWhatWasBegun(t *testing.T) {
	p := newPromptTown(t)
	said := func(person, lapsed, open string) {
		p.exec(`insert into conversation (person, state) values ($1, jsonb_build_object('lapsed', $2::jsonb, 'open', $3::jsonb))`, person, lapsed, open)
	}
	question := func(number int, asked, at, more string) string {
		return fmt.Sprintf(`[{"number": %d, "asked": %q, "asked_at": "2026-11-%s:00+08:00"%s}]`, number, asked, at, more)
	}
	said("rep", question(1001, "‘张主任’有2位", "23T15:00", ""), question(1002, "哪一天？", "23T18:00", ""))
	said("second", `[]`, question(1003, "才问的", "23T18:01", ""))
	said("alone", question(1004, "太久了", "16T18:29", ""), question(1005, "可答可不答", "23T17:00", `, "optional": true`))
	said("off", question(1006, "请假的", "23T12:00", ""), `[]`)
	p.planned(1, "alone", "D1", "2026-11-23", "", "planned")
	run := (*postgres.DB).PromptEvenings
	p.want("Monday", p.at(23, "18:30", run), "evening_prompt/2026-11-23/alone evening_prompt/2026-11-23/rep")
	if got := p.compose("evening_prompt/2026-11-23/rep"); got != "还有2条没说完，没有记录：\n‘张主任’有2位\n哪一天？\n补上请发“1002 是…”，7天内有效。" {
		t.Errorf("the rep is asked %q", got)
	}
	if got := p.compose("evening_prompt/2026-11-23/alone"); !strings.Contains(got, "今天还有1家没记") || strings.Contains(got, "没说完") {
		t.Errorf("who has nothing to finish is asked %q", got)
	}
	p.planned(2, "rep", "D2", "2026-11-24", "", "planned")
	p.want("Tuesday", p.at(24, "18:30", run), "evening_prompt/2026-11-24/rep")
	if got := p.compose("evening_prompt/2026-11-24/rep"); !strings.Contains(got, "今天还有1家没记") || !strings.Contains(got, "还有2条没说完") {
		t.Errorf("beside Tuesday's stops stands %q", got)
	}
}

func TestManyAreToldWithinTenMinutes(t *testing.T) {
	p := newPromptTown(t, `insert into staff (userid, name, role, mobile, from_date)
    select 'r' || i, '代表' || i, 'rep', (13900000000 + i)::text, '2026-01-01' from generate_series(1, 300) i`,
		`insert into assignment (doctor, rep, from_date, short_code) select 'D1', userid, '2026-01-01', 'Y1' from staff where userid ~ '^r[0-9]+$'`)
	p.at(24, "09:00", (*postgres.DB).PromptMonthEnds)
	var people, instants int
	var first, last time.Time
	if err := p.pool.QueryRow(t.Context(), `select count(distinct person), count(distinct due_at), min(due_at), max(due_at) from notice where kind = 'month_end'`).
		Scan(&people, &instants, &first, &last); err != nil {
		t.Fatal(err)
	}
	nine := november(24).At("09:00", shanghai)
	if people != 303 || instants < 150 || first.Before(nine) || !last.Before(nine.Add(10*time.Minute)) {
		t.Errorf("%d people are told at %d instants from %s to %s", people, instants, first.In(shanghai), last.In(shanghai))
	}
}
