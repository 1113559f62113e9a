package postgres_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
	"github.com/yaoban/yaoban/domain/roster"
)

// randomDoctors fills a company with n doctors of every kind, values that nobody knows among them.
func randomDoctors(t testing.TB, pool *pgxpool.Pool, r *rand.Rand, n int) {
	t.Helper()
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	for _, sql := range []string{
		`insert into field (owner, name, type, choices, added_at, person) values ('doctor', '影响力', 'enum', '{高,中,低}', now(), 'x'),
            ('doctor', '论文数', 'number', '{}', now(), 'x'), ('doctor', '首诊', 'date', '{}', now(), 'x'), ('hospital', '类别', 'text', '{}', now(), 'x')`,
		`insert into product (code, brand, area) values ('P1', '甲', '心血管'), ('P2', '乙', '心血管'), ('P3', '丙', '内分泌')`,
		`insert into hospital (code, name, level, custom) values ('H1', '一院', '三级甲等', '{"类别": "教学"}'), ('H2', '二院', '二级', '{}'), ('H3', '三院', '', '{"类别": "别的"}'),
            ('H4', '四院', '一级', '{"类别": "教学"}')`,
	} {
		if _, err := pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var rows [][]any
	for i := range n {
		var outpatients, beds *int
		if r.IntN(5) > 0 {
			x := []int{0, 800, 801, 2000, 2001, 5000, 5001, r.IntN(9000)}[r.IntN(8)]
			outpatients = &x
		}
		if r.IntN(5) > 0 {
			x := []int{0, 20, 21, 40, 41, 80, 81, r.IntN(150)}[r.IntN(8)]
			beds = &x
		}
		own := map[string]string{}
		if r.IntN(2) > 0 {
			own["影响力"] = pick("高", "中", "低")
		}
		if r.IntN(2) > 0 {
			own["论文数"] = pick("-3", "0", "4.999999", "5", "5.5", "99", "100")
		}
		if r.IntN(2) > 0 {
			own["首诊"] = pick("2019-12-31", "2020-01-01", "2024-02-29")
		}
		needs := []string{"P1", "P2", "P3", "P9"}
		r.Shuffle(len(needs), func(a, b int) { needs[a], needs[b] = needs[b], needs[a] })
		grade := pick("", "A", "B", "C", "D")
		rows = append(rows, []any{fmt.Sprintf("D%06d", i), "医生", "H" + fmt.Sprint(1+r.IntN(4)), "科", pick("主任医师", "副主任医师", "主治医师", "住院医师", "", "别的"),
			outpatients, beds, needs[:r.IntN(5)], own, grade, grade})
	}
	if _, err := pool.CopyFrom(t.Context(), pgx.Identifier{"doctor"}, []string{"code", "name", "hospital", "department", "title", "outpatients", "beds", "needs", "custom", "grade", "given"},
		pgx.CopyFromRows(rows)); err != nil {
		t.Fatal(err)
	}
}

// ofEverything looks at every kind of indicator, in one line apart.
func ofEverything() grading.Scheme {
	s := grading.Default()
	r := s.Lines[""]
	r.Indicators = slices.Clone(r.Indicators)
	r.Indicators[0].Weight = 10
	r.Indicators = append(r.Indicators, grading.Indicator{Of: "doctor.影响力", Weight: 5, Words: map[string]int{"高": 100, "中": 33}},
		grading.Indicator{Of: "doctor.论文数", Weight: 4, Bands: []grading.Band{{From: 0, Points: 7}, {From: 5, Points: 51}, {From: 100, Points: 100}}},
		grading.Indicator{Of: "doctor.首诊", Weight: 3, Bands: []grading.Band{{From: 20200101, Points: 50}, {From: 20240101, Points: 99}}},
		grading.Indicator{Of: "hospital.类别", Weight: 3, Words: map[string]int{"教学": 100}})
	s.Lines[""] = r
	s.Lines["心血管"] = grading.Rule{Thresholds: map[domain.Grade]int{domain.GradeA: 100, domain.GradeB: 70, domain.GradeC: 35},
		Indicators: []grading.Indicator{{Of: grading.Needs, Weight: 100, Bands: []grading.Band{{From: 1, Points: 70}, {From: 2, Points: 100}}}}}
	return s
}

// grades reads what every doctor has: her grade, and those of her history.
func grades(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `select code || '/', grade from doctor
        union all (select distinct on (doctor, line) doctor || '/' || line, grade from doctor_grade where line <> '' order by doctor, line, from_date desc)`)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var code, grade string
	if _, err := pgx.ForEachRow(rows, []any{&code, &grade}, func() error { out[code] = grade; return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheStatementGradesAsTheRuleDoes holds the SQL to the rule, on doctors of every kind and for two lines.
func TestTheStatementGradesAsTheRuleDoes(t *testing.T) {
	pool := pgtest.Pool(t)
	const n = 3000
	randomDoctors(t, pool, rand.New(rand.NewPCG(1, 2)), n)
	db := open(t, pool)
	given := grades(t, pool)
	s := ofEverything()
	preview, err := db.PreviewGrading(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(given, grades(t, pool)) {
		t.Fatal("a preview changes grades")
	}
	done, err := db.ApplyGrading(t.Context(), s, "guanli", "第一版")
	if err != nil {
		t.Fatal(err)
	}
	first := grades(t, pool)
	if done.InAll() != len(preview) || done.Version != 1 || len(preview) < n {
		t.Errorf("%d moved, %d were foretold", done.InAll(), len(preview))
	}
	for _, m := range preview {
		key := m.Doctor + "/" + m.Line
		if m.Line == "" && given[key] != string(m.Was) {
			t.Fatalf("%s had %s, not %s", key, given[key], m.Was)
		}
		if first[key] != string(m.Is) {
			t.Fatalf("%s moved to %q, not to %s as foretold", key, first[key], m.Is)
		}
	}
	seen := map[domain.Grade]int{}
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		for i := range n {
			var d grading.Doctor
			var is domain.Grade
			code := fmt.Sprintf("D%06d", i)
			tx.WantGradingFacts(code, &d, &is)
			if err := tx.Flush(t.Context()); err != nil {
				return err
			}
			for _, line := range []string{"", "心血管"} {
				want := s.Grade(line, d)
				sum := 0
				for _, p := range want.Parts {
					sum += p.Hundredths
				}
				if got := first[code+"/"+line]; got != string(want.Grade) || sum != want.Hundredths {
					t.Fatalf("%s in the line %q: the statement says %q, the rule %s of %d (%+v)", code, line, got, want.Grade, want.Hundredths, d)
				}
				seen[want.Grade]++
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 4 {
		t.Errorf("the doctors are too much alike: %v", seen)
	}

	// Another version and back: every grade is what it was, and no version at all gives the imported ones back.
	if _, err := db.ApplyGrading(t.Context(), grading.Default(), "guanli", ""); err != nil {
		t.Fatal(err)
	}
	if maps.Equal(first, grades(t, pool)) {
		t.Error("the second version changes nothing")
	}
	if _, err := db.RollBackGrading(t.Context(), 1, "guanli", ""); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(first, grades(t, pool)) {
		t.Error("after going back the grades are not what they were")
	}
	if _, err := db.RollBackGrading(t.Context(), 0, "guanli", ""); err != nil {
		t.Fatal(err)
	}
	for code, g := range grades(t, pool) {
		doctor, line, _ := strings.Cut(code, "/")
		if line == "" && given[doctor+"/"] != g {
			t.Fatalf("%s has %q without a scheme; the import gave %q", code, g, given[doctor+"/"])
		}
	}
	all, err := db.GradingSchemes(t.Context())
	if err != nil || len(all) != 4 || all[3].Scheme.InForce() || all[2].Scheme.Version != 3 || len(grading.Changes(all[0].Scheme, all[2].Scheme)) != 0 {
		t.Errorf("the history is %+v, %v", all, err)
	}
}

func open(t testing.TB, pool *pgxpool.Pool) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func TestASchemeThatIsNotValidGradesNobody(t *testing.T) {
	db := inNovember(t)
	before := func() string { return sums(t, db, november(23), "rep")["rep"] }
	was := before()
	bad := grading.Default()
	r := bad.Lines[""]
	r.Indicators = append(slices.Clone(r.Indicators), grading.Indicator{Of: "doctor.月处方量", Weight: 10, Bands: []grading.Band{{From: 1, Points: 100}}})
	bad.Lines[""] = r
	_, err := db.ApplyGrading(t.Context(), bad, "guanli", "")
	if err == nil || !strings.Contains(err.Error(), "统方") || !strings.Contains(err.Error(), "sum to 110") {
		t.Error(err)
	}
	if _, err := db.RollBackGrading(t.Context(), 1, "guanli", ""); err == nil || !strings.Contains(err.Error(), "no grading scheme was ever in force") {
		t.Error(err)
	}
	if all, err := db.GradingSchemes(t.Context()); err != nil || len(all) != 0 || before() != was {
		t.Errorf("something was applied: %v %v %s", all, err, before())
	}
}

// TestAChangedFactGradesAtOnce: an import of doctors or hospitals grades in its own transaction, keeps the history, and tells the rep.
func TestAChangedFactGradesAtOnce(t *testing.T) {
	db, pool := inNovemberWith(t)
	if _, err := db.ApplyGrading(t.Context(), grading.Default(), "guanli", ""); err != nil {
		t.Fatal(err)
	}
	imported := func(f func(postgres.Importing) (roster.Report, error), text string) roster.Report {
		t.Helper()
		lines, err := roster.ReadCSV(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		report, err := f(postgres.Importing{File: "x.csv", Lines: lines, Actor: "guanli"})
		if err != nil || len(report.Problems) > 0 {
			t.Fatal(err, report.Problems)
		}
		return report
	}
	doctors := func(in postgres.Importing) (roster.Report, error) { return db.ImportDoctors(t.Context(), in) }
	hospitals := func(in postgres.Importing) (roster.Report, error) { return db.ImportHospitals(t.Context(), in) }
	grade := func(code string) (g domain.Grade) {
		t.Helper()
		var d grading.Doctor
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			tx.WantGradingFacts(code, &d, &g)
			return tx.Flush(t.Context())
		}); err != nil {
			t.Fatal(err)
		}
		return g
	}
	if g := grade("D1"); g != domain.GradeD {
		t.Fatalf("of whom nothing is known has the grade %s", g)
	}
	report := imported(doctors, "code,name,hospital,department,title,grade,outpatients,beds,needs\nD1,张伟,H01,心血管内科,主任医师,A,5001,81,a|b|c\n")
	if g := grade("D1"); g != domain.GradeA || !slices.ContainsFunc(report.Notes, func(n string) bool { return strings.Contains(n, "column grade") }) {
		t.Errorf("graded %s; %v", g, report.Notes)
	}
	imported(doctors, "code,name,hospital,department,title\nD2,李静,H01,心血管内科,主任医师\n")
	if g := grade("D2"); g != domain.GradeD {
		t.Errorf("20 points are %s", g)
	}
	imported(hospitals, "code,name,level\nH01,江城市第一人民医院,三级甲等\n")
	if g := grade("D2"); g != domain.GradeC {
		t.Errorf("45 points are %s", g)
	}
	rows, err := pool.Query(t.Context(), `select args::text from notice where kind = 'grade_changed' and person = 'rep'
        order by args->>'why' desc, args::text`)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if len(texts) != 3 || !strings.Contains(texts[1], `"D"`) || !strings.Contains(texts[1], "张伟") || !strings.Contains(texts[2], "李静") {
		t.Errorf("the rep is told %v", texts)
	}
}
