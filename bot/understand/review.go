package understand

import (
	"slices"
	"strings"
)

// reviewVerb is a word for what is done to a record; kind is what sort of words a comment is.
type reviewVerb struct {
	word   string
	intent Intent
	kind   string
}

// reviewVerbs are what managers do to records, longer words first.
var reviewVerbs = []reviewVerb{
	{"审批通过", ReviewApprove, ""}, {"审核通过", ReviewApprove, ""}, {"不批准", ReviewReject, ""}, {"不通过", ReviewReject, ""}, {"不同意", ReviewReject, ""}, {"不予通过", ReviewReject, ""},
	{"不予批准", ReviewReject, ""}, {"打回去", ReviewReject, ""}, {"打回", ReviewReject, ""}, {"驳回", ReviewReject, ""}, {"退回去", ReviewReject, ""}, {"退回", ReviewReject, ""}, {"返工", ReviewReject, ""},
	{"不批", ReviewReject, ""}, {"拒批", ReviewReject, ""}, {"退了", ReviewReject, ""}, {"批准", ReviewApprove, ""}, {"通过", ReviewApprove, ""}, {"核准", ReviewApprove, ""}, {"放行", ReviewApprove, ""},
	{"批了", ReviewApprove, ""}, {"同意", ReviewApprove, ""}, {"准了", ReviewApprove, ""}, {"全批", ReviewApprove, ""}, {"批过", ReviewApprove, ""}, {"过了", ReviewApprove, ""}, {"写评语", ReviewComment, "comment"}, {"写个评语", ReviewComment, "comment"},
	{"加评语", ReviewComment, "comment"}, {"评语", ReviewComment, "comment"}, {"点评", ReviewComment, "comment"}, {"评论", ReviewComment, "comment"}, {"提个建议", ReviewComment, "suggestion"}, {"提建议", ReviewComment, "suggestion"},
	{"建议", ReviewComment, "suggestion"}, {"写句话", ReviewComment, "message"}, {"写一句", ReviewComment, "message"}, {"写几句", ReviewComment, "message"}, {"说一句", ReviewComment, "message"}, {"带句话", ReviewComment, "message"}, {"捎句话", ReviewComment, "message"}, {"留句话", ReviewComment, "message"}, {"留个言", ReviewComment, "message"}, {"留言", ReviewComment, "message"}, {"回复", ReviewComment, "message"}, {"批注", ReviewComment, "comment"}, {"分享", ReviewShare, ""}, {"共享", ReviewShare, ""}, {"转发", ReviewShare, ""}, {"发给团队", ReviewShare, ""}, {"发给大家", ReviewShare, ""}, {"发到群", ReviewShare, ""}, {"发到团队", ReviewShare, ""}, {"批", ReviewApprove, ""},
}

// review reads what a manager does with records: list, approve, reject, comment, share.
func (m *message) review() (Reading, bool) {
	if m.delegating() || m.reopens(&Reading{}) || m.unshares() || m.ofConsent() {
		return Reading{}, false
	}
	if m.listsReviews() {
		r := Reading{Intent: ReviewList, Rep: m.repNamed()}
		m.found("intent", 0, len(m.r), "what waits for review is asked for")
		m.gave("rep", r.Rep != "")
		return r, true
	}
	s := m.string()
	for _, v := range reviewVerbs {
		at := strings.Index(s, v.word)
		if at < 0 {
			continue
		}
		from := len([]rune(s[:at]))
		to := from + len([]rune(v.word))
		m.found("intent", from, to, "the verb of a manager's decision")
		m.found("kind", from, to, "the verb says what kind of words they are")
		if r, ok := m.decision(v.intent, v.kind, from, to); ok {
			m.gave("kind", r.Kind != "")
			m.gave("items", len(r.Items) > 0)
			m.gave("text", r.Text != "")
			return r, true
		}
	}
	return Reading{}, false
}

// ofConsent reports whether 同意 is said of places and personal data, which is no decision on a record.
func (m *message) ofConsent() bool {
	s := m.bare()
	if !slices.Contains(agreeWords, s) && !slices.Contains(disagreeWords, s) {
		return false
	}
	return slices.ContainsFunc([]string{"位置", "定位", "授权", "隐私", "撤回同意"}, func(w string) bool { return strings.Contains(s, w) })
}

// leastRecord is the number of the first record of a company; less is the last digits of one, or a quantity.
const leastRecord = 1000

