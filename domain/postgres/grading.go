package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/notice"
)

// gradedDoctors says of every doctor ($19: those of these codes, $20: of these hospitals; null: all) which grade she has in the
// line $17 and which one the rule gives her. It is grading.Scheme.Grade in SQL, and a test holds the two together: words meet their
// points by a join, numbers find their band by width_bucket, fields of the company's own are looked at only if the rule ($11)
// names any. $18: no scheme is in force, and the imported grade stands. A grade that was given by hand and holds on the day $21 stands
// over both.
const gradedDoctors = `
select d.code, d.name, case when $17 = '' then d.grade else coalesce(past.grade, '') end was,
    case when hand.grade is not null then hand.grade when $18::bool then d.given
        when s.score >= $14::int then 'A' when s.score >= $15::int then 'B' when s.score >= $16::int then 'C' else 'D' end became
from doctor d
join hospital h on h.code = d.hospital
left join manual_grade hand on hand.doctor = d.code and hand.state = 'approved' and hand.until >= $21::date
left join unnest($1::text[], $2::int[]) level (word, points) on level.word = h.level
left join unnest($3::text[], $4::int[]) title (word, points) on title.word = d.title
left join lateral (select grade from doctor_grade where doctor = d.code and line = $17 order by from_date desc limit 1) past on $17 <> ''
cross join lateral (select coalesce(level.points, 0) + coalesce(title.points, 0)
    + coalesce(($6::int[])[width_bucket(d.outpatients::float8, $5::float8[])], 0)
    + coalesce(($8::int[])[width_bucket(d.beds::float8, $7::float8[])], 0)
    + coalesce(($10::int[])[width_bucket((case when $13::text[] is null then cardinality(d.needs)
        else (select count(*) from unnest(d.needs) n (code) where n.code = any($13)) end)::float8, $9::float8[])], 0)
    + case when $11::bool then (
        select coalesce(sum(i.points), 0) from (
            select 'doctor.' || key of, value from jsonb_each_text(d.custom)
            union all select 'hospital.' || key, value from jsonb_each_text(h.custom)
        ) v join jsonb_to_recordset($12::jsonb) i (of text, word text, low float8, high float8, points int) on i.of = v.of
        where i.word = v.value or i.low is not null and case
            when v.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then replace(v.value, '-', '')::float8
            when v.value ~ '^[+-]?[0-9]+([.][0-9]+)?$' then v.value::float8 end between i.low and i.high
    ) else 0 end score) s
where ($19::text[] is null or d.code = any($19)) and ($20::text[] is null or d.hospital = any($20))`

var previewGrades = statement(`
select g.code, g.was, g.became, coalesce((select array_agg(a.rep order by a.rep) from assignment a
    where a.doctor = g.code and a.from_date <= $21 and (a.to_date is null or a.to_date >= $21)), '{}')
from (` + gradedDoctors + `) g where g.was <> g.became order by g.code`)

// regrade gives every doctor whose grade is another one now that grade from the day $21 on, and returns by rep who moved: rep (empty:
// nobody's), from, to, how many, some names, and how many moved in all. The history keeps what was before: a doctor who has one has
// an entry of 1900-01-01, so its key tells who has none. Asking for that with "not exists" took time that grew with the square of
// the doctors, because the table grows in the same statement.
var regrade = statement(`
with moved as materialized (select * from (` + gradedDoctors + `) g where g.was <> g.became),
first as (
    insert into doctor_grade (doctor, line, grade, from_date)
    select m.code, '', m.was, date '1900-01-01' from moved m where $17 = ''
    on conflict (doctor, line, from_date) do nothing
),
history as (
    insert into doctor_grade (doctor, line, grade, from_date) select code, $17, became, $21 from moved
    on conflict (doctor, line, from_date) do update set grade = excluded.grade
),
now as (update doctor d set grade = m.became from moved m where d.code = m.code and $17 = '')
select coalesce(a.rep, ''), m.was, m.became, count(*), (array_agg(m.name order by m.code))[1:3], (select count(*) from moved)
from moved m left join assignment a on a.doctor = m.code and a.from_date <= $21 and (a.to_date is null or a.to_date >= $21)
group by 1, 2, 3 order by 1, 2, 3`)

