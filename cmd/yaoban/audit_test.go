package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// changing says of every command of the program which fact it must leave in the audit log. A command with none changes nothing of
// the company's; one that is not listed fails the test, so that a new command cannot be left out of the log unseen.
var changing = map[string]fact.Kind{
	"simulate": "",                          // refuses a company's database
	"demo":     "", "serve": "", "talk": "", // what they change is said by messages, whose facts the transcripts show
	"migrate": "", "understand": "", "screen": "", "config": "", "texts": "", "wecom check": "", "wecom setup": "", "sms check": "",
	"scheme grading show": "", "scheme grading history": "", "scheme grading check": "", "scheme grading preview": "",
	"scheme quality show": "", "scheme quality history": "", "scheme quality check": "", "scheme quality compare": "",
	"scheme quota show": "", "scheme quota history": "", "scheme quota check": "",
	"field list": "", "staff pending": "", "audit verify": "",
	"audit export": fact.DataExported, "import": fact.RosterImported, "export": fact.DataExported, "staff admin": fact.AdminNamed, "handover": fact.HandedOver,
	"doctor grade": fact.GradeAsked,
	"field add":    fact.FieldAdded, "field retire": fact.FieldRetired,
	"scheme grading apply": fact.GradingApplied, "scheme grading rollback": fact.GradingApplied,
	"scheme quality apply": fact.QualityApplied, "scheme quota apply": fact.QuotaApplied,
}

// TestEveryCommandLineChangeIsLogged runs each command that changes something and looks for its fact, with the actor and the channel.
func TestEveryCommandLineChangeIsLogged(t *testing.T) {
	parser, err := kong.New(&commandLine{})
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		name := commandName(leaf)
		if _, listed := changing[name]; !listed {
			t.Errorf("`yaoban %s` stands in no line of the table: say which fact it leaves, or that it changes nothing", name)
		}
	}
	pool := pgtest.Pool(t)
	c := newCLI(t, pool.Config().ConnString())
	c.world()
	dir := t.TempDir()
	file := func(scheme string, replace ...string) string {
		path := filepath.Join(dir, scheme+".yaml")
		text := strings.NewReplacer(replace...).Replace(c.ok("scheme", scheme, "show"))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	// The last version of grading must differ from what is in force each time.
	grading := filepath.Join(dir, "grading.yaml")
	if err := os.WriteFile(grading, []byte(c.ok("scheme", "grading", "show", "--default")), 0o600); err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{}
	for _, args := range [][]string{
		{"import", "staff", "world/staff.csv", "--as", "guanli"},
		{"export", "visits", "--as", "guanli", "--from", "2026-11-01", "-o", filepath.Join(dir, "visits.jsonl")},
		{"audit", "export", "--from", "2026-11-01", "--to", "2026-11-30", "-o", filepath.Join(dir, "pack.xlsx"), "--as", "guanli"},
		{"staff", "admin", "zhouhang", "--as", "guanli"},
		{"field", "add", "doctor", "分层", "text", "--as", "guanli"},
		{"field", "retire", "doctor", "分层", "--as", "guanli"},
		{"doctor", "grade", "D004", "A", "--reason", "新任科主任", "--until", nextWeek(), "--as", "guanli"},
		{"scheme", "grading", "apply", grading, "--as", "guanli"},
		{"scheme", "grading", "rollback", "0", "--as", "guanli"},
		{"scheme", "quality", "apply", file("quality", "threshold: 60", "threshold: 65"), "--as", "guanli"},
		{"scheme", "quota", "apply", file("quota", "A: 4", "A: 5"), "--as", "guanli"},
		{"handover", "--from", "zhaolei", "--to", "sunting", "--doctors", "D031", "--on", time.Now().AddDate(0, 1, 0).Format(time.DateOnly), "--as", "guanli"},
	} {
		name := ""
		for n, kind := range changing {
			if kind != "" && len(n) > len(name) && strings.HasPrefix(strings.Join(args, " ")+" ", n+" ") {
				name = n
			}
		}
		if name == "" {
			t.Fatalf("%v is no command of the table", args)
		}
		count := func() (n int) {
			if err := pool.QueryRow(t.Context(), `select count(*) from fact where kind = $1 and person = 'guanli' and channel = 'cli'`, changing[name]).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count()
		c.ok(args...)
		if count() != before+1 {
			t.Errorf("`yaoban %s` leaves no fact %s of hers", name, changing[name])
		}
		done[name] = true
	}
	for name, kind := range changing {
		if kind != "" && !done[name] {
			t.Errorf("`yaoban %s` is not run by this test", name)
		}
	}
	var unnamed int
	if err := pool.QueryRow(t.Context(), `select count(*) from fact where kind = $1`, fact.RecordsChanged).Scan(&unnamed); err != nil || unnamed > 0 {
		t.Errorf("%d changes have no fact of their own: %v", unnamed, err)
	}
}

// commandName is a command as it is typed.
func commandName(n *kong.Node) string {
	var words []string
	for ; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append([]string{n.Name}, words...)
	}
	return strings.Join(words, " ")
}

func TestAuditVerify(t *testing.T) {
	pool := pgtest.Pool(t)
	c := newCLI(t, pool.Config().ConnString())
	c.world()
	if out := c.ok("audit", "verify"); !strings.Contains(out, "0 facts in 0 seals, all as they were sealed\n4 facts are not sealed yet, the oldest of ") {
		t.Error(out)
	}
	db, err := postgres.Open(t.Context(), pool.Config().ConnString(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	for {
		head, _, err := db.Seal(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if head.Facts == 4 {
			break
		}
	}
	out := c.ok("audit", "verify")
	_, rest, _ := strings.Cut(out, "anchor ")
	anchor, _, _ := strings.Cut(rest, " ")
	if !strings.HasPrefix(out, "4 facts in 1 seal, all as they were sealed\n") || !strings.HasPrefix(anchor, "1:") {
		t.Fatal(out)
	}
	if out := c.ok("audit", "verify", "--anchor", anchor); !strings.Contains(out, "leads through the anchor") {
		t.Error(out)
	}
	for _, bad := range []string{"1", "1:12", "zero:" + anchor} {
		if _, errs, code := c.run("", "audit", "verify", "--anchor", bad); code != exitUsage || !strings.Contains(errs, "is no anchor") {
			t.Errorf("%s: exit code %d, %s", bad, code, errs)
		}
	}
	if _, errs, code := c.run("", "audit", "verify", "--anchor", "2"+anchor[1:]); code != exitFailed || !strings.Contains(errs, "its end was cut off") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if _, err := pool.Exec(t.Context(), `alter table fact disable trigger fact_stays; update fact set person = 'nobody' where seq = 2`); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := c.run("", "audit", "verify"); code != exitFailed || out != "" || !strings.Contains(errs, "its facts were changed or moved\nthe audit log was tampered with: 1 finding in 1 seal\n") {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
}
