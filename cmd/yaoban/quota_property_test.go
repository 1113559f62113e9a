package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/roster"
)

// Whatever is told, changed, taken back, imported and handed over: the app's answer to 我还差几次 is what the raw rows say when they
// are counted in another way. Only grades and how often they are to be seen are kept by the test itself, as it changed them.
func TestTheAnswerEqualsARecount(t *testing.T) {
	// Each check has a database of its own and some twenty turns.
	defer setRapid(t, "rapid.checks", "100", "10")()
	defer setRapid(t, "rapid.shrinktime", "30s", "10s")()
	counted := 0
	rapid.Check(t, func(rt *rapid.T) {
		m := newMonthModel(t, rt)
		defer m.talk.pool.Close()
		defer m.talk.db.Close()
		for range rapid.IntRange(8, 22).Draw(rt, "steps") {
			m.step()
			counted += m.compare()
		}
	})
	if counted == 0 {
		t.Error("no visit ever counted: nothing was compared")
	}
}

// setRapid gives a flag of rapid another default, unless the command line set it, and returns what takes that back.
func setRapid(t *testing.T, name, usual, to string) func() {
	t.Helper()
	f := flag.Lookup(name)
	if f == nil || f.Value.String() != usual {
		return func() {}
	}
	set := func(value string) {
		if err := f.Value.Set(value); err != nil {
			t.Error(err)
		}
	}
	set(to)
	return func() { set(usual) }
}

// monthModel is a conversation of chenxiao, and what the test itself changed.
type monthModel struct {
	t    *testing.T
	rt   *rapid.T
	talk *talk
	// grades are each doctor's from the days on which they were imported; needs those of the schemes from their months on.
	grades map[string][]dated[string]
	needs  []dated[map[string]int]
	log    []string
}

type dated[T any] struct {
	from  string
	value T
}

// at returns the last value that holds on a day.
func at[T any](history []dated[T], day string) (v T) {
	for _, h := range history {
		if h.from <= day {
			v = h.value
		}
	}
	return v
}

// seen are doctors of chenxiao whose full names nobody else of her list has, with the columns that an import needs.
var seen = map[string]string{"D003": "张薇,H03,心血管内科", "D004": "李静,H01,心血管内科", "D009": "欧阳明,H03,心血管内科", "D012": "黄海燕,H02,内分泌科"}

