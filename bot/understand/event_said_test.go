package understand

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

var eventWorld = World{
	Hospitals: []Hospital{{Code: "H1", Name: "江城市第一人民医院", Aliases: []string{"市一院", "市一"}}, {Code: "H2", Name: "江城大学附属第二医院", Aliases: []string{"附二"}}},
	Products:  []Product{{Code: "P1", Brand: "立舒平"}, {Code: "P2", Brand: "安络畅"}},
	Doctors: []Doctor{{Code: "D1", Name: "张伟", Hospital: "H1", Department: "心血管内科", Title: "主任医师"}, {Code: "D2", Name: "张伟", Hospital: "H2", Department: "内分泌科", Title: "主任医师"},
		{Code: "D3", Name: "李静", Hospital: "H1", Department: "心血管内科", Title: "主治医师"}, {Code: "D4", Name: "刘国强", Hospital: "H2", Department: "心血管内科", Title: "主任医师"}},
	Staff: []Staff{{UserID: "rep", Name: "陈晓", Role: domain.Rep}, {UserID: "boss", Name: "王建国", Role: domain.Manager}},
}

func readEvent(role domain.Role, text string) Reading {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+08", 8*3600)) // Monday
	return Read(text, Sender{UserID: "rep", Role: role}, Context{At: at, Channel: domain.WeCom, Gazetteer: NewGazetteer(eventWorld)})
}

// said writes down what an event's reading holds.
func said(e *EventSaid) string {
	if e == nil {
		return ""
	}
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if e.Kind != "" {
		add("%s", e.Kind)
	}
	if !e.Date.IsZero() {
		add("%s", e.Date)
	}
	if e.Start != "" {
		add("%s", e.Start)
	}
	if e.Minutes > 0 {
		add("%dmin", e.Minutes)
	}
	if e.Hospital+e.Department+e.Place != "" {
		add("%s", e.Hospital+e.Department+e.Place)
	}
	if len(e.Products) > 0 {
		add("%s", strings.Join(e.Products, "+"))
	}
	if e.Heads > 0 {
		add("%d人", e.Heads)
	}
	if e.Costs {
		add("%d元", e.Budget)
	}
	if e.Speaker != "" {
		add("by %s", e.Speaker)
	}
	if e.Materials != "" {
		add("with %s", e.Materials)
	}
	return strings.Join(parts, " ")
}

func TestAnEventToBeHeldIsRead(t *testing.T) {
	for text, want := range map[string]string{
		"下周四下午2点在市一院心内科开科室会，立舒平，预算800，讲者张伟，20人":        "department 2026-12-03 14:00 H1心血管内科 P1 20人 800元 by 张伟",
		"12月10号14:00附二心内圆桌会，安络畅，讲者刘国强主任，预计15人，预算1200元": "roundtable 2026-12-10 14:00 H2心血管内科 P2 15人 1200元 by 刘国强主任",
		"明天中午12点附二心内临床应用讨论会 安络畅 刘国强讲课 12人 预算五百":        "clinical 2026-11-24 12:00 H2心血管内科 P2 12人 500元 by 刘国强",
		"想在下周四下午2点开科室会，市一心内，讲立舒平，请张伟主任讲课，大概20人，预算800":  "department 2026-12-03 14:00 H1心血管内科 P1 20人 800元 by 张伟主任",
		"12月12号上午9点在会展中心办立舒平新产品推荐会，30人，预算1万，资料用指南折页":   "launch 2026-12-12 09:00 会展中心 P1 30人 10000元 with 指南折页",
		"周六上午市一院义诊，立舒平，预计50人，不用预算":                     "free_clinic 2026-11-28 H1 P1 50人 0元",
		"周三下午2点在市一院心内科开科室会，立舒平，预算800，20人，60分钟":         "department 2026-11-25 14:00 60min H1心血管内科 P1 20人 800元",
		"申请开科室会":       "department",
		"下周三市一心内要开科室会": "department 2026-12-02 H1心血管内科",
	} {
		r := readEvent(domain.Rep, text)
		if r.Intent != Unknown || r.Further != EventPlan || said(r.Event) != want {
			t.Errorf("%s is read as %s %s %q, want %q", text, r.Intent, r.Further, said(r.Event), want)
		}
	}
}

