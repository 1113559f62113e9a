package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

// bigCompany is a generated company: reps under managers of ten, each with doctors whose names differ within her list.
type bigCompany struct {
	reps    []string
	doctors int
}

const (
	surnames   = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
	givenNames = "建国志强丽娟秀英海燕晓东文斌俊杰静怡国强立新玉珍思远浩然"
)

func newBigCompany(reps, doctors int) bigCompany {
	c := bigCompany{doctors: doctors}
	for i := range reps {
		c.reps = append(c.reps, fmt.Sprintf("rep%04d", i+1))
	}
	return c
}

// above are the managers of the reps and their director.
func (c bigCompany) above() []string {
	above := []string{"boss"}
	for i := 0; i < len(c.reps); i += 10 {
		above = append(above, c.manager(i))
	}
	return above
}

// manager is who manages the i-th rep.
func (c bigCompany) manager(i int) string { return fmt.Sprintf("mgr%03d", i/10+1) }

// doctor is the name of a rep's i-th doctor: a surname and two given characters, no two alike in one list.
func (c bigCompany) doctor(i int) string {
	s, g := []rune(surnames), []rune(givenNames)
	return string(s[i%len(s)]) + string(g[(i/len(s)*7+i)%len(g)]) + string(g[(i*5+3)%len(g)])
}

// text is the n-th report of a rep: all slots said, about the doctor in turn.
func (c bigCompany) text(n int) string {
	results := []string{"认可", "感兴趣", "没表态", "有顾虑"}
	return fmt.Sprintf("%s，立舒平新适应症，%d分钟，%s", c.doctor(n%c.doctors), 5+n%40, results[n%len(results)])
}

// load imports the company as files would be.
func (c bigCompany) load(ctx context.Context, t testing.TB, db *postgres.DB) {
	t.Helper()
	var staff, doctors strings.Builder
	staff.WriteString("userid,name,role,manager,mobile,from,to,lines,channel,deputy\nboss,周航,director,,13900000000,2026-01-04,,,auto,\n")
	doctors.WriteString("code,name,hospital,department,title,post,grade,rep,outpatients,beds,needs\n")
	for i, rep := range c.reps {
		manager := c.manager(i)
		if i%10 == 0 {
			fmt.Fprintf(&staff, "%s,经理%d,manager,boss,1370%07d,2026-01-04,,,auto,\n", manager, i/10+1, i/10+1)
		}
		fmt.Fprintf(&staff, "%s,代表%d,rep,%s,1380%07d,2026-01-04,,心血管,auto,\n", rep, i+1, manager, i+1)
		for d := range c.doctors {
			fmt.Fprintf(&doctors, "D%04d%03d,%s,H01,心血管内科,主治医师,,%s,%s,1000,20,P01\n", i+1, d+1, c.doctor(d), string("ABCD"[d%4]), rep)
		}
	}
	for _, step := range []struct {
		text string
		run  func(context.Context, postgres.Importing) (roster.Report, error)
	}{
		{staff.String(), db.ImportStaff},
		{"code,name,level,aliases,lat,lon\nH01,江城市第一人民医院,三级甲等,市一院|市一,30.5801,114.2702\n", db.ImportHospitals},
		{"code,brand,generic,aliases,area\nP01,立舒平,阿托伐他汀钙片,阿托伐他汀|阿托,心血管\n", db.ImportProducts},
		{doctors.String(), db.ImportDoctors},
	} {
		lines, err := roster.ReadCSV(strings.NewReader(step.text))
		if err != nil {
			t.Fatal(err)
		}
		report, err := step.run(ctx, postgres.Importing{File: "generated", Lines: lines, Actor: "test"})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Problems) > 0 {
			t.Fatalf("the generated company is not right: %s", report.Problems[0])
		}
	}
}
