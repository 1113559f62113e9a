package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what stands between a character and the one before it. Words may be torn apart by the lesser gaps.
type gap uint8

const (
	tight gap = iota // nothing, or characters that nobody sees
	mark             // spaces, brackets, quotes and signs: 处 方 量, 处*方*量, 处.方.量
	comma            // the end of a clause
	stop             // the end of a sentence, or something that was masked
)

// char is one character that means something, in its plain form, with its place in the text.
type char struct {
	r        rune
	from, to int
	gap      gap
}

// maskRune is what hidden words become. It ends a sentence, so that nothing is read across it.
const maskRune = '▇'

// chars returns the letters, digits and emoji of a text in plain form: half width, lower case, simplified, and without the
// invisible characters that tear words apart. Bytes that are no UTF-8 separate like a mark.
func chars(text string) []char {
	out := make([]char, 0, len(text)/2)
	between := stop
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch plain, g, kept := fold(r); {
		case r == utf8.RuneError && n == 1:
			between = max(between, mark)
		case kept:
			out = append(out, char{r: plain, from: i, to: i + n, gap: between})
			between = tight
		default:
			between = max(between, g)
		}
		i += n
	}
	return out
}

// fold returns the plain form of a character and true, or the gap that it makes and false.
func fold(r rune) (rune, gap, bool) {
	switch {
	case r >= '！' && r <= '～':
		r -= '！' - '!'
	case r == '　':
		r = ' '
	case r >= '①' && r <= '⑨':
		r = '1' + r - '①'
	case r == '⓪':
		r = '0'
	case r >= 0x1D7CE && r <= 0x1D7FF: // mathematical digits, five alphabets of ten
		r = '0' + (r-0x1D7CE)%10
	case r >= '㊀' && r <= '㊉':
		r = []rune("一二三四五六七八九十")[r-'㊀']
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A', 0, true
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '%', r == '$':
		return r, 0, true
	case r == '¥' || r == '￥':
		return '¥', 0, true
	case r == '\n' || r == '\r' || r == maskRune:
		return 0, stop, false
	case r < utf8.RuneSelf:
		return 0, asciiGap(r), false
	case strings.ContainsRune("。；…", r):
		return 0, stop, false
	case strings.ContainsRune("，：", r):
		return 0, comma, false
	case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector) || r == 'ㅤ':
		return 0, tight, false
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r):
		if s, ok := simplified[r]; ok {
			r = s
		}
		return r, 0, true
	}
	return 0, mark, false
}

func asciiGap(r rune) gap {
	switch r {
	case '!', '?', ';':
		return stop
	case ',', ':':
		return comma
	}
	return mark
}

// simplified maps the traditional characters of the words that the rules know, and the look-alikes and homophones with which
// such words are disguised where no other word can be meant.
var simplified = pairs("處处 開开 購购 現现 紅红 請请 飯饭 醫医 藥药 單单 點点 錢钱 轉转 帳账 賬账 禮礼 獎奖 費费 " +
	"門门 診诊 個个 這这 統统 計计 數数 據据 標标 務务 銷销 額额 達达 衝冲 沖冲 壓压 貨货 貳贰 參叁 陸陆 萬万 兩两 幾几 從从 " +
	"裡里 盧卢 張张 陳陈 趙赵 孫孙 吳吴 劉刘 楊杨 黃黄 蔣蒋 謝谢 馬马 韓韩 韋韦 風风 頓顿 遊游 給给 發发 報报 師师 員员 " +
	"產产 總总 護护 長长 塊块 檢检 釦扣 冋回 廻回 鈔钞 鋪铺 歡欢 學学 術术 會会 議议 說说 話话 讓让 帶带 還还 " +
	"買买 賣卖 誰谁 樣样 關关 係系 內内 應应 對对 訂订 辦办 領领 貼贴 補补 優优 漲涨 飲饮 寫写 嗎吗 爾尔 續续")

func pairs(s string) map[rune]rune {
	m := map[rune]rune{}
	for _, p := range strings.Fields(s) {
		r := []rune(p)
		m[r[0]] = r[1]
	}
	return m
}
