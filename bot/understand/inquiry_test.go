package understand_test

import (
	"testing"

	"github.com/yaoban/yaoban/bot/understand"
)

// A question about a doctor or about an earlier visit is no visit, whatever words of one it holds; and what a doctor asked during a visit
// is a visit.
func TestAQuestionIsNoVisit(t *testing.T) {
	for _, text := range []string{"黄海燕上次聊了什么", "我想看看欧阳明的资料", "我想了解一下李静", "我见过李静没有", "李静是不是同意了", "我昨天拜访了李静吗", "李静有没有说什么",
		"我什么时候见的李静", "李静对立舒平啥态度", "上次见李静结果怎么样", "拜访过李静吗", "李静最近一次说了啥", "见了李静没有？", "欧阳明之前聊过哪些", "想看下李静的情况", "李静上次的结果是什么"} {
		if r := ask(t, text); r.Intent != understand.DoctorShow || r.Doctor == "" && r.Ask == "" {
			t.Errorf("%s: %s of %q", text, r.Intent, r.Doctor)
		}
	}
	for _, text := range []string{"今天见了李静，她问有没有样品", "拜访李静，李静问立舒平是不是进医保了", "李静咨询了立舒平有没有肝毒性，20分钟", "见了李静，聊立舒平，她想了解一下新数据", "今天去看了李静没见到",
		"李静想看看立舒平的资料，15分钟", "拜访欧阳明，他关心上次的样品什么时候到，感兴趣"} {
		if r := ask(t, text); r.Intent != understand.VisitReport {
			t.Errorf("%s: %s", text, r.Intent)
		}
	}
	for _, text := range []string{"哪天去拜访张伟比较好", "明天李静有没有空"} {
		if r := ask(t, text); r.Intent == understand.VisitReport {
			t.Errorf("%s: %s", text, r.Intent)
		}
	}
	for _, text := range []string{"我想去看看李静，明天下午", "明天我要去看一下李静"} {
		if r := ask(t, text); r.Intent != understand.VisitPlan {
			t.Errorf("%s: %s", text, r.Intent)
		}
	}
}

// What was only guessed, wished for, hard or on its way is no visit; what the doctor agreed to for a day to come is a plan.
func TestWhatWasNotDoneIsNoVisit(t *testing.T) {
	for _, text := range []string{"我觉得李静会同意", "李静应该会感兴趣吧", "李静会不会同意", "李静很难见", "下次见李静我该聊什么", "怎么跟李静聊立舒平", "去李静那的路上", "今天没时间见李静",
		"李静可能不会同意", "估计李静能感兴趣", "王方不好约", "没来得及拜访李静", "李静请假了", "把李静调到A级", "见了李静的学生", "和李静的助手聊了立舒平", "李静下午有手术，晚点去", "给李静发了资料，微信发的"} {
		if r := ask(t, text); r.Intent != understand.Unknown && r.Intent != understand.DoctorShow {
			t.Errorf("%s: %s", text, r.Intent)
		}
	}
	for text, result := range map[string]string{"今天想见李静没见成": "absent", "李静没时间见我": "absent", "见了李静，估计会同意": "", "去看了李静，很难见，等了一小时": "", "拜访李静，她可能会用立舒平": ""} {
		r := ask(t, text)
		if r.Intent != understand.VisitReport || result != "" && string(r.Visits[0].Result) != result {
			t.Errorf("%s: %s %+v", text, r.Intent, r.Visits)
		}
	}
	for _, text := range []string{"李静答应明天见我", "李静让我下周二再去", "李静约我后天上午再去一趟", "明天要去见上次没见到的李静"} {
		if r := ask(t, text); r.Intent != understand.VisitPlan || r.Visits[0].Date.IsZero() {
			t.Errorf("%s: %s %+v", text, r.Intent, r.Visits)
		}
	}
}

// What a correction means is never another record: the doctor who was taken for another, the day that a whole day's plans move to.
func TestACorrectionNamesWhatItChanges(t *testing.T) {
	for text, want := range map[string]string{
		"李静的拜访记错人了，是李婧": "D004>D005", "记错人了，李静的拜访是李婧": "D004>D005", "李静那条记错人了，是李婧": "D004>D005", "李静记错了，是李婧": "D004>D005", "不是李静，是李婧": "D004>D005",
	} {
		r := ask(t, text)
		if r.Intent != understand.VisitAmend || r.Target == nil || r.Changes == nil || r.Target.Doctor+">"+r.Changes.Doctor != want {
			t.Errorf("%s: %s %+v %+v", text, r.Intent, r.Target, r.Changes)
		}
	}
	for text, want := range map[string]string{"明天有事，明天的拜访都改到后天": "2026-11-24>2026-11-25", "明天的改到周五": "2026-11-24>2026-11-27", "周四要培训，周四的改到周五": "2026-11-26>2026-11-27"} {
		r := ask(t, text)
		if r.Intent != understand.VisitAmend || r.Target == nil || r.Changes == nil || r.Target.Date.String()+">"+r.Changes.Date.String() != want {
			t.Errorf("%s: %s %+v %+v", text, r.Intent, r.Target, r.Changes)
		}
	}
	if r := ask(t, "今天和科室主任开会讨论进药"); r.Intent == understand.TimeOffSet {
		t.Errorf("work with doctors is a day off: %+v", r)
	}
	for text, want := range map[string]understand.Intent{"明天公司开会": understand.TimeOffSet, "周三全天培训": understand.TimeOffSet} {
		if r := ask(t, text); r.Intent != want {
			t.Errorf("%s: %s", text, r.Intent)
		}
	}
}
