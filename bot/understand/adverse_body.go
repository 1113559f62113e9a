package understand

import (
	"strings"
	"sync"
)

// Harm in everyday words is mostly a part of the body and what it does: these are put together here, part by part, so that what no list
// has met is heard too. The words of the field stand in adverse_words.go.

// bodyHarm are such compounds and other everyday words for harm, misuse and what came of it.
var bodyHarm = map[cue]string{
	cueSymptom: "沙哑 声音沙哑 讲不了话 说不了话 使不上劲 使不上力 使不上 没劲儿 {舌头|嘴|嘴里|口里|嘴巴|鼻子}{没味|没味道|没知觉|发涩|发苦|发酸|发木|闻不到|尝不出} 没味道 没了味 尝不出味 闻不到味 吃啥都不香 吃什么都没味 放屁多 老放屁 放屁 咕噜 咕咕叫 肚子叫 {晕|倒|瘫|栽|摔}{在|到|倒在} {头|脑袋|脑壳|太阳穴|脖子|肩膀|后背|背上|腰|胸口|心口|肚子|小肚子|胃|胃里|胳膊|手|双手|手指|手指头|手腕|大腿|小腿|腿|两腿|膝盖|脚|双脚|脚踝|脚趾|脚趾头|嘴|嘴里|嘴唇|嘴角|舌头|嗓子|嗓子眼|鼻子|眼睛|眼皮|眼|耳朵|脸|脸上|半边脸|皮肤|身上|全身|浑身|满身|骨头|屁股|下面|下身|私处|胸|心脏}" +
		"{疼|痛|痒|麻|发麻|木|肿|胀|发胀|酸|发软|抽筋|老抽|直抽|抖|直抖|僵|烧|烧得慌|发烫|发黑|发紫|发青|发硬|发炎|起泡|起疹子|起包|破皮|破了|烂|脱皮|流脓|流血|渗血|绞痛|刺痛|疼得|痛得|痒得|一直疼|老是疼|老疼|老痒|又疼|又痒|又麻|又肿|充血|睁不开|红肿|长霉|长了霉|长白膜|霉菌|真菌|溃疡|不听使唤|使不上劲|使不上力|抬不起来} " +
		"{胆囊|阑尾|胰腺|甲状腺|前列腺|乳腺|扁桃体|腮腺|膀胱|肠子|肝|肾|肺|胃|心肌|血管|关节|肠道}{发炎|炎|长结节|长了结节|有结节|长了个|囊肿|坏死|穿孔|肿大|开刀|衰竭|损伤|纤维化} " +
		"{腿筋|脚筋|小腿筋}{抽|老抽|直抽} 肿了一圈 整个人肿 睁不开眼 心口跳 扑通 怦怦 跳得厉害 心脏乱跳 冒汗 手心出汗 浑身是汗 大汗淋漓 {那方面|那个方面|那事|那事儿|干那事|床上|那活|那玩意|夫妻生活|房事|性生活}{不行|不行了|没兴趣|没法|出问题|起不来|没劲|没反应} 阳萎 寻短见 轻生 自尽 寻死 不想活 " +
		"个子不长 不长个子 长不高 个头不长 停止长高 畸胎 致畸 兔唇 死胎 拉得 拉了一天 直拉 上吐下泻 吐了一 吐一 吐个不停 吐到 一吃就吐 没吐 想吐 犯恶心 犯困 没胃口 吃不进 不想吃饭 不思饮食 一口吃不下 睡不好觉 整宿睡 夜里疼醒 疼醒 " +
		"吃坏了 吃坏一 吃出毛病 吃出问题 吃出事 吃出病 吃出了 打出毛病 打出问题 打出事 整个人不好 人不好了 人难受 遭不住 起不来 出岔子 出事了 出了事 叫了120 叫救护车 往医院赶 送医院 送去医院 去医院抢救 挂水 吊水 输血 输了血 红血丝 乌紫 青紫 青了一大片 青了一块 又青又紫 一片紫 一块青 发绀 尿黄 尿红 小便发红 小便红 小便黄 尿血丝 " +
		"声带 变声 说不出话 唱不了 失语 打摆子 发冷 怕冷 手脚冰 红疹子 起红 起满 出红点 出红疹 一身红 一身疹 紫斑 血斑 血泡 化脓 后晕 吃了晕 吃完晕 老晕 一起身就晕 脸通红 脸红得 嘴唇发紫 忘性大 老忘事 记不住事 看东西重影 看东西模糊 看不见 眼前一黑 天旋地转 两眼发黑 站起来就 头重脚轻 走路晃 走路飘 摔断 磕破 缝了 缝针 脱了形 瘦脱 掉秤太快 掉秤厉害 血栓性血小板减少 反应特别大 反应好大 反应严重 反应厉害 副反应大 一吸就咳 一吸就喘 吸完就喘 憋醒 喘醒 憋得慌 胆道 黄染 眼白黄 眼白发黄 巩膜黄 白斑 一碰一个包 起大包 一个大包 {整夜|夜里|半夜|老|老是|总|总是|整宿}咳 {酮体|尿酮|尿蛋白|隐血|潜血}{阳性|加号|一个加|两个加|三个加|四个加|++} 虚脱 昏沉 {拔牙|伤口|刀口}{流血不止|止不住} 咖啡色东西 咖啡样 咖啡色",
	cueIllness:  "心肌酶高 梗了 又堵上 堵上了 支架堵 再狭窄 透析 上呼吸机 转icu 住进去了 住了半个月 住了一周 输血",
	cueDeath:    "没救过来 没能救回 没抢救 断气 咽气 殁了 没挺过来 走了两天",
	cueMisuse:   "{吸|打|用|吃|服}法{错|不对|错了|反了} 教错 教反 {直接|整个|整片|整粒}{吞|吞了|嚼|嚼了} {胶囊|药片|药丸|药粉}{吞了|直接吞|当糖|掰开吃} 吞了一粒 吞了两 吞了几 吃了两倍 打了两倍 服了两倍 吃了双份 两倍的量 两倍量 双份 加倍的量 一天吃成 吃成两 自己加量 自行加量 私自加量 自己减量 {针|笔|吸入器|装置|药瓶}{坏了|坏的|失灵|不出药|卡了|漏了} 按了没药 坏的按 拿错 打重了 重复打 吃重了 吃串了 {吞|喝|吃|服}了{一板|两板|半瓶|半盒|整盒|一把|一大把|几十片|一整板} {喷嘴|吸嘴}堵",
	cueNoEffect: "{跟|和|像|等于|如同}没{吃|打|用|服|吸|上}{一样|似的|差不多|没区别} 等于没 白瞎 没什么变化 没啥变化 没变化 没动 不见降 不见少 不见轻 没见降 没见少 没啥作用 不顶用 不顶事 没什么作用 压根没用 根本没用 一点没效 没降多少 还是老样子 一点没变 没控制 又犯 又发作 又住院 白用 抵抗 纹丝没动 纹丝未动 一动没动 一点没动 照样住院 照样发作 三天两头发作 还是发作 还是血栓 照样血栓",
	cueUnborn:   "准妈妈 怀着孕 刚怀上 有喜 有身孕 喂着奶 奶孩子",
	cueReport:   "不良信息 药害 药品安全事件",
	cueNews:     "昨报 昨天报 前面报 上次报 之前报 早上报 刚报 报过 {那例|那个|那位}{出血|皮疹|药疹|肝损|胰腺炎|水肿|过敏|休克|肌溶解|酮症|低血糖} 更新:",
	cueValue:    "低压 高压 舒张压 收缩压 心跳 脉搏 血氧 氧饱和 心肌酶 肌酸 血脂肪酶 血气 体温 钾 钠 镁",
}

