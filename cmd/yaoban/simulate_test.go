package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/cmd/yaoban/simulate"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// simulated runs the command and reads its report.
func simulated(t *testing.T, args ...string) (simulate.Report, int) {
	t.Helper()
	out, errs, code := cli{t, environment()}.run("", append([]string{"simulate", "--json"}, args...)...)
	var r simulate.Report
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&r); err != nil {
		t.Fatalf("yaoban simulate %v: exit code %d, %v: %s%s", args, code, err, out, errs)
	}
	return r, code
}

// writeCompany writes tables into a folder, each in the form of the import.
func writeCompany(t *testing.T, tables map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range tables {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A small company lives through the end of a month, a Saturday worked for a holiday, a weekly report, plans and time off, and nothing
// happens that must not.
func TestDaysOfACompanyHold(t *testing.T) {
	files, err := simulate.Generate(7, 8, 20, domain.Date{Year: 2030, Month: 3, Day: 28}, 1)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]string{"holidays": "date,kind,name\n2030-03-30,work,\n2030-04-01,off,\n"}
	for name, lines := range files {
		var b bytes.Buffer
		for _, l := range lines {
			b.WriteString(strings.Join(l.Cells, ",") + "\n")
		}
		tables[name] = b.String()
	}
	r, code := simulated(t, "--company", writeCompany(t, tables), "--from", "2030-03-28", "--days", "6", "--seed", "7", "--rare", "5")
	if code != exitOK || !r.Holds() {
		t.Errorf("exit code %d: %+v", code, r.Findings)
	}
	c := r.Counts
	if r.Reps != 8 || r.Workdays != 4 || c.VisitsStored < 100 || c.QuotaAnswers < 80 || c.Expected < 40 || c.WeeksApproved < 4 || c.SMSWritten < 10 || c.ToldTwice == 0 {
		t.Errorf("too little happened to judge: %+v", r)
	}
	for _, deed := range []string{"adverse event", "event", "broadcast", "coaching", "new doctor"} {
		if c.Deeds[deed] == 0 {
			t.Errorf("there was no %s: %v", deed, c.Deeds)
		}
	}
	for _, kind := range []string{"morning_list", "manager_morning", "month_end", "evening_prompt", "week_report", "week_report_team", "week_waits", "week_decided", "comment_added"} {
		if r.Kinds[kind] == 0 {
			t.Errorf("nobody was told a %s: %v", kind, r.Kinds)
		}
	}
}

func TestASeedPlaysTheSameDays(t *testing.T) {
	args := []string{"--reps", "3", "--doctors", "8", "--from", "2030-03-28", "--days", "1", "--seed", "5"}
	first, _ := simulated(t, args...)
	second, _ := simulated(t, args...)
	first.SlowestSeconds, second.SlowestSeconds = 0, 0
	if diff := cmp.Diff(first, second); diff != "" || first.Counts.VisitsStored == 0 {
		t.Errorf("the same seed played other days: %s", diff)
	}
}

func TestWhatCannotBeSimulated(t *testing.T) {
	pool := pgtest.Pool(t)
	url := pool.Config().ConnString()
	newCLI(t, url).world()
	const stored = `select format('%s %s', (select count(*) from fact), (select ahead_ms from clock))`
	before := texts(t, pool, stored)
	other := pgtest.Pool(t)
	if _, err := other.Exec(t.Context(), `drop schema public cascade; create schema public; create table invoice (id int)`); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	torn := writeCompany(t, map[string]string{"staff": "userid,name,role,mobile,from\nr1,代表,king,13800000001,2026-01-01\n", "hospitals": "code,name\nH1,医院\n",
		"doctors": "code,name,hospital,department,rep\nD1,张伟,H1,全科,r1\n", "products": "code,brand\nP1,立舒平\n"})
	nobody := writeCompany(t, map[string]string{"staff": "userid,name,role,mobile,from\nm1,经理,manager,13800000001,2026-01-01\n", "hospitals": "code,name\nH1,医院\n",
		"doctors": "code,name,hospital,department\nD1,张伟,H1,全科\n", "products": "code,brand\nP1,立舒平\n"})
	for _, c := range []struct {
		say  string
		args []string
		code int
	}{
		{"--reps 0 is not between 1 and 5000", []string{"--reps", "0"}, exitUsage},
		{"--doctors 999 is not between", []string{"--doctors", "999"}, exitUsage},
		{"--days -3 is not between", []string{"--days=-3"}, exitUsage},
		{"--rare 0 is not between 1 and 20", []string{"--rare", "0"}, exitUsage},
		{"--sms-price -1 is less than nothing", []string{"--sms-price=-1"}, exitUsage},
		{"--from 2026-13-01 is no date", []string{"--from", "2026-13-01"}, exitUsage},
		{"--from 2020-01-01 does not lie ahead", []string{"--from", "2020-01-01"}, exitUsage},
		{"there is neither staff.csv nor staff.xlsx", []string{"--company", empty}, exitUsage},
		{"there is neither staff.csv", []string{"--company", filepath.Join(empty, "nowhere")}, exitUsage},
		{`"king" is no role`, []string{"--company", torn, "--from", "2030-03-28"}, exitUsage},
		{"nobody in the company is a rep with doctors", []string{"--company", nobody, "--from", "2030-03-28"}, exitUsage},
		{"that database holds a company", []string{"--database", url}, exitUsage},
		{"holds a company or other tables", []string{"--database", other.Config().ConnString()}, exitUsage},
		{"not of the form postgres://", []string{"--database", "postgres://u:geheim@:99999999/"}, exitFailed},
	} {
		out, errs, code := cli{t, environment()}.run("", append([]string{"simulate"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.say) || out != "" || strings.Contains(errs, "geheim") {
			t.Errorf("%v: exit code %d, %s%s", c.args, code, out, errs)
		}
	}
	if after := texts(t, pool, stored); after[0] != before[0] {
		t.Error("a refused simulation changed the database")
	}
}
