package grading

import (
	"testing"

	"github.com/yaoban/yaoban/domain"
)

func TestASchemeIsChangedByWords(t *testing.T) {
	s := Default()
	r := s.Lines[""]
	r.Indicators = append(r.Indicators, Indicator{Of: "doctor.学会任职", Weight: 5, Words: map[string]int{"主委": 100, "委员": 50}},
		Indicator{Of: "doctor.首诊", Weight: 5, Bands: []Band{{20200101, 50}}}, Indicator{Of: "hospital.类别", Weight: 5, Words: map[string]int{"教学": 100, "委员": 10}})
	s.Lines[""] = r
	before, err := s.Text()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		edit    Edit
		what    string // the changes, or the code of the refusal
		refused bool
	}{
		"a weight":              {Edit{Kind: EditWeight, Said: "职称", Value: 30}, "title weight 20→30", false},
		"by another word":       {Edit{Kind: EditWeight, Said: "床位数", Value: 5}, "beds weight 15→5", false},
		"of a field":            {Edit{Kind: EditWeight, Said: "学会任职", Value: 10}, "doctor.学会任职 weight 5→10", false},
		"a threshold":           {Edit{Kind: EditThreshold, Grade: "B", Value: 60}, "threshold B 55→60", false},
		"a word, short":         {Edit{Kind: EditPoints, Said: "二乙", Value: 30}, "level 二乙 40→30; level 二级乙等 40→30", false},
		"a word":                {Edit{Kind: EditPoints, Said: "主委", Value: 90}, "doctor.学会任职 主委 100→90", false},
		"a new word":            {Edit{Kind: EditPoints, Said: "职称的主任技师", Value: 90}, "title 主任技师 →90", false},
		"a band":                {Edit{Kind: EditPoints, Said: "门诊量2001以上", Value: 80}, "outpatients from 2001 70→80", false},
		"a new band":            {Edit{Kind: EditPoints, Said: "床位≥60张", Value: 80}, "beds from 60 →80", false},
		"a day":                 {Edit{Kind: EditPoints, Said: "首诊2024-01-01起", Value: 80}, "doctor.首诊 from 20240101 →80", false},
		"the same":              {Edit{Kind: EditWeight, Said: "职称", Value: 20}, "", false},
		"an unknown indicator":  {Edit{Kind: EditWeight, Said: "学术影响力", Value: 20}, "scheme.indicator", true},
		"more than the name":    {Edit{Kind: EditWeight, Said: "职称工龄", Value: 20}, "scheme.indicator", true},
		"prescriptions":         {Edit{Kind: EditWeight, Said: "处方量", Value: 20}, "scheme.forbidden", true},
		"what she orders":       {Edit{Kind: EditPoints, Said: "开药多", Value: 20}, "scheme.forbidden", true},
		"sales":                 {Edit{Kind: EditWeight, Said: "销量", Value: 20}, "scheme.forbidden", true},
		"an unknown word":       {Edit{Kind: EditPoints, Said: "主任", Value: 20}, "scheme.word", true},
		"no number for bands":   {Edit{Kind: EditPoints, Said: "床位很多", Value: 20}, "scheme.word", true},
		"a word of two":         {Edit{Kind: EditPoints, Said: "委员", Value: 20}, "scheme.words", true},
		"too much":              {Edit{Kind: EditWeight, Said: "职称", Value: 101}, "scheme.range", true},
		"below the grade under": {Edit{Kind: EditThreshold, Grade: "A", Value: 55}, "scheme.thresholds", true},
		"D has none":            {Edit{Kind: EditThreshold, Grade: "D", Value: 5}, "scheme.no_threshold", true},
	} {
		after, err := s.With("", []Edit{c.edit})
		r, refused := domain.AsRefusal(err)
		got := string(r.Code)
		if err == nil {
			for _, ch := range Changes(s, after) {
				if got != "" {
					got += "; "
				}
				got += ch.What + " " + ch.Was + "→" + ch.Is
			}
		}
		if got != c.what || refused != c.refused {
			t.Errorf("%s: %s (%v), not %s", name, got, err, c.what)
		}
		if now, _ := s.Text(); now != before {
			t.Fatalf("%s changes the scheme itself", name)
		}
	}
}

func TestALineGetsARuleOfItsOwnAndAnIndicatorGoes(t *testing.T) {
	s := Default()
	after, err := s.With("心血管", []Edit{{Kind: EditWeight, Said: "床位", Value: 0}, {Kind: EditWeight, Said: "职称", Value: 35}})
	if err != nil || after.Of("心血管").Sum() != 100 || len(after.Of("心血管").Indicators) != 4 || len(after.Of("别的").Indicators) != 5 {
		t.Fatalf("%+v, %v", after, err)
	}
	if got := Changes(s.Apart(after), after); len(got) < 2 || got[0].Line != "心血管" {
		t.Errorf("it says %+v", got)
	}
	if err := after.Validate(nil); err != nil {
		t.Error(err)
	}
	if Default().Lines[""].Sum() != 100 {
		t.Error("the default was changed")
	}
}
