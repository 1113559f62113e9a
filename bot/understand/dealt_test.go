package understand_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

// TestWhatIsToldOfSeveral: one by one, on two days, and what the rep was only told to do. Wednesday is 2026-11-25.
func TestWhatIsToldOfSeveral(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"今天上午见了李静和王芳，一个聊立舒平一个聊安络畅，都认可", "D004 11-25 [P01] 0 agreed; D007 11-25 [P02] 0 agreed"},
		{"上午分别拜访张薇和刘国强，一个聊立舒平，一个聊安络畅，前者感兴趣后者没表态", "D003 11-25 [P01] 0 interested; D006 11-25 [P02] 0 neutral"},
		{"今天见了李静和王芳，第一个10分钟，第二个20分钟，都聊立舒平，都认可", "D004 11-25 [P01] 10 agreed; D007 11-25 [P01] 20 agreed"},
		{"李静、王芳、刘国强都见了，立舒平，一个认可一个没表态一个有顾虑", "D004 11-25 [P01] 0 agreed; D007 11-25 [P01] 0 neutral; D006 11-25 [P01] 0 objection"},
		{"今天见了李静和王芳，聊立舒平，都认可，下次一个月后再来", "D004 11-25 [P01] 0 agreed; D007 11-25 [P01] 0 agreed"},
		{"昨天见了刘国强立舒平10分钟认可今天又见了刘国强安络畅15分钟感兴趣", "D006 11-24 [P01] 10 agreed; D006 11-25 [P02] 15 interested"},
		{"昨天见了刘国强，立舒平10分钟认可；今天又见了刘国强，安络畅15分钟感兴趣", "D006 11-24 [P01] 10 agreed; D006 11-25 [P02] 15 interested"},
		{"周一拜访刘国强立舒平认可，周二又拜访了刘国强安络畅感兴趣", "D006 11-23 [P01] 0 agreed; D006 11-24 [P02] 0 interested"},
		{"昨天见了刘国强，立舒平，认可，他今天微信说刘国强主任同意了", "D006 11-24 [P01] 0 agreed"},
		{"下午陪王总去见了刘主任，主要聊安络畅进院的事，王总讲得多，刘主任表示支持", "D006 11-25 [P02] 0 agreed"},
		{"李静老师今天心情不好没聊几句就走了，约了下周三再去", "D004 11-25 [] 0 "},
		{"徐丽主任休产假了，换成吴主任接待，聊了立舒平", "D015 11-25 [P01] 0 "},
		{"见了李静和王芳，李感兴趣，王说贵", "D004 11-25 [] 0 interested; D007 11-25 [] 0 objection"},
		{"附二心内主任刘国强、王芳都见到了，统一讲的安络畅，刘认可，王无感", "D006 11-25 [P02] 0 agreed; D007 11-25 [P02] 0 "},
		{"王经理说让我去见欧阳明", ""},
		{"领导让我下午去找刘国强聊安络畅", ""},
		{"领导让我去找刘国强，聊了安络畅20分钟，认可", "D006 11-25 [P02] 20 agreed"},
		{"王经理叫我去拜访刘国强，去了，他认可安络畅", "D006 11-25 [P02] 0 agreed"},
		{"刘国强说让我找李静", "D006 11-25 [] 0 "},
	} {
		r := understand.Read(c.text, understand.Sender{UserID: "chenxiao", Role: domain.Rep},
			understand.Context{At: time.Date(2026, 11, 25, 17, 30, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: load(t).gazetteers["chenxiao"]})
		got := ""
		for i, v := range r.Visits {
			if i > 0 {
				got += "; "
			}
			got += fmt.Sprintf("%s %s %s %d %s", v.Doctor, v.Date.String()[5:], v.Products, v.Minutes, v.Result)
		}
		if got != c.want {
			t.Errorf("%s\nis   %s\nwant %s", c.text, got, c.want)
		}
	}
}
