package understand

import (
	"strings"
	"sync"
)

// cue says what a word tells somebody who listens for adverse events (adverse.go).
type cue uint8

const (
	_ cue = iota
	// cueSymptom is what a patient may suffer from a drug; cueIllness is also what patients have before they get one, so that it
	// counts only where it came after the drug; cueDeath is a death.
	cueSymptom
	cueIllness
	cueDeath
	// cueMisuse is an error, an overdose or a faulty device; cueNoEffect a drug that did not work; cueUnborn a drug in pregnancy
	// or while nursing.
	cueMisuse
	cueNoEffect
	cueUnborn
	// cueReport names the thing itself: 不良反应, ADR. cueNews is word of a case told before.
	cueReport
	cueNews
	// cueValue is a laboratory value that went wrong, with its value or its direction behind it.
	cueValue
)

// adverseWords are the words of the field and of the street for what drugs do to people: the system organ classes of MedDRA gone
// through one by one, with the words that patients, nurses and reps have for them.
var adverseWords = map[cue]string{
	cueSymptom: "{全身|浑身|四肢|双下肢|双腿|两腿|腿|下肢|大腿|小腿|肌肉|胳膊|关节|背|腰|膝盖|后背|腿部|身上|身体}{疼|痛|酸|发酸|酸疼|酸痛|疼痛|发软|没劲|没力|无力|乏力|抽筋|发麻|麻木|发冷} {腿|手|脚|小腿}抽筋 抽筋 腿软 蔫 乏力 没劲 没力气 无力 肌无力 肌痛 肌病 肌溶解 肌酸痛 疲乏 疲劳 萎靡 没精神 吃趴下 放倒 " +
		"横纹肌溶解 肌炎 肝损 肝损伤 肝损害 肝衰 肝衰竭 肝功能异常 肝功异常 肝功不好 肝功能不好 肝坏 伤了肝 黄疸 皮肤黄 眼睛黄 {尿|小便}{发黄|黄|酱油色|成酱油|茶色} 黄得跟 药肝 肝炎 " +
		"{牙龈|鼻|鼻子|消化道|胃|眼底|颅内|皮下|脑|伤口|结膜|泌尿道|肠道}{出血|渗血|流血|淌血} 出血 渗血 血止不住 止不住血 止血困难 出血点 瘀斑 淤斑 瘀青 淤青 紫癜 青一块 流鼻血 鼻血 鼻衄 呕血 吐血 咯血 咳血 咳出血 黑便 大便发黑 便血 拉血 尿血 血尿 拉黑便 大便黑 血便 一嘴血 刷牙{出血|流血} 血肿 脑干出血 硬膜下血肿 贫血 血小板减少 白细胞减少 粒细胞缺乏 血色素掉 " +
		"皮疹 药疹 红疹 疹子 荨麻疹 风团 出疹 起疹 湿疹 红点 红斑 水泡 水疱 大疱 疱疹 溃烂 糜烂 烂了 脱皮 剥脱 瘙痒 发痒 痒 痒得 皮肤痒 身痒 起疙瘩 疙瘩 起泡 皮肤发红 皮肤过敏 过敏 过敏性休克 喉头水肿 咽喉水肿 血管性水肿 {脸|眼睛|眼皮|嘴唇|嘴|舌头|舌|脚|腿|面部|下肢|肢体|头面部|咽喉}{肿|肿了|浮肿|水肿|肿胀|发肿|肿得} 脸肿 肿成 浮肿 水肿 肿得 sjs ten 休克 " +
		"恶心 呕吐 反胃 作呕 干呕 吐得 吐了 狂吐 打吐 吃吐 直吐 吃啥吐啥 又吐又拉 腹泻 拉肚子 拉稀 跑厕所 跑八趟 水样便 便秘 腹胀 腹痛 {肚子|胃|胃里|胃部|小腹|上腹|腹部}{疼|痛|胀|胀痛|难受|不舒服|翻江倒海|绞痛|烧} 翻江倒海 烧心 胃灼热 胃瘫 胃出血 食欲不振 厌食 吃不下 没胃口 没食欲 口干 口苦 味觉 口渴得 口腔溃疡 嗳气 打嗝 呃逆 鹅口疮 念珠菌 口腔真菌 口炎 白膜 {嗓子|喉咙|咽喉|咽}{疼|痛|哑|发干|难受|肿} " +
		"胰腺炎 胆囊炎 胆结石 肠梗阻 难辨梭菌 艰难梭菌 声音嘶哑 声嘶 声音哑 嗓音嘶哑 嘶哑 失声 咳嗽 干咳 咳得 呛咳 支气管痉挛 气道痉挛 喘不上气 喘不过气 憋气 憋得 憋 胸闷 胸痛 气短 气促 气喘 呼吸困难 发紫 反而更喘 更喘 " +
		"头晕 头昏 头痛 头疼 眩晕 晕倒 晕厥 晕过 晕了 就晕 晕得 发晕 犯晕 黑矇 黑朦 想呕 想吐 欲吐 昏倒 昏迷 昏睡 昏过去 意识不清 意识模糊 意识障碍 黑蒙 眼前发黑 站不稳 站不住 摔倒 跌倒 摔了 跌了 摔跤 摔一跤 跌一跤 摔骨折 嗜睡 叫不醒 失眠 睡不着 睡不好 多梦 噩梦 做噩梦 烦躁 抑郁 焦虑 谵妄 幻觉 抽搐 惊厥 癫痫 手抖 发抖 震颤 记性变差 记忆力下降 健忘 耳鸣 脑袋嗡 嗡嗡 听力下降 视力下降 视力模糊 视物模糊 看不清 眼花 眼睛红 青光眼 白内障 麻木 头皮发麻 人懵 懵了 " +
		"心慌 心悸 心跳快 心跳加快 心跳漏 漏拍 心率失常 心律失常 早搏 房颤 心动过速 心动过缓 心跳慢 心跳骤停 心脏骤停 qt延长 低血压 血压低 血压太低 血压过低 血压掉 血压下来得太猛 血压骤降 血压测不 血压升高 高血压危象 潮红 脸发烫 发烫 出冷汗 冒冷汗 盗汗 出汗多 " +
		"低血糖 血糖低 酮症 酮症酸中毒 酸中毒 dka 脱水 高钾 高血钾 高钾血症 低钾 低钠 低镁 低钙 电解质紊乱 痛风发作 体重骤降 瘦了20斤 脱相 皮包骨 掉了十几斤 " +
		"尿路感染 泌尿感染 泌尿系感染 泌尿道感染 尿感 尿频 尿急 尿痛 尿少 少尿 无尿 夜尿 排尿疼 排尿痛 排尿困难 尿尿疼 尿潴留 {阴部|外阴|会阴|会阴部|私处|下身|阴囊|裆部|生殖器|龟头|下体}{痒|瘙痒|感染|发痒|烂|湿疹|溃烂|红肿|疼|坏疽|发炎} 真菌感染 霉菌感染 阴道炎 龟头炎 坏疽 肾损伤 急性肾损伤 肾衰 肾功能恶化 肾功能变差 肾功能突然 肾功变差 肾脏受损 肾炎 间质性肾炎 伤了肾 肾坏 " +
		"脱发 掉头发 掉发 甲状腺结节 甲状腺肿 乳腺肿块 男性乳房 月经紊乱 阳痿 性功能障碍 性功能下降 骨折 骨质疏松 不长个 身高一年没长 截肢 发烧 发热 高热 高烧 低烧 低热 寒战 感染 肺炎 脓毒症 败血症 {注射部位|打针的地方|针眼|肚皮|注射处|皮下}{红肿|硬结|结节|起硬块|硬块|肿|疼|红|痒|淤青|青} 起硬结 硬结 起硬块 红肿 断在肚皮 " +
		"致残 失明 瘫痪 精神异常 畸形 胎停 早产 流产 自杀 想不开 骨髓抑制 ttp hit 血友病 " +
		"重影 复视 眼干 流泪 眼睛痛 飞蚊 畏光 视物变形 眼压高 耳聋 听不见 乌青 淤血 青了 一片青 色素沉着 起包 鼓包 大包 的包 流脓 溃破 风疹 皮炎 痤疮 灼烧感 灼热 烧灼感 刺痛 胀气 肠鸣 痔疮 吞咽困难 咽不下 牙疼 牙龈肿 金属味 口臭 胆石 胆绞痛 肝区 腹水 咳了一 咳个不停 一直咳 痰中带血 鼻塞 流涕 长霉 间质性肺炎 肺水肿 肺栓塞 " +
		"心跳过速 房扑 传导阻滞 心包积液 血压飙 血压忽高忽低 胸口发紧 迷糊 迷迷糊糊 恍惚 神志不清 说胡话 糊涂 反应迟钝 口齿不清 歪嘴 走不稳 走路不稳 打飘 发飘 栽倒 栽地 栽到 站立不稳 手脚冰凉 针刺感 发呆 昏沉 犯困 打瞌睡 哆嗦 发颤 发麻 情绪低落 想死 自残 暴躁 哭闹 发胖 胖了 满月脸 多毛 停经 {月经|例假|大姨妈}{不来|没来|推迟|一直不来|乱了|量多} 泌乳 乳房胀 饿得慌 暴瘦 消瘦 " +
		"掉肌肉 肌肉萎缩 肌肉跳 股骨头坏死 关节肿 肾结石 泡沫尿 尿失禁 漏尿 尿不出 尿不出来 憋尿 淋巴结 溶血 白细胞低 血小板低 虚汗 起不来床 下不了床 起不了床 卧床 不对劲 不好受 遭罪 受罪 顶不住 害惨 出毛病 带状疱疹 后遗症 没法上班 走不了路 走不动 没法走 不良事件 毒性 中毒 药物热 戒断 成瘾 过度镇静 猝倒 不耐受 耐受不了 受不了 难受 不舒服 不适 反应很大 反应大 扛不住 吃不消 人不行了 人就不行 出大事 病危 抢救",
	cueIllness: "脑出血 脑梗 脑梗死 心梗 心肌梗死 卒中 中风 血栓 支架内血栓 急性血栓 支架血栓 支架内又堵 又堵 堵了 心衰 左心衰 栓子 心衰加重 哮喘发作 哮喘大发作 急性发作 急性加重 发作 复发 血糖失控 感染 溃疡 糖尿病 酮症 新发糖尿病 肾功能 住院 入院 住进 住院了 又住院 送急诊 急诊 进icu 进了icu icu 洗胃 插管 起搏器 临时起搏 开颅 抢救过来 反弹 加重 恶化 血糖飙 二进宫 截肢",
	cueDeath:   "死亡 去世 过世 病逝 猝死 死了 死掉 没救回来 没抢救过来 没抢救回来 人没了 没了 走了 人走了 离世 不在了",
	cueMisuse: "误{给|用|服|食|打|注射|吸|发|喂|吞|喝|吃} {吃|打|用|服|喂|拿|发|给|配|开|抓|吸}错 发错药 发错病人 发错了 给错药 剂量错 剂量打错 打错剂量 用药错误 过量 超量 超剂量 服药过量 {吃|服|打|吸|用|吞}多了 多{吃|服|打|吸|用}了 双倍剂量 两倍剂量 加倍吃 多发了 发多了 少发了 一次{吞|吃|打|服|吸}了 一天{吃|打|吸}了 {吞|吃|喝|服}了一整瓶 吞了一瓶 一整瓶 大量服 吞服大量 吃了大量 当糖吃 当成糖 当饭吃 嚼碎 吞下去了 没吸 漏服 漏打 漏吃 漏吸 漏用 少打了 没打成 打不出药 打不出 推不出 推注不完全 卡住 注射不完全 吸不出 吸不到药 过期 结冰了还在 冻过 漏液 热的 变质 受潮 发霉 假的 假药 碎的 " +
		"超说明书 超适应症 禁忌证还在用 还在用 同服 一起吃 一起吃了 没停普利 重复用药 重复吃 当降压药 记错 误把 误将 " +
		"发成了 打成 开成 拿成 配成 当成 吞了 断在",
	cueNoEffect: "没效果 没有效果 没效 无效 没作用 没有作用 不起作用 不管用 没用 一点用没有 一点用也没有 没起效 不见效 不见好 没见好 没降下来 降不下来 一点没降 没降 纹丝不动 没压住 压不住 控制不住 没控制住 控制不好 没有任何改善 没任何改善 没改善 没有改善 没好转 没有好转 没缓解 效果不好 疗效不好 疗效差 疗效不佳 白吃了 白打了 不降反升 反而升 反而高 还是疼 还是痛 还是喘 还是高 还是反酸 还反酸 还是咳 血糖还是 还是14 毫无效果 没啥效果 没什么效果 没啥用 没什么用 不灵 症状照旧 照旧 老样子 再梗 又梗 没动静 不管事 该疼还疼 该喘还喘 {照样|照旧|依旧|依然|仍然|仍|还}{疼|痛|喘|咳|反酸|烧心|高|堵} 没控住",
	cueUnborn:   "怀孕 怀了孕 妊娠 孕期 孕前 怀上 孕妇 哺乳 哺乳期 母乳 喂奶 备孕 早孕 胎儿 孕{4|5|6|7|8|9|12|20|24|28|30|32}周 新生儿 早产儿",
	cueReport:   "不良反应 不良事件 副作用 副反应 毒副反应 ae adr sae susar 个案报道 药物性 药源性 安全性事件 安全信息 不良反应表",
	cueNews:     "{上次|之前|上回|昨天|前天|前几天|上周|刚才|上个月|那天|刚刚}{报的|报过的|说的|提的|那个|那例|反馈的|反映的|说过的|那位} 补充安全信息 补充病例 不良反应跟进 那个病例 那例 那个病人 那个患者 跟进安全信息 这个病例",
	cueValue:    "肌酸激酶 肌酶 磷酸肌酸激酶 转氨酶 转胺酶 肝酶 谷丙 谷草 谷丙转氨酶 谷草转氨酶 alt ast ck 肌钙蛋白 胆红素 肌酐 血肌酐 egfr 尿素氮 血钾 血钠 血镁 血钙 淀粉酶 脂肪酶 血淀粉酶 尿酸 血小板 白细胞 中性粒 血红蛋白 血色素 inr 乳酸 bnp qt qtc 心率 血压 血糖 糖化 肝功 肝功能 肾功 肾功能 电解质 降钙素 嗜酸 酮体 尿酮",
}