// harmedParts are where something is felt or seen; betweenRunes may stand between a part and what it does (胳膊上全是紫斑, 嗓子眼里长了霉);
// wrongRunes begin what only a part that is harmed does.
var harmedParts = sync.OnceValue(func() *trie[bool] {
	t := newTrie[bool]()
	for w := range strings.FieldsSeq("头 脑袋 太阳穴 脖子 肩膀 后背 背 腰 胸口 胸 心口 肚子 肚皮 小肚子 胃 胳膊 手 手指 手腕 手心 大腿 小腿 腿 膝盖 脚 脚踝 脚趾 脚底 嘴 嘴里 嘴唇 嘴角 舌头 舌 头发 眉毛 头皮 嗓子 嗓子眼 喉咙 口腔 鼻子 鼻孔 眼睛 眼皮 眼 耳朵 半边脸 脸 额头 皮肤 身上 全身 浑身 满身 骨头 关节 屁股 肛门 下面 下身 私处 满嘴 满脸 满头 满腿 满手 针眼 注射点 打针处 伤口 穿刺点 牙 牙龈 指甲 头皮 肌肉 血管 屁股蛋") {
		t.add(w, true)
	}
	return t
})

const (
	betweenRunes = "哪和跟子隐地阵把根块天直会儿经常白红黑黄青一块片里上下边全都是有点一直老总就也又很特别起长出满布着了的地方大片好几个处两左右半发"
	wrongRunes   = "干疼痛痒麻肿胀抽抖僵烫紫疹泡脓霉斑疙疮溃糜烂裂渗鼓歪"
)

