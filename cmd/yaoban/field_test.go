package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yaoban/yaoban/domain/postgres/pgtest"
)

func TestFieldsOfTheCompanysOwn(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	for _, args := range [][]string{
		{"doctor", "学术影响力", "enum", "--values", "高,中,低"}, {"doctor", "论文数", "number"}, {"doctor", "首次合作", "date"},
		{"doctor", "研究方向", "text"}, {"hospital", "类别", "enum", "--values", "教学,非教学"},
	} {
		c.ok(append(append([]string{"field", "add"}, args...), "--as", "guanli")...)
	}
	if out := c.ok("field", "list"); !strings.Contains(out, "学术影响力") || strings.Count(out, "in use") != 5 {
		t.Error(out)
	}
	const file = "code,name,hospital,department,学术影响力,论文数 (篇),首次合作,研究方向\nD001,张伟,H01,心血管内科,高,\"1,024.50\",2024年3月5日,=心衰\n"
	if out, errs, code := c.run(file, "import", "doctors", "-"); !strings.HasPrefix(out, "doctors: 0 new, 1 changed, 0 unchanged\n") || code != exitOK {
		t.Fatal(out, errs)
	}
	if out, errs, _ := c.run(file, "import", "doctors", "-"); !strings.HasPrefix(out, "doctors: 0 new, 0 changed, 1 unchanged\n") {
		t.Errorf("a second import changes something: %s%s", out, errs)
	}
	if out := c.ok("export", "doctors", "--format", "csv"); !strings.Contains(out, "needs,state,学术影响力,论文数,首次合作,研究方向\n") ||
		!strings.Contains(out, ",,高,1024.5,2024-03-05,'=心衰\n") {
		t.Error(out)
	}
	if out, errs, code := c.run("code,name,类别\nH01,江城市第一人民医院,教学\n", "import", "hospitals", "-"); code != exitOK {
		t.Fatal(out, errs)
	}
	out, errs, code := c.run("查 张伟 市一院\n", "talk", "--as", "chenxiao")
	if code != exitOK || !strings.Contains(out, "学术影响力：高｜论文数：1024.5｜首次合作：2024-03-05｜研究方向：=心衰｜医院类别：教学") {
		t.Errorf("the look-up says %s%s", out, errs)
	}
	// A file without the columns leaves them; an emptied cell empties; a retired field keeps its values and is out of sight.
	c.run("code,name,hospital,department,论文数\nD001,张伟,H01,心血管内科,\n", "import", "doctors", "-")
	c.ok("field", "retire", "doctor", "研究方向", "--as", "guanli")
	if out := c.ok("export", "doctors", "--format", "csv"); strings.Contains(out, "研究方向") || !strings.Contains(out, ",高,,2024-03-05\n") {
		t.Error(out)
	}
	c.ok("field", "add", "doctor", "研究方向", "text", "--as", "guanli")
	if out := c.ok("export", "doctors", "--format", "csv"); !strings.Contains(out, "'=心衰") {
		t.Errorf("the values of a retired field are lost: %s", out)
	}
	for _, bad := range []struct{ rows, want string }{
		{"学术影响力\nD001,张伟,H01,心血管内科,极高", `column 学术影响力: "极高" is none of 高, 中, 低`},
		{"论文数\nD001,张伟,H01,心血管内科,很多", `column 论文数: "很多" is no number`},
		{"论文数\nD001,张伟,H01,心血管内科,1e5", `column 论文数: "1e5" is no number`},
		{"首次合作\nD001,张伟,H01,心血管内科,2024-02-30", "column 首次合作: "},
	} {
		if _, errs, code := c.run("code,name,hospital,department,"+bad.rows+"\n", "import", "doctors", "-"); code != exitFailed || !strings.Contains(errs, bad.want) {
			t.Errorf("%s: exit code %d, %s", bad.rows, code, errs)
		}
	}
}