// mistypedPairs are the words of two characters that count as symptoms when they are only heard: each has no everyday word of
// the same sound.
const mistypedPairs = "皮疹 肌痛 出血 头晕 恶心 呕吐 腹泻 便秘 过敏 水肿 咳嗽 心慌 心悸 晕倒 黑便 瘙痒 血尿 骨折 失眠 腹痛 头疼 黄疸 胸闷 昏迷 抽搐 死亡 无力 偶吐 低血 休克 晕厥 皮肤痒 牙龈"

// patientWords name somebody who takes the drug.
const patientWords = "病人 患者 病号 病友 糖友 老人 老人家 老太 老太太 老大爷 大爷 大妈 大娘 老爷子 老奶奶 奶奶 爷爷 老头 老伯 老两口 老慢支 阿姨 阿公 阿婆 大叔 大姐 大哥 家属 孩子 小孩 患儿 幼儿 婴儿 宝宝 娃 小伙 小伙子 小姑娘 姑娘 女孩 男孩 老师傅 丈人 岳母 公公 婆婆 老伴 病人家 工人 司机 学生 孕妇 产妇 女士 先生 顾客 居民 用户 消费者 服用者 使用者 男患 女患 老师傅 受试者 青少年 新生儿 早产儿 病例 有人 一例 1例 2例 3例 两例 几例 男性 女性 我妈 我爸 我姑 我姨 我舅 我叔 我哥 我姐 我弟 我妹 我老婆 我老公 我爱人 我媳妇 我岳父 我岳母 我婆婆 我公公 我奶奶 我爷爷 我外婆 我外公 我同学 我朋友 朋友 邻居 亲戚 同事他爸 同事他妈 他爸 他妈 她妈 她爸 他自己 她自己 主任自己 我自己 母亲 父亲 住我楼下 岁的 岁男 岁女"

