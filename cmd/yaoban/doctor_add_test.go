package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain/notice"
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

// What another rep added of the same doctor ends with the decision on her, and that rep is told; her own manager's list is empty of it.
func TestOtherRepsAdditionsEndWithTheDecision(t *testing.T) {
	for _, c := range []struct{ decision, state, told string }{{"合并 % 到 D001", "merged", "已合并"}, {"驳回 % 查无此人", "refused", "查无此人"}} {
		k := newTalk(t)
		k.says(t, "chenxiao", "新增医生 于得水 市一院 心内", "已新增医生 #1001")
		k.says(t, "linyutong", "新增医生 于得水 市一院 心内", "同院已有同名或同音的医生")
		k.says(t, "linyutong", "1", "已加到您名下")
		k.says(t, "chenxiao", "撤销 1001", "别的代表也加了")
		k.tell(t, "wangjianguo", strings.ReplaceAll(c.decision, "%", "1001"))
		if got := k.rows(t, `select rep || ' ' || state from addition order by rep`); !slices.Equal(got, []string{"chenxiao " + c.state, "linyutong " + c.state}) {
			t.Errorf("%s: %v", c.decision, got)
		}
		if got := k.rows(t, `select kind || ' ' || person from notice where kind like 'addition%' and state = 'live' order by person`); !slices.Equal(got, []string{"addition_decided chenxiao", "addition_decided linyutong"}) {
			t.Errorf("%s: told %v", c.decision, got)
		}
		if got := k.composed(t, notice.AdditionDecided, "linyutong"); !strings.Contains(got.Text, c.told) {
			t.Errorf("%s: she reads %q", c.decision, got.Text)
		}
		if answer := k.tell(t, "wangjianguo", "待审"); strings.Contains(answer, "待核医生") {
			t.Errorf("%s: %q", c.decision, answer)
		}
	}
}

// A file that brings somebody who may be a doctor who waits, and does not bind her, says so once to who can merge them.
func TestWhoIsNotBoundIsSaid(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "新增医生 于得水 市一院 心内", "已新增医生 #1001")
	k.says(t, "chenxiao", "于得水，立舒平，20分钟，认可", "已记 #1002")
	file := "code,name,hospital,department,rep\nD900,于得水,H01,老年医学科,chenxiao\nD901,于得水,H02,心血管内科,linyutong\n"
	k.files(t, k.db.ImportDoctors, file)
	k.files(t, k.db.ImportDoctors, strings.Replace(file, "老年医学科", "神经内科", 1))
	if got := k.rows(t, `select person || ' ' || number from notice where kind = 'addition_near'`); !slices.Equal(got, []string{"wangjianguo 1001"}) {
		t.Fatalf("told: %v", got)
	}
	if c := k.composed(t, notice.AdditionNear, "wangjianguo"); !strings.Contains(c.Text, "合并 1001 到 D900") || !strings.Contains(c.Text, "陈晓新增的待核医生 #1001 于得水") {
		t.Errorf("he reads %q", c.Text)
	}
	k.says(t, "wangjianguo", "合并 1001 到 D900", "已合并 #1001")
	if got := k.rows(t, visitsOf); !slices.Equal(got, []string{"1002 D900 chenxiao"}) {
		t.Errorf("visits: %v", got)
	}
}

// The visits that were told of a doctor who is none go back to their rep, who says once which doctor it was; quotas follow.
func TestTheVisitsOfARefusedDoctorGoBack(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "新增医生 于得水 市一院 心内", "已新增医生 #1001")
	k.says(t, "chenxiao", "于得水，立舒平，20分钟，认可", "已记 #1002")
	k.says(t, "chenxiao", "于得水，倍欣康，15分钟，感兴趣，周六上午去的", "已记")
	k.says(t, "wangjianguo", "批准 1002", "已批准")
	k.says(t, "chenxiao", "改 1001 医生是李静", "它是您新增的医生")
	k.says(t, "wangjianguo", "驳回 1001 查无此人", "给她记的拜访退回本人")
	c := k.composed(t, notice.AdditionDecided, "chenxiao")
	if !strings.Contains(c.Text, "给她记的2条拜访退回给您") || !strings.Contains(c.Text, "改 1001 医生是") {
		t.Errorf("she reads %q", c.Text)
	}
	if got := k.rows(t, `select status from visit`); !slices.Equal(got, []string{"rejected", "rejected"}) {
		t.Errorf("they are %v", got)
	}
	k.says(t, "linyutong", "改 1001 医生是马超", "没有找到编号 #1001 的记录")
	k.says(t, "chenxiao", "改 1001 时长30分钟", "只能把给她记的拜访改成另一位")
	k.says(t, "chenxiao", "改 1001 医生是李静", "已把给于得水（#1001）记的2条拜访改成 李静")
	if got := k.rows(t, `select distinct doctor || ' ' || status from visit`); !slices.Equal(got, []string{"D004 open"}) {
		t.Errorf("they are %v", got)
	}
	k.says(t, "chenxiao", "李静这个月还差几次", "本月有效2次")
	k.says(t, "chenxiao", "改 1001 医生是李静", "没有要改的拜访")
	if got := k.rows(t, `select kind || ' ' || count(*) from fact where kind in ('review.rejected', 'visit.amended') group by kind order by 1`); !slices.Equal(got, []string{"review.rejected 2", "visit.amended 2"}) {
		t.Errorf("kept: %v", got)
	}
}

// An addition and a file at the same instant, in transactions that do not see each other, leave one doctor: the file waits for the
// addition to end and binds it then.
func TestAFileAndAnAdditionAtOnceLeaveOneDoctor(t *testing.T) {
	k := newTalk(t)
	k.says(t, "chenxiao", "见了李静，立舒平，15分钟，感兴趣", "已记")
	ctx := t.Context()
	addition, err := k.pool.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer addition.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it was committed
	// What the turn of 新增医生 does until its commit, as far as it matters: the lock, the look, the doctor, her addition.
	for _, sql := range []string{`select pg_advisory_xact_lock_shared(2036428642)`,
		`insert into doctor (code, name, hospital, department, state, added_by) values ('N1500', '于得水', 'H01', '心血管内科', 'unverified', 'chenxiao')`,
		`insert into record (number, kind, id) values (1500, 'doctor', '00000000-0000-4000-8000-000000001500')`,
		`insert into addition (id, number, kind, doctor, rep, state, channel, said_at, recorded_at)
values ('00000000-0000-4000-8000-000000001500', 1500, 'new', 'N1500', 'chenxiao', 'waiting', 'wecom', now(), now())`} {
		if _, err := addition.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	imported := make(chan struct{})
	go func() {
		defer close(imported)
		k.files(t, k.db.ImportDoctors, "code,name,hospital,department,rep\nD900,于得水,H01,心血管内科,chenxiao\n")
	}()
	for len(k.rows(t, `select code from doctor where code = 'D900'`)) == 0 { // the file is committed, and does not see her
		time.Sleep(20 * time.Millisecond)
	}
	select {
	case <-imported:
		t.Fatal("the file did not wait for the addition")
	case <-time.After(300 * time.Millisecond):
	}
	if err := addition.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	<-imported
	if got := k.rows(t, `select code || ' ' || state || coalesce(' ' || merged_into, '') from doctor where name = '于得水' order by code`); !slices.Equal(got, []string{"D900 verified", "N1500 merged D900"}) {
		t.Errorf("doctors: %v", got)
	}
}
