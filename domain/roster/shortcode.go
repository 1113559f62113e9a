package roster

import (
	"strconv"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// surnames are those whose reading as a surname begins with another letter than the character's most common reading.
var surnames = map[rune]string{
	'单': "S", '解': "X", '仇': "Q", '查': "Z", '曾': "Z", '朴': "P", '区': "O", '盖': "G", '翟': "Z", '缪': "M", '冼': "X",
	'覃': "Q", '召': "S", '种': "C", '隗': "W", '洗': "X", '折': "S", '繁': "P", '秘': "B", '员': "Y", '乐': "Y", '尉': "W",
}

// doubleSurnames are surnames of two characters of which the same holds.
var doubleSurnames = map[string]string{"万俟": "M", "尉迟": "Y", "长孙": "Z"}

// Initial returns the capital letter with which a doctor's short code begins: the first letter of her surname's pinyin, or of
// the name itself where that is Latin, or X where neither is known.
func Initial(name string) string {
	for double, letter := range doubleSurnames {
		if strings.HasPrefix(name, double) {
			return letter
		}
	}
	for _, r := range name {
		switch letter := surnames[r]; {
		case letter != "":
			return letter
		case r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z':
			return strings.ToUpper(string(r))
		case r < 128:
			continue
		}
		if reading := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(reading) > 0 && reading[0] != "" {
			return strings.ToUpper(reading[0][:1])
		}
		return "X"
	}
	return "X"
}

// ShortCodes gives short codes in one rep's list: the surname's initial and a counter (Z1, Z2, L1; DESIGN.md part 3). A code
// that was given once is never given to another doctor.
type ShortCodes struct {
	given map[string]string
	last  map[string]int
}

// NewShortCodes starts from the codes that the rep's list has and ever had: doctor to short code.
func NewShortCodes(given map[string]string) *ShortCodes {
	s := &ShortCodes{given: given, last: map[string]int{}}
	for _, c := range given {
		if len(c) < 2 {
			continue
		}
		if n, err := strconv.Atoi(c[1:]); err == nil {
			s.last[c[:1]] = max(s.last[c[:1]], n)
		}
	}
	return s
}

// For returns the doctor's short code, and gives her the next one if she has none yet.
func (s *ShortCodes) For(doctor, name string) string {
	if c, ok := s.given[doctor]; ok {
		return c
	}
	letter := Initial(name)
	s.last[letter]++
	c := letter + strconv.Itoa(s.last[letter])
	s.given[doctor] = c
	return c
}
