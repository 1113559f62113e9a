package understand

import (
	"slices"
	"strings"
)

// This file reads texts typed in pinyin, as reps without data send them (GUIDE.md, SMS): zhangwei shiyi xinnei lishuping.
// Known words become characters; other syllables become private-use runes that sound like a name (pinyin.go), so that all
// later stages see one kind of text.

// singleTyped are words of one syllable; they count only as a word of their own.
var singleTyped = map[string]rune{"chi": '吃', "yong": '用', "mei": '没', "bu": '不', "le": '了', "de": '的', "qu": '去', "zai": '再', "en": '嗯',
	"hao": '好', "shuo": '说', "jian": '见', "da": '打', "wo": '我', "ta": '他', "hen": '很', "yi": '一', "shi": '是', "you": '有', "gei": '给',
	"hou": '后', "qian": '前', "he": '和', "gen": '跟', "dou": '都', "ye": '也', "hai": '还', "gai": '改', "che": '撤', "jin": '进', "xiang": '想', "kan": '看', "jiang": '讲', "liao": '聊'}

// typedUnits are the units that stand right behind a number in digits: 3dian, 20hao, 6ren.
var typedUnits = map[string]string{"dian": "点", "dianban": "点半", "dianzhong": "点钟", "hao": "号", "ri": "日", "yue": "月", "ren": "人", "wei": "位", "ci": "次", "ge": "个", "tian": "天",
	"tianhou": "天后", "xiaoshi": "小时", "gexiaoshi": "个小时", "fenzhong": "分钟", "fenzhonghou": "分钟后", "xiaoshihou": "小时后", "ban": "半", "zhouhou": "周后", "pian": "片", "he": "盒"}

// longestTyped bounds the letters of a typed word.
const longestTyped = 30

// spell replaces typed pinyin by characters or syllables. Letters that are not wholly pinyin stay as they are.
func (t text) spell(g *Gazetteer) text {
	if !slices.ContainsFunc(t.r, isLatin) {
		return t
	}
	out := text{src: t.src, r: make([]rune, 0, len(t.r)), from: make([]int32, 0, len(t.r)), to: make([]int32, 0, len(t.r))}
	for i := 0; i < len(t.r); {
		if !isLatin(t.r[i]) {
			out.push(t.r[i], int(t.from[i]), int(t.to[i]))
			i++
			continue
		}
		end := i
		for end < len(t.r) && isLatin(t.r[end]) {
			end++
		}
		if joined, stop := g.joinTyped(t.r, i, end); stop > end {
			for _, c := range joined {
				out.push(c, int(t.from[i]), int(t.to[stop-1]))
			}
			i = stop
			continue
		}
		piece := string(t.r[i:end])
		spelt, lone := g.spellPiece(piece, i > 0 && isDigit(t.r[i-1]))
		if spelt == nil {
			for k := i; k < end; k++ {
				out.push(t.r[k], int(t.from[k]), int(t.to[k]))
			}
			i = end
			continue
		}
		for _, c := range spelt {
			out.push(c, int(t.from[i]), int(t.to[end-1]))
		}
		if end+1 < len(t.r) && t.r[end] == ' ' && isLatin(t.r[end+1]) && (lone || isSyllable(spelt[len(spelt)-1]) && g.titleTyped(t.r[end+1:])) {
			end++ // "zhang wei" is one name, "ouyang zhuren" one form of address
		}
		i = end
	}
	return out
}

// joinTyped reads single syllables with spaces between, from the one at i..end, as the longest word that they spell together
// (mei jian dao); end if they spell none.
func (g *Gazetteer) joinTyped(r []rune, i, end int) (word []rune, stop int) {
	const most = 5
	joined, stop := "", end
	at := i
	for n := range most {
		to := at
		for to < len(r) && isLatin(r[to]) {
			to++
		}
		piece := string(r[at:to])
		if _, ok := readings().numbers[piece]; !ok {
			if w, ok := g.typedWord(piece); !ok || len(w) > 3 {
				break
			}
		}
		joined += piece
		if len(joined) > longestTyped {
			break
		}
		if n > 0 {
			if w, ok := g.typedWord(joined); ok && len(w) > n {
				word, stop = w, to
			} else if k, ok := g.spelt[joined]; ok && len(g.names[k]) == n+1 {
				word, stop = spelling(g.names[k]), to
			}
		}
		if to+1 >= len(r) || r[to] != ' ' || !isLatin(r[to+1]) {
			break
		}
		at = to + 1
	}
	return word, stop
}

