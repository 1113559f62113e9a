package understand

import (
	"strings"
	"unicode"
)

// text is a message in one form of writing: simplified characters, half-width and lower-case signs, no invisible characters.
// Each rune knows the bytes of the original that it stands for.
type text struct {
	src      string
	r        []rune
	from, to []int32
	// written and unsigned are the runes as a string, with and without spaces and signs, once they were wanted: many rules look at them.
	written, unsigned string
}

// string returns the whole of it.
func (t *text) string() string {
	if t.written == "" {
		t.written = string(t.r)
	}
	return t.written
}

// bare returns it without spaces and signs.
func (t *text) bare() string {
	if t.unsigned == "" {
		t.unsigned = strings.Map(func(c rune) rune {
			if isBreak(c) {
				return -1
			}
			return c
		}, t.string())
	}
	return t.unsigned
}

// normalise brings a text into that form. It keeps line breaks, joins runs of spaces, and turns emoji into spaces, because
// people end sentences with them.
func normalise(src string) text {
	t := text{src: src, r: make([]rune, 0, len(src)), from: make([]int32, 0, len(src)), to: make([]int32, 0, len(src))}
	for i, c := range src {
		width := runeWidth(src, i, c)
		if c == '\u20e3' && len(t.r) > 0 && t.r[len(t.r)-1] >= '1' && t.r[len(t.r)-1] <= '9' {
			t.r[len(t.r)-1] += '①' - '1' // a digit in a key cap begins an item
			continue
		}
		c = plain(c)
		if c == 0 || c == ' ' && len(t.r) > 0 && t.r[len(t.r)-1] == ' ' {
			continue
		}
		t.push(c, i, i+width)
	}
	return t
}

func (t *text) push(c rune, from, to int) {
	t.r, t.from, t.to = append(t.r, c), append(t.from, int32(from)), append(t.to, int32(to))
}

// runeWidth is how many bytes of src the rune at i takes; an invalid byte is one.
func runeWidth(src string, i int, c rune) int {
	if c == unicode.ReplacementChar && !strings.HasPrefix(src[i:], "\ufffd") {
		return 1
	}
	return len(string(c))
}

// plain returns the one form of a character: 0 for what is to be dropped, a space for what only separates.
func plain(c rune) rune {
	switch {
	case c == '\n':
		return c
	case c < ' ' || c == 0x7f:
		if c == '\t' || c == '\r' {
			return ' '
		}
		return 0
	case c < 0x80:
		if c == '"' || c == '\'' || c == '`' {
			return 0
		}
		if runeIn(c, "()[]{}<>") {
			return ' '
		}
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	case 0xff01 <= c && c <= 0xff5e:
		return plain(signs(c - 0xfee0))
	case 0x4e00 <= c && c <= 0x9fff:
		return simplified(c)
	case 0x2776 <= c && c <= 0x277e: // ❶
		return c - 0x2776 + '①'
	case 0x2460 <= c && c <= 0x2473: // ①
		return c
	case 0x2474 <= c && c <= 0x2487: // ⑴
		return c - 0x2474 + '①'
	}
	if to := signs(c); to != c || runeIn(c, "。、℃") {
		return to
	}
	switch {
	case unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Me, c) || unicode.Is(unicode.Co, c):
		return 0
	case unicode.IsLetter(c) || unicode.IsDigit(c):
		return unicode.ToLower(c)
	}
	return ' '
}

// signs maps the signs of Chinese writing onto the few that the reading knows.
func signs(c rune) rune {
	switch c {
	case '，', '﹐', '…':
		return ','
	case '。', '｡', '．':
		if c == '．' {
			return '.'
		}
		return '。'
	case '；':
		return ';'
	case '：', '﹕':
		return ':'
	case '！':
		return '!'
	case '？':
		return '?'
	case '（', '【', '「', '『', '《', '〈', '[', '{', '}', ']':
		return ' '
	case '）', '】', '」', '』', '》', '〉':
		return ' '
	case '“', '”', '‘', '’', '·', '•':
		return 0
	case '—', '–', '－', '~', '～', '〜', '−', '‐', '‑', '―':
		return '-'
	case '、', '℃', '%', '＋':
		return c
	case '\u3000', '\u00a0', '\u2028', '\u2029':
		return ' '
	}
	return c
}

// cut returns the original words behind the runes from..to, trimmed of spaces and signs at both ends.
func (t *text) cut(from, to int) string {
	if from < 0 || to > len(t.r) || from >= to {
		return ""
	}
	return strings.Trim(t.src[t.from[from]:t.to[to-1]], " \t\r\n,，。.;；:：!！、…-—~～　")
}

// exact returns the original of the runes, signs included: a value is what was written (-3).
func (t *text) exact(from, to int) string {
	if from < 0 || to > len(t.r) || from >= to {
		return ""
	}
	return strings.TrimSpace(t.src[t.from[from]:t.to[to-1]])
}

// is reports whether the runes at i begin with s.
func (t *text) is(i int, s string) bool {
	for _, c := range s {
		if i < 0 || i >= len(t.r) || t.r[i] != c {
			return false
		}
		i++
	}
	return true
}

// ends reports whether the runes before i end with s.
func (t *text) ends(i int, s string) bool { return t.is(i-len([]rune(s)), s) }

// at returns the rune at i, or 0 outside the text.
func (t *text) at(i int) rune {
	if i < 0 || i >= len(t.r) {
		return 0
	}
	return t.r[i]
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }
func isLatin(c rune) bool { return 'a' <= c && c <= 'z' }

// isHan reports whether a rune is a character of the script, or a typed syllable that stands for one.
func isHan(c rune) bool { return 0x4e00 <= c && c <= 0x9fff || isSyllable(c) }

// isBreak reports whether a rune separates words: a sign, a space, or the end of the text.
func isBreak(c rune) bool { return c == 0 || !isHan(c) && !isDigit(c) && !isLatin(c) }
