package understand_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// kind is a kind of difficulty, found in a line by its text and its label alone, so that nobody has to mark the lines and a new
// set needs nothing. A line may be of several kinds.
type kind struct {
	name string
	is   func(k kinds, l line) bool
}

// kinds knows the names that the labels only have as codes.
type kinds struct {
	doctors map[string]string
	// products holds all that a product is called.
	products map[string][]string
}

func newKinds(t testing.TB) kinds {
	t.Helper()
	k := kinds{map[string]string{}, map[string][]string{}}
	for _, r := range table(t, "doctors.csv") {
		k.doctors[r["code"]] = r["name"]
	}
	for _, r := range table(t, "products.csv") {
		k.products[r["code"]] = append(list(r["aliases"]), r["brand"], r["generic"])
	}
	return k
}

// of returns the kinds of a line, in the order of allKinds.
func (k kinds) of(l line) []string {
	var out []string
	for _, kind := range allKinds {
		if kind.is(k, l) {
			out = append(out, kind.name)
		}
	}
	return out
}

var allKinds = []kind{
	{"several visits", func(_ kinds, l line) bool { return len(l.visits()) > 1 }},
	{"ambiguous doctor", func(_ kinds, l line) bool { return slices.ContainsFunc(l.asks(), func(n int) bool { return n > 1 }) }},
	{"unknown doctor", func(_ kinds, l line) bool { return slices.Contains(l.asks(), 0) }},
	{"homophone", func(k kinds, l line) bool { return k.heard(l) }},
	{"pinyin", func(_ kinds, l line) bool { return typed.MatchString(l.Text) }},
	{"surname only", func(k kinds, l line) bool { return k.bySurname(l) }},
	{"correction", func(_ kinds, l line) bool { return corrects.MatchString(l.Text) }},
	{"negation", func(_ kinds, l line) bool { return denies.MatchString(l.Text) }},
	{"sms compact", func(_ kinds, l line) bool { return compact.MatchString(l.Text) }},
	{"other day", func(_ kinds, l line) bool {
		return l.anyVisit("date", func(v any) bool { return v != l.At.Format("2006-01-02") })
	}},
	{"clock time", func(_ kinds, l line) bool { return l.anyVisit("start", nil) }},
	{"next", func(_ kinds, l line) bool { return l.anyVisit("next", nil) }},
	{"joint", func(_ kinds, l line) bool { return l.anyVisit("joint", nil) }},
	{"absent", func(_ kinds, l line) bool { return l.anyVisit("result", func(v any) bool { return v == "absent" }) }},
	{"case in visit", func(_ kinds, l line) bool {
		return (l.Want["intent"] == "safety.report" || l.Want["intent"] == "complaint.report") && len(l.visits()) > 0
	}},
	{"harm, no case", func(_ kinds, l line) bool { return l.Want["intent"] != "safety.report" && harm.MatchString(l.Text) }},
	{"no visit made", func(_ kinds, l line) bool { return l.Want["intent"] == "unknown" && goes.MatchString(l.Text) }},
	{"long", func(_ kinds, l line) bool { return len([]rune(l.Text)) > 60 }},
}

var (
	typed    = regexp.MustCompile(`[A-Za-z]{4,}`)
	corrects = regexp.MustCompile(`不对|不是|说错|写错|打错|记错|搞错|口误|更正|改成|改为|应该是|哦不|啊不`)
	denies   = regexp.MustCompile(`没|未|无|否认|不(用|考|感|同|讲|聊|谈|提|想|愿|肯|接|认)`)
	compact  = regexp.MustCompile(`^\s*(?i:bf|jh|ｂｆ|ｊｈ)|^\s*(拜访|计划)[\s,，]`)
	harm     = regexp.MustCompile(`不良反应|副作用|皮疹|过敏|恶心|呕吐|出血|低血糖|头晕|肌痛|腹泻|水肿|咳嗽|肝损|伤肝|住院|死`)
	goes     = regexp.MustCompile(`拜访|去|见|跑|聊|讲|谈`)
)

func (l line) visits() []map[string]any {
	var out []map[string]any
	vs, _ := l.Want["visits"].([]any)
	for _, v := range vs {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// slotsOf returns the label itself and its visits: everything that may name a doctor.
func (l line) slotsOf() []map[string]any {
	out := append(l.visits(), l.Want)
	if changes, ok := l.Want["changes"].(map[string]any); ok {
		out = append(out, changes)
	}
	return out
}

// asks returns among how many doctors each question of the label is.
func (l line) asks() []int {
	var out []int
	for _, m := range l.slotsOf() {
		if c, ok := m["candidates"].([]any); ok && m["ask"] == "doctor" {
			out = append(out, len(c))
		}
	}
	return out
}

// anyVisit reports whether a visit of the label has a slot, and of that value if one is wanted.
func (l line) anyVisit(slot string, wanted func(any) bool) bool {
	return slices.ContainsFunc(l.visits(), func(v map[string]any) bool { return v[slot] != nil && (wanted == nil || wanted(v[slot])) })
}

// named returns the doctors of the label by name, and all that its products are called.
func (k kinds) named(l line) (doctors []string, products [][]string) {
	for _, m := range l.slotsOf() {
		if code, ok := m["doctor"].(string); ok {
			doctors = append(doctors, k.doctors[code])
		}
		codes, _ := m["products"].([]any)
		for _, c := range codes {
			if code, ok := c.(string); ok {
				products = append(products, k.products[code])
			}
		}
	}
	return doctors, products
}

// heard reports whether a doctor's surname or a product stands in the text with other characters of the same sound only.
func (k kinds) heard(l line) bool {
	doctors, products := k.named(l)
	sounds := sound(l.Text)
	for _, name := range doctors {
		if name == "" {
			continue
		}
		surname := string([]rune(name)[:1])
		if !strings.Contains(l.Text, name) && strings.Contains(sounds, sound(name)) || !strings.Contains(l.Text, surname) && strings.Contains(sounds, sound(surname)) {
			return true
		}
	}
	for _, names := range products {
		written := slices.ContainsFunc(names, func(n string) bool { return strings.Contains(strings.ToLower(l.Text), strings.ToLower(n)) })
		if !written && slices.ContainsFunc(names, func(n string) bool { return strings.Contains(sounds, sound(n)) }) {
			return true
		}
	}
	return false
}

// bySurname reports whether a doctor who is meant is named by surname alone.
func (k kinds) bySurname(l line) bool {
	doctors, _ := k.named(l)
	return slices.ContainsFunc(doctors, func(name string) bool {
		return name != "" && !strings.Contains(l.Text, name) && strings.Contains(l.Text, string([]rune(name)[:1]))
	})
}

// sound spells the characters of a text, each followed by a space; everything else separates.
func sound(text string) string {
	args := pinyin.NewArgs()
	var b strings.Builder
	for _, c := range text {
		if p := pinyin.SinglePinyin(c, args); unicode.Is(unicode.Han, c) && len(p) > 0 {
			b.WriteString(" " + p[0] + " ")
		} else {
			b.WriteRune('|')
		}
	}
	return b.String()
}
