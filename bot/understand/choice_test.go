package understand_test

import (
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

func TestChoice(t *testing.T) {
	for text, want := range map[string]int{"1": 0, "①": 0, "２": 1, "二": 1, "第二个": 1, "选2": 1, "回2": 1, "2吧": 1, "第1个": 0, "3号": 2, "最后一个": 2, "是3": 2,
		" 2 。": 1, "2️⃣": 1, "我选第三个": 2, "❸": 2} {
		if got, ok := understand.Choice(text, 3); !ok || got != want {
			t.Errorf("Choice(%q) = %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "0", "4", "张伟", "1024", "2点", "20分钟", "第", "一共两个人都见了", "①②"} {
		if got, ok := understand.Choice(text, 3); ok {
			t.Errorf("Choice(%q) = %d, but it chooses nothing", text, got)
		}
	}
}

func TestAmong(t *testing.T) {
	g := load(t).gazetteers["chenxiao"]
	for _, c := range []struct {
		text string
		of   []string
		want []string
	}{
		{"张伟 市一院", []string{"D001", "D002"}, []string{"D001"}},
		{"市一的", []string{"D001", "D002"}, []string{"D001"}},
		{"附二那个", []string{"D001", "D002"}, []string{"D002"}},
		{"内分泌", []string{"D001", "D002"}, []string{"D002"}},
		{"心内的张主任", []string{"D001", "D002"}, []string{"D001"}},
		{"张伟", []string{"D001", "D002"}, []string{"D001", "D002"}},
		{"李婧", []string{"D004", "D005"}, []string{"D005"}},
		{"lijing", []string{"D004", "D005"}, []string{"D004", "D005"}},
		{"fuer", []string{"D001", "D002"}, []string{"D002"}},
		{"王芳", []string{"D007", "D008"}, []string{"D007"}},
		{"省医", []string{"D007", "D008"}, []string{"D008"}},
		{"今天天气不错", []string{"D001", "D002"}, nil},
		{"刘国强", []string{"D001", "D002"}, nil},
		{"", []string{"D001"}, nil},
	} {
		if got := g.Among(c.text, c.of); !slices.Equal(got, c.want) {
			t.Errorf("Among(%q, %v) = %v, want %v", c.text, c.of, got, c.want)
		}
	}
}

func TestNear(t *testing.T) {
	g := load(t).gazetteers["chenxiao"]
	if got := g.Near("张威", 3); len(got) == 0 || !slices.Contains([]string{"D001", "D002", "D003"}, got[0]) {
		t.Errorf("near 张威 stands %v", got)
	}
	if got := g.Near("王主任", 5); len(got) != 2 || !slices.Contains(got, "D007") || !slices.Contains(got, "D008") {
		t.Errorf("near 王主任 stand %v", got)
	}
	if got := g.Near("", 3); got != nil {
		t.Errorf("near nobody stand %v", got)
	}
}

func TestShortCodesNameDoctors(t *testing.T) {
	w := understand.World{Doctors: []understand.Doctor{{Code: "D1", Name: "张伟", ShortCode: "Z1"}, {Code: "D2", Name: "张伟", ShortCode: "Z2"}}}
	g := understand.NewGazetteer(w)
	r := understand.Read("BF z2 20 同意", understand.Sender{UserID: "r", Role: domain.Rep}, understand.Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, shanghai), Channel: domain.SMS, Gazetteer: g})
	if len(r.Visits) != 1 || r.Visits[0].Doctor != "D2" || r.Visits[0].Minutes != 20 {
		t.Errorf("Z2 is read as %+v", r.Visits)
	}
	if got := g.Among("Z1", []string{"D1", "D2"}); !slices.Equal(got, []string{"D1"}) {
		t.Errorf("Z1 means %v", got)
	}
}

// TestOneAliasOfTwoHospitals: what may be either hospital is a hint that both fit, and no guess for an event.
func TestOneAliasOfTwoHospitals(t *testing.T) {
	w := understand.World{
		Doctors: []understand.Doctor{{Code: "D1", Name: "张伟", Hospital: "H1", Title: "主任医师"}, {Code: "D2", Name: "张敏", Hospital: "H3", Title: "主任医师"},
			{Code: "D3", Name: "张立", Hospital: "H2", Title: "主任医师"}},
		Hospitals: []understand.Hospital{{Code: "H1", Name: "东山市第一医院", Aliases: []string{"一院"}}, {Code: "H2", Name: "西山市第一医院", Aliases: []string{"一院"}},
			{Code: "H3", Name: "南山医院"}},
	}
	g := understand.NewGazetteer(w)
	who := understand.Sender{UserID: "r", Role: domain.Rep}
	c := understand.Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: g}
	if r := understand.Read("今天拜访一院张主任，20分钟", who, c); len(r.Visits) != 1 || !slices.Equal(r.Visits[0].Candidates, []string{"D1", "D3"}) {
		t.Errorf("一院 of two towns gives %+v", r.Visits)
	}
	if r := understand.Read("今天一院开了科室会，12人", who, c); r.Intent != understand.EventReport || r.Hospital != "" {
		t.Errorf("an event at one of two hospitals is read as %s at %q", r.Intent, r.Hospital)
	}
}
