package simulate

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/calendar"
)

func march(d int) domain.Date { return domain.Date{Year: 2030, Month: 3, Day: d} }

// The recount is what everything is judged by, so that it is held against figures that were worked out on paper.
func TestRecount(t *testing.T) {
	a, b := &doctor{code: "A", grade: domain.GradeA, since: march(1)}, &doctor{code: "B", grade: domain.GradeB, since: march(18)}
	l := newLedger()
	full := func(d *doctor, day int) *visit {
		return &visit{doctor: d, date: march(day), minutes: 20, products: []string{"P"}, purpose: domain.Detailing, result: domain.Agreed}
	}
	l.take(full(a, 4))
	l.take(full(a, 6))                                                                                                    // two days later: too soon
	l.take(&visit{doctor: a, date: march(7), minutes: 20, result: domain.Agreed})                                         // 45 points
	l.take(&visit{doctor: a, date: march(8), result: domain.Absent, products: []string{"P"}})                             // nobody met
	l.take(full(a, 11))                                                                                                   // counts
	l.take(&visit{doctor: a, date: march(15), minutes: 3, products: []string{"P"}, result: "objection", next: march(20)}) // 27+20+12+15
	gone := full(a, 20)
	l.take(gone)
	l.withdraw([]*visit{gone}, true)
	l.off[march(25)] = away{true, true}
	l.off[march(26)] = away{false, true}
	r := &repRow{doctors: []*doctor{a, b}}
	m := recount(r, l, calendar.Calendar{}, march(21))
	// March 2030 has 21 workdays. A: 4·(42−3)/42 = 3.7 → 4. B, hers from the 18th on: 2·(20−3)/42 = 0.8 → 1.
	if m.needs[0] != 4 || m.needs[1] != 1 || m.has[0] != 3 || m.has[1] != 0 || m.left() != 2 {
		t.Errorf("needs %v, has %v", m.needs, m.has)
	}
	if m.made != 5 || m.effective != 3 || len(m.days) != 21 || m.begun() != 15 || m.daysLeft() != 7 || m.halvesLeft != 11 || m.short() != 0 {
		t.Errorf("%+v: begun %d, left %d", m, m.begun(), m.daysLeft())
	}
	// 3 of 5 at 15 of 21 days: 3.57 were to be expected; 0.84 of it.
	if m.countLevel() != 0 || m.rateLevel() != 0 {
		t.Errorf("off course by %d, %d", m.countLevel(), m.rateLevel())
	}
	if m := recount(r, l, calendar.Calendar{}, march(27)); m.countLevel() != 1 {
		t.Errorf("at 19 of 21 days off course by %d", m.countLevel())
	}
	if n := overdue(r, l, march(26)); n != 1 { // A was met last on the 15th
		t.Errorf("%d overdue", n)
	}
	if len(l.on(march(20))) != 1 || l.unrecorded(march(20), "18:30") != "#0 A" {
		t.Errorf("the next visit of a report is no plan: %v", l.on(march(20)))
	}
}

