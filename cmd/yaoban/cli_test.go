package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// cli runs the program on one database.
type cli struct {
	t      *testing.T
	getenv func(string) string
}

func newCLI(t *testing.T, url string) cli {
	return cli{t, environment("DATABASE_URL=" + url)}
}

// run returns what the program wrote and its exit code.
func (c cli) run(stdin string, args ...string) (stdout, stderr string, code int) {
	c.t.Helper()
	var out, errs bytes.Buffer
	code = realMain(c.t.Context(), args, strings.NewReader(stdin), &out, &errs, c.getenv)
	return out.String(), errs.String(), code
}

// ok runs what must work and returns what it wrote.
func (c cli) ok(args ...string) string {
	c.t.Helper()
	out, errs, code := c.run("", args...)
	if code != exitOK {
		c.t.Fatalf("yaoban %s: exit code %d: %s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// world imports the four files.
func (c cli) world() {
	c.t.Helper()
	for _, name := range []string{"staff", "hospitals", "doctors", "products"} {
		c.ok("import", name, "world/"+name+".csv")
	}
}

func TestWrongUseSaysWhatToDo(t *testing.T) {
	c := cli{t, environment()}
	for _, u := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"nonsense"}, "yaoban --help", exitUsage},
		{[]string{"import"}, "yaoban import --help", exitUsage},
		{[]string{"import", "cats", "x.csv"}, "must be one of", exitUsage},
		{[]string{"import", "staff", "nowhere.csv"}, "nowhere.csv", exitFailed},
		{[]string{"export", "visits", "--format", "pdf"}, "must be one of", exitUsage},
		{[]string{"export", "visits", "--from", "11-23"}, "--from 11-23 is no date", exitUsage},
		{[]string{"export", "visits", "--from", "2026-11-23", "--to", "2026-11-22"}, "lies before", exitUsage},
		{[]string{"export", "staff", "--from", "2026-11-23"}, "have no days", exitUsage},
		{[]string{"export", "visits"}, "YAOBAN_DATABASE_URL is not set", exitUsage},
		{[]string{"migrate"}, "YAOBAN_DATABASE_URL is not set", exitUsage},
		{[]string{"understand"}, "--world", exitUsage},
		{[]string{"understand", "--world", "sheet"}, "staff.csv", exitFailed},
		{[]string{"wecom", "check"}, "WeCom is off", exitUsage},
		{[]string{"sms", "check"}, "SMS is off", exitUsage},
	} {
		out, errs, code := c.run("", u.args...)
		if code != u.code || !strings.Contains(errs, u.want) || out != "" {
			t.Errorf("%v: exit code %d, %q, %q", u.args, code, out, errs)
		}
	}
	for _, args := range [][]string{nil, {"--help"}, {"import", "--help"}, {"export", "--help"}} {
		if out, errs, code := c.run("", args...); code != exitOK || !strings.Contains(out, "Usage: yaoban") || errs != "" {
			t.Errorf("%v: exit code %d, %q, %q", args, code, out, errs)
		}
	}
	if out := c.ok("texts"); !strings.Contains(out, "\t\"") {
		t.Errorf("the texts are %q", out)
	}
}

func TestADatabaseIsMigratedOnce(t *testing.T) {
	c := newCLI(t, pgtest.Empty(t))
	if _, errs, code := c.run("", "export", "visits"); code != exitFailed || !strings.Contains(errs, "yaoban migrate") {
		t.Errorf("without a schema: exit code %d, %q", code, errs)
	}
	if out := c.ok("migrate"); !strings.Contains(out, "migrations applied") {
		t.Error(out)
	}
	if out := c.ok("migrate"); !strings.Contains(out, "newest already") {
		t.Error(out)
	}
}