// bodyPart returns the end of a part of the body and what is wrong with it, where they begin at i; i if they do not.
func (m *message) bodyPart(i int) int {
	part, _ := harmedParts().longest(m.r, i)
	if part == i {
		return i
	}
	for k := part; k < min(part+7, len(m.r)); k++ {
		if runeIn(m.r[k], wrongRunes) && !(m.r[k] == '干' && runeIn(m.text.at(k+1), "净预嘛什了货活部事")) || m.r[k] == '掉' && runeIn(m.r[part-1], "发毛牙甲皮") {
			return k + 1
		}
		if !runeIn(m.r[k], betweenRunes) {
			break
		}
	}
	return i
}

// moreKin are people who take drugs, as those who speak of their own call them.
const moreKin = "老汉 老妇 汉子 老哥 老姐 大婶 婶子 大姨 老姨 老舅 俺爹 俺娘 俺妈 俺爸 俺姨 俺叔 俺姐 俺哥 俺舅 俺婶 俺媳妇 俺老公 俺奶 俺爷 我姥 我婶 我嫂 我侄 我外 我表 我堂 我大 我二 我三 我小 夫人 太太 舅公 外公 外婆 姥姥 姥爷 姑姑 姑妈 姨妈 小姨 小姑 表姐 表哥 表弟 表妹 堂哥 堂姐 堂弟 堂妹 大嫂 嫂子 姐夫 妹夫 女婿 儿媳 岳丈 亲家 老同学 发小 大学生 小哥 保安 保姆 护工 农民 民工 老师傅 退休 阿叔 叔叔 伯伯 大爹 肾友 心友 胖墩 室友 老乡 快递员 店员 出租车 老公 爱人 媳妇 丈夫 妻子 儿子 闺女 老娘 老爹 老妈 老爸 丈母娘 老丈人 对象 大舅 二姨 外甥 侄子 孙子 外孙 妈妈 爸爸 阿伯 老伯 大伯 准妈妈 家长 男的 女的 男患者 女患者 号床 0床 1床 2床 3床 4床 5床 6床 7床 8床 9床 小两口 两口子 夫妻俩 1人 2人 3人 男56 女同志"

// moreCases point at one case, as hurried people write it.
const moreCases = "号床 0床 1床 2床 3床 4床 5床 6床 7床 8床 9床 一患者 一病人 1病人 1患者 1人 2人 1例 2例 有例 有俩 俩病人 俩患者 一女的 一男的 一小伙 一老 那个 那床 那小伙 那老太 又一例 手下一 他一个 她一个 她老 他老 有病人 有患者 有人 她爱人 他爱人 我爱人 她老公 他老婆 老丈人 老娘"

// bloodBefore and bloodBehind stand beside blood in words that harm nobody.
var (
	bloodBefore = "射心脑高低抽验查输献造活供缺测降采贫溶败凝补气"
	bloodBehind = strings.Fields("压 糖 脂 管 栓 液 常规 检 透 钾 钠 钙 镁 药 清 型 球 浆 氧 尿酸 肌酐 样 流动力 色素 红蛋白 小板 沉 象 亲 淀粉 脂肪")
)

// bloody returns the end of a word for blood where it should not be (尿布上全是血, 带血, 血流了一下午), which begins at i; i if there is none.
func (m *message) bloody(i int) int {
	if m.r[i] != '血' || runeIn(m.text.at(i-1), bloodBefore) {
		return i
	}
	for _, w := range bloodBehind {
		if m.is(i+1, w) {
			return i
		}
	}
	return i + 1
}

// mistaken returns the end of a drug taken for another, or a strength for another (把10mg当20mg吃了), which begins at i; i if none does.
func (m *message) mistaken(i int) int {
	if m.r[i] != '把' && m.r[i] != '将' {
		return i
	}
	taken := false
	for k := i + 2; k < min(i+16, len(m.r)) && !isBreakStrong(m.r[k]); k++ {
		taken = taken || m.r[k] == '当'
		if taken && runeIn(m.r[k], "吃服用打吸喂喝") {
			return k + 1
		}
	}
	return i
}
