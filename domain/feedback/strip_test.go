package feedback_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain/feedback"
)

func TestNothingTellsWhoAPatientIs(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"立舒平效果不错，嫌贵", "立舒平效果不错，嫌贵"},
		{"68岁的病人用了效果好", "某岁的病人用了效果好"},
		{"六十八岁老人吃着方便", "某岁老人吃着方便"},
		{"12床的患者血压降得好", "某床的患者血压降得好"},
		{"三床患者效果好", "某床患者效果好"},
		{"患者王建国吃了效果不错", "患者某吃了效果不错"},
		{"病人老刘吃了说贵", "病人某吃了说贵"},
		{"有个姓赵的病人嫌贵", "有个姓某的病人嫌贵"},
		{"王阿姨用了以后血糖降得快", "某阿姨用了以后血糖降得快"},
		{"李秀英女士说片子太大", "某女士说片子太大"},
		{"患者叫欧阳明月，自费贵", "患者叫某，自费贵"},
		{"住院号2026112301，嫌价格高", "住院号某，嫌价格高"},
		{"家属电话13912345678，说买不到药", "家属电话号某，说买不到药"},
		{"13912345678的病人嫌贵", "某号的病人嫌贵"},
		{"1958年3月出生的患者效果好", "某年生的患者效果好"},
		{"患者高血压控制得好", "患者高血压控制得好"},
		{"病人方便吃，一天一次", "病人方便吃，一天一次"},
		{"患者反映不错", "患者反映不错"},
		{"价格比可定贵20元", "价格比可定贵20元"},
		{"10mg一天一次方便", "10mg一天一次方便"},
	} {
		if got := feedback.Strip(c.in); got != c.want {
			t.Errorf("%s becomes %s, not %s", c.in, got, c.want)
		}
	}
	if got := feedback.Strip(strings.Repeat("贵", 500)); utf8.RuneCountInString(got) != feedback.MaxText {
		t.Errorf("a long remark keeps %d characters", utf8.RuneCountInString(got))
	}
}