// caseWords point at one case that happened, not at patients in general.
const caseWords = "有个 有位 有一 有两 有几 有人 一个 一位 一名 一例 两个 两位 两例 三个 好几个 几个 某 那个 那位 那床 那例 那名 这个病 这位 他的一 她的一 他的病人 她的病人 他病人 她病人 的病人 的患者 的一个 自己的 老病号 家属说 家属反映 家属来 家属在 上次 之前 上周 昨天 昨晚 昨夜 前天 上个月 去年 半年前 刚才 今天收 收了 收治 岁 男性 女性 我妈 我爸 我姑 我老婆 我老公 我同学 我自己 邻居 朋友 同事 网上 群里 听说 发帖 来电 热线 客服 顾客 自述 举报 匿名 反映 反馈 告诉我 打电话 投诉 照片 化验单 好几 例"

// intakeWords say that somebody takes the drug; doneWords that she has taken it before what follows.
const (
	intakeWords = "吃 服 打 注射 吸 服用 口服 使用 用药 吃药 服药 打针 用了 吃了 打了 服了 吸了 用后 用完 吃完 打完 吸完 加量 用上 吃上 在用 用的 用 停药 药停 停用 停掉 停了"
	doneWords   = "后 之后 以后 期间 过程中 的时候 引起 导致 造成 致 吃出 打出 用出 吃得 打得 吃到 怀疑 吃完 打完 用完 吸完 服完 吃了 打了 用了 服了 吸了 一吃 一打 天后 周后 个月 用药 服药 第 因 由于 停药 药停 停了 停用 之下 出现 发生 发现"
)