// ruleArguments are $1 to $18 of gradedDoctors.
func ruleArguments(s grading.Scheme, line string, products []string) ([]any, error) {
	rule := s.Of(line)
	type own struct {
		Of     string   `json:"of"`
		Word   *string  `json:"word,omitempty"`
		Low    *float64 `json:"low,omitempty"`
		High   *float64 `json:"high,omitempty"`
		Points int      `json:"points"`
	}
	words := map[string]*struct {
		words  []string
		points []int
	}{grading.Level: {}, grading.Title: {}}
	bands := map[string]*struct {
		from   []float64
		points []int
	}{grading.Outpatients: {}, grading.Beds: {}, grading.Needs: {}}
	customs := []own{}
	for _, i := range rule.Indicators {
		if w := words[i.Of]; w != nil {
			for word, p := range i.Words {
				w.words, w.points = append(w.words, word), append(w.points, p*i.Weight)
			}
			continue
		}
		if b := bands[i.Of]; b != nil {
			for _, band := range i.Bands {
				b.from, b.points = append(b.from, band.From), append(b.points, band.Points*i.Weight)
			}
			continue
		}
		for word, p := range i.Words {
			customs = append(customs, own{Of: i.Of, Word: &word, Points: p * i.Weight})
		}
		for n, band := range i.Bands {
			high := 1e300
			if n+1 < len(i.Bands) {
				high = math.Nextafter(i.Bands[n+1].From, math.Inf(-1))
			}
			customs = append(customs, own{Of: i.Of, Low: &band.From, High: &high, Points: band.Points * i.Weight})
		}
	}
	raw, err := json.Marshal(customs)
	if err != nil {
		return nil, fmt.Errorf("write the indicators: %w", err)
	}
	if line == "" {
		products = nil
	} else if products == nil {
		products = []string{}
	}
	l, t, o, b, n := words[grading.Level], words[grading.Title], bands[grading.Outpatients], bands[grading.Beds], bands[grading.Needs]
	return []any{array(l.words), array(l.points), array(t.words), array(t.points), array(o.from), array(o.points), array(b.from), array(b.points),
		array(n.from), array(n.points), len(customs) > 0, raw, products,
		100 * rule.Thresholds[domain.GradeA], 100 * rule.Thresholds[domain.GradeB], 100 * rule.Thresholds[domain.GradeC],
		line, !s.InForce()}, nil
}

// array keeps an empty list from becoming NULL.
func array[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Moved is how many doctors of a rep went from one grade to another.
type Moved struct {
	Rep  string
	Line string
	Was  domain.Grade
	Is   domain.Grade
	// Count is how many of hers, Names some of them; InAll is how many doctors moved in the line, whoever sees them.
	Count int
	Names []string
	InAll int
}

// scope says which doctors are graded anew: nil lists mean all.
type scope struct{ doctors, hospitals []string }

var (
	selectGradedLines = statement(`select distinct line from doctor_grade where line <> '' order by line limit 1000`)
	selectProductArea = statement(`select code, area from product order by code`)
)

// lines returns the product lines that are graded apart, and the products of each: those of the scheme, and those that an earlier
// one graded, which the rule of the other lines grades now.
func (tx *Tx) lines(ctx context.Context, s grading.Scheme) (lines []string, products map[string][]string, err error) {
	if lines, err = read(ctx, tx, "the graded lines", pgx.RowTo[string], selectGradedLines); err != nil {
		return nil, nil, err
	}
	for line := range s.Lines {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if !slices.Contains(lines, "") {
		lines = append(lines, "")
	}
	slices.Sort(lines)
	type product struct{ Code, Area string }
	all, err := read(ctx, tx, "the products' areas", pgx.RowToStructByPos[product], selectProductArea)
	if err != nil {
		return nil, nil, err
	}
	products = map[string][]string{}
	for _, p := range all {
		products[p.Area] = append(products[p.Area], p.Code)
	}
	return lines, products, nil
}

// regradeAll grades the doctors of the scope by the scheme from today on and returns who moved.
func (tx *Tx) regradeAll(ctx context.Context, s grading.Scheme, in scope) ([]Moved, error) {
	if _, err := tx.endByHand(ctx); err != nil {
		return nil, err
	}
	return tx.regradeFrom(ctx, s, in, domain.DateOf(tx.now))
}

// regradeFrom grades the doctors of the scope by the scheme from a day on, line by line, one statement a line, and returns who moved.
func (tx *Tx) regradeFrom(ctx context.Context, s grading.Scheme, in scope, from domain.Date) (moved []Moved, err error) {
	lines, products, err := tx.lines(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		args, err := ruleArguments(s, line, products[line])
		if err != nil {
			return nil, err
		}
		rows, err := read(ctx, tx, "who moved", func(row pgx.CollectableRow) (m Moved, err error) {
			m.Line = line
			err = row.Scan(&m.Rep, &m.Was, &m.Is, &m.Count, &m.Names, &m.InAll)
			return m, err
		}, regrade, append(args, in.doctors, in.hospitals, from)...)
		if err != nil {
			return nil, err
		}
		moved = append(moved, rows...)
	}
	return moved, nil
}

// gradingInForce reads the scheme in force.
func (tx *Tx) gradingInForce(ctx context.Context) (s grading.Scheme, err error) {
	tx.WantGrading(&s)
	if err := tx.Flush(ctx); err != nil {
		return s, fmt.Errorf("read the grading scheme: %w", err)
	}
	return s, nil
}

// regradeChanged grades doctors of whom, or of whose hospitals, something changed, and tells their reps. Without a scheme in force
// nothing moves.
func (tx *Tx) regradeChanged(ctx context.Context, s grading.Scheme, in scope) error {
	if !s.InForce() {
		return nil
	}
	moved, err := tx.regradeAll(ctx, s, in)
	if err != nil {
		return err
	}
	return tx.tellRegraded(notice.FactsChanged, moved)
}

// indicators returns what the scheme in force looks at.
func (db *DB) indicators(ctx context.Context) (map[string]bool, error) {
	all, err := db.GradingSchemes(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	of := map[string]bool{}
	for _, r := range all[len(all)-1].Scheme.Lines {
		for _, i := range r.Indicators {
			of[i.Of] = true
		}
	}
	return of, nil
}
