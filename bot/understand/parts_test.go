package understand_test

import (
	"slices"
	"testing"
	"time"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
)

func TestWhatACorrectionAddsAndTakesAway(t *testing.T) {
	for _, c := range []struct {
		text     string
		adds     bool
		products []string // those of Changes
		dropped  []string
		fields   []string
	}{
		{"加上安络畅", true, []string{"P02"}, nil, nil},
		{"去掉立舒平", false, nil, []string{"P01"}, nil},
		{"把立舒平去掉", false, nil, []string{"P01"}, nil},
		{"删掉立舒平", false, nil, []string{"P01"}, nil},
		{"去掉立舒平，加上安络畅", true, []string{"P02"}, []string{"P01"}, nil},
		{"不是立舒平是安络畅", true, []string{"P02"}, []string{"P01"}, nil},
		{"把立舒平换成安络畅", true, []string{"P02"}, []string{"P01"}, nil},
		{"产品改成安络畅", false, []string{"P02"}, nil, nil},
		{"去掉时长", false, nil, nil, []string{"minutes"}},
		{"去掉20分钟", false, nil, nil, []string{"minutes"}},
		{"去掉协访", false, nil, nil, []string{"joint"}},
		{"去掉王经理", false, nil, nil, []string{"joint"}},
		{"去掉下次", false, nil, nil, []string{"next"}},
	} {
		r := ask(t, c.text)
		var products []string
		if r.Changes != nil {
			products = r.Changes.Products
		}
		if r.Intent != understand.VisitAmend || r.Adds != c.adds || !slices.Equal(products, c.products) || !slices.Equal(r.Drops.Products, c.dropped) ||
			!slices.Equal(r.Drops.Fields, c.fields) {
			t.Errorf("%s: %s, adds %v %v, drops %+v", c.text, r.Intent, r.Adds, products, r.Drops)
		}
	}
}

func TestWhatIsNoAnswer(t *testing.T) {
	for text, want := range map[string]bool{"感兴趣": true, "20分钟": true, "他说回去考虑考虑再说吧": true, "讲了立舒平": true,
		"听说刘国强主任拒绝用倍欣康了": false, "有个患者拒绝用药": false, "哈哈": false, "感兴趣吗？": false, "撤销": false} {
		_, ok := understand.Slots(text, understand.Sender{UserID: "chenxiao", Role: domain.Rep}, understand.Context{
			At: time.Date(2026, 11, 23, 18, 20, 0, 0, shanghai), Channel: domain.WeCom, Gazetteer: load(t).gazetteers["chenxiao"]})
		if ok != want {
			t.Errorf("%s is an answer: %v, want %v", text, ok, want)
		}
	}
}