func TestAnswersAreReadAsPeopleReadThem(t *testing.T) {
	c := &company{products: []product{{code: "P01", brand: "立舒平"}, {code: "P02", brand: "安络畅"}}}
	d := &doctor{name: "张伟", hospital: "市一"}
	v := &visit{doctor: d, date: march(23), start: "15:00", minutes: 20, products: []string{"P01", "P02"}, purpose: domain.Detailing, result: domain.Agreed, next: march(30)}
	const answer = "已记 #1001：张伟(市一心内,A) 03-23 15:00 20分钟｜立舒平、安络畅｜产品传递｜认可，计划 #1000 已完成。下次 03-30 已排。本月A级第1/4次。回“改…”修改，“撤销”撤回"
	all := echoes(answer)
	if len(all) != 1 || all[0].differs(v, c) != "" || all[0].number != 1001 || !all[0].tellsStanding || all[0].has != 1 || all[0].needs != 4 {
		t.Fatalf("%+v: %s", all, all[0].differs(v, c))
	}
	for what, change := range map[string]func(v *visit){
		"doctor": func(v *visit) { v.doctor = &doctor{name: "张薇", hospital: "市一"} }, "date": func(v *visit) { v.date = march(22) },
		"start": func(v *visit) { v.start = "" }, "minutes": func(v *visit) { v.minutes = 10 }, "next visit": func(v *visit) { v.next = domain.Date{} },
		"products, purpose or result": func(v *visit) { v.result = domain.Interested },
	} {
		other := *v
		change(&other)
		if got := all[0].differs(&other, c); got != what {
			t.Errorf("a wrong %s is seen as %q", what, got)
		}
	}
	list := echoes("已记2条：\n#1003：王芳(附二心内,C) 03-23 10分钟｜安络畅｜认可。本月C级第1/1次。\n#1004：刘国强(附二心内) 03-23｜未遇。本次不计有效（未遇），本月A级0/4次。\n回“改…”修改")
	if len(list) != 2 || list[1].number != 1004 || list[1].name != "刘国强" || list[1].parts[0] != "未遇" || list[1].needs != 4 {
		t.Errorf("%+v", list)
	}
	if got := current("以下提问过了30分钟，先放着，没有记录：\n‘杨医生’有2位：①杨杰 市一\n补上请发“1775 是…”，7天内有效。\n已记 #2"); got != "已记 #2" || current(got) != got {
		t.Errorf("the answer behind a lapsed question is %q", got)
	}
	if n := choice("‘张主任’有2位：①张伟 附二内分泌 ②张伟 市一心内，回1或2（#1003，其他内容都留着）", d); n != 2 {
		t.Errorf("the choice is %d", n)
	}
	row := &repRow{doctors: []*doctor{d}}
	stops := row.proposed("下周计划 #1001（草稿），12-30至01-05共1家：\n【01-02 周三】1家\n#1002 10:00 张伟(市一心内,A)：还差4\n#1003 谁(市一心内)\n", domain.Date{Year: 2029, Month: 12, Day: 28})
	if len(stops) != 1 || stops[0].date.String() != "2030-01-02" || stops[0].start != "10:00" || stops[0].number != 1002 {
		t.Errorf("%+v", stops)
	}
}

// What must not happen is found where it does: each finding has a case in which it speaks.
func TestTheJudgeFinds(t *testing.T) {
	zone := time.FixedZone("+08", 8*60*60)
	files, err := Generate(1, 1, 4, march(4), 5)
	if err != nil {
		t.Fatal(err)
	}
	c, err := readCompany(files, march(4))
	if err != nil {
		t.Fatal(err)
	}
	f := &field{o: Options{Zone: zone, From: march(4), Days: 5}, company: c, findings: map[string]*Finding{}}
	f.employ()
	rep := f.reps[0]
	rep.ledger.off[march(6)] = away{true, true}
	at := func(day int, clock domain.TimeOfDay, kind, text string) told {
		when := march(day).At(clock, zone)
		return told{shown: shown{channel: domain.WeCom, at: when, text: text}, person: rep.UserID, kind: kind, due: when}
	}
	sms := at(4, "10:00", "reply", "【药伴】"+rep.doctors[0].name+strings.Repeat("长", 70))
	sms.channel, sms.parts = domain.SMS, 2
	all := []told{at(4, "08:00", "morning_list", "早上好"), at(5, "21:20", "review_rejected", "#1"), at(5, "21:30", "reply", "#1"), at(6, "08:00", "morning_list", "早上好"),
		at(7, "08:30", "morning_list", "早上好"), at(7, "09:00", "digest", "2条消息：\n1. 【月末提醒】a"), at(8, "10:00", "comment_added", "评语"), at(8, "10:00", "comment_added", "评语"), sms}
	for i := range 7 {
		all = append(all, at(8, "11:00", "comment_added", strings.Repeat("x", i)))
	}
	f.expected = []expectation{{person: rep.UserID, kind: "morning_list", due: march(4).At("08:00", zone)}, {person: rep.UserID, kind: "morning_list", due: march(5).At("08:00", zone)},
		{person: rep.UserID, kind: "morning_list", due: march(7).At("08:00", zone)}, {person: rep.UserID, kind: "month_end", due: march(7).At("09:00", zone)}}
	f.judgePushes(all)
	f.judgeExpected(all, march(9).At("00:00", zone))
	for name, n := range map[string]int{quietBreach: 1, disturbed: 1, duplicate: 1, smsForm: 2, overCap: 1, missed: 1, late: 1} {
		if found := f.findings[name]; found == nil || found.Count != n {
			t.Errorf("%s: %+v", name, found)
		}
		delete(f.findings, name)
	}
	if len(f.findings) > 0 {
		t.Errorf("%v", f.findings)
	}
}
