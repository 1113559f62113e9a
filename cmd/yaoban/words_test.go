package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

const ownWords = `kind,word,standard
product,小立,立舒平
hospital,老一院,H01
department,心脏中心,心血管内科
purpose,新药速递,产品传递
result,给面子,agreed
`

// TestACompanysOwnWordsTakeEffectInEveryProcess imports words through one process and talks with two that were running before:
// each has read the example company, and reads it again by itself.
func TestACompanysOwnWordsTakeEffectInEveryProcess(t *testing.T) {
	first := newTalk(t)
	db, err := postgres.Open(t.Context(), first.pool.Config().ConnString(), first.db.Zone(), postgres.WithWall(first.db.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	second := &talk{bot: talkingBot(db, slog.New(slog.DiscardHandler)), db: db, pool: first.pool, now: first.now, seen: map[string]bool{}}
	const text = "老一院心脏中心张伟，新药速递小立，20分钟，挺给面子的"
	say := func(k *talk, id string) string {
		t.Helper()
		a, err := k.bot.Turn(t.Context(), inbox.Inbound{Channel: domain.WeCom, ID: id, From: "chenxiao", At: k.now, Kind: inbox.Text, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return a.Text
	}
	for n, k := range []*talk{first, second} {
		if got := say(k, fmt.Sprint("before", n)); strings.Contains(got, "立舒平｜产品传递｜认可") {
			t.Errorf("process %d knows the words before they are imported: %s", n, got)
		}
		if a, err := k.bot.Turn(t.Context(), k.text(t, domain.WeCom, fmt.Sprint("none", n), "取消")); err != nil {
			t.Fatal(a, err)
		}
	}
	lines, err := roster.ReadCSV(strings.NewReader(ownWords))
	if err != nil {
		t.Fatal(err)
	}
	report, err := first.db.ImportWords(t.Context(), postgres.Importing{File: "words.csv", Lines: lines, Actor: "guanli"}, understand.Meaning)
	if err != nil || report.New != 5 || len(report.Problems) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	first.now = first.now.AddDate(0, 0, 1)
	second.now = first.now
	for n, k := range []*talk{second, first} { // each a message of its own, told on different days
		k.now = k.now.AddDate(0, 0, n)
		if got := say(k, fmt.Sprint("after", n)); !strings.Contains(got, "张伟(市一心内,A)") || !strings.Contains(got, "20分钟｜立舒平｜产品传递｜认可") {
			t.Errorf("process %d does not know the words after they are imported: %s", n, got)
		}
	}
}

func TestWordsComeFromTheCommandLine(t *testing.T) {
	k := newTalk(t)
	c := newCLI(t, k.pool.Config().ConnString())
	in := func(rows string) (string, string, int) {
		return c.run("word,kind,standard\n"+rows, "import", "words", "-")
	}
	if out, errs, code := c.run(ownWords, "import", "words", "-"); out != "words: 5 new, 0 changed, 0 unchanged\n" || code != exitOK {
		t.Fatal(out, errs)
	}
	if out := c.ok("export", "words", "--format", "csv"); strings.TrimPrefix(out, "\ufeff") != "word,kind,standard\n小立,product,P01\n心脏中心,department,心血管内科\n"+
		"新药速递,purpose,detailing\n给面子,result,agreed\n老一院,hospital,H01\n" {
		t.Error(out)
	}
	if out, _, _ := c.run(ownWords, "import", "words", "-"); out != "words: 0 new, 0 changed, 5 unchanged\n" {
		t.Error(out)
	}
	// Every row that is wrong is named, and nothing of the file is kept.
	_, errs, code := in("好词,product,立舒平\n安络畅,product,P01\n小立,product,P02\n神内,department,心血管内科\n附二,hospital,H01\n张伟,product,P01\n文献,purpose,detailing\n" +
		"皮疹,product,P01\n药,product,P01\n三点,hospital,H01\n新词,product,P99\n词,people,x\n新科,department,没有的科\n好词,product,P02\n空,product,\n")
	for _, want := range []string{
		`line 3, column word: "安络畅" means the product P02 already`,
		`line 4, column word: "小立" is stored for the product P01; take that back first, with the standard -`,
		`line 5, column word: "神内" means the department 神经内科 already`,
		`line 6, column word: "附二" means the hospital H02 already`,
		`line 7, column word: "张伟" means somebody's name already`,
		`line 8, column word: "文献" means the purpose academic already`,
		`line 9, column word: "皮疹" is a word that the assistant reads otherwise already`,
		`line 10, column word: "药" has only one character`,
		`line 11, column word: "三点" is a number`,
		`line 12, column standard: "P99" is no product's code`,
		`line 13, column kind: "people" is no kind of word (department, hospital, product, purpose, result)`,
		`line 14, column standard: "没有的科" is no department's standard name`,
		`line 15, column word: "好词" is on line 2 already`,
		`line 16, column standard: is empty`,
		"nothing was imported",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is not said in\n%s", want, errs)
		}
	}
	if code != exitFailed || strings.Contains(c.ok("export", "words"), "好词") {
		t.Errorf("exit code %d; something was kept", code)
	}
	if out, errs, _ := in("小立,product,-\n没有的词,product,-\n"); !strings.HasPrefix(out, "words: 0 new, 1 changed, 0 unchanged\n") || strings.Contains(c.ok("export", "words"), "小立") {
		t.Error(out, errs)
	}
	if out, errs, _ := in("小立,产品,P02\n"); !strings.HasPrefix(out, "words: 1 new") {
		t.Error(out, errs)
	}
}

func TestAFolderOfFilesMayHaveWords(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"staff", "hospitals", "doctors", "products"} {
		b, err := os.ReadFile("world/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const in = `{"id":"a","from":"chenxiao","channel":"wecom","at":"2026-11-23T18:20:00+08:00","text":"老一院心脏中心张伟，新药速递小立，20分钟，挺给面子的"}` + "\n"
	c := cli{t, environment()}
	before, _, _ := c.run(in, "understand", "--world", dir)
	if err := os.WriteFile(filepath.Join(dir, "words.csv"), []byte(ownWords), 0o600); err != nil {
		t.Fatal(err)
	}
	after, errs, code := c.run(in, "understand", "--world", dir)
	want := `"doctor":"D001","date":"2026-11-23","minutes":20,"products":["P01"],"purpose":"detailing","result":"agreed"`
	if code != exitOK || strings.Contains(before, want) || !strings.Contains(after, want) {
		t.Errorf("%s%s%s", before, after, errs)
	}
	if err := os.WriteFile(filepath.Join(dir, "words.csv"), []byte("word,kind,standard\n安络畅,product,P01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := c.run(in, "understand", "--world", dir); code != exitFailed || !strings.Contains(errs, "words.csv: line 2, column word") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
