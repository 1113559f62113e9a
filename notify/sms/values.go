package sms

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxValue is the longest value of a variable in a notification template (protocols: Aliyun SMS part 4.1).
const maxValue = 35

// Units counts a text as the gateway bills it: every Han character, letter, digit and mark is 1 (UTF-16 code units).
func Units(text string) int {
	n := 0
	for _, r := range text {
		if l := utf16.RuneLen(r); l > 0 {
			n += l
		} else {
			n++
		}
	}
	return n
}

// Parts returns how many parts of a text are billed, signature included: one up to 70 units, else one for every 67 begun
// (protocols: Aliyun SMS part 4).
func Parts(text string) int {
	n := Units(text)
	if n <= maxUnits {
		return 1
	}
	return (n + 66) / 67
}

// link finds what the gateway takes for a URL in a variable (isv.PARAM_NOT_SUPPORT_URL). Numbers such as 3.5 are none.
var link = regexp.MustCompile(`(?i)://|\bwww\.|[a-z0-9-]+\.(com|cn|net|org|gov|edu|io|top|xyz|cc|vip|info|me|app|shop|link|ly|co|tv)\b`)

// unsendable says what in a text the gateway would refuse with isv.UNSUPPORTED_CONTENT, or nothing. The brackets 【】 belong
// to the signature alone. Rare characters are refused as far as they lie outside the basic plane.
func unsendable(text string) string {
	for _, r := range text {
		switch {
		case r == '【' || r == '】':
			return "the brackets of the signature"
		case r == unicode.ReplacementChar:
			return "broken characters"
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return "a line break or another control character"
		case r > 0xFFFF || unicode.Is(unicode.So, r) && r >= 0x2300 && r <= 0x2BFF || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == 0xFE0F || r == 0x20E3:
			return "an emoji, a rare or an invisible character"
		}
	}
	if link.MatchString(text) {
		return "a link"
	}
	return ""
}

// checkValue holds one value against the gateway's rules; the error never shows the value.
func checkValue(v string) error {
	if n := Units(v); n == 0 || n > maxValue {
		return fmt.Errorf("has %d characters, allowed are 1 to %d", n, maxValue)
	}
	if strings.TrimSpace(v) == "" {
		return errors.New("is blank")
	}
	if why := unsendable(v); why != "" {
		return fmt.Errorf("holds %s", why)
	}
	return nil
}

// checkSign refuses signatures that would break the text; whether one is approved only the gateway knows (Client.Check).
func checkSign(sign string) error {
	if n := Units(sign); n < 2 || n > 12 {
		return fmt.Errorf("an SMS signature has 2 to 12 characters, this one has %d", n)
	}
	if strings.ContainsAny(sign, "()[]（） ") || unsendable(sign) != "" {
		return errors.New("an SMS signature is written without brackets, spaces and symbols")
	}
	return nil
}

// shorteners are the variables whose value may be cut without saying anything wrong, and how. The text around codes tells
// how many there are (今天12家：…), and a subject ends in an ellipsis. Numbers, times and choices are never cut.
var shorteners = map[string]func(value string, units int) string{
	"codes":   cutList,
	"subject": cutWords,
}

// Fit returns params with the variables that may be cut shortened so that each value and the whole text fit. What fits
// already is returned as it is, and so is what cannot be helped: Render then says what is wrong.
func (c *Catalogue) Fit(name string, params map[string]string) map[string]string {
	t, ok := c.templates[name]
	if !ok {
		return params
	}
	fitted := maps.Clone(params)
	for _, v := range t.Variables {
		shorten := shorteners[v]
		if shorten == nil {
			continue
		}
		if Units(fitted[v]) > maxValue {
			fitted[v] = shorten(fitted[v], maxValue)
		}
		if over := Units(c.fill(t, fitted)) - maxUnits; over > 0 {
			fitted[v] = shorten(fitted[v], Units(fitted[v])-over)
		}
	}
	return fitted
}

// cutWords keeps as many whole characters as fit before an ellipsis; if not even one fits, the value stays.
func cutWords(value string, units int) string {
	room, kept := units-1, 0
	for i, r := range value {
		if room -= max(utf16.RuneLen(r), 1); room < 0 {
			break
		}
		kept = i + len(string(r))
	}
	if kept == 0 {
		return value
	}
	return strings.TrimSpace(value[:kept]) + "…"
}

// cutList keeps as many whole entries of a list as fit before 等; if not even one fits, the value stays.
func cutList(value string, units int) string {
	best := ""
	for i, r := range value {
		if strings.ContainsRune(" 、，,", r) && i > 0 && Units(value[:i])+1 <= units {
			best = strings.TrimRight(value[:i], " 、，,") + "等"
		}
	}
	if best == "" {
		return value
	}
	return best
}
