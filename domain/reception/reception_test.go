package reception_test

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/reception"
)

func TestWindowsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]reception.Window{
		"周三":         {Weekday: time.Wednesday},
		"星期三 上午":     {Weekday: time.Wednesday, Half: quota.Morning},
		"礼拜五下午":      {Weekday: time.Friday, Half: quota.Afternoon},
		"心血管内科：周五pm": {Weekday: time.Friday, Half: quota.Afternoon, Department: "心血管内科"},
		"周日全天":       {Weekday: time.Sunday},
	} {
		got, err := reception.Parse(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
			continue
		}
		if again, err := reception.Parse(got.String()); err != nil || again != want {
			t.Errorf("%q is written as %q, which is read as %+v, %v", text, got.String(), again, err)
		}
	}
	for _, text := range []string{"", "上午", "周八", "周三晚上", ":周三", "每天"} {
		if w, err := reception.Parse(text); err == nil {
			t.Errorf("%q is read as %+v", text, w)
		}
	}
}

func TestADepartmentsOwnWindowsStandOverTheHospitals(t *testing.T) {
	ws := reception.Windows{{Weekday: time.Wednesday}, {Weekday: time.Friday, Half: quota.Morning, Department: "心血管内科"},
		{Weekday: time.Friday, Half: quota.Afternoon, Department: "心血管内科"}}
	wednesday, friday := domain.Date{Year: 2026, Month: 12, Day: 2}, domain.Date{Year: 2026, Month: 12, Day: 4}
	if _, _, open := ws.On("心血管内科", wednesday); open {
		t.Error("the department receives on the hospital's day though it has its own")
	}
	if w, bound, open := ws.On("心血管内科", friday); !open || !bound || w.Half != quota.WholeDay {
		t.Errorf("two halves of its day are %+v", w)
	}
	if w, _, open := ws.On("内分泌科", wednesday); !open || w.When() != "周三" {
		t.Errorf("another department has %+v on the hospital's day", w)
	}
	if _, bound, open := (reception.Windows)(nil).On("内分泌科", friday); bound || !open {
		t.Error("a hospital without windows does not receive on every day")
	}
}
