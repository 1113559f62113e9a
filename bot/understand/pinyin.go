package understand

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// This file is the only one that knows the module go-pinyin: its table of readings, without tones, as small numbers.

// syllable numbers a reading without its tone; 0 is no reading. ü is written v.
type syllable uint16

// firstSyllable is the first of the private-use runes that stand for typed syllables: firstSyllable+s is the syllable s.
const firstSyllable = '\ue000'

func isSyllable(c rune) bool { return firstSyllable < c && c < firstSyllable+0x800 }

type readingTable struct {
	// numbers has the number of each syllable, names the letters of each number.
	numbers map[string]syllable
	names   []string
	// first holds the usual reading of U+4E00 to U+9FFF, others all further readings that dictionaries give.
	first  [0x9fff - 0x4e00 + 1]syllable
	others map[rune][]syllable
}

var readings = sync.OnceValue(func() *readingTable {
	t := &readingTable{numbers: make(map[string]syllable, 512), names: []string{""}, others: make(map[rune][]syllable, 8192)}
	for code, list := range pinyin.PinyinDict {
		if code < 0x4e00 || code > 0x9fff {
			continue
		}
		for i, name := range strings.Split(list, ",") {
			s := t.number(toneless(name))
			if i == 0 {
				t.first[code-0x4e00] = s
			} else if s != t.first[code-0x4e00] {
				t.others[rune(code)] = append(t.others[rune(code)], s)
			}
		}
	}
	return t
})

func (t *readingTable) number(name string) syllable {
	if s, ok := t.numbers[name]; ok {
		return s
	}
	s := syllable(len(t.names))
	t.names, t.numbers[name] = append(t.names, name), s
	return s
}

var tones = strings.NewReplacer("ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "\u0300", "", "\u0304", "", "\u030c", "")

func toneless(name string) string { return tones.Replace(strings.TrimSpace(name)) }

// surnameReadings are the readings that characters have as surnames, where these are not the usual ones.
var surnameReadings = map[rune]string{'单': "shan", '曾': "zeng", '仇': "qiu", '解': "xie", '区': "ou", '尉': "wei", '查': "zha", '盖': "ge",
	'朴': "piao", '缪': "miao", '任': "ren", '燕': "yan", '员': "yun", '翟': "zhai", '折': "she", '召': "shao", '覃': "qin", '种': "chong",
	'秘': "bi", '冼': "xian", '洗': "xian", '繁': "po", '谌': "chen", '晟': "cheng", '幺': "yao", '祭': "zhai", '逄': "pang", '隗': "wei",
	'柏': "bai", '晁': "chao", '宿': "su", '盛': "sheng", '瞿': "qu", '牟': "mu", '乐': "yue", '都': "du", '宁': "ning", '华': "hua", '石': "shi",
	'沈': "shen", '过': "guo", '车': "che", '卜': "bu", '万': "wan", '俞': "yu", '於': "yu", '臧': "zang", '长': "zhang", '葛': "ge", '贲': "ben",
	'重': "chong", '行': "xing", '相': "xiang", '令': "ling", '褚': "chu", '丁': "ding", '贾': "jia", '尹': "yin", '费': "fei", '阚': "kan"}

// compoundReadings are readings of two-character surnames that differ from those of their characters.
var compoundReadings = map[string][2]string{"尉迟": {"yu", "chi"}, "万俟": {"mo", "qi"}, "澹台": {"tan", "tai"}, "单于": {"chan", "yu"}, "长孙": {"zhang", "sun"}}

// commonHeteronyms are characters of given names, hospitals and drugs with two living readings.
var commonHeteronyms = map[rune]string{'行': "hang", '长': "zhang", '重': "chong", '朝': "zhao", '乐': "yue", '茜': "xi", '晟': "cheng", '莎': "suo",
	'莘': "shen", '蔚': "yu", '柏': "bo", '传': "zhuan", '娜': "nuo", '曾': "zeng", '单': "shan", '盛': "cheng", '朴': "pu", '瑞': "rui", '俊': "jun",
	'调': "diao", '强': "jiang", '藏': "zang", '卓': "zhuo", '薄': "bo", '尉': "yu"}

// reading returns the usual reading of a character, or of a typed syllable; 0 if it has none.
func reading(c rune) syllable {
	switch {
	case isSyllable(c):
		return syllable(c - firstSyllable)
	case 0x4e00 <= c && c <= 0x9fff:
		return readings().first[c-0x4e00]
	}
	return 0
}

// sounds are the readings under which one character may be heard: the usual one, then others.
type sounds [3]syllable

// soundsOf returns the readings of a character; as the first character of a name its reading as a surname comes first.
func soundsOf(c rune, surname bool) (out sounds) {
	n := 0
	add := func(s syllable) {
		for _, have := range out[:n] {
			if have == s {
				return
			}
		}
		if s != 0 && n < len(out) {
			out[n], n = s, n+1
		}
	}
	t := readings()
	if name, ok := surnameReadings[c]; ok && surname {
		add(t.numbers[name])
	}
	add(reading(c))
	if name, ok := commonHeteronyms[c]; ok {
		add(t.numbers[name])
	}
	return out
}

// SoundsAlike reports whether two names of people may be heard as one another, character by character.
func SoundsAlike(one, other string) bool {
	a, b := []rune(one), []rune(other)
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sound(a[i], b[i], i == 0) && !sound(b[i], a[i], i == 0) {
			return false
		}
	}
	return len(a) > 0
}

// sound reports whether a character of a text may be heard as the character want. Typed pinyin also meets rare readings.
func sound(said, want rune, surname bool) bool {
	if said == want {
		return true
	}
	s := reading(said)
	if s == 0 {
		return false
	}
	if name, ok := surnameReadings[want]; ok && surname && !isSyllable(said) {
		own := readings().numbers[name]
		return s == own || surnameReadings[said] == name
	}
	wanted := soundsOf(want, surname)
	for _, w := range wanted {
		if w != 0 && w == s {
			return true
		}
	}
	if surname {
		if name, ok := surnameReadings[said]; ok {
			own := readings().numbers[name]
			return own == wanted[0] || own == wanted[1]
		}
	}
	if isSyllable(said) {
		for _, w := range readings().others[want] {
			if w == s {
				return true
			}
		}
	}
	return false
}

// spelling returns a name as typed syllables, with the surname's own reading; nil if a character has no reading.
func spelling(name []rune) []rune {
	out := make([]rune, len(name))
	for k, c := range name {
		s := soundsOf(c, k == 0)[0]
		if s == 0 {
			return nil
		}
		out[k] = firstSyllable + rune(s)
	}
	if len(name) > 1 {
		if special, ok := compoundReadings[string(name[:2])]; ok {
			out[0], out[1] = firstSyllable+rune(readings().numbers[special[0]]), firstSyllable+rune(readings().numbers[special[1]])
		}
	}
	return out
}

// lettersOf returns the letters of typed syllables.
func lettersOf(typed []rune) string {
	var b strings.Builder
	for _, c := range typed {
		b.WriteString(readings().names[reading(c)])
	}
	return b.String()
}

// letters returns the pinyin of a word without tones and spaces, or "" if a character has none.
func letters(word string) string {
	var b strings.Builder
	t := readings()
	for _, c := range word {
		s := reading(c)
		if s == 0 {
			return ""
		}
		b.WriteString(t.names[s])
	}
	return b.String()
}