// TestWhatIsNoEventToBeHeldStaysWhatItIs: visits that speak of a meeting, reminders, questions, and what took place.
func TestWhatIsNoEventToBeHeldStaysWhatItIs(t *testing.T) {
	for text, want := range map[string]Intent{
		"下周四去市一院拜访李静，邀请她参加科室会":       VisitPlan,
		"下周四科室会之前去见一下李静，讲立舒平":        VisitPlan,
		"提醒我周五上午9点参加市一院科室会":          ReminderSet,
		"今天邀请李静参加下周的科室会，她答应来":        VisitReport,
		"昨天在市一院心内开了科室会，立舒平，李静等12人参加": EventReport,
		"李主任科里今天开科室会吗":               Unknown,
		"张主任去开科室会了没见到":               VisitReport,
	} {
		if r := readEvent(domain.Rep, text); r.Intent != want || r.Further == EventPlan {
			t.Errorf("%s is read as %s %s, want %s", text, r.Intent, r.Further, want)
		}
	}
}

func TestSignInsAreReadWithTheirNames(t *testing.T) {
	for text, want := range map[string]string{
		"签到 4831 李静 刘国强":                              "4831 D3 D4",
		"签到4831 张伟、王小明，欧阳娜娜 李静医生":                     "4831 张伟? 王小明 欧阳娜娜 D3",
		"补签 1030 孙丽主任":                                "1030 孙丽主任",
		"1030 签到 李静":                                  "1030 D3",
		"1030 开完了，市一张伟、李静等12人参加":                      "1030 over D1 D3 12人",
		"1030参会名单：1 李静 2 刘国强 3 王小明":                   "1030 D3 D4 王小明",
		"1030 参会名单：\n1. 李静 市一院\n2. 刘国强 心内\n3. 王小明 外院": "1030 D3 D4 王小明",
		"签到 4831 去掉 李静":                               "4831 off D3",
		"1030 名单去掉李静":                                 "1030 off D3",
		"签到 1030":                                     "1030",
		"签到 1030 李静怡":                                 "1030 李静怡",
		"qiandao 4831 李静":                             "4831 D3",
	} {
		r := readEvent(domain.Rep, text)
		if r.Further != EventSignIn || r.Intent != Unknown {
			t.Errorf("%s is read as %s %s", text, r.Intent, r.Further)
			continue
		}
		got := fmt.Sprint(r.Event.Number)
		if r.Event.Over {
			got += " over"
		}
		if r.Event.Remove {
			got += " off"
		}
		for _, c := range r.Event.Came {
			switch {
			case c.Doctor != "":
				got += " " + c.Doctor
			case len(c.Candidates) > 0:
				got += " " + c.Said + "?"
			default:
				got += " " + c.Said
			}
		}
		if r.Event.Heads > 0 {
			got += fmt.Sprintf(" %d人", r.Event.Heads)
		}
		if got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
	if r := readEvent(domain.Manager, "签到 4831 李静"); r.Further == EventSignIn {
		t.Error("a manager signs in")
	}
	if r := readEvent(domain.Rep, "签到 4831 李静 说她的病人吃立舒平后全身皮疹住院了"); r.Intent != SafetyReport {
		t.Errorf("harm told in a sign-in is %s", r.Intent)
	}
}

func TestWhatIsAskedOfEvents(t *testing.T) {
	for text, want := range map[string]string{
		"我的活动": "2026-11-01", "本月活动": "2026-11-01", "活动列表": "2026-11-01", "10月活动": "2026-10-01", "12月活动": "2026-12-01", "下个月活动": "2026-12-01", "上月活动": "2026-10-01",
		"活动效果 1030": "effect 1030", "1030效果": "effect 1030", "活动 1030": "1030", "活动效果": "effect 0",
	} {
		for _, role := range []domain.Role{domain.Rep, domain.Manager} {
			r := readEvent(role, text)
			got := ""
			if r.Further == EventShow {
				switch e := r.Event; {
				case e.Effect:
					got = fmt.Sprint("effect ", e.Number)
				case e.Number != 0:
					got = fmt.Sprint(e.Number)
				default:
					got = e.Month.String()
				}
			}
			if got != want {
				t.Errorf("%s of a %s is read as %s %q, want %q", text, role, r.Further, got, want)
			}
		}
	}
	for text, want := range map[string]string{"活动 1030 预算600": "600元", "活动 1030 改到周五下午3点": "2026-11-27 15:00", "活动1030 讲者李静 30人": "30人 by 李静", "活动 1030 你好": ""} {
		r := readEvent(domain.Rep, text)
		if r.Further != EventChange || r.Event.Number != 1030 || said(r.Event) != want {
			t.Errorf("%s is read as %s %q", text, r.Further, said(r.Event))
		}
	}
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("+08", 8*3600))
	e := EventSlots("改 1030 下周五下午3点，20人", Sender{UserID: "rep", Role: domain.Rep}, Context{At: at, Gazetteer: NewGazetteer(eventWorld)})
	if said(&e) != "2026-12-04 15:00 20人" {
		t.Errorf("a change that names its number is read as %q", said(&e))
	}
}
