package roster_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

var today = domain.Date{Year: 2026, Month: 11, Day: 23}

func lines(t *testing.T, text string) []roster.Line {
	t.Helper()
	l, err := roster.ReadCSV(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func say(problems []roster.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

func TestWorldFilesAreReadAndWrittenBack(t *testing.T) {
	roundTrip(t, roster.StaffTable)
	roundTrip(t, roster.HospitalTable)
	roundTrip(t, roster.DoctorTable)
	roundTrip(t, roster.ProductTable)
}

// roundTrip reads a file of the world and compares the rows, written again, with the file's own cells.
func roundTrip[T any](t *testing.T, table *roster.Table[T]) {
	t.Helper()
	raw, err := os.ReadFile("testdata/world/" + table.Name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	in := lines(t, string(raw))
	f := table.Read(in)
	if len(f.Problems)+len(f.Ignored) > 0 || len(f.Rows) != len(in)-1 {
		t.Fatalf("%s: %d rows, %v, ignored %v", table.Name, len(f.Rows), f.Problems, f.Ignored)
	}
	cells := func(all []string) []string { // the files of the world know nobody who was added by message, and have no word for it
		if i := slices.Index(table.Header(), "state"); i >= 0 {
			return slices.Delete(slices.Clone(all), i, i+1)
		}
		return all
	}
	got := [][]string{cells(table.Header())}
	var want [][]string
	for _, r := range f.Rows {
		got = append(got, cells(table.Cells(r)))
	}
	for _, l := range in {
		want = append(want, l.Cells)
	}
	// 30.6110 is the same number as 30.611.
	for i := range want {
		for j := range want[i] {
			if table.Name == "hospitals" && j >= 4 && i > 0 {
				want[i][j] = strings.TrimRight(want[i][j], "0")
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", table.Name, diff)
	}
}

func TestEveryBadCellIsNamed(t *testing.T) {
	const staff = "userid,name,role,manager,mobile,from,to,lines,channel,deputy\n"
	const doctors = "code,name,hospital,department,grade,outpatients,beds,since\n"
	for _, c := range []struct{ file, want string }{
		{staff + "a,甲,rep,,1380000,2026-01-04,,,,\n", "line 2, column mobile: a mobile number has 11 digits and starts with 13 to 19"},
		{staff + "a,甲,boss,,13800001001,2026-01-04,,,,\n", `line 2, column role: "boss" is no role (admin, compliance, director, manager, rep, safety)`},
		{staff + "a,,rep,,13800001001,2026-01-04,,,,\n", "line 2, column name: is empty"},
		{staff + "a b,甲,rep,,13800001001,2026-01-04,,,,\n", `line 2, column userid: "a b" is no WeCom userid (1 to 64 letters, digits, _ - @ .)`},
		{staff + "a,甲,rep,,13800001001,2026-02-30,,,,\n", `line 2, column from: "2026-02-30" is no date (YYYY-MM-DD)`},
		{staff + "a,甲,rep,,13800001001,2026-01-04,,,pager,\n", `line 2, column channel: "pager" is no channel (auto, sms, wecom)`},
		{staff + "a,甲,rep,,13800001001,2026-01-04,,,,\n\nA,乙,rep,,13800001002,2026-01-04,,,,\n", `line 4, column userid: "A" is on line 2 already`},
		{staff + "a,甲,rep,,13800001001,2026-01-04,,心血管,内分泌,auto,\n", "line 2, column channel: \"内分泌\" is no channel (auto, sms, wecom)"},
		{staff + "a,甲,rep,,13800001001,2026-01-04,,,,,x\n", "line 2: there are 11 cells under a header of 10; a cell that holds a comma needs quotes"},
		{staff, "the file has a header and no rows"},
		{"\n\n", "the file is empty; its first line must name the columns userid,name,role,manager,mobile,from,to,lines,channel,deputy"},
		{"userid,姓名\na,甲\n", "line 1: the header lacks role, mobile, from; staff has the columns userid,name,role,manager,mobile,from,to,lines,channel,deputy"},
		{"userid,name,姓名,role,mobile,from\n", `line 1, column 姓名: means name, as column "name" does already`},
	} {
		f := roster.StaffTable.Read(lines(t, c.file))
		if len(f.Problems) == 0 || f.Problems[0].String() != c.want {
			t.Errorf("%q gives %q, not %q", c.file, say(f.Problems), c.want)
		}
	}
	for _, c := range []struct{ cells, want string }{
		{"D1,张伟,H01,心内,E,,,", `column grade: "E" is no grade (A, B, C, D or empty)`},
		{"D1,张伟,H01,心内,A,-1,,", `column outpatients: "-1" is no whole number of 0 or more`},
		{"D1,张伟,H01,心内,A,,3.5,", `column beds: "3.5" is no whole number of 0 or more`},
		{"D1,张伟,H 01,心内,A,,,", `column hospital: "H 01" is no code (1 to 64 letters, digits, _ - . /)`},
		{"D1," + strings.Repeat("张", 101) + ",H01,心内,A,,,", "is longer than 100 characters"},
		{"D1,\"张\n伟\",H01,心内,A,,,", "holds a line break or another control character"},
	} {
		f := roster.DoctorTable.Read(lines(t, doctors+c.cells+"\n"))
		if len(f.Problems) != 1 || !strings.Contains(f.Problems[0].String(), c.want) {
			t.Errorf("%q gives %q, not %q", c.cells, say(f.Problems), c.want)
		}
	}
	f := roster.HospitalTable.Read(lines(t, "code,name,lat,lon\nH1,a,91,0\nH2,b,NaN,0\nH3,c,30,\n"))
	roster.CheckHospitals(f, nil)
	if len(f.Problems) != 3 {
		t.Errorf("bad places give %q", say(f.Problems))
	}
}

func TestWhatSpreadsheetsWriteIsUnderstood(t *testing.T) {
	file := "用户账号 , 姓名,角色,手机号（11位）,入职日期,产品线,生日\n\u200bzhao.lei\u00a0,赵磊,医药代表,+86 138-0000-1003,2026年1月4日,心血管、内分泌，心血管,1990\n" +
		"b,乙,经理,13800001004,46026,,\n"
	f := roster.StaffTable.Read(lines(t, file))
	if len(f.Problems) > 0 {
		t.Fatal(say(f.Problems))
	}
	if got := strings.Join(roster.StaffTable.Cells(f.Rows[0]), ","); got != "zhao.lei,赵磊,rep,,13800001003,2026-01-04,,心血管|内分泌,auto," {
		t.Errorf("read %s", got)
	}
	if got := f.Rows[1].From.String(); got != "2026-01-04" {
		t.Errorf("a spreadsheet's day 46026 is %s", got)
	}
	if fmt.Sprint(f.Ignored) != "[生日]" || f.Has("to") || !f.Has("lines") {
		t.Errorf("ignored %v", f.Ignored)
	}
	if five := roster.DoctorTable.Read(lines(t, "code,name,hospital,department,门诊量\nD1,张,H1,心内,\"5,001\"\n")); len(five.Problems) > 0 || *five.Rows[0].Outpatients != 5001 {
		t.Errorf("5,001 is %v", say(five.Problems))
	}
}

func TestEncodings(t *testing.T) {
	const text = "code,name\nH01,江城市第一人民医院\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{"utf-8": text, "with a mark": "\ufeff" + text, "gb18030": gb, "utf-16": wide} {
		f := roster.HospitalTable.Read(lines(t, in))
		if len(f.Problems) > 0 || len(f.Rows) != 1 || f.Rows[0].Name != "江城市第一人民医院" {
			t.Errorf("%s: %v %q", name, f.Rows, say(f.Problems))
		}
	}
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"a zip":        {[]byte("PK\x03\x04\x00\x00"), "must end in .xlsx"},
		"noise":        {[]byte("code,name\nH01,\xff\xff\xff\n"), "neither UTF-8 nor GB18030"},
		"a bare quote": {[]byte("code,name\nH01,\"江城\n"), "line"},
	} {
		if _, err := roster.ReadCSV(bytes.NewReader(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPrescriptionFiguresAreRefused: PRODUCT.md D11, C3.
func TestPrescriptionFiguresAreRefused(t *testing.T) {
	for header, refused := range map[string]bool{
		"处方量": true, "月处方数": true, "统方数据": true, "立舒平开药量(盒)": true, "Prescriptions": true, "rx_count": true, "RX": true,
		"开单数": true, "处方药数量": true, "是否处方药": false, "处方权": false, "门诊量": false, "beds": false, "处方": true, "prescriber": true,
	} {
		f := roster.DoctorTable.Read(lines(t, "code,name,hospital,department,"+header+"\nD1,张伟,H01,心内,7\n"))
		if got := len(f.Problems) > 0; got != refused {
			t.Errorf("the column %s is refused: %v", header, got)
		}
		if refused && (len(f.Rows) > 0 || strings.Contains(fmt.Sprint(f.Problems), "7")) {
			t.Errorf("the column %s was read", header)
		}
	}
}

func TestChecksAcrossRows(t *testing.T) {
	const header = "userid,name,role,manager,mobile,from,to,deputy\n"
	stored := []roster.Staff{
		{UserID: "Boss", Name: "王", Role: domain.Manager, Mobile: "13800002001"},
		{UserID: "gone", Name: "李", Role: domain.Rep, Mobile: "13800002002", To: today.AddDays(-1)},
		{UserID: "rep", Name: "陈", Role: domain.Rep, Mobile: "13800002003"},
	}
	f := roster.StaffTable.Read(lines(t, header+
		"a,甲,rep,BOSS,13800002002,2026-01-04,,\n"+ // a leaver's number is free
		"b,乙,rep,rep,13800002001,2026-01-04,,b\n"+
		"c,丙,rep,nobody,13800002009,2026-01-04,2026-01-03,\n"+
		"boss,王,manager,,13800002005,2026-01-04,,\n"+
		"d,丁,rep,m,13800002006,2026-01-04,,\nm,,manager,,13800002007,2026-01-04,,\n")) // only m's own row is wrong
	roster.CheckStaff(f, stored, today)
	want := []string{
		`line 7, column name: is empty`,
		`line 3, column manager: "rep" is a rep; a manager is a manager, a director or of another desk`,
		`line 3, column deputy: "b" is a rep; a deputy is a manager, a director or of another desk`,
		`line 3, column deputy: is the person herself`,
		`line 4, column manager: "nobody" is nobody in the file or in the database`,
		`line 4, column to: 2026-01-03 lies before from, 2026-01-04`,
	}
	if diff := cmp.Diff(want, say(f.Problems)); diff != "" {
		t.Error(diff)
	}
	if f.Rows[0].Manager != "Boss" || f.Rows[3].UserID != "Boss" {
		t.Errorf("the stored spelling is not taken: %+v", f.Rows)
	}
	d := roster.DoctorTable.Read(lines(t, "code,name,hospital,department,rep,needs\nD1,张,H1,心内,REP,P1\nD2,李,H2,心内,gone,P9\nD3,王,H1,心内,boss|x,\n"))
	roster.CheckDoctors(d, []string{"H1"}, stored, []string{"P1"}, today)
	want = []string{
		`line 3, column hospital: "H2" is no hospital's code; import hospitals first`,
		`line 3, column rep: "gone" left on 2026-11-22`,
		`line 4, column rep: "boss" is no rep but manager`,
		`line 4, column rep: "x" is nobody in the staff; import staff first`,
	}
	if diff := cmp.Diff(want, say(d.Problems)); diff != "" {
		t.Error(diff)
	}
	if d.Rows[0].Reps[0] != "rep" || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "P9") {
		t.Errorf("%v, notes %v", d.Rows[0], d.Notes)
	}
	h := roster.HospitalTable.Read(lines(t, "code,name,aliases\nH1,甲医院,一院\nH2,乙医院,一院\n"))
	roster.CheckHospitals(h, []roster.Hospital{{Code: "H3", Name: "甲医院"}})
	if len(h.Problems) > 0 || len(h.Notes) != 2 {
		t.Errorf("shared names: %v, %v", h.Problems, h.Notes)
	}
}

func TestShortCodes(t *testing.T) {
	for name, want := range map[string]string{
		"张伟": "Z", "曾庆": "Z", "单雄": "S", "欧阳明": "O", "尉迟恭": "Y", "万俟卨": "M", "仇英": "Q", "查良": "Z", "翟志": "Z",
		"Anna": "A", "  bob": "B", "阿不都": "A", "吕斌": "L", "沈涛": "S", "华伟": "H", "任飞": "R", "覃勇": "Q", "区少": "O", "🙂": "X", "": "X",
	} {
		if got := roster.Initial(name); got != want {
			t.Errorf("%s begins with %s, not %s", name, got, want)
		}
	}
	s := roster.NewShortCodes(map[string]string{"D1": "Z1", "D2": "Z7", "D3": "?"})
	var got []string
	for _, d := range []string{"D1", "D9", "D10", "D9"} {
		got = append(got, s.For(d, "张伟"))
	}
	if strings.Join(got, " ") != "Z1 Z8 Z9 Z8" {
		t.Errorf("the codes are %v", got)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("code,name\nH01,江城\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := roster.ReadCSV(bytes.NewReader(raw))
		if err != nil {
			return
		}
		file := roster.HospitalTable.Read(in)
		if len(file.Rows) != len(file.Lines) {
			t.Errorf("%d rows on %d lines", len(file.Rows), len(file.Lines))
		}
	})
}

func TestASynonymOfADepartmentLeadsToTheStandardName(t *testing.T) {
	f := roster.DoctorTable.Read(lines(t, "code,name,hospital,department\nD1,甲,H1,心内\nD2,乙,H1,心内\nD3,丙,H1,全科\nD4,丁,H1,呼吸\nD5,戊,H1,心脏中心\nD6,己,H1,蛇伤科\n"))
	roster.StandardDepartments(f, []roster.Word{{Word: "心脏中心", Kind: roster.DepartmentWord, Standard: "心血管内科"}})
	var got []string
	for _, d := range f.Rows {
		got = append(got, d.Department)
	}
	if want := "心血管内科 心血管内科 全科 呼吸与危重症医学科 心血管内科 蛇伤科"; strings.Join(got, " ") != want {
		t.Errorf("the departments are %v", got)
	}
	if len(f.Notes) != 3 || f.Notes[0] != `column department: "心内" is stored as 心血管内科 (2×)` {
		t.Errorf("the notes are %q", f.Notes)
	}
}
