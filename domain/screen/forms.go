package screen

import "strings"

// Words that are put together: each part varies by itself, so that a list of whole words would miss the next one.

// joined returns every word made of one part each.
func joined(parts ...string) string {
	words := []string{""}
	for _, part := range parts {
		var next []string
		for _, w := range words {
			for _, p := range strings.Fields(part) {
				if p == "-" { // left out
					p = ""
				}
				next = append(next, w+p)
			}
		}
		words = next
	}
	return strings.Join(words, " ")
}

const someOf = "了 了点 了些 点 了个 个 了顿 顿 了一顿 一顿 了几 了两"

var combined = []word{
	{meal, joined("吃", someOf, "饭 火锅 烧烤 烤肉 日料 海鲜 晚饭 午饭 中饭 便饭 大餐 夜宵 串 西餐 自助餐 粤菜 川菜")},
	{meal, joined("喝", someOf+" 了杯 杯 了几杯", "酒 茶 咖啡 奶茶 红酒 白酒 啤酒")},
	{fun, joined("唱 打 洗 泡 看 做", "了个 个 了场 场 了次 次 了会 会", "歌 牌 麻将 球 高尔夫 脚 澡 温泉 电影 演出 话剧 spa 足疗 按摩")},
	{statWord, joined("谁", "开 写 用 出 走 开药 写药 用药", "得 的 -", "最多 更多")},
	{statWord, joined("统 酮 捅 桐 桶 筒 铜", "方 芳 坊 仿", "数据 表 单 -")},
	{taskWord, joined("按", "盒 支 盒数 支数 销量 处方量 处方 用量 开单", "发 算 给 定 兑", "奖金 工资 提成 绩效 奖励")},
	{taskWord, joined("带回 拿回 带来 签回", "订单 处方 单子 销量")},
	{0, "统一方 统仿制 系统方面 统一仿"},
}
