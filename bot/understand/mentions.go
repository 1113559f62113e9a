package understand

import "slices"

// mention is a place where a text names a doctor.
type mention struct {
	// from..to are the runes of name and title; name those of the name or surname alone.
	from, to int
	name     []rune
	// full says that name is a whole name, not a surname; foreign that it is one that nobody on the list can have.
	full, foreign bool
	title         title
	code          string
	// hospitals and departments are the hints that must fit, by code and standard name; nil: none was given.
	hospitals, departments []string
	// hospitalsAlike and departmentsAlike are what places of the same sound mean; they serve where no written place fits.
	hospitalsAlike, departmentsAlike []string
	// fits are the codes of the doctors who are meant; more or fewer than one is a question.
	fits []string
	// unnamed is somebody who is named only by her office; unsure: who it is must be asked, also where only one fits. leads: the doctor
	// only leads the way to somebody else.
	unnamed, unsure, leads bool
	// role says what the doctor does in the text.
	role role
}

// role is what a named doctor does in a text.
type role uint8

const (
	// visited is the doctor of a visit, or who an intent other than a visit is about.
	visited role = iota
	// followed is named only with the next visit, caller only wrote or phoned, withdrawn was taken back by a correction.
	followed
	caller
	withdrawn
)

// findNames finds the written names of the sender's doctors, and their short codes.
func (m *message) findNames() {
	for i := 0; i < len(m.r); i++ {
		if m.taken[i] {
			continue
		}
		if isLatin(m.r[i]) && !isLatin(m.text.at(i-1)) && len(m.g.byShort) > 0 {
			if end := m.readShortCode(i); end > i {
				i = end - 1
				continue
			}
		}
		length := 0
		for _, n := range m.g.bySurname[m.r[i]] {
			if name := m.g.names[n]; len(name) > length && len(name) > 1 && m.g.hasName(n, m.r, i, false) && m.free(i, i+len(name)) {
				length = len(name)
			}
		}
		if length == 0 || !m.isName(i, i+length) {
			continue
		}
		m.addName(i, i+length)
		i += length - 1
	}
}

// addName adds a mention of a whole name, with the form of address that follows.
func (m *message) addName(from, to int) {
	p := mention{from: from, to: to, name: m.r[from:to], full: true}
	at := to
	if m.text.at(to) == ' ' {
		at++ // 蒋欣（副主任医师）
	}
	if kind, end := m.readTitle(at); at > to && end-at >= 2 && isBreak(m.text.at(end)) {
		p.title, p.to = kind, end
	} else if kind, end := m.readTitle(to); end > to && !(end-to == 1 && m.r[to] != '总') {
		p.title, p.to = kind, end
	} else if m.longerName(to) {
		p.foreign = true
	}
	m.addMention(p)
}

func (m *message) addMention(p mention) {
	m.take(p.from, p.to)
	at, _ := slices.BinarySearchFunc(m.people, p.from, func(q mention, from int) int { return q.from - from })
	m.people = slices.Insert(m.people, at, p)
}

// nameEndings are characters of given names that hardly follow a name as a word: 李静怡 is not 李静.
const nameEndings = "怡芳静华东国明军伟杰涛磊娜婷丽敏燕霞玲刚辉鹏宇浩轩梅莉云峰强红艳娟英琳洁雪佳欣颖晨阳龙飞斌波凯健俊瑞雯蕾薇倩萍珍凤兰莹媛彤萱妍瑶琪"

// longerName reports whether the character at i continues a name to one that is not on the list.
func (m *message) longerName(i int) bool {
	c := m.text.at(i)
	if c == 0 || i < len(m.taken) && m.taken[i] || !runeIn(c, nameEndings) {
		return false
	}
	next := m.text.at(i + 1)
	if _, end := m.readTitle(i + 1); end > i+1 && end-i > 2 {
		return true
	}
	return isBreak(next)
}

// readShortCode reads a doctor's short code (Z1).
func (m *message) readShortCode(i int) int {
	end := i
	for end < len(m.r) && isLatin(m.r[end]) && end-i < 3 {
		end++
	}
	digits := end
	for end < len(m.r) && isDigit(m.r[end]) {
		end++
	}
	if end == digits || isLatin(m.text.at(end)) {
		return i
	}
	n, ok := m.g.byShort[string(m.r[i:end])]
	if !ok {
		return i
	}
	m.addMention(mention{from: i, to: end, name: m.g.names[n], full: true, code: m.g.doctors[n].Code})
	return end
}

// isName keeps names that are words too (高峰, 许诺, 叶子) from being found where they are words.
func (m *message) isName(from, to int) bool {
	word := string(m.r[from:to])
	prev, next := m.text.at(from-1), m.text.at(to)
	switch word {
	case "高峰":
		return !runeIn(next, "期时段值论位") && !runeIn(prev, "早晚量客药")
	case "许诺":
		theirs := from > 0 && m.taken[from-1] || runeIn(prev, "生授师长夫") // somebody promises
		return !runeIn(prev, "他她也并都曾已任") && !runeIn(next, "了给下我过") && !(theirs && runeIn(next, "会要用说考先试继以明今本"))
	case "叶子":
		return !runeIn(prev, "树茶片绿菜")
	case "杜鹃":
		return next != '花'
	}
	if !everydayWords[word] {
		return true
	}
	_, end := m.readTitle(to)
	return end > to || from > 0 && m.taken[from-1]
}

// everydayWords are words that begin with a surname. They are names only beside a form of address or after a place.
var everydayWords = map[string]bool{"马上": true, "于是": true, "常规": true, "项目": true, "关键": true, "应该": true, "方案": true, "严重": true, "明显": true,
	"平稳": true, "安全": true, "成功": true, "时间": true, "高兴": true, "方便": true, "安心": true, "平时": true, "全面": true, "经常": true, "白天": true,
	"安排": true, "文献": true, "方向": true, "平安": true, "安静": true, "黄金": true, "程序": true, "关系": true, "温和": true, "连续": true, "金额": true,
	"方法": true, "方面": true, "高风": true, "和平": true, "路线": true, "时候": true, "管理": true, "文章": true, "高管": true, "包装": true, "边上": true,
	"单位": true, "万一": true, "高价": true, "计划": true, "毛病": true, "水平": true, "余地": true, "党员": true, "文件": true, "路上": true, "车上": true,
	"江南": true, "江北": true, "华东": true, "华南": true, "金属": true, "石膏": true, "何时": true, "何必": true, "任何": true, "任务": true, "孔雀": true,
	"严格": true, "严谨": true, "牛奶": true, "雷同": true, "贺喜": true, "贺卡": true, "康复": true, "齐全": true, "顾虑": true, "顾客": true, "费用": true,
	"方才": true, "施工": true, "元月": true, "元旦": true, "谢谢": true, "董事": true, "卫生": true, "沈阳": true, "洪水": true, "尤其": true, "许可": true,
	"许多": true, "黄体": true, "白细": true, "于洋": false}
