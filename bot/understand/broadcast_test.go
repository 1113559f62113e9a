package understand

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// said writes an audience down in a form that a table can hold.
func (a Audience) said() string {
	var parts []string
	add := func(name string, all []string) {
		if len(all) > 0 {
			parts = append(parts, name+strings.Join(all, "|"))
		}
	}
	for _, w := range []struct {
		is   bool
		name string
	}{{a.Team, "team"}, {a.Company, "company"}, {a.Unplanned, "unplanned"}, {a.Behind, "behind"}} {
		if w.is {
			parts = append(parts, w.name)
		}
	}
	for _, r := range a.Roles {
		parts = append(parts, "role="+string(r))
	}
	add("line=", a.Lines)
	add("product=", a.Products)
	add("under=", a.Under)
	add("people=", a.People)
	add("except=", a.Except)
	add("doctor=", a.Doctors)
	add("outside=", a.Outsiders)
	add("stranger=", a.Strangers)
	for _, u := range a.Unclear {
		parts = append(parts, fmt.Sprintf("unclear=%s%v", u.Said, u.People))
	}
	return strings.Join(parts, " ")
}

func readBroadcast(role domain.Role, text string) Reading {
	g := NewGazetteer(World{Staff: []Staff{{UserID: "wang", Name: "王建国", Role: domain.Manager}, {UserID: "he", Name: "何敏", Role: domain.Manager},
		{UserID: "zhou", Name: "周航", Role: domain.Director}, {UserID: "chen", Name: "陈晓", Role: domain.Rep}, {UserID: "lin", Name: "林雨桐", Role: domain.Rep},
		{UserID: "zhao", Name: "赵磊", Role: domain.Rep}, {UserID: "li1", Name: "李娜", Role: domain.Rep}, {UserID: "li2", Name: "李梅", Role: domain.Rep}},
		Doctors:  []Doctor{{Code: "D1", Name: "张伟", Hospital: "H1", Department: "心血管内科", Title: "主任医师"}},
		Products: []Product{{Code: "P1", Brand: "立舒平"}}})
	at := time.Date(2026, 11, 24, 18, 0, 0, 0, time.FixedZone("+08", 8*3600)) // Tuesday
	return Read(text, Sender{UserID: "wang", Role: role}, Context{At: at, Channel: domain.WeCom, Gazetteer: g})
}

