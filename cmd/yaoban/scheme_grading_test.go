package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

// gradingTable is the default scheme as a table, with the weight of titles and levels exchanged.
const gradingTable = `产品线,指标,项,分
,threshold,A,75
,threshold,B,55
,threshold,C,35
,医院等级,weight,20
,医院等级,三级甲等,100
,医院等级,二级甲等,60
,职称,weight,25
,职称,主任医师,100
,职称,副主任医师,80
,职称,主治医师,50
,门诊量,weight,20
,门诊量,2001,70
,门诊量,5001,100
,床位,weight,15
,床位,41,70
,需求,weight,20
,需求,1,35
,需求,3,100
`

func TestAGradingSchemeByFile(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	dir := t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	said := func(text string) string {
		t.Helper()
		out, errs, code := c.run(text+"\n", "talk", "--as", "chenxiao")
		if code != exitOK {
			t.Fatal(errs)
		}
		return out
	}
	if out := c.ok("scheme", "grading", "show"); !strings.Contains(out, "No grading scheme is in force") {
		t.Error(out)
	}
	if out := said("市一院张伟为什么是A"); !strings.Contains(out, "导入的等级") {
		t.Error(out)
	}
	imported := c.ok("export", "doctors")
	yaml := file("default.yaml", c.ok("scheme", "grading", "show", "--default"))
	if out := c.ok("scheme", "grading", "check", yaml); !strings.Contains(out, "is a grading scheme") || !strings.Contains(out, "title 主任医师: - → 100") {
		t.Error(out)
	}
	preview := c.ok("scheme", "grading", "preview", yaml)
	if !strings.Contains(preview, "VISITS A MONTH") || c.ok("export", "doctors") != imported {
		t.Errorf("the preview says %s", preview)
	}
	moved, _, _ := strings.Cut(preview, " ")
	if out := c.ok("scheme", "grading", "apply", yaml, "--as", "guanli", "--note", "默认"); !strings.HasPrefix(out, "grading scheme, version 1, is in force; "+moved+" grade") {
		t.Errorf("%s was foretold: %s", moved, out)
	}
	first := c.ok("export", "doctors")
	if first == imported {
		t.Error("the default moves nobody of the example company")
	}
	// 三级甲等 25, 主任医师 20, 5001 outpatients 20, 73 beds 10.5, three needs 20.
	if out := said("市一院张伟为什么是A"); !strings.Contains(out, "A级，95.5分（评级方案第1版）") ||
		!strings.Contains(out, "医院等级（三级甲等）25｜职称（主任医师）20｜门诊量（5001）20｜床位（73）10.5｜产品需求（3项）20，合计95.5") {
		t.Error(out)
	}
	if out, errs, code := c.run("", "scheme", "grading", "apply", yaml, "--as", "guanli"); code != exitFailed || !strings.Contains(errs, "says the same") {
		t.Error(out, errs)
	}
	// A spreadsheet is read like csv; going back gives every grade back.
	book := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(gradingTable), "\n") {
		cells := strings.Split(line, ",")
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", at, &cells); err != nil {
			t.Fatal(err)
		}
	}
	sheet := filepath.Join(dir, "second.xlsx")
	if err := book.SaveAs(sheet); err != nil {
		t.Fatal(err)
	}
	c.ok("scheme", "grading", "apply", sheet, "--as", "guanli")
	if c.ok("export", "doctors") == first {
		t.Error("the second version moves nobody")
	}
	c.ok("scheme", "grading", "rollback", "1", "--as", "guanli")
	if c.ok("export", "doctors") != first {
		t.Error("after going back the grades are not what they were")
	}
	c.ok("scheme", "grading", "rollback", "0", "--as", "guanli")
	if c.ok("export", "doctors") != imported {
		t.Error("without a scheme the imported grades do not stand again")
	}
	if out := c.ok("scheme", "grading", "history"); strings.Count(out, "\n") != 5 || !strings.Contains(out, "the imported grades stand") || !strings.Contains(out, "back to version 1.") {
		t.Error(out)
	}
	if out := c.ok("scheme", "grading", "show", "--version", "1"); !strings.Contains(out, "version 1") || !strings.Contains(out, "主任医师: 100") {
		t.Error(out)
	}
}

