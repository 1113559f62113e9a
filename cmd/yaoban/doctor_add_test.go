package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
)

// files imports a file of the company as the administrator.
func (k *talk) files(t *testing.T, run func(context.Context, postgres.Importing) (roster.Report, error), text string) {
	t.Helper()
	lines, err := roster.ReadCSV(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if report, err := run(t.Context(), postgres.Importing{File: "f.csv", Lines: lines, Actor: "guanli"}); err != nil || len(report.Problems) > 0 {
		t.Fatalf("import: %v %v", err, report.Problems)
	}
}

// says fails the test if an answer lacks a part.
func (k *talk) says(t *testing.T, who, text string, parts ...string) {
	t.Helper()
	k.now = k.now.Add(11 * time.Minute)
	answer := k.tell(t, who, text)
	for _, p := range parts {
		if !strings.Contains(answer, p) {
			t.Fatalf("%s said %q: %q lacks %q", who, text, answer, p)
		}
	}
}

const visitsOf = `select number::text || ' ' || doctor || ' ' || rep from visit where status <> 'withdrawn' order by number`

// The company's next file has a doctor whom a rep added by message under a code of its own: there is one doctor afterwards, with the
// visits, the plans and the place on the list, and the rep is told once.
func TestAFileBindsADoctorWhoWasAdded(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "新增医生 于得水 市一院 心内 主任医师", "已新增医生 #1001")
	k.says(t, "chenxiao", "于得水，立舒平，20分钟，认可，下周一上午十点再去", "已记 #1002：于得水(市一心内,待核)")
	file := "code,name,hospital,department,title,grade,rep\nD900,于得水,H01,心血管内科,主任医师,A,chenxiao\n"
	k.files(t, k.db.ImportDoctors, file)
	k.files(t, k.db.ImportDoctors, file)
	if got := k.rows(t, visitsOf); !slices.Equal(got, []string{"1002 D900 chenxiao"}) {
		t.Errorf("visits: %v", got)
	}
	if got := k.rows(t, `select doctor from plan`); !slices.Equal(got, []string{"D900"}) {
		t.Errorf("plans: %v", got)
	}
	if got := k.rows(t, `select code || ' ' || state || coalesce(' ' || merged_into, '') from doctor where name = '于得水' order by code`); !slices.Equal(got, []string{"D900 verified", "N1001 merged D900"}) {
		t.Errorf("doctors: %v", got)
	}
	if got := k.rows(t, `select doctor from assignment where rep = 'chenxiao' and doctor in ('D900', 'N1001') and to_date is null`); !slices.Equal(got, []string{"D900"}) {
		t.Errorf("on her list: %v", got)
	}
	if got := k.rows(t, `select kind from notice where kind like 'addition%' and state = 'live'`); !slices.Equal(got, []string{"addition_decided"}) {
		t.Errorf("told: %v", got)
	}
	k.says(t, "chenxiao", "于得水这个月还差几次", "本月有效1次")
	k.says(t, "wangjianguo", "批准 1001", "已经有结果了")
}

// A hospital that the company did not have is imported later, and then the doctor there is verified or bound.
func TestAnUnlistedHospitalComesLater(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "新增医生 钱多多 仁爱医院 心内", "没有收录“仁爱医院”")
	k.tell(t, "chenxiao", "1")
	k.says(t, "chenxiao", "钱多多，立舒平，20分钟，认可", "已记 #1002：钱多多(仁爱医院心内,待核)")
	k.says(t, "wangjianguo", "批准 1001", "还没有收录")
	k.files(t, k.db.ImportHospitals, "code,name,level\nH90,仁爱医院,二级甲等\n")
	k.says(t, "wangjianguo", "批准 1001", "已核实 #1001")
	if got := k.rows(t, `select hospital || ' ' || hospital_said || ' ' || state from doctor where code = 'N1001'`); !slices.Equal(got, []string{"H90  verified"}) {
		t.Errorf("the doctor: %v", got)
	}
	k.files(t, k.db.ImportDoctors, "code,name,hospital,department,rep\nD901,钱多多,H90,心血管内科,chenxiao\n")
	if got := k.rows(t, visitsOf); !slices.Equal(got, []string{"1002 D901 chenxiao"}) {
		t.Errorf("visits: %v", got)
	}
}