// Decides reports whether a text begins with a decision on records by their whole numbers (批准 1008), whoever may say that.
func Decides(text string) bool {
	m := &message{text: normalise(text)}
	return slices.ContainsFunc(reviewVerbs, func(v reviewVerb) bool {
		if !m.is(0, v.word) {
			return false
		}
		items, _ := m.itemsAfter(len([]rune(v.word)))
		return len(items) > 0 && slices.Min(items) >= leastRecord
	})
}

// listsReviews reports whether the text asks what waits for review.
func (m *message) listsReviews() bool {
	s := m.bare()
	for _, w := range []string{"待审", "没审", "未审", "待批", "没批", "未批", "要审", "等我审", "等我批", "要批", "需要审", "需要批", "审批列表", "待我审", "待我批", "待办", "要我审", "要我批", "待复核", "审核列表", "等着审", "等着批"} {
		if strings.Contains(s, w) {
			return !strings.Contains(s, "驳回") && !strings.Contains(s, "全部通过") && !strings.Contains(s, "全部批准") && !strings.Contains(s, "都通过") && !strings.Contains(s, "都批")
		}
	}
	return false
}

// decision reads what is done to which records. The numbers stand right after the verb or right before it; what remains is the
// text.
func (m *message) decision(intent Intent, kind string, from, to int) (Reading, bool) {
	r := Reading{Intent: intent, Kind: kind}
	items, end := m.itemsAfter(to)
	textFrom, textTo := to, from
	if len(items) > 0 {
		textFrom = end
		m.found("items", to, end, "the numbers after the verb")
	} else {
		items, textTo = m.itemsBefore(from)
	}
	r.Items = items
	if m.excludes() {
		return Reading{}, false
	}
	switch intent {
	case ReviewApprove:
		all := len(items) == 0 && m.saysAll()
		if len(items) == 0 && !all && len(m.r) > to-from+4 {
			return Reading{}, false
		}
		if m.isQuestion() || m.negated(from) && len(items) > 0 {
			return Reading{}, false
		}
		r.All = all
		m.found("all", 0, len(m.r), "no number, and a word for all of them")
		m.gave("all", all)
		return r, true
	case ReviewShare:
		if len(items) == 0 && m.numeralAt(0) {
			if found, end := m.items(0); m.is(end, "这条") || m.is(end, "那条") || m.is(end, "号") {
				r.Items, items = found, found // 66这条写得好，分享给大家看看
				m.found("items", 0, end, "the numbers before the verb")
			}
		}
		return r, len(items) > 0
	}
	if len(items) == 0 && (intent == ReviewComment || from > 0) {
		return Reading{}, false
	}
	r.Text = m.remainder(textFrom, textTo)
	return r, true
}

// excludes reports whether some records are excepted (除了18都批准): that is not understood, and must not pass all.
func (m *message) excludes() bool {
	s := m.string()
	return strings.Contains(s, "除了") || strings.Contains(s, "除") && strings.Contains(s, "外") || strings.Contains(s, "以外") || strings.Contains(s, "其余") || strings.Contains(s, "其他")
}

func (m *message) saysAll() bool {
	for _, w := range []string{"全部", "都", "所有", "全批", "一键", "统统", "全过", "全都", "一律", "全通过", "全给", "一起", "all"} {
		if strings.Contains(m.string(), w) {
			return true
		}
	}
	return false
}

// remainder returns the text of a decision: what follows the numbers and the verb, otherwise what stands before them.
func (m *message) remainder(after, before int) string {
	from := after
	for from < len(m.r) {
		next := m.wordsFrom(from, after)
		if next == from && isBreak(m.r[from]) {
			next++
		}
		if next == from {
			break
		}
		from = next
	}
	if from < len(m.r) {
		m.found("text", from, len(m.r), "what remains after the verb and the numbers")
		return m.cut(from, len(m.r))
	}
	end := before
	for _, skip := range []string{"给", "把", "对", "请", "帮我", "先", "所以"} {
		if m.ends(end, skip) {
			end -= len([]rune(skip))
		}
	}
	m.found("text", 0, max(0, end), "what stands before the verb and the numbers")
	return m.cut(0, max(0, end))
}

// leadIns stand between the numbers and the words; those that could begin the words themselves (写得好, 说明清楚, 理由充分) are listed with
// what must not follow them.
var leadIns = []struct{ word, unless string }{
	{"那条记录", ""}, {"那条", ""}, {"这条", ""}, {"因为", ""}, {"原因是", ""}, {"原因:", ""}, {"理由是", ""}, {"理由:", ""},
	{"原因", "分不很太也写说没"}, {"理由", "充不很太也写说没牵"}, {"内容", "不很太也写丰简完详没"}, {"一下", "子"},
	{"号", "召"}, {"条", "理"}, {"的", "确话"}, {"说", "得明清的法到错服话"}, {"写", "得清明的法到错上全太"}, {"掉", ""}, {"了", "解不"},
}