// adverseLexicon holds the cues twice: as they are written, and as they sound where people mistype (zh as z, ng as n).
type adverseLexicon struct {
	written, heard *trie[cue]
	// pairs are words of two characters, which must sound exactly like what was typed.
	pairs    *trie[string]
	patients *trie[bool]
	cases    *trie[bool]
	intake   *trie[bool]
	done     *trie[bool]
}

var adverseLex = sync.OnceValue(func() *adverseLexicon {
	l := &adverseLexicon{newTrie[cue](), newTrie[cue](), newTrie[string](), newTrie[bool](), newTrie[bool](), newTrie[bool](), newTrie[bool]()}
	for kind, words := range adverseWords {
		for pattern := range strings.FieldsSeq(words) {
			for _, w := range expand(pattern) {
				l.written.add(w, kind)
				if r := []rune(w); len(r) >= 3 && (kind == cueSymptom || kind == cueValue) && isHan(r[0]) && isHan(r[1]) {
					l.heard.add(string(folded(r)), kind)
				}
			}
		}
	}
	for kind, words := range bodyHarm { // everyday words have too many of the same sound to be heard
		for pattern := range strings.FieldsSeq(words) {
			for _, w := range expand(pattern) {
				l.written.add(w, kind)
			}
		}
	}
	for w := range strings.FieldsSeq(mistypedPairs) {
		l.pairs.add(string(folded([]rune(w))), w)
	}
	for words, t := range map[string]*trie[bool]{patientWords + " " + moreKin: l.patients, caseWords + " " + moreCases: l.cases, intakeWords: l.intake, doneWords: l.done} {
		for w := range strings.FieldsSeq(words) {
			t.add(w, true)
		}
	}
	return l
})

// foldedSounds maps each syllable to the one that careless typists write for it.
var foldedSounds = sync.OnceValue(func() []rune {
	t, ids := readings(), map[string]rune{}
	out := make([]rune, len(t.names))
	fold := strings.NewReplacer("zh", "z", "ch", "c", "sh", "s")
	for s, name := range t.names {
		key := strings.TrimSuffix(fold.Replace(name), "g")
		if _, ok := ids[key]; !ok {
			ids[key] = firstSyllable + rune(len(ids)) + 1
		}
		out[s] = ids[key]
	}
	return out
})

// folded returns the runes as they sound; what has no sound stays.
func folded(r []rune) []rune {
	out := make([]rune, len(r))
	sounds := foldedSounds()
	for i, c := range r {
		out[i] = c
		if s := reading(c); s != 0 {
			out[i] = sounds[s]
		}
	}
	return out
}