// A twin who came meanwhile is seen when the new doctor is to be verified; the same name elsewhere is another person.
func TestATwinIsSeenWhenSheIsVerified(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "新增医生 于得水 市一院 心内", "已新增医生 #1001")
	k.files(t, k.db.ImportDoctors, "code,name,hospital,department,rep\nD900,于得水,H02,心血管内科,linyutong\n")
	k.says(t, "linyutong", "于得水，立舒平，20分钟，认可", "于得水")
	if got := k.rows(t, `select code || state from doctor where name = '于得水' order by code`); !slices.Equal(got, []string{"D900verified", "N1001unverified"}) {
		t.Fatalf("the same name at another hospital: %v", got)
	}
	if _, err := k.pool.Exec(t.Context(), `insert into doctor (code, name, hospital, department) values ('D902', '于得水', 'H01', '心血管内科')`); err != nil {
		t.Fatal(err)
	}
	k.says(t, "wangjianguo", "批准 1001", "和 D902 同名、同院、同科", "没有改动")
	k.says(t, "wangjianguo", "批准 1001 是另一位", "已核实 #1001")
}

// Two reps add the same doctor at the same moment: there is one doctor, and whoever was later is asked whether it is she.
func TestTwoRepsAddTheSameDoctorAtOnce(t *testing.T) {
	k := newTalk(t)
	one, other := k.both(t, [2]string{"chenxiao", "新增医生 于得水 市一院 心内 主任"}, [2]string{"linyutong", "新增医生 于得水 市一院 心内 主任"})
	added := strings.Count(one+other, "已新增医生")
	asked := strings.Count(one+other, "同院已有同名或同音的医生")
	if added != 1 || asked != 1 {
		t.Errorf("%q\n%q", one, other)
	}
	if got := k.rows(t, `select count(*)::text from doctor where name = '于得水'`); !slices.Equal(got, []string{"1"}) {
		t.Errorf("doctors: %v", got)
	}
	later := "linyutong"
	if strings.Contains(one, "同院已有") {
		later = "chenxiao"
	}
	k.says(t, later, "1", "已加到您名下")
	k.says(t, "chenxiao", "新增医生 俞德水 市一院 内分泌", "同院已有同名或同音的医生", "①就是于得水 心内")
	k.says(t, "chenxiao", "1", "于得水已经在您名单里了")
	k.says(t, "chenxiao", "新增医生 章伟 市一院 心内", "同院已有同名或同音的医生", "①就是张伟 心内（主任医师，D001）")
	k.says(t, "chenxiao", "2", "已新增医生")
	if got := k.rows(t, `select count(*)::text from assignment a join doctor d on d.code = a.doctor where d.name = '于得水' and a.to_date is null`); !slices.Equal(got, []string{"2"}) {
		t.Errorf("on lists: %v", got)
	}
}

// Only reps add, only who is above the rep decides, and nobody her own.
func TestWhoMayDoWhatWithNewDoctors(t *testing.T) {
	k := newTalk(t)
	rep := map[string]bool{"chenxiao": true, "linyutong": true, "zhaolei": true}
	above := map[string]bool{"wangjianguo": true, "zhouhang": true}
	names := strings.Split("于得水 金大明 钱多多 孙小红 马小跳 周大福 吴用心 郑重其 冯唐生", " ")
	for i, who := range []string{"chenxiao", "linyutong", "zhaolei", "wangjianguo", "hemin", "zhouhang", "pvdesk", "hegui", "guanli"} {
		for _, c := range []struct {
			what string
			may  bool
		}{{"批准 %", above[who]}, {"驳回 % 查无此人", above[who]}, {"合并 % 到 D001", above[who]}, {"撤销 %", who == "chenxiao"}} {
			k.now = k.now.Add(11 * time.Minute)
			k.tell(t, "chenxiao", "新增医生 "+names[i]+" 市一院 心内")
			number := k.rows(t, `select max(number)::text from addition`)[0]
			state := func() string { return k.rows(t, `select state from addition where number = `+number)[0] }
			k.now = k.now.Add(11 * time.Minute)
			answer := k.tell(t, who, strings.ReplaceAll(c.what, "%", number))
			if decided := state() != "waiting"; decided != c.may {
				t.Errorf("%s said %q of #%s: decided is %v: %s", who, c.what, number, decided, answer)
			}
			if state() == "waiting" {
				k.now = k.now.Add(11 * time.Minute)
				k.tell(t, "chenxiao", "撤销 "+number)
			}
			if _, err := k.pool.Exec(t.Context(), `update doctor set name = name || code where name = $1`, names[i]); err != nil {
				t.Fatal(err)
			}
		}
		k.now = k.now.Add(11 * time.Minute)
		before := k.rows(t, `select count(*)::text from addition`)[0]
		k.tell(t, who, "新增医生 "+names[i]+" 附二 心内")
		if added := k.rows(t, `select count(*)::text from addition`)[0] != before; added != (rep[who] && who != "zhaolei") {
			t.Errorf("%s adds a doctor: %v", who, added)
		}
	}
}
