package understand

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	digitRun = regexp.MustCompile(`[0-9]+`)
	// lastOnes are several records of which no number is said.
	lastOnes = regexp.MustCompile(`(?:最近|前|上|最后|刚才)[两二三四五六2-6几]+[条个次]`)
)

// told is a number that may be a record's, and where it stands.
type told struct {
	n        int64
	from, to int
}

// recordNumbers are the numbers of a text that are long enough for a record's and stand alone: no batch (F2609A), no decimal, no time
// (14:30) and no phone.
func (m *message) recordNumbers() []told {
	var out []told
	s := m.string()
	for _, at := range digitRun.FindAllStringIndex(s, -1) {
		from := len([]rune(s[:at[0]]))
		to := from + at[1] - at[0]
		if to-from < 4 || to-from > 9 || runeIn(m.text.at(to), ".:") || runeIn(m.text.at(from-1), ".:") || isLatin(m.text.at(to)) || isLatin(m.text.at(from-1)) {
			continue
		}
		if n, err := strconv.ParseInt(s[at[0]:at[1]], 10, 64); err == nil && n >= leastRecord {
			out = append(out, told{n, from, to})
		}
	}
	return out
}

// anyNumber takes a record number that stands elsewhere than after the word (撤销计划 1010), so that the last record is not taken back
// in its place.
func (m *message) anyNumber(target *Target) {
	if all := m.recordNumbers(); target.Number == 0 && len(all) > 0 {
		target.Number = all[0].n
	}
}

// near is how far apart the numbers of records are, at most, that are said together where the second could be a time too: 取消 1004 1005,
// but 改 1004 1430.
const near = 50

// several reports whether a reading that changes something is meant for more records than one, or both approves and rejects.
func (m *message) several(r Reading) bool {
	switch {
	case r.Intent == VisitAmend, r.Intent == VisitUndo, r.Further == PlanCancel, r.Further == VisitRestore, r.Further == VisitFill:
		return m.namesSeveral()
	case r.Intent == ReviewApprove, r.Intent == ReviewReject:
		return m.decidesBoth()
	}
	return false
}

// namesSeveral reports whether the text names more records than one: 1004 和 1005, 1002 改成…，1001 改成…, 最近两条. What is said of one
// of them must not pass for the other.
func (m *message) namesSeveral() bool {
	if lastOnes.MatchString(m.string()) {
		return true
	}
	all := m.recordNumbers()
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if a.n == b.n {
			continue
		}
		between := strings.TrimSpace(string(m.r[a.to:b.from]))
		clock := b.to-b.from == 4 && b.n/100 < 24 && b.n%100 < 60
		switch {
		case between == "和" || between == "跟" || between == "与" || between == "及" || between == "、" || between == "还有":
			return true
		case between == "" || between == ",":
			if !clock || max(a.n, b.n)-min(a.n, b.n) <= near {
				return true
			}
		}
		if runeIn(m.text.at(b.from-1), ",;。") || m.text.at(b.from-1) == ' ' && runeIn(m.text.at(b.from-2), ",;。") {
			rest := strings.TrimSpace(string(m.r[b.to:]))
			for _, w := range []string{"改", "那条", "这条", "的时长", "的结果", "时长", "结果", "取消", "不去", "撤"} {
				if strings.HasPrefix(rest, w) {
					return true
				}
			}
		}
	}
	return false
}

// decidesBoth reports whether a text approves some records and turns others down (批准 1001，驳回 1005 没写产品): it has one answer only.
func (m *message) decidesBoth() bool {
	intents := map[Intent]bool{}
	for i := range m.r {
		if i > 0 && !isBreak(m.r[i-1]) {
			continue
		}
		for _, v := range reviewVerbs {
			if (v.intent != ReviewApprove && v.intent != ReviewReject) || !m.is(i, v.word) {
				continue
			}
			if items, _ := m.itemsAfter(i + len([]rune(v.word))); len(items) > 0 {
				intents[v.intent] = true
			}
			break
		}
	}
	return len(intents) > 1
}