// titleTyped reports whether letters begin with a form of address.
func (g *Gazetteer) titleTyped(r []rune) bool {
	end := 0
	for end < len(r) && isLatin(r[end]) {
		end++
	}
	w, ok := g.typedWord(string(r[:end]))
	if !ok {
		return false
	}
	to, _ := titles.longest(w, 0)
	return to == len(w)
}

// spellPiece spells a run of letters; nil if it is not pinyin. lone says that it is one syllable of something longer.
func (g *Gazetteer) spellPiece(piece string, afterDigit bool) (out []rune, lone bool) {
	if len(piece) < 2 || len(piece) > 60 || afterDigit && minuteUnit([]rune(piece), 0) > 0 || piece == "min" || piece == "en" {
		return nil, false
	}
	if unit, ok := typedUnits[piece]; ok && afterDigit {
		return []rune(unit), false
	}
	if n, ok := g.spelt[piece]; ok {
		return spelling(g.names[n]), false
	}
	if familiar := g.familiarTyped(piece); familiar != nil {
		return familiar, false
	}
	if w, ok := g.typedWord(piece); ok {
		return w, len(w) == 1
	}
	t := readings()
	if c, ok := singleTyped[piece]; ok && !g.soundsLikeSurname(t.numbers[piece]) {
		return []rune{c}, false
	}
	if s, ok := t.numbers[piece]; ok {
		return []rune{firstSyllable + rune(s)}, true
	}
	return g.segment(piece), false
}

// familiarTyped spells laochen and xiaowang where a doctor has such a surname and no word is spelt so.
func (g *Gazetteer) familiarTyped(piece string) []rune {
	for prefix, c := range map[string]rune{"lao": '老', "xiao": '小'} {
		rest, ok := strings.CutPrefix(piece, prefix)
		if !ok {
			continue
		}
		s, ok := readings().numbers[rest]
		if _, word := g.typedWord(piece); ok && !word && g.soundsLikeSurname(s) {
			return []rune{c, firstSyllable + rune(s)}
		}
	}
	return nil
}

func (g *Gazetteer) soundsLikeSurname(s syllable) bool { return len(g.bySound[s]) > 0 }

// typedWord returns the word behind the pinyin piece: a term of the world, then a word of the lexicon.
func (g *Gazetteer) typedWord(piece string) ([]rune, bool) {
	if w, ok := g.typed[piece]; ok {
		return []rune(w), true
	}
	if w, ok := typedWords()[piece]; ok {
		return []rune(w), true
	}
	return nil, false
}

// segment cuts letters into known words and syllables so that the fewest letters are left to mere syllables, then into the
// fewest pieces; nil if that cannot be done.
func (g *Gazetteer) segment(piece string) []rune {
	const never = 1 << 30
	t := readings()
	cost := make([]int, len(piece)+1)
	cut := make([]int, len(piece)+1)
	words := make([][]rune, len(piece)+1)
	for end := 1; end <= len(piece); end++ {
		cost[end] = never
		for from := max(0, end-longestTyped); from < end; from++ {
			if cost[from] >= never {
				continue
			}
			part := piece[from:end]
			if n, ok := g.spelt[part]; ok && cost[from]+5 < cost[end] {
				cost[end], cut[end], words[end] = cost[from]+5, from, spelling(g.names[n])
				continue
			}
			if w, ok := g.typedWord(part); ok && len(part) > 2 {
				if c := cost[from] + 10; c < cost[end] {
					cost[end], cut[end], words[end] = c, from, w
				}
			}
			if s, ok := t.numbers[part]; ok {
				if c := cost[from] + 10 + 2*len(part); c < cost[end] {
					cost[end], cut[end], words[end] = c, from, []rune{firstSyllable + rune(s)}
				}
			}
		}
	}
	if cost[len(piece)] >= never {
		return nil
	}
	var out []rune
	for end := len(piece); end > 0; end = cut[end] {
		out = append(slices.Clone(words[end]), out...)
	}
	return out
}
