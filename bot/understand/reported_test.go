package understand_test

import (
	"slices"
	"testing"

	"github.com/yaoban/yaoban/bot/understand"
)

// TestOnlyWhoWasSeenIsVisited holds each rule on people who are only spoken of beside a text in which it must not apply.
func TestOnlyWhoWasSeenIsVisited(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"拜访徐丽，立舒平，她说要请示李静主任，没表态", []string{"D014"}},
		{"徐丽，立舒平12分钟，她说李静主任推荐过这个药，愿意用", []string{"D014"}},
		{"李静聊了10分钟立舒平，她说赵敏也在用，我顺便去找赵敏聊了5分钟", []string{"D004", "D011"}},
		{"李静和赵敏都见了，李静说会用，赵敏说再考虑", []string{"D004", "D011"}},
		{"今天见了赵敏，她建议我去找李静主任谈，没表态", []string{"D011"}},
		{"今天见赵敏20分钟，讲了立舒平，她说等李静主任回来再定，我下周三再去", []string{"D011"}},
		{"刘国强，安络畅10分钟，认可，他让王芳医生负责收病例", []string{"D006"}},
		{"先见的刘国强，讲安络畅，他说王芳那边也可以去讲讲，后来王芳也见了，讲了10分钟", []string{"D006", "D007"}},
		{"同事小孙替我去附二见了刘主任，讲了倍欣康", nil},
		{"小韩和小孙去附二见了刘主任，讲了倍欣康", nil},
		{"今天带小孙去附二见了刘主任，讲了倍欣康", []string{"D006"}},
		{"王芳下周一出差，所以今天赶紧去见了，安络畅10分钟", []string{"D007"}},
		{"今天去了省医，下周一再去见王芳", nil},
		{"帮我记一下，今天去附二见了刘主任，讲了倍欣康", []string{"D006"}},
	} {
		r := ask(t, c.text)
		var got []string
		for _, v := range r.Visits {
			if v.Doctor != "" {
				got = append(got, v.Doctor) // a visit that asks stores nobody yet
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q visits %v, want %v", c.text, got, c.want)
		}
	}
}

// TestWhatAVisitTells holds the rules on corrections, absences and purposes beside texts in which they must not apply.
func TestWhatAVisitTells(t *testing.T) {
	for _, c := range []struct {
		text, purpose, result string
		products              []string
	}{
		{"张薇10分钟立舒平，写错了，是王方，安络畅", "", "", []string{"P02"}},
		{"张薇10分钟立舒平，写错了，是王方，也聊了安络畅", "", "", []string{"P01", "P02"}},
		{"王芳今天出门诊，抽空跟她聊了6分钟，立舒平", "", "", []string{"P01"}},
		{"王芳今天出门诊，跟护士长聊了6分钟，立舒平", "", "absent", []string{"P01"}},
		{"王芳，立舒平，10分钟，没表态，还要再跟进", "", "neutral", []string{"P01"}},
		{"王芳，今天跟进了立舒平，10分钟，没表态", "followup", "neutral", []string{"P01"}},
		{"欧阳主任不在，护士讲他去北京了", "", "absent", nil},
		{"王芳那边给她讲了立舒平", "detailing", "", []string{"P01"}},
	} {
		r := ask(t, c.text)
		if r.Intent != understand.VisitReport || len(r.Visits) != 1 {
			t.Errorf("%q is %s with %d visits, want one reported", c.text, r.Intent, len(r.Visits))
			continue
		}
		v := r.Visits[0]
		if string(v.Purpose) != c.purpose || string(v.Result) != c.result || !slices.Equal(v.Products, c.products) {
			t.Errorf("%q: purpose %q result %q products %v, want %q %q %v", c.text, v.Purpose, v.Result, v.Products, c.purpose, c.result, c.products)
		}
	}
}

// TestAgainIsAPlanWhereNothingWasDone tells a plan with 再 and 上次 from the next visit of a report.
func TestAgainIsAPlanWhereNothingWasDone(t *testing.T) {
	for text, want := range map[string]understand.Intent{
		"周五再去跟进一下刘主任倍欣康":            understand.VisitPlan,
		"周五再去找刘主任":                  understand.VisitPlan,
		"上次刘主任没表态，周五还要再跟进一下他，倍欣康":   understand.VisitPlan,
		"刘主任 倍欣康 周五再去":              understand.VisitReport,
		"上次刘主任没表态，今天聊了20分钟倍欣康，他同意了": understand.VisitReport,
	} {
		r := ask(t, text)
		if r.Intent != want || len(r.Visits) != 1 || r.Visits[0].Doctor != "D006" {
			t.Errorf("%q is %s of %+v, want %s of D006", text, r.Intent, r.Visits, want)
		}
	}
}

// TestPainSaidInPieces finds harm with words of degree in the middle, and none where it is denied.
func TestPainSaidInPieces(t *testing.T) {
	for text, want := range map[string]understand.Intent{
		"我妈吃立舒平之后腿一直疼":       understand.SafetyReport,
		"王芳说有个病人吃立舒平以后胳膊老是酸": understand.SafetyReport,
		"王芳的病人吃立舒平没有腿一直疼的情况": understand.Unknown,
		"吃立舒平会不会腿一直疼":        understand.KBSearch,
		"贾主任反映安络畅药片有裂痕":      understand.ComplaintReport,
	} {
		if r := ask(t, text); r.Intent != want {
			t.Errorf("%q is %s, want %s", text, r.Intent, want)
		}
	}
}

// TestAHeadingNamesTheWeek reads bare days of the week in the week that a heading names; without one they are the latest such days.
func TestAHeadingNamesTheWeek(t *testing.T) {
	for text, want := range map[string][2]string{
		"上周的：周一刘主任倍欣康15分钟；周四王芳安络畅10分钟":  {"2026-11-16", "2026-11-19"},
		"上周补录：周一刘主任倍欣康15分钟；周四王芳安络畅10分钟": {"2026-11-16", "2026-11-19"},
		"周一刘主任倍欣康15分钟；周四王芳安络畅10分钟":      {"2026-11-23", "2026-11-19"},
	} {
		r := ask(t, text)
		if len(r.Visits) != 2 || r.Visits[0].Date.String() != want[0] || r.Visits[1].Date.String() != want[1] {
			t.Errorf("%q has the visits %+v, want those of %v", text, r.Visits, want)
		}
	}
}

// TestAProductLeftAsideIsNotSpokenOf keeps 糖维宁不聊了 out of the products.
func TestAProductLeftAsideIsNotSpokenOf(t *testing.T) {
	r := ask(t, "立舒平不聊了，这次主要跟王芳聊的安络畅，15分钟")
	if len(r.Visits) != 1 || !slices.Equal(r.Visits[0].Products, []string{"P02"}) {
		t.Errorf("the visits are %+v, want one with P02", r.Visits)
	}
}
