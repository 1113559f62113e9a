package understand_test

import (
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

func TestFeedbackIsWhatTheDoctorSaid(t *testing.T) {
	p := load(t)
	for _, c := range []struct{ text, want string }{
		{"市一院心内张伟，立舒平，20分钟，他觉得价格有点贵，药房老断货", "supply:药房老断货 price:他觉得价格有点贵"},
		{"市一院心内张伟，聊了立舒平20分钟，说病人用了效果不错，会继续用", "efficacy:说病人用了效果不错"},
		{"市一院心内张伟，讲了立舒平的用法用量，15分钟，同意试用", ""},
		{"市一院心内张伟，讲了立舒平的用法，他问疗程多长，感兴趣", "dosage:他问疗程多长"},
		{"市一院心内张伟，立舒平10分钟，没提价格，感兴趣", ""},
		{"市一院心内张伟，立舒平15分钟，说立普妥更便宜，担心报销", "price:说立普妥更便宜，担心报销 competitor:说立普妥更便宜"},
		{"市一院心内张伟，立舒平15分钟，习惯用可定", "competitor:习惯用可定"},
		{"市一院心内张伟，立舒平15分钟，嫌我们服务跟不上，代表来得少", "service:嫌我们服务跟不上，代表来得少"},
		{"市一院心内张伟，立舒平15分钟，说68岁的病人王建国吃了降得快", "efficacy:说某岁的病人某吃了降得快"},
		{"市一院心内张伟，立舒平15分钟，李建国吃了降得快，会继续用", "efficacy:某吃了降得快"},
		// What harmed a patient and complaints have desks of their own.
		{"市一院心内张伟，立舒平15分钟，有个病人吃了立舒平起皮疹，效果不错", ""},
		{"市一院心内张伟，立舒平15分钟，认可。他投诉立舒平到货太慢，经常断货", ""},
		{"周五去市一院心内见张伟，聊立舒平的价格", ""},
	} {
		r := understand.Read(c.text, understand.Sender{UserID: "chenxiao", Role: domain.Rep},
			understand.Context{At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: p.gazetteers["chenxiao"]})
		var got []string
		for _, f := range r.Feedback {
			got = append(got, string(f.Kind)+":"+f.Text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s\n  %s\n  not %s", c.text, s, c.want)
		}
	}
	r := understand.Read("附二张伟糖维宁效果好，附二黄主任说糖维宁太贵，各20分钟", understand.Sender{UserID: "chenxiao", Role: domain.Rep},
		understand.Context{At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: p.gazetteers["chenxiao"]})
	if len(r.Visits) != 2 || len(r.Visits[0].Feedback) != 1 || r.Visits[0].Feedback[0].Kind != "efficacy" || len(r.Visits[1].Feedback) != 1 ||
		r.Visits[1].Feedback[0].Kind != "price" || strings.Join(r.Visits[1].Feedback[0].Products, " ") != "P04" {
		t.Errorf("each visit has its own: %+v", r.Visits)
	}
}
