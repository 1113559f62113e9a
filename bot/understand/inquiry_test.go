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
