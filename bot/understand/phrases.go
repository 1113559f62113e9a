package understand

import (
	"slices"
	"strings"
)

// Phrase brings words for a doctor into the one form by which they are known again: 张主任 and 張 主任 are the same.
func Phrase(words string) string {
	m := message{text: normalise(words)}
	return m.bare()
}

// Own gives each doctor that the text leaves open whom means returns for the words said and the candidates that the text's own
// hints left; a decision of the text itself is never touched.
func (r *Reading) Own(means func(said string, candidates []string) (doctor string, ok bool)) {
	decide := func(doctor, ask *string, said string, candidates []string) bool {
		if *ask != "doctor" || len(candidates) < 2 || said == "" {
			return false
		}
		code, ok := means(Phrase(said), candidates)
		if ok {
			*doctor, *ask = code, ""
		}
		return ok
	}
	decide(&r.Doctor, &r.Ask, r.Said, r.Candidates)
	for i := range r.Visits {
		v := &r.Visits[i]
		v.Own = decide(&v.Doctor, &v.Ask, v.Said, v.Candidates)
	}
	if v := r.Changes; v != nil {
		v.Own = decide(&v.Doctor, &v.Ask, v.Said, v.Candidates)
	}
}

var (
	showPhrases = []string{"我的叫法", "你记住了什么", "你记住了哪些", "你记住了哪些叫法", "你都记住了什么", "记住了什么", "你记得什么", "你记得哪些叫法", "查看我的叫法", "看我的叫法", "我教过你什么", "我教了你什么", "记住了哪些叫法", "有哪些叫法", "叫法"}
	allPhrases  = []string{"全部", "所有", "全部叫法", "所有叫法", "全部的叫法", "所有的叫法", "我的叫法", "这些叫法", "一切", "都", "全都"}
	forgetWords = []string{"忘掉", "忘记", "忘了", "忘", "别记得", "不要记得"}
	meansWords  = []string{"指的就是", "指的是", "就是指", "都是指", "说的就是", "说的是", "就是", "都是", "就算", "就指", "都指", "就当", "等于", "是指", "=", "指", "是"}
)

// phrases reads what a person says of her own words: 我的叫法, 以后张主任就是市一的, 忘掉张主任, 忘掉全部. It stands before the other
// commands beyond the table, and a text that tells of anything else is none.
func (m *message) phrases(s string, r *Reading) bool {
	if len([]rune(s)) > 30 {
		return false
	}
	if slices.Contains(showPhrases, strings.TrimRight(s, "呀啊呢了")) {
		r.Further = WordShow
		return true
	}
	if what, ok := forgets(s); ok {
		r.Further, r.Phrase = WordForget, what
		r.All = slices.Contains(allPhrases, what)
		return true
	}
	rest, ok := strings.CutPrefix(s, "以后")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "今后"); !ok {
			return false
		}
	}
	for _, lead := range []string{"我说的", "我说", "我讲的", "我讲", "提到", "说到", "凡是", "只要说", "说"} {
		rest = strings.TrimPrefix(rest, lead)
	}
	for _, w := range meansWords {
		said, whom, ok := strings.Cut(rest, w)
		if !ok || said == "" || whom == "" || len([]rune(said)) > 12 {
			continue
		}
		r.Further, r.Phrase, r.Text = WordSet, said, strings.TrimRight(whom, "的那位个吧啊哦了")
		return true
	}
	return false
}

// forgets reads 忘掉张主任, 把张主任忘掉.
func forgets(s string) (what string, ok bool) {
	for _, w := range forgetWords {
		if rest, cut := strings.CutPrefix(s, w); cut {
			what, ok = rest, true
			break
		}
		if rest, cut := strings.CutSuffix(strings.TrimRight(s, "吧"), w); cut && strings.HasPrefix(rest, "把") {
			what, ok = strings.TrimPrefix(rest, "把"), true
			break
		}
	}
	what = strings.TrimRight(strings.TrimLeft(what, "我说的"), "吧啊了")
	for _, tail := range []string{"的叫法", "这个叫法", "叫法", "的说法"} {
		if !slices.Contains(allPhrases, what) {
			what = strings.TrimSuffix(what, tail)
		}
	}
	return what, ok && what != ""
}