func TestWhomABroadcastIsForWhenItGoesAndWhatItSays(t *testing.T) {
	for text, want := range map[string]struct{ to, at, remind, text string }{
		"通知全组：明天下午两点开会":                     {"team", "", "", "明天下午两点开会"},
		"通知全组明天下午两点开会":                      {"team", "", "", "明天下午两点开会"},
		"通知大家，周五前交费用单据！":                    {"team", "", "", "周五前交费用单据！"},
		"通知 陈晓、林雨桐 明早带上市一院的资料":              {"people=chen|lin", "", "", "明早带上市一院的资料"},
		"通知陈晓 林雨桐，明天上午来公司":                  {"people=chen|lin", "", "", "明天上午来公司"},
		"通知陈晓和赵磊：10:30电话会":                  {"people=chen|zhao", "", "", "10:30电话会"},
		"周一早上8点通知全组：下午两点开会":                 {"team", "2026-11-30T08:00", "", "下午两点开会"},
		"明天通知大家：交周计划":                       {"team", "2026-11-25T09:00", "", "交周计划"},
		"半小时后群发给何敏组：系统维护已结束":                {"under=he", "2026-11-24T18:30", "", "系统维护已结束"},
		"通知王经理的团队和陈晓：周五团建":                  {"under=wang people=chen", "", "", "周五团建"},
		"通知心血管组：新版资料已到":                     {"line=心血管", "", "", "新版资料已到"},
		"通知内分泌线的代表，周五培训":                    {"line=内分泌", "", "", "周五培训"},
		"通知做立舒平的代表：新适应症培训":                  {"product=P1", "", "", "新适应症培训"},
		"通知所有代表：周五18点前交周计划":                 {"team role=rep", "", "", "周五18点前交周计划"},
		"通知各位主管：月会改到周四":                     {"team role=manager", "", "", "月会改到周四"},
		"通知没交计划的人：今天下班前交":                   {"unplanned", "", "", "今天下班前交"},
		"通知还没提交周计划的代表今天下班前交":                {"unplanned", "", "", "今天下班前交"},
		"通知本月没完成额度的代表：这周抓紧":                 {"behind", "", "", "这周抓紧"},
		"通知进度落后的：这周抓紧":                      {"behind", "", "", "这周抓紧"},
		"通知全组（除了陈晓）：明天集合":                   {"team except=chen", "", "", "明天集合"},
		"通知全组除陈晓、赵磊外：明天集合":                  {"team except=chen|zhao", "", "", "明天集合"},
		"给全组发个通知：明天下午两点开会":                  {"team", "", "", "明天下午两点开会"},
		"给陈晓发消息 明天来公司":                      {"people=chen", "", "", "明天来公司"},
		"通知全公司：国庆放假安排":                      {"company", "", "", "国庆放假安排"},
		"通知全组：明天下午两点开会。没确认的明早9点再提醒":         {"team", "", "2026-11-25T09:00", "明天下午两点开会"},
		"通知全组：明天下午两点开会，未确认的人2小时后提醒一次":       {"team", "", "2h0m0s", "明天下午两点开会"},
		"通知全组：明天下午两点开会，没确认的再提醒":             {"team", "", "4h0m0s", "明天下午两点开会"},
		"通知全组：下午两点开会，周一早上8点发":               {"team", "2026-11-30T08:00", "", "下午两点开会"},
		"通知全组：资料周五发":                        {"team", "", "", "资料周五发"},
		"通知张伟主任：明天开会":                       {"doctor=张伟主任", "", "", "明天开会"},
		"通知各位医生：周五有学术会":                     {"outside=各位医生", "", "", "周五有学术会"},
		"通知钱多多、陈晓：明天开会":                     {"people=chen stranger=钱多多", "", "", "明天开会"},
		"通知小李：明天开会":                         {"unclear=小李[li1 li2]", "", "", "明天开会"},
		"通知小赵：明天开会":                         {"people=zhao", "", "", "明天开会"},
		"通知：明天开会":                           {"", "", "", "明天开会"},
		"通知全组":                              {"team", "", "", ""},
		"通知市场部明天下午两点开会":                     {"", "", "", ""},
		"通知全组：陈晓明天不在，市一院的事找何敏；10:00前回我，没改动": {"team", "", "", "陈晓明天不在，市一院的事找何敏；10:00前回我，没改动"},
	} {
		r := readBroadcast(domain.Manager, text)
		b := r.Broadcast
		if r.Intent != Unknown || r.Further != BroadcastSend || b == nil {
			t.Errorf("%s is read as %s %s", text, r.Intent, r.Further)
			continue
		}
		remind, at := "", ""
		if !b.RemindAt.IsZero() {
			remind = b.RemindAt.Format("2006-01-02T15:04")
		}
		if b.RemindAfter != 0 {
			remind = b.RemindAfter.String()
		}
		if !b.At.IsZero() {
			at = b.At.Format("2006-01-02T15:04")
		}
		if b.To.said() != want.to || at != want.at || remind != want.remind || b.Text != want.text {
			t.Errorf("%s: to %q at %q remind %q text %q", text, b.To.said(), at, remind, b.Text)
		}
	}
}

func TestTheOneTimeThatABroadcastNames(t *testing.T) {
	for text, want := range map[string]string{
		"通知全组：明天下午两点开会": "11-25 14:00", "通知全组：周五18点前交单据": "11-27 18:00", "通知全组：下周一例会改到十点": "", "通知全组：明天或后天下午两点开会": "",
		"通知全组：明天两点或三点开会": "", "通知全组：下午两点开会": "", "通知全组：昨天下午两点的会取消": "", "周一早上8点通知全组：明天下午两点开会": "", "通知全组：明天开会": "",
	} {
		at := ""
		if b := readBroadcast(domain.Manager, text).Broadcast; b == nil {
			t.Errorf("%s is no broadcast", text)
		} else if !b.HappensAt.IsZero() {
			at = b.HappensAt.Format("01-02 15:04")
		}
		if at != want {
			t.Errorf("%s names the time %q, want %q", text, at, want)
		}
	}
}