func TestAGradingSchemeOfTheCompanysOwnField(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	c.ok("field", "add", "doctor", "影响力", "enum", "--values", "高,低", "--as", "guanli")
	path := filepath.Join(t.TempDir(), "own.csv")
	if err := os.WriteFile(path, []byte("line,indicator,key,points\n,threshold,A,90\n,threshold,B,60\n,threshold,C,20\n,doctor.影响力,weight,60\n,doctor.影响力,高,100\n,title,weight,40\n,title,主任医师,100\n,title,主治医师,50\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.ok("scheme", "grading", "apply", path, "--as", "guanli")
	grade := func() string {
		out, _, _ := c.run("张薇为什么是B\n", "talk", "--as", "chenxiao")
		return out
	}
	if out := grade(); !strings.Contains(out, "C级，20分（评级方案第1版）\n影响力（不详）0｜职称（主治医师）20，合计20") {
		t.Error(out)
	}
	c.run("code,name,hospital,department,影响力\nD003,张薇,H03,心血管内科,高\n", "import", "doctors", "-")
	if out := grade(); !strings.Contains(out, "B级，80分") || !strings.Contains(c.ok("export", "doctors"), `"code":"D003","name":"张薇","hospital":"H03","department":"心血管内科","title":"主治医师","grade":"B"`) {
		t.Error(out)
	}
	if _, errs, code := c.run("", "field", "retire", "doctor", "影响力", "--as", "guanli"); code != exitFailed || !strings.Contains(errs, "looks at doctor.影响力") {
		t.Error(errs)
	}
}

func TestAGradingSchemeThatIsWrongIsRefused(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	dir := t.TempDir()
	before := c.ok("export", "doctors")
	for i, bad := range []struct{ old, becomes, want string }{
		{"职称,weight,25", "职称,weight,30", "the weights sum to 105, not 100"},
		{"threshold,B,55", "threshold,B,80", "the threshold of B is 80, not below"},
		{"threshold,C,35\n,", "", "the threshold of C is missing"},
		{"职称,主任医师,100", "职称,主任医师,120", "主任医师 has 120 points"},
		{"职称,主任医师,100", "职称,主任医师,很多", `"很多" is no whole number`},
		{"职称,主任医师,100", "职称,副主任医师,100", "stands there twice"},
		{"床位,weight,15\n,床位,41,70", "月处方量,weight,15\n,月处方量,41,70", "统方"},
		{"床位,weight,15\n,床位,41,70", "doctor.没有,weight,15\n,doctor.没有,41,70", "there is no such indicator"},
		{"床位,41,70", "床位,很多,70", "it needs bands"},
		{"产品线,指标", "产品线,东西", "column indicator: the column is missing"},
		{",医院等级,weight,20", "某线,医院等级,weight,20", "line 某线"},
	} {
		text := strings.Replace(gradingTable, bad.old, bad.becomes, 1)
		if text == gradingTable {
			t.Fatalf("%d. changes nothing", i+1)
		}
		path := filepath.Join(dir, "bad.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"check", path}, {"preview", path}, {"apply", path, "--as", "guanli"}} {
			if out, errs, code := c.run("", append([]string{"scheme", "grading"}, args...)...); code != exitFailed || !strings.Contains(errs, bad.want) || strings.Contains(out, "in force;") {
				t.Errorf("%s → %s, %s: exit code %d, %s%s", bad.old, bad.becomes, args[0], code, out, errs)
			}
		}
	}
	yaml := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(yaml, []byte("lines:\n  \"\":\n    colour: red\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := filepath.Join(dir, "good.csv")
	if err := os.WriteFile(good, []byte(gradingTable), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"check", yaml}, "colour", exitFailed},
		{[]string{"check", filepath.Join(dir, "none.yaml")}, "open the file", exitFailed},
		{[]string{"apply", good}, "--as", exitUsage},
		{[]string{"apply", good, "--as", " "}, "--as is empty", exitUsage},
		{[]string{"apply", good, "--as", "chenxiao"}, "no admin", exitFailed},
		{[]string{"apply", good, "--as", "wangjianguo"}, "no admin", exitFailed},
		{[]string{"rollback", "1", "--as", "guanli"}, "no grading scheme was ever in force", exitFailed},
		{[]string{"rollback", "1", "--as", "chenxiao"}, "no admin", exitFailed},
		{[]string{"show", "--version", "7"}, "there is no version 7", exitUsage},
	} {
		if _, errs, code := c.run("", append([]string{"scheme", "grading"}, bad.args...)...); code != bad.code || !strings.Contains(errs, bad.want) {
			t.Errorf("%v: exit code %d, %s", bad.args, code, errs)
		}
	}
	if c.ok("export", "doctors") != before {
		t.Error("something was changed")
	}
}
