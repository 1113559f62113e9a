package understand_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

func TestScoresAreAskedAbout(t *testing.T) {
	for _, c := range []struct {
		text   string
		number int64
		score  int
		doctor string
	}{
		{"为什么82分", 0, 82, ""}, {"为什么82分？", 0, 82, ""}, {"1024为什么82分", 1024, 82, ""}, {"#1024为什么只有60分", 1024, 60, ""},
		{"1024 为啥才60分啊", 1024, 60, ""}, {"凭什么55分", 0, 55, ""}, {"1024得分明细", 1024, 0, ""}, {"为什么扣分", 0, 0, ""},
		{"1024为什么不算有效", 1024, 0, ""}, {"1024为什么无效", 1024, 0, ""}, {"李静那条为什么82分", 0, 82, "D004"}, {"这次怎么只有70分", 0, 70, ""},
		{"评分明细", 0, 0, ""},
	} {
		r := ask(t, c.text)
		var target understand.Target
		if r.Target != nil {
			target = *r.Target
		}
		if r.Intent != understand.Unknown || r.Further != understand.ScoreExplain || target.Number != c.number || r.Score != c.score || target.Doctor != c.doctor {
			t.Errorf("%q is %s further %q of %+v, score %d", c.text, r.Intent, r.Further, target, r.Score)
		}
	}
	for _, s := range []string{"今天拜访李静，聊了82分钟，同意", "为什么要20分钟", "为什么是B", "李静还差几次"} {
		if r := ask(t, s); r.Further == understand.ScoreExplain {
			t.Errorf("%q asks about a score", s)
		}
	}
}

func TestLeaveIsTakenBackAndShown(t *testing.T) {
	for _, c := range []struct {
		text, from, to, half string
		number               int64
	}{
		{"取消明天的假", "2026-11-24", "2026-11-24", "", 0}, {"取消明天的请假", "2026-11-24", "2026-11-24", "", 0}, {"明天不请假了", "2026-11-24", "2026-11-24", "", 0},
		{"取消明天下午的假", "2026-11-24", "2026-11-24", "pm", 0}, {"销假", "", "", "", 0}, {"取消请假", "", "", "", 0}, {"周三到周五的假取消", "2026-11-25", "2026-11-27", "", 0},
		{"取消1024的请假", "", "", "", 1024}, {"明天的请假取消了", "2026-11-24", "2026-11-24", "", 0}, {"周四不休假了", "2026-11-26", "2026-11-26", "", 0},
	} {
		r := ask(t, c.text)
		n := int64(0)
		if r.Target != nil {
			n = r.Target.Number
		}
		if r.Intent != understand.Unknown || r.Further != understand.TimeOffCancel || r.From.String() != c.from || r.To.String() != c.to || r.Half != c.half || n != c.number {
			t.Errorf("%q is %s further %q from %s to %s %s of %d", c.text, r.Intent, r.Further, r.From, r.To, r.Half, n)
		}
	}
	for _, s := range []string{"我的请假", "请假记录", "我请了哪些假", "查请假"} {
		if r := ask(t, s); r.Intent != understand.Unknown || r.Further != understand.TimeOffShow {
			t.Errorf("%q is %s further %q", s, r.Intent, r.Further)
		}
	}
	for text, half := range map[string]string{"明天下午请假": "pm", "后天上午请半天假": "am", "明天请假": "", "周三到周五年假": ""} {
		if r := ask(t, text); r.Intent != understand.TimeOffSet || r.Half != half {
			t.Errorf("%q is %s, half %q", text, r.Intent, r.Half)
		}
	}
	for _, s := range []string{"取消1024", "取消周三的计划", "取消"} {
		if r := ask(t, s); r.Further == understand.TimeOffCancel {
			t.Errorf("%q takes leave back", s)
		}
	}
}

// The words around a question about a grade or a score stand in any order.
func TestWhyIsAskedInAnyOrder(t *testing.T) {
	for intent, all := range map[understand.Intent][]string{
		understand.GradeExplain: {"为什么李静是B", "李静为什么是B", "为什么李静不是A", "李静怎么不是A级", "为啥李静是B啊", "李静怎么评的B", "李静凭什么才C级", "李静怎么没评上A", "为什么是B"},
		understand.ScoreExplain: {"1528为什么这个分", "这次打分怎么算的", "1528得分怎么来的", "1528怎么才这个分数", "1528为什么82分"},
		"":                      {"李静怎么还没来", "今天为什么李静没见到", "怎么拜访A级", "为什么要20分钟"},
	} {
		for _, text := range all {
			if r := ask(t, text); r.Further != intent {
				t.Errorf("%s: %q, want %q", text, r.Further, intent)
			}
		}
	}
}

// The words of a comment or a reason are kept whole, also where they begin with a word that could lead them in.
func TestWordsOnARecordAreKeptWhole(t *testing.T) {
	for text, want := range map[string]string{
		"评语 1528 写得好，下次带上文献": "写得好，下次带上文献", "评语1528写得好": "写得好", "评语 1528 说明得很清楚": "说明得很清楚", "驳回 1528 内容不完整": "内容不完整",
		"驳回 1528 理由不充分": "理由不充分", "评语 1528 了解得很细": "了解得很细", "评语 1528 条理清楚": "条理清楚", "评语1528 的确不错": "的确不错", "驳回1528 写太少": "写太少",
		"驳回 1528 原因：太简单": "太简单", "驳回 1528，理由是太简单": "太简单", "给1528留言说下次带资料": "下次带资料", "驳回1528 说：太简单": "太简单", "驳回1528号，太简单": "太简单",
		"驳回1528，原因 太简单": "太简单", "驳回 1528 一下子见五位不可信": "一下子见五位不可信",
	} {
		r := understand.Read(text, understand.Sender{UserID: "wangjianguo", Role: domain.Manager},
			understand.Context{At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: load(t).gazetteers["wangjianguo"]})
		if r.Text != want {
			t.Errorf("%s: %q, want %q", text, r.Text, want)
		}
	}
}
