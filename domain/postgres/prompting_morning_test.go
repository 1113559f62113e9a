package postgres_test

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain/postgres"
)

func TestTheMorningBringsEveryDay(t *testing.T) {
	p := newPromptTown(t, `insert into product (code, brand) values ('P1', '立舒平')`,
		`insert into report (id, number, kind, person, body, text, state, channel, said_at, recorded_at, origin)
    values (gen_random_uuid(), 2, 'timeoff', 'second', '{"from": "2026-11-23", "to": "2026-11-23", "half": "am"}', '', 'open', 'wecom', '2026-11-01', '2026-11-01', gen_random_uuid())`)
	p.planned(1, "rep", "D1", "2026-11-23", "15:00", "planned")
	p.planned(2, "rep", "D2", "2026-11-23", "", "cancelled")
	p.planned(3, "second", "D3", "2026-11-23", "", "planned")
	p.visited(101, "rep", "D1", "2026-11-18", true)
	p.exec(`update visit set products = '{P1}', result = 'objection', next_date = '2026-11-23' where number = 101`)
	p.visited(102, "rep", "D1", "2026-11-19", false)
	p.exec(`update visit set result = 'absent' where number = 102`)
	p.exec(`insert into visit_feedback (visit, item, kind, text, said_at) select id, 1, 'price', '医保还没进', said_at from visit where number = 101`)
	run := (*postgres.DB).PromptMornings
	p.want("Sunday", p.at(22, "08:00", run), "")
	p.want("Monday", p.at(23, "08:00", run), "morning_list/2026-11-23/alone morning_list/2026-11-23/rep morning_list/2026-11-23/second manager_morning/2026-11-23/boss")
	got := p.compose("morning_list/2026-11-23/rep")
	if !strings.Contains(got, "今天（11-23 周一）安排1家：\n#1 15:00 医生1(YD1) 市一 心血管内科\n· 上次11-18 立舒平·有顾虑，约了11-23再访\n· 提过：医保还没进\n· 本月有效1/4次，还差3次\n") ||
		!strings.HasPrefix(got, "早上好，超期未访9位，有空先去：") {
		t.Errorf("the rep is told %q", got)
	}
	p.exec(`update hospital set reception = '{周一下午}'`)
	p.planned(4, "rep", "D4", "2026-11-18", "", "missed") // and again on the 19th
	p.planned(5, "rep", "D4", "2026-11-19", "", "missed")
	p.planned(6, "rep", "D5", "2026-11-18", "", "missed") // met since
	p.visited(103, "rep", "D5", "2026-11-20", true)
	p.planned(7, "rep", "D6", "2026-11-19", "", "missed") // planned again
	p.planned(8, "rep", "D6", "2026-11-25", "", "planned")
	p.planned(9, "rep", "D7", "2026-11-06", "", "missed")  // too long ago
	p.planned(10, "rep", "D8", "2026-11-18", "", "missed") // somebody else's now
	p.exec(`update assignment set to_date = '2026-11-20' where rep = 'rep' and doctor = 'D8'`)
	if got := p.compose("morning_list/2026-11-23/rep"); !strings.Contains(got, "之前没见成1位：医生4(YD4) 市一（原定11-18），可以补上或另排。\n今天（11-23 周一）安排1家：\n#1 15:00 医生1(YD1) 市一 心血管内科｜周一下午接待日\n") {
		t.Errorf("the rep who missed visits is told %q", got)
	}
	p.exec(`update hospital set reception = '{周三}'`)
	if got := p.compose("morning_list/2026-11-23/rep"); !strings.Contains(got, "当天不是接待日") {
		t.Errorf("on another day than the hospital's she is told %q", got)
	}
	p.exec(`update hospital set reception = '{}'`)
	if got := p.compose("morning_list/2026-11-23/alone"); !strings.Contains(got, "还没有安排。\n超期未访10位") {
		t.Errorf("who has planned nothing is told %q", got)
	}
	if got := p.compose("manager_morning/2026-11-23/boss"); !strings.Contains(got, "次数落后3人") ||
		!strings.Contains(got, "计划拜访2家：陈晓1家、林雨1家\n请假：孙婷、林雨（半天）") {
		t.Errorf("the manager is told %q", got)
	}
	var due string
	if err := p.pool.QueryRow(t.Context(), `select to_char(due_at at time zone 'Asia/Shanghai', 'HH24:MI') from notice where person = 'second'`).Scan(&due); err != nil || due != "13:00" {
		t.Errorf("who has the morning off is told at %s, %v", due, err)
	}
	p.exec(`insert into holiday (date, kind, name) values ('2026-11-25', 'off', '放假'), ('2026-11-28', 'work', '调休')`)
	p.want("a holiday", p.at(25, "08:00", run), "")
	if got := p.at(28, "08:00", run); !strings.Contains(got, "morning_list/2026-11-28/rep") {
		t.Errorf("on a Saturday that is worked %q is told", got)
	}
}
