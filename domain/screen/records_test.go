package screen

import "testing"

// A rep who says that a follow-up is done names it by its number: that is no sales task, and the number counts nothing.
func TestAFinishedFollowUpIsNoSalesTask(t *testing.T) {
	for _, s := range []string{"完成 1009 练了三条", "完成 1009 背了三条关键信息", "完成1009", "1009 完成了，准备了三条", "完成 1009 练了三遍，完成 1010 三盒演示装摆好了"} {
		if v := Check(s); v.Refused {
			t.Errorf("%q is refused: %+v", s, v)
		}
	}
	for _, s := range []string{"完成 1200 盒", "完成1009条", "本月要完成 1200 盒，每人三条", "这个月完成了 1500 支", "完成 1009 张主任这个月开了三十盒"} {
		if v := Check(s); !v.Refused {
			t.Errorf("%q passes", s)
		}
	}
}