func TestImportsReport(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	if out := c.ok("import", "staff", "world/staff.csv"); out != "staff: 10 new, 0 changed, 0 unchanged\n" {
		t.Error(out)
	}
	if out := c.ok("import", "staff", "world/staff.csv", "--as", "GUANLI"); out != "staff: 0 new, 0 changed, 10 unchanged\n" {
		t.Error(out)
	}
	if _, errs, code := c.run("", "import", "staff", "world/staff.csv", "--as", "chenxiao"); code != exitFailed || !strings.Contains(errs, "no admin") {
		t.Errorf("a rep imports: %d, %s", code, errs)
	}
	out, errs, code := c.run("code,name,颜色\nH01,江城市第一人民医院,红\nH02,,\nH01,又一个,\n", "import", "hospitals", "-")
	if want := "column 颜色 means nothing here and was left out\nline 3, column name: is empty\nline 4, column code: \"H01\" is on line 2 already\n" +
		"-: 2 things are wrong; nothing was imported\n"; out != "" || code != exitFailed || errs != want {
		t.Errorf("exit code %d\n%s", code, cmp.Diff(want, errs))
	}
	// A spreadsheet is read like csv.
	f := excelize.NewFile()
	for i, row := range [][]any{{"编码", "医院名称", "纬度", "经度"}, {"H01", "江城市第一人民医院", 30.5801, 114.2702}} {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "h.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	c.ok("import", "hospitals", path)
	if out, _, _ := c.run("code,name\nH09,南湖\n", "import", "hospitals", "-"); out != "hospitals: 1 new, 0 changed, 0 unchanged\n1 row is stored and not in the file; left as they are\n" {
		t.Error(out)
	}
	var facts []struct {
		Kind, Person string
		After        struct {
			Table, File    string
			New, Unchanged int
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(c.ok("export", "facts")), "\n") {
		facts = append(facts, struct {
			Kind, Person string
			After        struct {
				Table, File    string
				New, Unchanged int
			}
		}{})
		if err := json.Unmarshal([]byte(line), &facts[len(facts)-1]); err != nil {
			t.Fatal(err)
		}
	}
	if len(facts) != 5 || facts[4].Kind != "data.exported" || facts[0].Person != "console" || facts[1].Person != "guanli" || facts[1].After.Unchanged != 10 || facts[2].After.File != "h.xlsx" {
		t.Errorf("the facts of the imports are %+v", facts)
	}
}

func TestWhatIsExportedCanBeImported(t *testing.T) {
	c, other := newCLI(t, pgtest.URL(t)), newCLI(t, pgtest.URL(t))
	c.world()
	dir := t.TempDir()
	for _, format := range []string{"csv", "xlsx"} {
		for _, name := range []string{"staff", "hospitals", "doctors", "products"} {
			path := filepath.Join(dir, name+"."+format)
			c.ok("export", name, "--format", format, "--out", path)
			want := "unchanged"
			if format == "csv" {
				want = " 0 changed, 0 unchanged"
			}
			if out := other.ok("import", name, path); !strings.Contains(out, want) || format == "xlsx" && !strings.Contains(out, "0 new, 0 changed") {
				t.Errorf("%s as %s: %s", name, format, out)
			}
			if out := c.ok("import", name, path); !strings.Contains(out, "0 new, 0 changed") {
				t.Errorf("%s as %s into itself: %s", name, format, out)
			}
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 8 {
		t.Errorf("other files were left: %v, %v", left, err)
	}
	if got := strings.Count(c.ok("export", "doctors"), "\n"); got != 60 {
		t.Errorf("%d doctors as json lines", got)
	}
}

func TestAdminsAndStrangers(t *testing.T) {
	url := pgtest.URL(t)
	c := newCLI(t, url)
	staff := "userid,name,role,mobile,from\nboss,王,manager,13800002001,2026-01-01\nrep,陈,rep,13800001001,2026-01-01\n"
	if _, errs, code := c.run(staff, "import", "staff", "-"); code != exitOK {
		t.Fatal(errs)
	}
	if out := c.ok("staff", "pending"); !strings.Contains(out, "Nobody") {
		t.Error(out)
	}
	if out := c.ok("staff", "admin", "BOSS"); !strings.Contains(out, "boss (王) is admin now") {
		t.Error(out)
	}
	for _, args := range [][]string{{"staff", "admin", "rep"}, {"staff", "admin", "rep", "--as", "rep"}, {"staff", "admin", "nobody", "--as", "boss"}} {
		if out, errs, code := c.run("", args...); code != exitFailed || errs == "" {
			t.Errorf("%v: exit code %d, %s%s", args, code, out, errs)
		}
	}
	c.ok("staff", "admin", "rep", "--as", "boss")

	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(t.Context(), `insert into stranger (channel, address, day, count) values
		('wecom', 'newgirl', '2026-11-22', 2), ('wecom', 'newgirl', '2026-11-23', 1), ('sms', '13912345678', '2026-11-21', 1),
		('wecom', 'Boss', '2026-11-20', 9), ('sms', '13800001001', '2026-11-20', 9)`); err != nil {
		t.Fatal(err)
	}
	want := "CHANNEL  WHO          LAST DAY    MESSAGES\nwecom    newgirl      2026-11-23  3\nsms      139****5678  2026-11-21  1\n"
	if diff := cmp.Diff(want, c.ok("staff", "pending")); diff != "" {
		t.Error(diff)
	}
}

func TestLinesAreAnsweredInOrderAndBadOnesNamed(t *testing.T) {
	c := cli{t, environment()}
	in := "{\"id\":\"a\",\"from\":\"chenxiao\",\"text\":\"今天天气不错\"}\n\nnonsense\n{\"id\":\"b\",\"text\":\"统计张主任的处方量\"}\n{\"text\":\"x\"}\n"
	out, errs, code := c.run(in, "screen")
	if code != exitFailed || !strings.Contains(errs, "line 3: is no message") || !strings.Contains(errs, "line 5: has no id") || strings.Count(errs, "\n") != 2 {
		t.Errorf("exit code %d, %q", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 || lines[0] != `{"id":"a","verdict":"pass","text":"今天天气不错"}` ||
		!strings.HasPrefix(lines[1], `{"id":"b","verdict":"refuse","rule":"prescription_count","text":"`) || strings.Contains(lines[1], "处方量") {
		t.Errorf("the answers are %q", lines)
	}
	if _, errs, code := c.run(strings.Repeat("x", longestLine+1), "screen"); code != exitFailed || !strings.Contains(errs, "longer than") {
		t.Errorf("a line too long: %d, %.100s", code, errs)
	}
}

func TestUnderstandReadsMessagesWithoutADatabase(t *testing.T) {
	c := cli{t, environment()}
	message := func(id, from, channel, at, text string) string {
		b, err := json.Marshal(map[string]string{"id": id, "from": from, "channel": channel, "at": at, "text": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(b) + "\n"
	}
	const at = "2026-11-23T18:20:00+08:00"
	in := message("x-1", "chenxiao", "wecom", at, "下午三点拜访市一院心内张主任，讲了立舒平新适应症，聊了20分钟，他同意试用，下周一再去") +
		message("x-2", "nobody", "wecom", at, "帮助") +
		message("x-3", "chenxiao", "pigeon", at, "帮助") +
		message("x-4", "chenxiao", "wecom", "yesterday", "帮助") +
		message("x-5", "WangJianGuo", "wecom", "2026-11-23T10:20:00Z", "查 马超") +
		message("x-6", "chenxiao", "wecom", at, "帮助")
	out, errs, code := c.run(in, "understand", "--world", "world")
	if code != exitFailed || strings.Count(errs, "\n") != 3 {
		t.Errorf("exit code %d, %q", code, errs)
	}
	for _, w := range []string{"line 2: the sender \"nobody\"", "line 3: has the channel", "line 4: is no message"} {
		if !strings.Contains(errs, w) {
			t.Errorf("%q is not said: %s", w, errs)
		}
	}
	var got []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var answer map[string]any
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		got = append(got, answer)
	}
	if len(got) != 3 || got[0]["id"] != "x-1" || got[1]["id"] != "x-5" || got[2]["id"] != "x-6" {
		t.Fatalf("the answers are %s", out)
	}
	if got[0]["intent"] != "visit.report" || got[1]["intent"] != "doctor.show" || got[1]["doctor"] != "D016" || got[2]["intent"] != "help" {
		t.Errorf("the answers are %s", out)
	}
	visits, ok := got[0]["visits"].([]any)
	if !ok || len(visits) != 1 {
		t.Fatalf("the visits are %v", got[0]["visits"])
	}
	visit, _ := visits[0].(map[string]any)
	if visit["doctor"] != "D001" || visit["date"] != "2026-11-23" || visit["start"] != "15:00" {
		t.Errorf("the visit is %v", visit)
	}
}
