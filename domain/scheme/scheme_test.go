package scheme

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quality"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/roster"
)

func lines(t *testing.T, text string) []roster.Line {
	t.Helper()
	l, err := roster.ReadCSV(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func qualityFile() string {
	return YAML(QualityRows(quality.Default()), func(r Row) []string { return r.Keys })
}

func qualityCSV() string {
	b := "part,code,value\n"
	for _, r := range QualityRows(quality.Default()) {
		b += strings.Join(r.Keys, ",") + "," + r.Value + "\n"
	}
	return b
}

func quotaFile(s quota.Scheme) string { return YAML(QuotaRows(s), QuotaOrder) }

func TestASchemeIsWrittenAndReadBack(t *testing.T) {
	for name, read := range map[string]func() (quality.Scheme, []roster.Problem){
		"yaml": func() (quality.Scheme, []roster.Problem) { return QualityYAML([]byte(qualityFile())) },
		"csv":  func() (quality.Scheme, []roster.Problem) { return QualityTable(lines(t, qualityCSV())) },
		"a list of required fields": func() (quality.Scheme, []roster.Problem) {
			return QualityYAML([]byte(strings.Replace(qualityFile(), "required:\n  products: yes\n  result: yes\n", "required: [products, result]\n", 1)))
		},
		"a Chinese header and shuffled bands": func() (quality.Scheme, []roster.Problem) {
			return QualityTable(lines(t, strings.Replace(strings.Replace(qualityCSV(), "part,code,value", "项,代码,值", 1), "minutes,1,0.4\n", "", 1)+"\nMinutes,1,0.40\n"))
		},
	} {
		got, problems := read()
		if diff := cmp.Diff(quality.Default(), got); diff != "" || len(problems) > 0 {
			t.Errorf("%s: %v %s", name, problems, diff)
		}
	}
	s := quota.Default()
	s.Lines["CV 心血管"] = quota.Need{domain.GradeA: 6, domain.GradeB: 3}
	s.Months = map[string]map[string]quota.Need{"2027-02": {"": {domain.GradeA: 3}, "CV 心血管": {domain.GradeA: 4}}}
	got, problems := QuotaYAML([]byte(quotaFile(s)))
	if diff := cmp.Diff(s, got); diff != "" || len(problems) > 0 {
		t.Errorf("quota yaml: %v %s\n%s", problems, diff, quotaFile(s))
	}
	table := "产品线,项,月份,等级,值\n"
	for _, r := range QuotaRows(s) {
		table += fmt.Sprintf("%s,%s,%s,%s,%s\n", r.Keys[1], r.Keys[0], r.Keys[2], strings.ToLower(r.Keys[3]), r.Value)
	}
	got, problems = QuotaTable(lines(t, table))
	if diff := cmp.Diff(s, got); diff != "" || len(problems) > 0 {
		t.Errorf("quota csv: %v %s", problems, diff)
	}
}

func TestEveryFaultOfAQualitySchemeIsSaid(t *testing.T) {
	for _, c := range []struct{ name, old, becomes, want string }{
		{"the sum", "weight,next,0.15", "weight,next,0.10", "weight: the weights sum to 0.95, not 1"},
		{"a coefficient", "result,objection,0.9", "result,objection,1.2", "line 15, column result objection: 1.2 is not from 0 to 1"},
		{"no number", "result,objection,0.9", "result,objection,high", `line 15, column result objection: "high" is no number`},
		{"three decimals", "result,objection,0.9", "result,objection,0.905", "more than two decimals"},
		{"not a number", "result,objection,0.9", "result,objection,NaN", `"NaN" is no number`},
		{"an unknown code", "result,objection,0.9", "result,delighted,0.9", `column result delighted: the code "delighted" is unknown`},
		{"a missing code", "result,objection,0.9\n", "", "column result objection: is missing"},
		{"an unknown part", "rule,threshold,60", "rules,threshold,60", `the part "rules" is unknown`},
		{"an unknown rule", "rule,threshold,60", "rule,bonus,60", `the rule "bonus" is unknown`},
		{"a threshold", "rule,threshold,60", "rule,threshold,160", `"160" is no whole number from 0 to 100`},
		{"half a day", "rule,min_gap_days,3", "rule,min_gap_days,2.5", "no whole number"},
		{"twice", "rule,threshold,60", "rule,threshold,60\nrule,threshold,70", "stands in line"},
		{"the last band", "minutes,more,0.8\n", "", "column minutes more: is missing"},
		{"a band", "minutes,5,0.8", "minutes,five,0.8", `"five" is neither a number of minutes`},
		{"a required field", "required,result,yes", "required,doctor,yes", `the code "doctor" is unknown`},
		{"neither yes nor no", "required,result,yes", "required,result,maybe", `"maybe" is neither yes nor no`},
		{"sales", "weight,next,0.15", "weight,sales,0.15", "sales and prescriptions are no part"},
		{"销量", "weight,next,0.15", "weight,销量,0.15", "sales and prescriptions are no part"},
		{"prescriptions", "weight,next,0.15", "weight,处方量,0.15", "sales and prescriptions are no part"},
		{"an unknown column", "part,code,value", "part,code,value,note", "column note: means nothing here"},
		{"a missing column", "part,code,value", "part,code,figure", "column value: the column is missing"},
		{"an empty file", qualityCSV(), "", "the file is empty"},
	} {
		text := strings.Replace(qualityCSV(), c.old, c.becomes, 1)
		_, problems := QualityTable(lines(t, text))
		if said := fmt.Sprint(problems); !strings.Contains(said, c.want) {
			t.Errorf("%s: %s", c.name, said)
		}
	}
	_, problems := QualityTable(lines(t, strings.NewReplacer("objection,0.9", "objection,9", "threshold,60", "threshold,x", "detailing,1", "detailing,-1").Replace(qualityCSV())))
	if len(problems) != 3 {
		t.Errorf("three faults are said as %v", problems)
	}
	for name, text := range map[string]string{"no YAML": "weight: [", "a list": "- a", "deeper": "weight: {next: {a: {b: 1}}}", "a list of lists": "required: [[a]]",
		"an alias": "a: &x {b: 1}\nweight: *x", "nothing": ""} {
		if _, problems := QualityYAML([]byte(text)); len(problems) == 0 {
			t.Errorf("%s is read as a scheme", name)
		}
	}
	if _, problems := QualityYAML([]byte(strings.Replace(qualityFile(), "objection: 0.9", "objection: 1.9", 1))); len(problems) != 1 || problems[0].Line == 0 {
		t.Errorf("a fault of YAML is said as %v", problems)
	}
}

func TestEveryFaultOfAQuotaSchemeIsSaid(t *testing.T) {
	const file = "visits:\n  default: {A: 4, B: 2, C: 1, D: 0}\n  心血管: {A: 6}\nmonths:\n  2027-02:\n    心血管: {A: 3}\ngap: {A: 10, B: 20}\ncapacity: 8\n"
	if _, problems := QuotaYAML([]byte(file)); len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct{ name, old, becomes, want string }{
		{"too many", "A: 4", "A: 40", `line 2, column visits A: "40" is no whole number from 0 to 31`},
		{"half a visit", "A: 4", "A: 2.5", "no whole number"},
		{"a grade", "B: 2", "E: 2", `the grade "E" is not A, B, C or D`},
		{"a missing grade", ", D: 0", "", "column visits default D: is missing"},
		{"a month", "2027-02", "2027-13", `the month "2027-13" is not YYYY-MM`},
		{"no capacity", "capacity: 8\n", "", "column capacity: is missing"},
		{"capacity", "capacity: 8", "capacity: 80", "no whole number from 0 to 50"},
		{"capacity 0", "capacity: 8", "capacity: 0", "a capacity of 0 visits"},
		{"a gap of a line", "gap: {A: 10, B: 20}", "gap: {A: {x: 10}}", "is the same for all"},
		{"an unknown part", "capacity: 8", "capacity: 8\nbonus: 3", `the part "bonus" is unknown`},
		{"prescriptions", "心血管: {A: 6}", "处方量: {A: 6}", "sales and prescriptions"},
		{"twice", "capacity: 8", "capacity: 8\nCapacity: 9", "stands in line"},
	} {
		_, problems := QuotaYAML([]byte(strings.Replace(file, c.old, c.becomes, 1)))
		if said := fmt.Sprint(problems); !strings.Contains(said, c.want) {
			t.Errorf("%s: %s", c.name, said)
		}
	}
}
