package notify

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// WeCom cuts a text at 2,048 bytes (protocols: WeCom part 4.2) and shows at most 160 characters of a card's body (part 4.3).
const (
	textBytes = 2048
	cardRunes = 160
)

// markBytes is room in each message for what may be added: "(12/34)" before a part, the time behind a text that would
// repeat another one.
const markBytes = len("(999/999)") + len("（15:04:05.000）")

// messages cuts a text for WeCom into the texts of one message each, marked (1/2), (2/2) where there are several.
func messages(text string) []string {
	parts := split(text, textBytes-markBytes)
	if len(parts) == 1 {
		return parts
	}
	for i := range parts {
		parts[i] = fmt.Sprintf("(%d/%d)%s", i+1, len(parts), parts[i])
	}
	return parts
}

// split cuts s into pieces of at most limit bytes, never inside a character: at the end of a line if one ends in the second
// half of a piece, else at the end of a sentence, else wherever the piece is full. The pieces put together are s.
func split(s string, limit int) []string {
	var parts []string
	for len(s) > limit {
		at := limit
		for at > 0 && !utf8.RuneStart(s[at]) {
			at--
		}
		if at == 0 { // no character begins within the limit: s is not UTF-8
			at = limit
		}
		if end := lastEnd(s[:at]); end > limit/2 {
			at = end
		}
		parts, s = append(parts, s[:at]), s[at:]
	}
	return append(parts, s)
}

// lastEnd returns where the last line of s ends, or its last sentence if no line ends in its second half; 0 if there is
// neither.
func lastEnd(s string) int {
	if i := strings.LastIndexByte(s, '\n') + 1; i > len(s)/2 {
		return i
	}
	i := strings.LastIndexAny(s, "。！？；!?;\n")
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return i + size
}

// onCard cuts a text to what a card shows. What does not fit is sent as a text before the card.
func onCard(text string) (shown string, whole bool) {
	if utf8.RuneCountInString(text) <= cardRunes {
		return text, true
	}
	runes := []rune(text)
	return string(runes[:cardRunes-1]) + "…", false
}
