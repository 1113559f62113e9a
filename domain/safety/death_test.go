package safety_test

import (
	"testing"

	"github.com/yaoban/yaoban/domain/safety"
)

func TestADeathIsHeard(t *testing.T) {
	for _, text := range []string{
		"病人死了", "有个用诺胰平的老人昨天去世了，不知道跟药有没有关系", "吃了立舒平第三天猝死", "抢救无效", "后来没抢救过来", "老爷子昨晚走了", "人没了", "患者已经不在了",
		"李静说她那个病人上周病逝了", "住院两天后死亡", "没救回来", "大爷没挺过来", "他降低死亡率的药还在吃，可昨天还是死了", "患者夜里死，家属在闹",
	} {
		if !safety.TellsDeath(text) {
			t.Errorf("no death is heard in %q", text)
		}
	}
	for _, text := range []string{
		"", "立舒平能降低死亡率", "心血管死亡风险下降15%", "病人没死，抢救回来了", "疼死了", "病人说痒死了", "差点死了，现在好了", "担心会猝死", "全因死亡和住院都少了", "病人走了，去药房取药",
		"主任走了", "药没了", "预防猝死", "今天累死了", "手机死机了", "病人出院了", "他走了以后又回来", "系统卡死了", "病人怕死", "死亡事件两组无差异",
	} {
		if safety.TellsDeath(text) {
			t.Errorf("a death is heard in %q", text)
		}
	}
}
