package understand_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// ask reads a text as chenxiao's on Monday 2026-11-23, 18:20.
func ask(t *testing.T, text string) understand.Reading {
	t.Helper()
	p := load(t)
	return understand.Read(text, understand.Sender{UserID: "chenxiao", Role: domain.Rep},
		understand.Context{At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: p.gazetteers["chenxiao"]})
}

func TestFurtherCommandsStandBesideUnknown(t *testing.T) {
	day := func(d int) domain.Date { return domain.Date{Year: 2026, Month: 11, Day: d} }
	for _, c := range []struct {
		text   string
		want   understand.Intent
		target understand.Target
	}{
		{"取消周三的计划", understand.PlanCancel, understand.Target{Date: day(25)}},
		{"取消1025", understand.PlanCancel, understand.Target{Number: 1025}},
		{"取消 #1025", understand.PlanCancel, understand.Target{Number: 1025}},
		{"明天省医不去了", understand.PlanCancel, understand.Target{Date: day(24), Candidates: []string{"D003", "D008", "D009", "D013"}}},
		{"取消和张伟的拜访", understand.PlanCancel, understand.Target{Candidates: []string{"D001", "D002"}}},
		{"取消和李静的拜访计划", understand.PlanCancel, understand.Target{Doctor: "D004"}},
		{"不撤了", understand.VisitRestore, understand.Target{}},
		{"撤销错了", understand.VisitRestore, understand.Target{}},
		{"恢复1024", understand.VisitRestore, understand.Target{Number: 1024}},
		{"知道了", understand.Ack, understand.Target{}},
		{"收到", understand.Ack, understand.Target{}},
		{"好的", understand.Ack, understand.Target{}},
		{"再记", understand.Repeat, understand.Target{}},
		{"取消", understand.CancelQuestion, understand.Target{}},
		{"我的发送记录", understand.DeliveryShow, understand.Target{}},
		{"用短信", understand.ChannelPrefer, understand.Target{}},
		{"绑定 138 0000 1001", understand.Bind, understand.Target{}},
		{"图表", understand.ChartShow, understand.Target{}},
		{"看下本月图表", understand.ChartShow, understand.Target{}},
		{"发个表格", understand.ChartShow, understand.Target{}},
		{"同意位置", understand.Consent, understand.Target{}},
		{"撤回同意", understand.Consent, understand.Target{}},
		{"取消位置授权", understand.Consent, understand.Target{}},
		{"同意授权", understand.Consent, understand.Target{}},
		{"还有什么没答", understand.TodoShow, understand.Target{}},
		{"补", understand.VisitFill, understand.Target{}},
		{"补 1024 感兴趣", understand.VisitFill, understand.Target{Number: 1024}},
		{"补货的事回头说", "", understand.Target{}},
		{"今天天气真好", "", understand.Target{}},
	} {
		r := ask(t, c.text)
		var target understand.Target
		if r.Target != nil {
			target = *r.Target
		}
		if r.Intent != understand.Unknown || r.Further != c.want || !reflect.DeepEqual(target, c.target) {
			t.Errorf("%q is %s further %q of %+v; want %q of %+v", c.text, r.Intent, r.Further, target, c.want, c.target)
		}
	}
	if r := ask(t, "用微信"); r.Prefers != domain.PreferWeCom {
		t.Errorf("用微信 prefers %q", r.Prefers)
	}
	if r := ask(t, "绑定+86 13800001001"); r.Mobile != "13800001001" {
		t.Errorf("the mobile is %q", r.Mobile)
	}
	if r := ask(t, "绑定 12345"); r.Further != understand.Bind || r.Mobile != "" {
		t.Errorf("a number that is no mobile binds %q", r.Mobile)
	}
}