// wordsFrom returns where the words go on after a lead-in at from, and from where there is none. A single character is one right after the
// numbers, or before a break: 给18说下次带资料, 驳回 18 说：太简单.
func (m *message) wordsFrom(from, after int) int {
	for _, l := range leadIns {
		if !m.is(from, l.word) {
			continue
		}
		n := len([]rune(l.word))
		next := from + n
		before := next < len(m.r) && isBreak(m.r[next])
		if next < len(m.r) && runeIn(m.r[next], l.unless) || n == 1 && !before && from > after && isBreak(m.r[from-1]) {
			return from
		}
		return next
	}
	return from
}

// itemsAfter reads the numbers that follow at: 18、19, 3-6和9, 1到3号, #1024.
func (m *message) itemsAfter(at int) (items []int, end int) {
	i := at
	for i < len(m.r) {
		if isBreak(m.r[i]) && m.r[i] != '。' || runeIn(m.r[i], "掉了给把第一下记录编号这条那个到") && !m.numeralAt(i) {
			i++
			continue
		}
		break
	}
	return m.items(i)
}

// numeralAt reports whether the rune begins a number that stands for a record (一 in 一下 does not).
func (m *message) numeralAt(i int) bool {
	_, end := number(m.r, i)
	return end > i && !m.is(i, "一下") && !m.is(i, "一条") && (isDigit(m.r[i]) || runeIn(m.text.at(end), "号到至、和"))
}

// items reads a list of numbers and ranges at i.
func (m *message) items(i int) (items []int, end int) {
	end = i
	for {
		for runeIn(m.text.at(i), "#第 ") || m.is(i, "编号") || m.is(i, "还有") || m.is(i, "以及") {
			i++
		}
		n, stop := m.item(i)
		if stop == i {
			return items, end
		}
		last := n
		at := stop
		if runeIn(m.text.at(at), "号条") {
			at++
		}
		for m.text.at(at) == ' ' && runeIn(m.text.at(at+1), "到至-") {
			at++
		}
		if runeIn(m.text.at(at), "到至-") {
			k := at + 1
			for runeIn(m.text.at(k), "#第 ") {
				k++
			}
			if b, e := m.item(k); e > k && b >= n && b-n <= 500 {
				last, stop = b, e
			}
		}
		for v := n; v <= last; v++ {
			if !slices.Contains(items, v) {
				items = append(items, v)
			}
		}
		if runeIn(m.text.at(stop), "号条") {
			stop++
		}
		end = stop
		i = stop
		if m.text.at(i-1) == '号' && isDigit(m.text.at(i)) {
			continue // 5号6号
		}
		if c := m.text.at(i); c == 0 || !runeIn(c, ",、和跟与及 还以;") {
			return items, end
		}
		i++
	}
}

// item reads one number of a list; an amount with its unit is none.
func (m *message) item(i int) (n, end int) {
	n, end = number(m.r, i)
	if m.is(end, "分享") {
		return n, end
	}
	if end == i || n == 0 || runeIn(m.text.at(end), "分点月天次个%小年人位家周种度倍盒片.") || m.text.at(end) == ':' && isDigit(m.text.at(end+1)) || m.is(end, "min") || !isDigit(m.text.at(i)) && !runeIn(m.text.at(end), "号到至-、和 ,:") && end < len(m.r) {
		return 0, i
	}
	return n, end
}

// itemsBefore reads the numbers that end right before at: 把27号那条分享, 18驳回.
func (m *message) itemsBefore(at int) (items []int, start int) {
	for i := 0; i < at; i++ {
		if !m.numeralAt(i) || i > 0 && (isDigit(m.r[i-1])) {
			continue
		}
		found, end := m.items(i)
		if len(found) == 0 || end > at {
			continue
		}
		if m.only(end, at, "号条那这个记录的都也先写提加发 ,:给一拜访我想要来留条下了周计划报告会议活动申请份医生") {
			for runeIn(m.text.at(i-1), "#第号把给对编将在 ") {
				i--
			}
			m.found("items", i, end, "the numbers before the verb")
			return found, i
		}
	}
	return nil, at
}
