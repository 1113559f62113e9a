package understand

import (
	"strings"
	"unicode/utf8"
)

// termKind says what a term of the world is.
type termKind uint8

const (
	termProduct termKind = iota
	termHospital
	termDepartment
)

// term is one way to call products, hospitals or departments: codes holds what it can mean (an alias such as 一院 may mean a
// hospital in each of several towns; 全科 means two departments).
type term struct {
	kind  termKind
	word  []rune
	codes []string
	weak  bool
}

// vocabulary finds terms in texts, as they are written and as they are heard.
type vocabulary struct {
	terms []term
	words *trie[int32]
	heard map[uint32][]int32
	known map[string]int32
}

func newVocabulary() *vocabulary {
	return &vocabulary{words: newTrie[int32](), heard: map[uint32][]int32{}, known: map[string]int32{}}
}

// add puts in a word for a code. A word that stands for several codes of one kind is one term with all of them.
func (v *vocabulary) add(kind termKind, word, code string, weak bool) {
	n := normalise(word)
	if utf8.RuneCountInString(word) < 2 && kind != termDepartment || len(n.r) == 0 {
		return
	}
	key := string(rune('0'+kind)) + string(n.r)
	if i, ok := v.known[key]; ok {
		t := &v.terms[i]
		for _, c := range t.codes {
			if c == code {
				return
			}
		}
		t.codes = append(t.codes, code)
		return
	}
	i := int32(len(v.terms))
	v.known[key] = i
	v.terms = append(v.terms, term{kind, n.r, []string{code}, weak})
	v.words.add(string(n.r), i)
	if len(n.r) < 2 {
		return
	}
	for _, a := range soundsOf(n.r[0], false) {
		for _, b := range soundsOf(n.r[1], false) {
			if a != 0 && b != 0 {
				pair := uint32(a)<<16 | uint32(b)
				v.heard[pair] = append(v.heard[pair], i)
			}
		}
	}
}

func (v *vocabulary) addDepartments(list []department) {
	for _, d := range list {
		for _, name := range d.names {
			v.add(termDepartment, d.word, name, d.weak)
		}
	}
}

func (v *vocabulary) addProducts(products []Product) {
	for _, p := range products {
		for _, w := range append([]string{p.Brand, p.Generic, withoutForm(p.Generic)}, p.Aliases...) {
			v.add(termProduct, w, p.Code, false)
		}
	}
}

func (v *vocabulary) addHospitals(hospitals []Hospital) {
	for _, h := range hospitals {
		for _, w := range append([]string{h.Name}, h.Aliases...) {
			v.add(termHospital, w, h.Code, false)
		}
	}
}

// dosageForms end a generic name; people leave them out.
var dosageForms = []string{"肠溶片", "缓释片", "分散片", "钙片", "钠片", "片", "肠溶胶囊", "胶囊", "注射液", "吸入粉雾剂", "粉雾剂", "颗粒", "口服液", "软膏", "滴眼液", "喷雾剂"}

func withoutForm(generic string) string {
	for _, f := range dosageForms {
		if short, ok := strings.CutSuffix(generic, f); ok && utf8.RuneCountInString(short) >= 3 {
			return short
		}
	}
	return ""
}

// hear calls found for every term that sounds like the runes at i, tones aside, without being written so.
func (v *vocabulary) hear(r []rune, i int, found func(end int, t *term)) {
	if i+1 >= len(r) {
		return
	}
	a, b := reading(r[i]), reading(r[i+1])
	if a == 0 || b == 0 {
		return
	}
	for _, n := range v.heard[uint32(a)<<16|uint32(b)] {
		t := &v.terms[n]
		if i+len(t.word) > len(r) {
			continue
		}
		ok := true
		for k, want := range t.word {
			if !sound(r[i+k], want, false) {
				ok = false
				break
			}
		}
		if ok {
			found(i+len(t.word), t)
		}
	}
}
