package postgres_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgtest"
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

// emptyDB opens a fresh database without rows.
func emptyDB(t *testing.T) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.URL(t), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

type importFunc func(context.Context, postgres.Importing) (roster.Report, error)

// counts are new, changed, unchanged and gone.
func mustImport(t *testing.T, f importFunc, text string) (counts [4]int) {
	t.Helper()
	r, err := f(t.Context(), postgres.Importing{File: "f.csv", Lines: lines(t, text), Actor: "guanli"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Error(p)
	}
	return [4]int{r.New, r.Changed, r.Unchanged, r.Gone}
}

func worldFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/world/" + name + ".csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func importWorld(t *testing.T, db *postgres.DB) {
	t.Helper()
	for _, im := range []struct {
		name string
		f    importFunc
		rows int
	}{{"staff", db.ImportStaff, 10}, {"hospitals", db.ImportHospitals, 10}, {"doctors", db.ImportDoctors, 60}, {"products", db.ImportProducts, 7}} {
		if got, want := mustImport(t, im.f, worldFile(t, im.name)), [4]int{im.rows, 0, 0, 0}; got != want {
			t.Errorf("importing %s counts %v, not %v", im.name, got, want)
		}
	}
}

func version(t *testing.T, db *postgres.DB) int64 {
	t.Helper()
	v, err := db.WorldVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheWorldIsImportedOnceAndReadBack(t *testing.T) {
	db := emptyDB(t)
	before := version(t, db)
	importWorld(t, db)
	imported := version(t, db)
	if imported != before+4 {
		t.Errorf("four imports moved the world's version from %d to %d", before, imported)
	}
	for name, f := range map[string]importFunc{"staff": db.ImportStaff, "hospitals": db.ImportHospitals, "doctors": db.ImportDoctors, "products": db.ImportProducts} {
		if got := mustImport(t, f, worldFile(t, name)); got[0]+got[1]+got[3] != 0 || got[2] == 0 {
			t.Errorf("importing %s again counts %v", name, got)
		}
	}
	if again := version(t, db); again != imported {
		t.Errorf("importing again moved the version to %d", again)
	}
	var facts, conversations int
	if err := db.QueryRow(t.Context(), `select (select count(*) from fact where kind = 'roster.imported' and person = 'guanli'),
		(select count(*) from conversation)`, &facts, &conversations); err != nil {
		t.Fatal(err)
	}
	if facts != 8 || conversations != 10 {
		t.Errorf("%d facts and %d conversations", facts, conversations)
	}

	list, err := db.DoctorsOf(t.Context(), "chenxiao")
	if err != nil || len(list) != 15 {
		t.Fatalf("the list has %d doctors: %v", len(list), err)
	}
	beds, outpatients := 73, 5001
	want := roster.Doctor{Code: "D001", Name: "张伟", Hospital: "H01", Department: "心血管内科", Title: "主任医师", Post: "科主任",
		Grade: "A", Reps: []string{"chenxiao"}, Outpatients: &outpatients, Beds: &beds, Needs: []string{"P01", "P02", "P03"}, ShortCode: "Z1"}
	if diff := cmp.Diff(want, list[0]); diff != "" {
		t.Error(diff)
	}
	var short []string
	for _, d := range list {
		short = append(short, d.ShortCode)
	}
	if got := strings.Join(short, " "); got != "Z1 Z2 Z3 L1 L2 L3 W1 W2 O1 C1 Z4 H1 Z5 X1 W3" {
		t.Errorf("short codes are %s", got)
	}
	under, err := db.DoctorsUnder(t.Context(), "zhouhang")
	if err != nil || len(under) != 60 {
		t.Errorf("the director's doctors are %d: %v", len(under), err)
	}
	if under, err = db.DoctorsUnder(t.Context(), "hemin"); err != nil || len(under) != 30 || under[0].Code != "D031" {
		t.Errorf("a manager's doctors are %d: %v", len(under), err)
	}
	reps, err := db.RepsUnder(t.Context(), "zhouhang")
	if err != nil || strings.Join(reps, " ") != "chenxiao linyutong sunting zhaolei" {
		t.Errorf("the director's reps are %v: %v", reps, err)
	}
	managers, err := db.Staff(t.Context(), domain.Manager, domain.Director)
	if err != nil || len(managers) != 3 || managers[0].Name != "何敏" || managers[0].Deputy != "wangjianguo" {
		t.Errorf("the managers are %v: %v", managers, err)
	}
	hospitals, err := db.Hospitals(t.Context())
	if err != nil || len(hospitals) != 10 || *hospitals[0].Lat != 30.5801 || len(hospitals[0].Aliases) != 4 {
		t.Errorf("the hospitals are %v: %v", hospitals, err)
	}
	products, err := db.Products(t.Context())
	if err != nil || len(products) != 7 || products[0].Brand != "立舒平" {
		t.Errorf("the products are %v: %v", products, err)
	}
}

func TestAFileWithOneBadRowChangesNothing(t *testing.T) {
	db := emptyDB(t)
	importWorld(t, db)
	before := version(t, db)
	bad := strings.Replace(worldFile(t, "doctors"), "D002,张伟,H02", "D002,张大伟,H99", 1)
	bad = strings.Replace(bad, "D001,张伟", "D001,张小伟", 1)
	r, err := db.ImportDoctors(t.Context(), postgres.Importing{File: "doctors.csv", Lines: lines(t, bad)})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != 1 || r.Problems[0].Line != 3 || r.Problems[0].Column != "hospital" || r.Changed != 0 {
		t.Errorf("the report is %+v", r)
	}
	list, err := db.DoctorsOf(t.Context(), "chenxiao")
	if err != nil || list[0].Name != "张伟" || version(t, db) != before {
		t.Errorf("something was changed: %v, %v", list[0], err)
	}
}

func TestChangesOfDoctors(t *testing.T) {
	db := emptyDB(t)
	importWorld(t, db)
	codes := func(rep string) string {
		t.Helper()
		list, err := db.DoctorsOf(t.Context(), rep)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, d := range list {
			out = append(out, d.Code+"="+d.ShortCode)
		}
		return strings.Join(out, " ")
	}
	const header = "code,name,hospital,department,rep\n"
	before := codes("linyutong")
	// The columns that the file lacks keep what is stored; the doctors whom it lacks stay.
	if got := mustImport(t, db.ImportDoctors, header+"D001,张伟,H01,心血管内科,linyutong\nD016,马超,H04,呼吸与危重症医学科,linyutong\n"); got != [4]int{0, 1, 1, 58} {
		t.Errorf("counts are %v", got)
	}
	if got := codes("linyutong"); got != "D001=Z2 "+before {
		t.Errorf("the new rep's list is %s", got)
	}
	if got := codes("chenxiao"); strings.Contains(got, "D001") {
		t.Errorf("the former rep still has her: %s", got)
	}
	list, err := db.DoctorsOf(t.Context(), "linyutong")
	if err != nil || list[0].Grade != "A" || list[0].Post != "科主任" {
		t.Errorf("columns that the file lacks were changed: %+v, %v", list[0], err)
	}
	// A month later she goes back; her old short code was kept for her, also from a new colleague of her name.
	if err := db.SetAhead(t.Context(), 30*24*time.Hour); err != nil {
		t.Fatal(err)
	}
	mustImport(t, db.ImportDoctors, header+"D001,张伟,H01,心血管内科,chenxiao|zhaolei\nD900,张三,H01,心血管内科,chenxiao\n")
	if got := codes("chenxiao"); !strings.HasPrefix(got, "D001=Z1 D002=Z2") || !strings.HasSuffix(got, "D900=Z6") {
		t.Errorf("the list is %s", got)
	}
	if got := codes("zhaolei"); !strings.HasPrefix(got, "D001=Z1 ") {
		t.Errorf("the second rep's list is %s", got)
	}
	var days int
	err = db.QueryRow(t.Context(), `select to_date - from_date from assignment where doctor = 'D001' and rep = 'linyutong'`, &days)
	if err != nil || days != 29 {
		t.Errorf("the assignment lasted %d days more than one: %v", days, err)
	}
}

func TestChangesOfStaff(t *testing.T) {
	db := emptyDB(t)
	importWorld(t, db)
	const header = "userid,name,role,manager,mobile,from,to\n"
	// Two people swap their numbers; the userid's case does not matter.
	if got := mustImport(t, db.ImportStaff, header+"ChenXiao,陈晓,rep,wangjianguo,13800001002,2026-01-04,\n"+
		"linyutong,林雨桐,rep,WangJianGuo,+86 138 0000 1001,2026/1/4,\n"); got != [4]int{0, 2, 0, 8} {
		t.Errorf("counts are %v", got)
	}
	// Who has left gives her number free.
	mustImport(t, db.ImportStaff, header+"newrep,新人,rep,hemin,13800001003,2026-02-01,\nzhaolei,赵磊,rep,hemin,13800001003,2026-01-04,2026-01-31\n")
	people, err := db.Staff(t.Context(), domain.Rep)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range people {
		got = append(got, p.UserID+" "+p.Mobile+" "+p.Manager)
	}
	want := []string{"chenxiao 13800001002 wangjianguo", "linyutong 13800001001 wangjianguo", "newrep 13800001003 hemin", "sunting 13800001004 hemin"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if people[0].Lines[0] != "心血管" {
		t.Errorf("a column that the file lacks was changed: %v", people[0].Lines)
	}
	r, err := db.ImportStaff(t.Context(), postgres.Importing{Lines: lines(t, header+
		"other,别人,rep,hemin,13800001004,2026-01-01,\nhemin,何敏,manager,newboss,13800002002,2026-01-04,\nnewboss,新总,manager,hemin,13800002009,2026-01-04,\n")})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(r.Problems)
	for _, part := range []string{"line 2, column mobile: is the number of sunting", "line 3, column manager", "line 4, column manager", "newboss → hemin → newboss"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %s", part, text)
		}
	}
	if strings.Contains(text, "1380000") {
		t.Errorf("a mobile number is in the report: %s", text)
	}
}

func TestHolidaysAreImported(t *testing.T) {
	db := emptyDB(t)
	if got := mustImport(t, db.ImportHolidays, "日期,类型,名称\n2027-01-01,放假,元旦\n2027/1/2,off,\n"); got != [4]int{2, 0, 0, 0} {
		t.Errorf("counts are %v", got)
	}
	days, err := db.Holidays(t.Context())
	if err != nil || len(days) != 2 || days[0].Name != "元旦" || days[1].Date != (domain.Date{Year: 2027, Month: 1, Day: 2}) {
		t.Errorf("the holidays are %v: %v", days, err)
	}
}

func TestAWholeCompanysDoctorsAreImportedInSeconds(t *testing.T) {
	db := emptyDB(t)
	importWorld(t, db)
	const n = 50_000
	var b strings.Builder
	b.WriteString("code,name,hospital,department,title,grade,rep,needs\n")
	for i := range n {
		fmt.Fprintf(&b, "X%05d,张%d,H%02d,心血管内科,主任医师,B,%s,P01|P02\n", i, i, i%10+1, []string{"chenxiao", "linyutong", "zhaolei", "sunting"}[i%4])
	}
	start := time.Now()
	if got := mustImport(t, db.ImportDoctors, b.String()); got != [4]int{n, 0, 0, 60} {
		t.Errorf("counts are %v", got)
	}
	first := time.Since(start)
	start = time.Now()
	if got := mustImport(t, db.ImportDoctors, b.String()); got != [4]int{0, 0, n, 60} {
		t.Errorf("counts are %v", got)
	}
	again := time.Since(start)
	start = time.Now()
	if got := mustImport(t, db.ImportDoctors, strings.ReplaceAll(b.String(), "主任医师,B,", "主任医师,C,")); got != [4]int{0, n, 0, 60} {
		t.Errorf("counts are %v", got)
	}
	regraded := time.Since(start)
	start = time.Now()
	if got := mustImport(t, db.ImportDoctors, strings.ReplaceAll(b.String(), "主任医师,B,", "主任医师,A,")); got != [4]int{0, n, 0, 60} {
		t.Errorf("counts are %v", got)
	}
	t.Logf("%d doctors in %v, again in %v, every grade changed for the first time in %v, for the second in %v", n, first.Round(time.Millisecond),
		again.Round(time.Millisecond), regraded.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if first > 30*time.Second || regraded > 30*time.Second {
		t.Errorf("the import took %v, with other grades %v", first, regraded)
	}
	var history int
	if err := db.QueryRow(t.Context(), `select count(*) from doctor_grade where doctor like 'X%'`, &history); err != nil || history != 2*n {
		t.Errorf("the history has %d entries, %v", history, err)
	}
}

func TestDepartmentsAreStoredByTheirStandardName(t *testing.T) {
	db := emptyDB(t)
	importWorld(t, db)
	words := func(ctx context.Context, in postgres.Importing) (roster.Report, error) {
		return db.ImportWords(ctx, in, nil)
	}
	before := version(t, db)
	if got := mustImport(t, words, "word,kind,standard\n心脏中心,科室,心血管内科\n"); got != [4]int{1, 0, 0, 0} {
		t.Errorf("counts are %v", got)
	}
	if got := version(t, db); got != before+1 {
		t.Errorf("the words moved the version from %d to %d", before, got)
	}
	// The first row says what is stored in other words: nothing changes.
	const file = "code,name,hospital,department\nD001,张伟,H01,心脏中心\nD900,张三,H01,呼吸科\n"
	if got := mustImport(t, db.ImportDoctors, file); got != [4]int{1, 0, 1, 59} {
		t.Errorf("counts are %v", got)
	}
	var department string
	if err := db.QueryRow(t.Context(), `select department from doctor where code = 'D900'`, &department); err != nil || department != "呼吸与危重症医学科" {
		t.Errorf("the department is %q: %v", department, err)
	}
}