func newMonthModel(t *testing.T, rt *rapid.T) *monthModel {
	m := &monthModel{t: t, rt: rt, talk: newTalk(t), grades: map[string][]dated[string]{},
		needs: []dated[map[string]int]{{"", map[string]int{"A": 4, "B": 2, "C": 1, "D": 0}}}}
	for _, row := range m.talk.rows(t, `select code || ' ' || grade from doctor`) {
		code, grade, _ := strings.Cut(row, " ")
		m.grades[code] = []dated[string]{{"", grade}}
	}
	notices, err := os.ReadFile("../../domain/calendar/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.talk.pool.Exec(t.Context(), `create table published (date date primary key, kind text, name text)`); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(notices)), "\n")[1:] {
		cells := strings.Split(strings.TrimSpace(line), ",")
		if _, err := m.talk.pool.Exec(t.Context(), `insert into published values ($1::text::date, $2, '')`, cells[0], cells[1]); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func (m *monthModel) day() string { return domain.DateOf(m.talk.now).String() }

func (m *monthModel) say(text string) string {
	m.log = append(m.log, m.talk.now.Format("01-02 15:04")+" > "+text)
	m.talk.as, m.talk.over = "chenxiao", domain.WeCom
	var out strings.Builder
	m.talk.say(m.t, inbox.Inbound{Kind: inbox.Text, Text: text}, &out)
	return out.String()
}

func (m *monthModel) doctor() string {
	codes := []string{"D003", "D004", "D009", "D012"}
	return rapid.SampledFrom(codes).Draw(m.rt, "doctor")
}

func name(code string) string { n, _, _ := strings.Cut(seen[code], ","); return n }

func (m *monthModel) step() {
	hours := rapid.IntRange(1, 40).Draw(m.rt, "hours")
	m.talk.now = m.talk.now.Add(time.Duration(hours) * time.Hour)
	draw := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(m.rt, what) }
	switch draw("what", "visit", "visit", "visit", "visit", "amend", "undo", "restore", "off", "off back", "regrade", "holiday", "handover", "quota", "quality") {
	case "visit":
		m.say(draw("day", "今天", "昨天", "前天", "上周三") + "拜访" + name(m.doctor()) + draw("purpose", "，讲了立舒平新适应症", "，立舒平文献", "，立舒平", "") +
			draw("length", "，聊了20分钟", "，聊了4分钟", "") + draw("result", "，同意", "，感兴趣", "，有顾虑", "，没表态", "，没见到", "") + draw("next", "，下周一再去", "", ""))
	case "amend":
		m.say(draw("change", "改成25分钟", "改成认可", "改成拒绝", "不是"+name(m.doctor())+"是"+name(m.doctor()), "改成昨天", "改成前天"))
	case "undo":
		m.say("撤销")
	case "restore":
		m.say("不撤了")
	case "off":
		m.say(draw("off", "明天下午请假", "后天请假", "今天上午请假", "下周一到周三请假", "这周五请假"))
	case "off back":
		m.say(draw("back", "取消明天的假", "取消明天下午的假", "销假", "取消下周二的假", "取消后天的假"))
	case "regrade":
		code := m.doctor()
		grade := draw("grade", "A", "B", "C", "D", "")
		m.importing(m.talk.db.ImportDoctors, "code,name,hospital,department,grade\n"+code+","+seen[code]+","+grade+"\n")
		m.grades[code] = append(m.grades[code], dated[string]{m.day(), grade})
	case "holiday":
		day := domain.DateOf(m.talk.now).FirstOfMonth().AddDays(rapid.IntRange(0, 29).Draw(m.rt, "holiday"))
		m.importing(m.talk.db.ImportHolidays, "date,kind,name\n"+day.String()+","+draw("kind", "off", "work")+",\n")
	case "handover":
		code := m.doctor()
		m.importing(m.talk.db.ImportDoctors, "code,name,hospital,department,rep\n"+code+","+seen[code]+","+draw("rep", "chenxiao", "linyutong", "chenxiao|zhaolei")+"\n")
	case "quota":
		s := quota.Default()
		a, b := rapid.IntRange(0, 8).Draw(m.rt, "A"), rapid.IntRange(0, 5).Draw(m.rt, "B")
		s.Lines[""] = quota.Need{domain.GradeA: a, domain.GradeB: b, domain.GradeC: 1}
		if _, err := m.talk.db.ApplyQuota(m.t.Context(), s, "guanli", ""); err != nil {
			m.rt.Fatal(err)
		}
		m.log = append(m.log, fmt.Sprint("quota A ", a, " B ", b))
		m.needs = append(m.needs, dated[map[string]int]{m.day()[:8] + "01", map[string]int{"A": a, "B": b, "C": 1}})
	case "quality":
		all, err := m.talk.db.QualitySchemes(m.t.Context())
		if err != nil {
			m.rt.Fatal(err)
		}
		s := all[0]
		s.Threshold, s.MinGapDays, s.From = rapid.IntRange(30, 90).Draw(m.rt, "threshold"), rapid.IntRange(0, 9).Draw(m.rt, "gap"), domain.Date{}
		if _, err := m.talk.db.ApplyQuality(m.t.Context(), s, "guanli", ""); err != nil {
			m.rt.Fatal(err)
		}
		m.log = append(m.log, fmt.Sprint("quality threshold ", s.Threshold, " gap ", s.MinGapDays))
	}
}

func (m *monthModel) importing(run func(context.Context, postgres.Importing) (roster.Report, error), text string) {
	lines, err := roster.ReadCSV(strings.NewReader(text))
	if err != nil {
		m.rt.Fatal(err)
	}
	m.log = append(m.log, "import "+strings.ReplaceAll(text, "\n", " "))
	report, err := run(m.t.Context(), postgres.Importing{File: "f.csv", Lines: lines, Actor: "guanli"})
	if err != nil || len(report.Problems) > 0 {
		m.rt.Fatalf("import: %v %v", err, report.Problems)
	}
}

var (
	answeredAll    = regexp.MustCompile(`本月还差(\d+)次：`)
	answeredGrade  = regexp.MustCompile(`([A-D])级(\d+)次`)
	answeredDoctor = regexp.MustCompile(`本月有效(\d+)次，目标(\d+)次，还差(\d+)次`)
)

// compare asks the app and counts the rows; it returns how many visits counted.
func (m *monthModel) compare() (counted int) {
	m.talk.now = m.talk.now.Add(11 * time.Minute)
	required, effective := m.recount()
	day := m.day()
	left, byGrade := 0, map[string]int{}
	for code, p := range required {
		if n := p - effective[code]; n > 0 {
			left += n
			if g := at(m.grades[code], day); g != "" { // who lost her grade is in the sum and has no letter in the answer
				byGrade[g] += n
			}
		}
	}
	answer := m.say("我还差几次")
	got, gotGrades := 0, map[string]int{}
	if all := answeredAll.FindStringSubmatch(answer); all != nil {
		got, _ = strconv.Atoi(all[1])
		line, _, _ := strings.Cut(answer, "；剩")
		for _, g := range answeredGrade.FindAllStringSubmatch(line, -1) {
			gotGrades[g[1]], _ = strconv.Atoi(g[2])
		}
	} else if !strings.Contains(answer, "本月目标已完成") {
		m.rt.Fatalf("the answer is %s", answer)
	}
	if got != left || fmt.Sprint(gotGrades) != fmt.Sprint(byGrade) {
		m.rt.Fatalf("the app says %d %v, the rows say %d %v\n%v of %v\n%s", got, gotGrades, left, byGrade, effective, required, strings.Join(m.log, "\n"))
	}
	code := m.doctor()
	p, hers := required[code]
	for _, n := range effective {
		counted += n
	}
	if !hers {
		return counted
	}
	one := answeredDoctor.FindStringSubmatch(m.say(name(code) + "这个月还差几次"))
	if want := []string{strconv.Itoa(effective[code]), strconv.Itoa(p), strconv.Itoa(max(0, p-effective[code]))}; one == nil || !slices.Equal(one[1:], want) {
		m.rt.Fatalf("of %s the app says %v, the rows say %v\n%s", name(code), one, want, strings.Join(m.log, "\n"))
	}
	return counted
}

// recount counts what the doctors who are chenxiao's today need in this month, and her effective visits of it.
func (m *monthModel) recount() (required, effective map[string]int) {
	day := m.day()
	required, effective = map[string]int{}, map[string]int{}
	needs := at(m.needs, day[:8]+"31")
	sums := map[string]float64{}
	var workdays float64
	m.query(`
with days as (
    select d::date as day from generate_series(date_trunc('month', $1::text::date), date_trunc('month', $1::text::date) + interval '1 month - 1 day', interval '1 day') d
    where coalesce((select kind = 'work' from holiday where date = d), (select kind = 'work' from published where date = d), extract(isodow from d) < 6)
), halves as (
    select day, half from days cross join (values ('am'), ('pm')) h(half)
    where not exists (select 1 from report r where r.person = 'chenxiao' and r.kind = 'timeoff' and r.state = 'open'
        and day >= (r.body->>'from')::date and day <= (r.body->>'to')::date and (coalesce(r.body->>'half', '') = '' or r.body->>'half' = half))
)
select a.doctor, h.day::text, count(distinct h.half)::float8 / 2, (select count(*) from days)::float8,
    exists (select 1 from assignment c where c.doctor = a.doctor and c.rep = 'chenxiao' and c.from_date <= $1::text::date and (c.to_date is null or c.to_date >= $1::text::date))
from assignment a left join halves h on h.day >= a.from_date and (a.to_date is null or h.day <= a.to_date)
where a.rep = 'chenxiao' group by a.doctor, h.day`, func(rows pgx.Rows) error {
		var doctor string
		var on *string
		var present, w float64
		var hers bool
		if err := rows.Scan(&doctor, &on, &present, &w, &hers); err != nil {
			return err
		}
		workdays = w
		if hers {
			sums[doctor] += 0
			if on != nil {
				sums[doctor] += float64(needs[at(m.grades[doctor], *on)]) * present
			}
		}
		return nil
	}, day)
	for doctor, sum := range sums {
		required[doctor] = int(math.Floor(sum/workdays + 0.5))
	}
	m.countEffective(day[:7], effective)
	return required, effective
}

// countEffective walks over all visits that stand, scores them by hand, and counts those of a month.
func (m *monthModel) countEffective(month string, effective map[string]int) {
	last := map[string]time.Time{}
	m.query(`
select v.doctor, v.date, floor(100 * (
    case purpose when 'detailing' then .2 when 'academic' then .2 when 'followup' then .2 when 'invite' then .16 when 'relationship' then .06 else 0 end
    + case result when 'agreed' then .3 when 'interested' then .3 when 'objection' then .27 when 'neutral' then .15 when 'refused' then .06 else 0 end
    + case when cardinality(products) > 0 then .2 else 0 end
    + case when minutes < 2 then .06 when minutes <= 5 then .12 when minutes <= 30 then .15 when minutes > 30 then .12 else 0 end
    + case when next_date is not null then .15 else 0 end) + .5)::int, result is distinct from 'absent',
    (s.body->>'threshold')::int, (s.body->>'min_gap_days')::int
from visit v join quality_scheme s on s.version = v.scheme
where v.rep = 'chenxiao' and v.status <> 'withdrawn' order by v.date, coalesce(v.start, ''), v.number`, func(rows pgx.Rows) error {
		var doctor string
		var date time.Time
		var score, threshold, gap int
		var met bool
		if err := rows.Scan(&doctor, &date, &score, &met, &threshold, &gap); err != nil {
			return err
		}
		before, some := last[doctor]
		if !met || score < threshold || some && date.Sub(before) < time.Duration(gap)*24*time.Hour {
			return nil
		}
		last[doctor] = date
		if strings.HasPrefix(date.Format(time.DateOnly), month) {
			effective[doctor]++
		}
		return nil
	})
}

func (m *monthModel) query(sql string, each func(pgx.Rows) error, args ...any) {
	rows, err := m.talk.pool.Query(m.t.Context(), sql, args...)
	if err != nil {
		m.rt.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			m.rt.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		m.rt.Fatal(err)
	}
}