func TestWhatIsDoneWithABroadcastIsReadWithItsNumber(t *testing.T) {
	for text, want := range map[string]struct {
		further Intent
		number  int64
	}{
		"发送 1030": {BroadcastConfirm, 1030}, "确认发送": {BroadcastConfirm, 0}, "发送吧": {BroadcastConfirm, 0}, "发出#1030": {BroadcastConfirm, 1030},
		"撤回通知 1030": {BroadcastUndo, 1030}, "撤回 1030": {BroadcastUndo, 1030}, "取消通知1030": {BroadcastUndo, 1030}, "撤回刚才的通知": {BroadcastUndo, 0}, "撤回": {BroadcastUndo, 0},
		"谁没确认 1030": {BroadcastUnacked, 1030}, "1030谁没确认": {BroadcastUnacked, 1030}, "谁还没确认": {BroadcastUnacked, 0}, "谁确认了 1030": {BroadcastUnacked, 1030},
		"1030 确认情况": {BroadcastUnacked, 1030}, "没确认的有谁 1030": {BroadcastUnacked, 1030}, "还有几个人没回 1030": {BroadcastUnacked, 1030}, "导出名单 1030": {BroadcastUnacked, 1030},
		"导出 1030 名单": {BroadcastUnacked, 1030}, "1030名单": {BroadcastUnacked, 1030},
		"再提醒一次 1030": {BroadcastRemind, 1030}, "再提醒一次": {BroadcastRemind, 0}, "提醒没确认的 1030": {BroadcastRemind, 1030}, "再提醒一下没确认的 1030": {BroadcastRemind, 1030},
		"催一下没确认的1030": {BroadcastRemind, 1030}, "明天9点再提醒 1030": {BroadcastRemind, 1030}, "我发的通知": {BroadcastList, 0}, "我最近发过哪些通知": {BroadcastList, 0},
		"群发记录": {BroadcastList, 0}, "收到 1030": {BroadcastAck, 1030}, "知道了1030": {BroadcastAck, 1030}, "1030 收到": {BroadcastAck, 1030},
		"收到": {Ack, 0}, "通知记录": {DeliveryShow, 0}, "取消 1030": {WeekAlter, 0},
	} {
		r := readBroadcast(domain.Manager, text)
		var n int64
		if r.Broadcast != nil {
			n = r.Broadcast.Number
		}
		if r.Intent != Unknown || r.Further != want.further || n != want.number {
			t.Errorf("%s is read as %s %s %d", text, r.Intent, r.Further, n)
		}
	}
	if r := readBroadcast(domain.Manager, "明天9点再提醒 1030"); r.Broadcast.RemindAt.Format("01-02 15:04") != "11-25 09:00" {
		t.Errorf("the time of the reminder is read as %v", r.Broadcast.RemindAt)
	}
}

func TestWhoMayNotBroadcastIsReadOnlySoFarThatSheCanBeToldSo(t *testing.T) {
	for text, want := range map[string]Intent{"通知全组：明天开会": BroadcastSend, "群发大家明天开会": BroadcastSend, "收到 1030": BroadcastAck, "发送 1030": "", "谁没确认 1030": "", "我发的通知": ""} {
		r := readBroadcast(domain.Rep, text)
		if further := r.Further; further != want || r.Intent != Unknown {
			t.Errorf("a rep's %s is read as %s %s", text, r.Intent, further)
		}
	}
	for _, role := range []domain.Role{domain.Director, domain.Admin} {
		if r := readBroadcast(role, "通知所有代表：明天开会"); r.Further != BroadcastSend || !r.Broadcast.To.Team {
			t.Errorf("a %s's broadcast is read as %s %s %+v", role, r.Intent, r.Further, r.Broadcast)
		}
	}
	for _, text := range []string{"明天9点提醒我通知全组开会", "有什么通知", "通知我明天9点开会", "陈晓这个月", "团队", "谁没交计划", "批准 1030", "评语 1030 通知全组要学习"} {
		if r := readBroadcast(domain.Manager, text); strings.HasPrefix(string(r.Further), "broadcast.") {
			t.Errorf("%s is read as %s", text, r.Further)
		}
	}
	if r := readBroadcast(domain.Manager, "通知全组：市一院有个病人吃了立舒平全身皮疹住院了"); r.Intent != SafetyReport || !r.Adverse {
		t.Errorf("an adverse event in a broadcast is read as %s", r.Intent)
	}
}
