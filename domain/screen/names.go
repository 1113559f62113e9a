package screen

import "strings"

const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐庄欧钮萧倪翁裴骆聂章鲁祝柏凌霍虞殷苗童岳"

// markNames marks the first word of what looks like a name: a whole field of two or three characters that begins with a
// surname (张伟 立舒平 120盒, 李静33盒), and a surname right after a word of giving or inviting (给丁一50块).
func markNames(cs []char, ts []token) {
	for i := 0; i < len(ts); {
		j, length := i, 0
		for j < len(ts) && (ts[j].class&number == 0 || closesName(cs, ts, j)) && !isLatin(cs[ts[j].from].r) && (j == i || ts[j].gap == tight) {
			length += ts[j].to - ts[j].from
			j++
		}
		if surname(cs, ts[i]) && (length == 2 || length == 3 || beforeKnown(ts[i:j]) || beforeDrug(ts[i:j])) {
			ts[i].class |= named
		}
		for k := i + 1; k < j; k++ {
			if ts[k-1].class&(give|invite|along|transfer|wish|present) != 0 && surname(cs, ts[k]) {
				ts[k].class |= named
			}
		}
		i = max(j, i+1)
	}
	for i := range ts {
		switch {
		case surname(cs, ts[i]) && amongOthers(cs, ts, i):
			ts[i].class |= named
		case i > 0 && isLatin(cs[ts[i].from].r) && ts[i].class == 0 && ts[i].gap > tight && ts[i-1].class&(give|invite|along) != 0 && isLatin(cs[ts[i-1].from].r):
			ts[i].class |= named // gei tangliang
		}
	}
}

// amongOthers reports whether a surname in the midst of a sentence begins a name: it stands at the beginning of a field or behind a
// known word, one or two characters follow it that are no word, and then something that people do or have (统计唐亮开了…, 李静老公
// 过生日, 何伟喜欢喝茶).
func amongOthers(cs []char, ts []token, i int) bool {
	if i+1 < len(cs) && cs[ts[i].from].r == '周' && ts[i].to < len(cs) && strings.ContainsRune("末日会报年期一二三四五六天", cs[ts[i].to].r) {
		return false // 周末, 周会
	}
	if i > 0 && ts[i].gap == tight && ts[i-1].class == 0 && ts[i-1].to-ts[i-1].from == 1 {
		return false
	}
	for n := 1; n <= 2; n++ {
		given := i + n
		if given >= len(ts) || ts[given].gap > tight || ts[given].to-ts[given].from != 1 || ts[given].class&^(script|pack|filler|named|thing) != 0 {
			return false
		}
		next := given + 1
		if next >= len(ts) || ts[next].gap > tight {
			return n == 2 || i > 0 && ts[i].gap == tight
		}
		if ts[next].class&(period|rate|rx|use|statNoun|statWord|person|own|meal|fun|along|wish|present|give|say|question) != 0 || spells(cs, ts[next].from, acts) {
			return true
		}
	}
	return false
}

// acts are what people do and have.
var acts = strings.Fields(`的 这边 那边 值班 喜欢 爱 想 答应 同意 暗示 过生日 生日 结婚 搬 升 那 手 名下 家 也 又 只 才 还 就 主 现 最近 目前 能 会 微信 支付宝 今天 昨天 今早 从 一人 一个人 婚礼 娃 媳妇 闺女 儿子 女儿 老公 老婆 爱人 太太 夫人 父母 爸 妈 小孩 孩子 暑假 寒假 周末 五一 国庆 中秋 春节 端午 元旦 下午 上午 晚上 昨晚 今晚 中午 下周 上周 下月 上月 去年 明年 今年 前天 明天 说 让 叫 帮 跟 在 去 来 要 报了 稳 估 占 卡 哪 收`)

// beforeKnown reports whether a field begins with a surname, one or two characters, and then a word that a count may follow:
// 袁野一周十来盒.
func beforeKnown(ts []token) bool {
	for n := 1; n < len(ts) && n <= 3; n++ {
		if n > 1 && ts[n].class&(period|rate|rx|use|statNoun|statWord|filler|named|give|present|want|wish) != 0 {
			return true
		}
		if ts[n].to-ts[n].from > 1 || ts[n].class&^(script|pack|filler|fee) != 0 {
			return false
		}
	}
	return false
}

// beforeDrug reports whether a field begins with a name and an unknown word, as brands are, before what a count belongs to: 黄海燕诺胰平
// 一个月.
func beforeDrug(ts []token) bool {
	n := 0
	for n < len(ts) && ts[n].to-ts[n].from == 1 && ts[n].class&^(script|pack|filler|fee) == 0 {
		n++
	}
	return n >= 5 && n <= 6 && (n == len(ts) || ts[n].class&(period|rate|rx|use|statNoun|statWord) != 0)
}

// closesName reports whether the number at j is one character at the end of its field: the second half of 丁一.
func closesName(cs []char, ts []token, j int) bool {
	_, isDigit := digit(cs, ts[j].from)
	return !isDigit && ts[j].to-ts[j].from == 1 && (j+1 == len(ts) || ts[j+1].gap > tight)
}

// surname reports whether a word is a surname and no verb (张 counts prescriptions too).
func surname(cs []char, t token) bool {
	if spells(cs, t.to, ofCompany) {
		return false // 王经理 is one of ours
	}
	return t.class&(verbs|pronoun|along|give) == 0 && t.to-t.from == 1 && strings.ContainsRune(surnames, cs[t.from].r)
}
