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
	{statWord, joined("谁", "开 写 用 出 走 开药", "了 - 的", "多少 几盒 几支 几张")},
	{statWord, joined("各 各自 分别 每个医生 每位主任 几个主任", "开 写 用 出", "了 -", "多少 几盒")},
	{statWord, joined("统", "一次 个 一下 下 了 了一次 几次 一统", "方")},
	{statWord, joined("医生 主任 大夫 每个主任 分医生", "的 -", "用药 开药 处方", "数据 清单 明细")},
	{statWord, "分医生 按医生分"},
	{statNoun | use, "周销 月销 日销 周出 日出 周走 日走 周开 日开"},
	{taskWord, joined("量", "没 上不 没有 还没", "上去 上来 达标 起来")},
	{taskWord, "chongliang yahuo 冲一冲量"},
	{must, joined("再 要 得 得再 多", "压", "- 点 个 进去")},
	{bribe, joined("意思 表示", "了", "一下 下 意思")},
	{transfer, "兑现了 兑了 给兑了 包了 随了 封了"},
	{bribe, "公关费 疏通费 打点费 关系费"},
	{gift, "一块表 块表 只表 金表"},
	{meal, "星巴克 瑞幸 喜茶 奈雪 肯德基 麦当劳 必胜客"},
	{treat, joined("赞助 包 请 订 摆 安排", "了", "一桌 两桌 三桌 四桌 五桌 几桌 十桌")},
	{must, joined("干 整 弄 卖 出 走", "到 满 够")},
	{must, joined("给我", "加 压 定 派", "了 -")},
	{taskNoun | use, "完成了"},
	{ask, "拉一下 拉出来 拉一份 捋一下 汇总一下"},
	{statWord, joined("谁的", "方子 处方 用量", "最多 多 更多 大 最大")},
	{meal, "一块吃的 一起吃的 一块喝的 一起喝的"},
	{period, "月月 周周"},
	{0, "请客人 走到 出到 弄到手 出够 卖到货"},
	{gadget, "平板 大彩电 洗碗机"},
	{0, "平板运动 平板试验 平板支撑 日出 日开放 月出现 周出现 日出院"},
	{present, "许了 许给 许诺 许了个"},
	{settle, "我垫了 我垫 我续了 我给续了 我来垫 我来交 我来续"},
	{travel, "押金 补习班 补课 补课费 兴趣班 夏令营 月子中心"},
	{forbid | stock, "退了 退掉 退回去"},
	{statWord, joined("统 酮 捅 桐 桶 筒 铜", "方 芳 坊 仿", "数据 表 单 -")},
	{taskWord, joined("按", "盒 支 盒数 支数 销量 处方量 处方 用量 开单", "发 算 给 定 兑", "奖金 工资 提成 绩效 奖励")},
	{taskWord, joined("销量 业绩 销售 销售额 出货 纯销", "倒数 垫底 末位 排最后 最后一名 第一名 冠军 排行 排行榜 倒数第一 后三名 末位淘汰")},
	{taskWord, joined("带回 拿回 带来 签回", "订单 处方 单子 销量")},
	{0, "统一方 统仿制 系统方面 统一仿"},
}
