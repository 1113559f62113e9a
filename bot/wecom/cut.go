package wecom

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxReplyBytes is what WeCom shows of one text, counted in bytes of UTF-8; it cuts the rest off without a word (protocols:
// WeCom parts 1.3 and 4.2).
const MaxReplyBytes = 2048

// more ends a text that goes on in the next message.
const more = "\n（未完，见下一条）"

// Cut splits a text that one message cannot hold: now fits into MaxReplyBytes, its hint included, and rest is what is still
// to be sent, of any length. Nothing is lost: now without its hint, followed by rest, is the text but for white space where it
// was cut. A cut falls on the end of a line, else of a sentence, else between two characters as people see them. A text that
// fits comes back whole, and cutting again changes nothing.
func Cut(text string) (now, rest string) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= MaxReplyBytes {
		return text, ""
	}
	at := boundary(text, MaxReplyBytes-len(more))
	now = strings.TrimRightFunc(text[:at], unicode.IsSpace)
	rest = strings.TrimLeftFunc(text[at:], unicode.IsSpace)
	if rest == "" {
		return now, "" // only white space did not fit
	}
	return now + more, rest
}

// boundary returns where to cut text so that at most limit bytes stand before. A line or a sentence counts only in the last
// half: a short first line must not leave a message nearly empty.
func boundary(text string, limit int) int {
	character := 0
	line, sentence := 0, 0
	ended := false // the sentence before i is over, its closing quotes included
	var before rune
	for i, r := range text {
		if i > limit {
			break
		}
		if !joins(before, r) {
			character = i
		}
		closes := strings.ContainsRune("”’）)」』", r)
		switch {
		case before == '\n':
			line = i
		case ended && !closes:
			sentence = i
		}
		ended = strings.ContainsRune("。！？；!?;", r) || ended && closes
		before = r
	}
	switch {
	case line >= limit/2:
		return line
	case sentence >= limit/2:
		return sentence
	case character > 0:
		return character
	}
	return runeStart(text, limit)
}

// runeStart is the last place at or before limit where a rune begins; it serves a text that is one endless character.
func runeStart(text string, limit int) int {
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return limit
}

// joins reports whether r belongs to the same visible character as the rune before it: marks, variation selectors, skin
// tones, joined emoji, and CR LF.
func joins(before, r rune) bool {
	const zwj = '\u200d'
	return before == zwj || r == zwj || unicode.In(r, unicode.M) || r >= 0x1F3FB && r <= 0x1F3FF || before == '\r' && r == '\n' ||
		regional(before) && regional(r)
}

// regional reports whether r is half of a flag. A row of flags is not cut at all, which is shorter to say than which halves
// belong together.
func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