func TestFieldsThatMayNotBe(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	c.ok("field", "add", "doctor", "分层", "enum", "--values", "甲,乙", "--as", "guanli")
	for _, bad := range []struct {
		args []string
		want string
		code int
	}{
		{[]string{"doctor", "月处方量", "number", "--as", "guanli"}, "统方", exitUsage},
		{[]string{"doctor", "Rx volume", "number", "--as", "guanli"}, "统方", exitUsage},
		{[]string{"doctor", "科室用量", "number", "--as", "guanli"}, "may not be kept", exitUsage},
		{[]string{"doctor", "生日", "date", "--as", "guanli"}, "D11", exitUsage},
		{[]string{"doctor", "喜欢的礼品", "text", "--as", "guanli"}, "D11", exitUsage},
		{[]string{"hospital", "返点", "number", "--as", "guanli"}, "第二十四条", exitUsage},
		{[]string{"doctor", "职称", "text", "--as", "guanli"}, "standard column", exitUsage},
		{[]string{"doctor", "（备注）", "text", "--as", "guanli"}, "is no name", exitUsage},
		{[]string{"doctor", strings.Repeat("长", 21), "text", "--as", "guanli"}, "longer than 20", exitUsage},
		{[]string{"doctor", "层", "enum", "--as", "guanli"}, "needs its values", exitUsage},
		{[]string{"doctor", "层", "enum", "--values", "甲,甲", "--as", "guanli"}, "twice", exitUsage},
		{[]string{"doctor", "层", "text", "--values", "甲", "--as", "guanli"}, "only an enum", exitUsage},
		{[]string{"doctor", "层", "colour", "--as", "guanli"}, "must be one of", exitUsage},
		{[]string{"nurse", "层", "text", "--as", "guanli"}, "must be one of", exitUsage},
		{[]string{"doctor", "层", "text"}, "--as", exitUsage},
		{[]string{"doctor", "层", "text", "--as", "chenxiao"}, "no admin", exitFailed},
		{[]string{"doctor", "分层", "text", "--as", "guanli"}, "has the type enum", exitFailed},
		{[]string{"doctor", "分层", "enum", "--values", "甲,乙", "--as", "guanli"}, "already", exitFailed},
		{[]string{"doctor", "分层", "enum", "--values", "甲,丙", "--as", "guanli"}, "name them all", exitFailed},
	} {
		out, errs, code := c.run("", append([]string{"field", "add"}, bad.args...)...)
		if code != bad.code || !strings.Contains(errs, bad.want) || out != "" {
			t.Errorf("%v: exit code %d, %s%s", bad.args, code, out, errs)
		}
	}
	if _, errs, code := c.run("", "field", "retire", "doctor", "没有的", "--as", "guanli"); code != exitFailed || !strings.Contains(errs, "no field 没有的") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if out := c.ok("field", "list"); strings.Count(out, "\n") != 2 {
		t.Error(out)
	}
}

func TestAnImportIsTriedMappedAndReported(t *testing.T) {
	c := newCLI(t, pgtest.URL(t))
	c.world()
	before := c.ok("export", "doctors")
	dir := t.TempDir()
	report := filepath.Join(dir, "report.csv")
	const file = "工号,医生大名,所在单位,科,备注\nX1,李梅,H01,心内,新\n\nD001,张伟,H01,心血管内科,老\nX2,,H99,心内,\n"
	mapped := func(stdin string, more ...string) (string, string, int) {
		return c.run(stdin, append([]string{"import", "doctors", "-", "--map", "工号=code", "--map", "医生大名=姓名", "--map", "所在单位=hospital", "--map", "科=department"}, more...)...)
	}
	_, errs, code := mapped(file, "--report", report)
	if code != exitFailed || !strings.Contains(errs, "line 5, column name: is empty") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	raw, err := os.ReadFile(report)
	if err != nil || string(raw) != "\ufeff工号,医生大名,所在单位,科,备注,导入结果\nX1,李梅,H01,心内,新,\nD001,张伟,H01,心血管内科,老,\nX2,,H99,心内,,name: is empty\n" {
		t.Errorf("%v %q", err, raw)
	}
	good := strings.Replace(file, "X2,,H99,心内,\n", "", 1)
	sheet := filepath.Join(dir, "report.xlsx")
	out, errs, code := mapped(good, "--dry-run", "--report", sheet)
	if code != exitOK || !strings.HasPrefix(out, "doctors: 1 new, 0 changed, 1 unchanged\ndry run: nothing was imported\n") || c.ok("export", "doctors") != before {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	f, err := excelize.OpenFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("doctors")
	if err != nil || fmt.Sprint(rows) != "[[工号 医生大名 所在单位 科 备注 导入结果] [X1 李梅 H01 心内 新 new] [D001 张伟 H01 心血管内科 老 unchanged]]" {
		t.Errorf("%v %v", err, rows)
	}
	if out, errs, code = mapped(good); code != exitOK || !strings.Contains(c.ok("export", "doctors"), `"name":"李梅","hospital":"H01","department":"心血管内科"`) {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	for _, bad := range []struct {
		args []string
		file string
		want string
	}{
		{[]string{"--map", "没有=name"}, "code,name,hospital,department\nX3,甲,H01,心内\n", "column 没有: the header has no such column to map"},
		{[]string{"--map", "name=颜色"}, "code,name,hospital,department\nX3,甲,H01,心内\n", `"颜色" is no column of doctors`},
		{nil, "code,name,hospital,department,备注\nX3,甲,H01,心内,她上个月开了300盒\n", "cell 5 holds 统方"},
		{nil, "code,name,hospital,department,月处方量\nX3,甲,H01,心内,300\n", "统方"},
	} {
		_, errs, code := c.run(bad.file, append([]string{"import", "doctors", "-", "--report", report}, bad.args...)...)
		if code != exitFailed || !strings.Contains(errs, bad.want) || strings.Contains(c.ok("export", "doctors"), "X3") {
			t.Errorf("%v: exit code %d, %s", bad.args, code, errs)
		}
	}
	// A prescription count cannot come in under another name either.
	if _, errs, code := c.run("", "import", "doctors", "-", "--map", "月处方量=beds"); code != exitUsage || !strings.Contains(errs, "统方") || strings.Contains(errs, "月处方量") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if raw, err = os.ReadFile(report); err != nil || strings.Contains(string(raw), "300") || !strings.Contains(string(raw), "统方") {
		t.Errorf("the report keeps what was refused: %v %s", err, raw)
	}
}
