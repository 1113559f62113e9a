package doctor

import (
	"testing"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/roster"
)

var ownFields = []roster.Field{{Owner: roster.OfDoctor, Name: "门诊日", Type: roster.TextField}, {Owner: roster.OfDoctor, Name: "论文数", Type: roster.NumberField},
	{Owner: roster.OfDoctor, Name: "入会日期", Type: roster.DateField}, {Owner: roster.OfDoctor, Name: "影响力", Type: roster.EnumField, Choices: []string{"高", "中", "低"}},
	{Owner: roster.OfDoctor, Name: "旧字段", Type: roster.TextField, Retired: true}, {Owner: roster.OfHospital, Name: "类别", Type: roster.TextField}}

func products(word string) (string, bool) {
	code, ok := map[string]string{"立舒平": "P1", "安络畅": "P2"}[word]
	return code, ok
}

func TestAFieldIsFoundAndItsValueIsTyped(t *testing.T) {
	for _, c := range []struct{ said, to, who, key, value, refused string }{
		{"张伟的床位", "80", "张伟", "beds", "80", ""},
		{"市一院心内张伟床位数", "1,200张", "市一院心内张伟", "beds", "1200", ""},
		{"张伟的月门诊量", "2000人次", "张伟", "outpatients", "2000", ""},
		{"李静职称", "主任医师", "李静", "title", "主任医师", ""},
		{"李静的职务", "", "李静", "post", "", ""},
		{"李静的科室", "心内", "李静", "department", "心血管内科", ""},
		{"李静的产品需求", "立舒平、安络畅和立舒平", "李静", "needs", "P1|P2", ""},
		{"李静的门诊日", "周三上午", "李静", "doctor.门诊日", "周三上午", ""},
		{"李静论文数", "12.5篇", "李静", "doctor.论文数", "12.5", ""},
		{"李静的入会日期", "2024年3月1日", "李静", "doctor.入会日期", "2024-03-01", ""},
		{"李静的影响力", "高", "李静", "doctor.影响力", "高", ""},
		{"张伟的床位", "-3", "张伟", "beds", "", "field.count"},
		{"张伟的床位", "3.5", "张伟", "beds", "", "field.count"},
		{"张伟的床位", "很多", "张伟", "beds", "", "field.count"},
		{"张伟的床位", "99999999999", "张伟", "beds", "", "field.count"},
		{"李静论文数", "十几", "李静", "doctor.论文数", "", "field.number"},
		{"李静的入会日期", "2月30日", "李静", "doctor.入会日期", "", "field.date"},
		{"李静的影响力", "很高", "李静", "doctor.影响力", "", "field.choice"},
		{"李静的产品需求", "阿司匹林", "李静", "needs", "", "field.product"},
		{"李静的门诊日", "周三\n周四", "李静", "doctor.门诊日", "", "field.text"},
		{"李静的科室", "", "李静", "department", "", "field.needed"},
		{"李静的旧字段", "x", "", "", "", "field.unknown"},
		{"李静的类别", "x", "", "", "", "field.unknown"},
		{"李静", "x", "", "", "", "field.unknown"},
		{"李静的等级", "A", "", "", "", "field.grade"},
		{"李静的负责代表", "陈晓", "", "", "", "field.import"},
	} {
		f, who, err := FieldIn(c.said, ownFields)
		value := ""
		if err == nil {
			if who != c.who || f.Key != c.key {
				t.Errorf("%s: the field %q of %q", c.said, f.Key, who)
			}
			value, err = f.Read(c.to, products)
		}
		if r, _ := domain.AsRefusal(err); string(r.Code) != c.refused || value != c.value {
			t.Errorf("%s → %q: %q, %v", c.said, c.to, value, err)
		}
	}
}

func TestAnotherValueIsWeighedAndKept(t *testing.T) {
	beds := 40
	d := roster.Doctor{Title: "主治医师", Beds: &beds, Needs: []string{"P1"}, Custom: map[string]string{"影响力": "低"}}
	facts := grading.Doctor{Title: d.Title, Beds: d.Beds, Needs: map[string]int{"": 1, "心血管": 1}, Own: d.Custom}
	area := func(code string) string { return map[string]string{"P1": "心血管"}[code] }
	for key, c := range map[string]struct {
		was, is string
		changed func(grading.Doctor) bool
	}{
		"title":       {"主治医师", "主任医师", func(g grading.Doctor) bool { return g.Title == "主任医师" }},
		"beds":        {"40", "80", func(g grading.Doctor) bool { return *g.Beds == 80 }},
		"outpatients": {"", "900", func(g grading.Doctor) bool { return *g.Outpatients == 900 }},
		"needs":       {"P1", "P2|P1", func(g grading.Doctor) bool { return g.Needs[""] == 2 && g.Needs["心血管"] == 1 }},
		"post":        {"", "科主任", func(g grading.Doctor) bool { return g.Title == "主治医师" }},
		"doctor.影响力":  {"低", "高", func(g grading.Doctor) bool { return g.Own["影响力"] == "高" }},
	} {
		f, ok := FieldKeyed(key, ownFields)
		if !ok || f.Of(d) != c.was {
			t.Errorf("%s is %q, %v", key, f.Of(d), ok)
		}
		if !c.changed(f.In(facts, c.is, area)) || facts.Own["影响力"] != "低" || *facts.Beds != 40 {
			t.Errorf("%s is not weighed, or the doctor herself is changed", key)
		}
	}
	if f, _ := FieldKeyed("beds", nil); f.In(facts, "", area).Beds != nil {
		t.Error("an empty field still counts")
	}
	if _, ok := FieldKeyed("doctor.旧字段", ownFields); ok {
		t.Error("a retired field can be changed")
	}
}
