package understand

import (
	"fmt"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
)

func TestWhatAnAdminSaysOfTheScheme(t *testing.T) {
	read := func(role domain.Role, text string) Reading {
		return Read(text, Sender{UserID: "x", Role: role}, Context{At: time.Date(2026, 11, 23, 18, 0, 0, 0, time.UTC), Channel: domain.WeCom, Gazetteer: NewGazetteer(World{})})
	}
	for text, want := range map[string]string{
		"把职称权重改到30":              "scheme.set [{weight 职称  30}]",
		"床位权重改成20%":              "scheme.set [{weight 床位  20}]",
		"职称的权重30，床位权重：5":         "scheme.set [{weight 职称  30} {weight 床位  5}]",
		"心血管线的职称权重调到25":          "scheme.set [{weight 心血管线的职称  25}]",
		"A级的线改到80":               "scheme.set [{threshold  A 80}]",
		"b级线调到60分":               "scheme.set [{threshold  B 60}]",
		"心血管线A级的分数线改成85":         "scheme.set [{threshold 心血管线 A 85}]",
		"三甲的分改成90":               "scheme.set [{points 三甲  90}]",
		"主任医师改成95分":              "scheme.set [{points 主任医师  95}]",
		"门诊量2000以上的分值改为60":       "scheme.set [{points 门诊量2000以上  60}]",
		"去掉床位这个指标，职称权重改到35":      "scheme.set [{weight 床位  0} {weight 职称  35}]",
		"请把职称权重改到30；并且把床位权重降到5。": "scheme.set [{weight 职称  30} {weight 床位  5}]",
		"职称权重30，别的不动":            "scheme.set [{weight 职称  30}] unread 别的不动",
		"启用默认方案":                 "scheme.set [] default",
		"方案历史":                   "scheme.history []",
		"看看评级方案的历史":              "scheme.history []",
		"评级方案":                   "scheme.show []",
		"看方案第2版":                 "scheme.show [] 2",
		"撤回方案":                   "scheme.rollback []",
		"回滚方案":                   "scheme.rollback []",
		"回滚到第3版":                 "scheme.rollback [] 3",
		"方案恢复到第12版":              "scheme.rollback [] 12",
		"停用评级方案":                 "scheme.rollback [] 0",
	} {
		r := read(domain.Admin, text)
		got := fmt.Sprint(r.Further)
		if s := r.Scheme; s != nil {
			got += fmt.Sprint(" ", s.Edits)
			if s.Unread != "" {
				got += " unread " + s.Unread
			}
			if s.Default {
				got += " default"
			}
			if s.Version != nil {
				got += fmt.Sprint(" ", *s.Version)
			}
		}
		if r.Intent != Unknown || got != want {
			t.Errorf("%s: %s, %s; not %s", text, r.Intent, got, want)
		}
	}
	for text, want := range map[string]string{"确认 1012": "change.confirm 1012", "1012确认": "change.confirm 1012", "确认": "change.confirm 0", "撤回 1012": "change.undo 1012",
		"撤销": "change.undo 0", "取消 1012": "plan.cancel 1012", "张伟的床位改成80": "doctor.set 0", "提醒我明天9点开会": " 0", "1012": " 0"} {
		r := read(domain.Admin, text)
		n := int64(0)
		if r.Target != nil {
			n = r.Target.Number
		}
		if got := fmt.Sprint(r.Further, " ", n); got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
		if r := read(domain.Manager, text); r.Further == ChangeConfirm || r.Further == ChangeUndo {
			t.Errorf("%s of a manager is %s", text, r.Further)
		}
	}
	for text, want := range map[string][2]string{
		"张伟的床位改成80":         {"张伟的床位", "80"},
		"李静职称改成主任医师":        {"李静职称", "主任医师"},
		"把市一院心内张伟的床位改为80张":  {"市一院心内张伟的床位", "80张"},
		"张伟的床位改成-3":         {"张伟的床位", "-3"},
		"李静的入会日期改成2024-3-1": {"李静的入会日期", "2024-3-1"},
		"把李静的职务清空":          {"李静的职务", ""},
		"李静的备注改成：周三A楼":      {"李静的备注", "周三A楼"},
	} {
		if r := read(domain.Admin, text); r.Further != DoctorSet || r.Field.Of != want[0] || r.Field.To != want[1] {
			t.Errorf("%s: %s %+v", text, r.Further, r.Field)
		}
	}
}