func TestStopWordsInEveryDress(t *testing.T) {
	for _, s := range []string{"TD", "td", "Ｔ", "t", "ｔｄ", " T D ", "退订", "退 订。", "退訂", "退订!"} {
		if r := ask(t, s); r.Intent != understand.SMSStop {
			t.Errorf("%q is %s", s, r.Intent)
		}
	}
	for _, s := range []string{"恢复", "恢復", "订阅", "恢 复"} {
		if r := ask(t, s); r.Intent != understand.SMSStart {
			t.Errorf("%q is %s", s, r.Intent)
		}
	}
	for _, s := range []string{"T恤", "今天TD", "他退订了会议室"} {
		if r := ask(t, s); r.Intent == understand.SMSStop {
			t.Errorf("%q stops SMS", s)
		}
	}
}

func TestTargetsOfAmendmentsAndUndos(t *testing.T) {
	if r := ask(t, "改 1024 时长25分钟"); r.Target == nil || r.Target.Number != 1024 || r.Changes == nil || r.Changes.Minutes != 25 || r.Changes.Start != "" {
		t.Errorf("read as %+v of %+v", r.Changes, r.Target)
	}
	if r := ask(t, "李静那条改成拒绝"); r.Target == nil || r.Target.Doctor != "D004" || r.Changes.Doctor != "" || r.Changes.Result != domain.Refused {
		t.Errorf("read as %+v of %+v", r.Changes, r.Target)
	}
	if r := ask(t, "周三去附二改成周四"); r.Target == nil || r.Target.Date.String() != "2026-11-25" || r.Changes.Date.String() != "2026-11-26" {
		t.Errorf("read as %+v of %+v", r.Changes, r.Target)
	}
	if r := ask(t, "撤销 1024"); r.Intent != understand.VisitUndo || r.Target == nil || r.Target.Number != 1024 {
		t.Errorf("read as %s of %+v", r.Intent, r.Target)
	}
	if r := ask(t, "改成认可"); r.Intent != understand.VisitAmend || r.Changes == nil || r.Changes.Result != domain.Agreed {
		t.Errorf("read as %s %+v", r.Intent, r.Changes)
	}
}

func TestSubjectsOfReminders(t *testing.T) {
	for text, want := range map[string]string{
		"周四下午4点提醒我给药剂科陈主任送药事会的材料": "给药剂科陈主任送药事会的材料",
		"提醒我月底交报表":          "交报表",
		"40分钟后提醒我给刘国强回个电话":  "给刘国强回个电话",
		"明早八点喊我带上糖维宁的彩页":    "带上糖维宁的彩页",
		"明天上午9点要给赵敏送资料，提醒我": "要给赵敏送资料",
	} {
		if r := ask(t, text); r.Intent != understand.ReminderSet || r.Subject != want {
			t.Errorf("%q is %s about %q, want %q", text, r.Intent, r.Subject, want)
		}
	}
}

func TestSignsChangeNothing(t *testing.T) {
	plain := ask(t, "今天拜访李静，立舒平，20分钟，同意")
	for _, s := range []string{"今天拜访李静，立舒平，20分钟，同意😀", "今天拜\u200b访李\u202e静，立舒平，２０分钟，同意", "今天拜訪李靜，立舒平，20分鐘，同意", "\x00今天拜访李静,立舒平,20分钟,同意\x07",
		"“今天拜访李静”，立舒平，20分钟，同意"} {
		r := ask(t, s)
		if len(r.Visits) != 1 || r.Visits[0].Doctor != plain.Visits[0].Doctor || r.Visits[0].Minutes != 20 || r.Visits[0].Result != domain.Agreed || len(r.Visits[0].Products) != 1 {
			t.Errorf("%q is read as %+v", s, r.Visits)
		}
	}
	for _, s := range []string{"{{.Doctor}} 拜访李静 20分钟 同意", "拜访李静 20分钟 同意'; drop table visit; --"} {
		if r := ask(t, s); len(r.Visits) != 1 || r.Visits[0].Doctor != "D004" {
			t.Errorf("%q is read as %+v", s, r.Visits)
		}
	}
}
