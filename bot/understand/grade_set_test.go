package understand

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// TestAWishForAGradeIsReadWhole: doctor, grade, reason and last day in any order; from nobody but managers.
func TestAWishForAGradeIsReadWhole(t *testing.T) {
	g := NewGazetteer(World{Doctors: []Doctor{{Code: "D1", Name: "张伟", Hospital: "H1", Department: "心血管内科", Title: "主任医师", Post: "科主任"},
		{Code: "D2", Name: "李静", Hospital: "H1", Department: "心血管内科", Title: "副主任医师"}}, Hospitals: []Hospital{{Code: "H1", Name: "江城市第一人民医院", Aliases: []string{"市一院", "市一"}}}})
	at := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	year := domain.Date{Year: 2026, Month: 12, Day: 31}
	read := func(role domain.Role, text string) Reading {
		return Read(text, Sender{UserID: "x", Role: role}, Context{At: at, Channel: domain.WeCom, Gazetteer: g})
	}
	for text, want := range map[string]struct {
		doctor string
		wish   GradeWish
	}{
		"把张伟改成A级，理由新任科主任，到12-31":        {"D1", GradeWish{"A", "新任科主任", year}},
		"张伟改成A级 理由：门诊量大，我建议重点跟 到12月31日": {"D1", GradeWish{"A", "门诊量大，我建议重点跟", year}},
		"把市一院的李静定为A级，到年底，因为她牵头指南":       {"D2", GradeWish{"A", "她牵头指南", year}},
		"李静降到C级，到2027年3月31日为止，原因是转去行政":  {"D2", GradeWish{"C", "转去行政", domain.Date{Year: 2027, Month: 3, Day: 31}}},
		"把李静调到b级，到3月底，理由不出门诊":           {"D2", GradeWish{"B", "不出门诊", domain.Date{Year: 2027, Month: 3, Day: 31}}},
		"张伟改成A级，理由是他答应牵头新适应症研究，12月31日前": {"D1", GradeWish{"A", "他答应牵头新适应症研究", year}},
		"把张伟升到A级": {"D1", GradeWish{Grade: "A"}},
		"给张伟人工定级": {"D1", GradeWish{}},
		"把张伟改成A级，理由新任科主任，到明年11月1日":        {"D1", GradeWish{"A", "新任科主任", domain.Date{Year: 2027, Month: 11, Day: 1}}},
		"把张伟改成A级，有效期至2027-02-28，理由：接任科主任": {"D1", GradeWish{"A", "接任科主任", domain.Date{Year: 2027, Month: 2, Day: 28}}},
	} {
		r := read(domain.Manager, text)
		if r.Further != GradeSet || r.Wish == nil || r.Doctor != want.doctor || *r.Wish != want.wish {
			t.Errorf("%s: %s %s %s %+v", text, r.Intent, r.Further, r.Doctor, r.Wish)
		}
		if r := read(domain.Rep, text); r.Further != GradeSet { // she is told who decides
			t.Errorf("%s of a rep is %s %s", text, r.Intent, r.Further)
		}
		if r := read(domain.Safety, text); r.Further == GradeSet {
			t.Errorf("%s is taken from the safety desk", text)
		}
	}
	for _, text := range []string{"张伟为什么是A级", "张伟怎么才B级", "A级医生有哪些", "把1024改成20分钟", "批准 1024", "查 张伟"} {
		if r := read(domain.Manager, text); r.Further == GradeSet {
			t.Errorf("%s is taken for a wish", text)
		}
	}
}

func TestADayAheadIsReadOrNone(t *testing.T) {
	at := time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"12-31": "2026-12-31", "12月31日": "2026-12-31", "到年底": "2026-12-31", "明年3月底": "2027-03-31", "3月底": "2027-03-31",
		"明年12月1号": "2027-12-01", "明年年底": "2027-12-31", "月底": "2026-11-30", "2027-02-28": "2027-02-28", "随便": "", "12月1日或12月5日": "", "13月5日": ""} {
		day, ok := DayAhead(text, at)
		if ok != (want != "") || ok && day.String() != want {
			t.Errorf("%s is %s, %v", text, day, ok)
		}
	}
}
