package understand

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// The commands about broadcasts (PRODUCT.md M7), beyond the table of GUIDE.md: write one, have it sent, take it back, ask who has not
// confirmed it, remind those once, list one's own, and confirm one that was got.
const (
	BroadcastSend    Intent = "broadcast.send"
	BroadcastConfirm Intent = "broadcast.confirm"
	BroadcastUndo    Intent = "broadcast.undo"
	BroadcastUnacked Intent = "broadcast.unacked"
	BroadcastRemind  Intent = "broadcast.remind"
	BroadcastList    Intent = "broadcast.list"
	BroadcastAck     Intent = "broadcast.ack"
)

// BroadcastSaid is what a text says of a broadcast.
type BroadcastSaid struct {
	// Number names the broadcast; 0 means the last one.
	Number int64
	// To and Text are those of a BroadcastSend; a part that was not said is empty.
	To   Audience
	Text string
	// At is when it is to go; zero means at once. RemindAt or RemindAfter is when those who have not confirmed are to be reminded.
	At, RemindAt time.Time
	RemindAfter  time.Duration
	// HappensAt is the one day with the one clock time that the words name, zero if they name none or several. Of words that go later it is
	// not known which day 明天 is.
	HappensAt time.Time
	// Bare: a BroadcastUndo does not say that it means a broadcast.
	Bare bool
	// Names asks for all names as a file.
	Names bool
}

// remindUnsaid is after how long those who have not confirmed are reminded if that is asked for without a time.
const remindUnsaid = 4 * time.Hour

var (
	confirming = regexp.MustCompile(`^(?:确认)?(?:发送|发出|群发)(?:吧)?(?:通知)?[#\s]*(?:编号)?(\d{3,9})?(?:号)?$`)
	undoing    = regexp.MustCompile(`^(?:撤回|撤销|收回)(?:一下|了)?$|^(?:请|把)?(?:撤回|撤销|取消|收回|停发|停止|不发|别发)(?:掉|了)?(?:这条|那条|刚才的?|刚发的?)?(?:群发|发送)?的?(?:通知|群发|广播)[#\s]*(?:编号)?(\d{3,9})?(?:号)?了?$|` +
		`^(?:撤回|撤销|收回|停发)[#\s]*(\d{3,9})(?:号)?(?:通知|群发|广播)?$`)
	unacking = regexp.MustCompile(`^(?:看看?|查看?|问)?[#\s]*(\d{3,9})?(?:号)?(?:的)?(?:通知)?(?:还)?(?:有)?(?:谁|哪些人|哪几个人?|几个人|多少人)(?:都)?(?:还)?(?:(?:没有?|未)(?:确认|回复?|看|收到|点)|(?:已经?)?(?:确认|收到|看)了)(?:过|到)?(?:的)?(?:通知)?[#\s]*(\d{3,9})?(?:号)?$|` +
		`^(?:看看?|查看?)?[#\s]*(\d{3,9})?(?:号)?(?:的)?(?:通知)?(?:没有?|未|已)?确认(?:的)?(?:情况|名单|进度|的人|有谁|几个人)[#\s]*(\d{3,9})?(?:号)?$`)
	reminding = regexp.MustCompile(`^(?:请)?(?:给|对|把|向)?(?:(?:没有?|未)(?:确认|回复?|看|收到)的(?:人|同事|代表)?(?:们)?)?(?:再|重新)(?:提醒|催|通知)(?:一?次|一?下|一遍)?(?:(?:没有?|未)(?:确认|回复?|看|收到)的(?:人|同事|代表)?(?:们)?|他们|她们)?[#\s]*(\d{3,9})?(?:号)?$|` +
		`^(?:催|提醒)(?:一?下)?(?:(?:没有?|未)(?:确认|回复?|看)的(?:人|同事|代表)?)[#\s]*(\d{3,9})?(?:号)?$|^[#\s]*(\d{3,9})(?:号)?(?:的)?(?:没有?|未)(?:确认|回复?|看)的(?:人|同事|代表)?(?:再)?(?:提醒|催)(?:一?次|一?下|一遍)?$`)
	listing   = regexp.MustCompile(`^(?:看看?|查看?|列出)?(?:我|我们)(?:最近|今天|本周|本月)?(?:都)?(?:发|群发)(?:过|出|了)?(?:哪些|什么)?的?(?:通知|群发|广播)(?:记录|列表)?$|^(?:群发|广播)(?:记录|列表|历史)$|^已发(?:的)?(?:通知|群发)$|^通知列表$`)
	acking    = regexp.MustCompile(`^(?:我)?(?:已)?(?:收到|知道了?|确认|已阅|阅|已读|好的?|ok|明白)(?:了)?(?:通知)?[#\s]*(\d{4,9})(?:号)?$|^(\d{4,9})(?:号)?(?:通知)?(?:我)?(?:已)?(?:收到|知道了|确认|已阅|已读|明白)了?$`)
	naming    = regexp.MustCompile(`^(?:导出|下载)(?:通知|确认|未确认|没确认)?(?:的)?(?:名单|明细)[#\s]*(\d{3,9})(?:号)?$|^(?:导出|下载|发)?[#\s]*(\d{3,9})(?:号)?(?:的)?(?:通知)?(?:确认|接收|收件)?(?:名单|表格|明细)$|^(?:导出|下载)(?:通知)?[#\s]*(\d{3,9})(?:号)?(?:的)?(?:通知|名单|表格)?$`)
	remindEnd = regexp.MustCompile(`[,。;!\s]*(?:没有?|未)(?:确认|回复?|看|收到)的(?:人|同事|代表)?(?:们)?[,\s]?(?:到|在|就)?(.{0,18}?)(?:自动)?(?:再|重新|就)?(?:提醒|催)(?:一?次|一?下|一遍|1次|他们|她们)*[。!\s]*$`)
	sendEnd   = regexp.MustCompile(`[\s,。;!]+(.{2,18}?)(?:再|准时|定时)?(?:发出|发送|发)[。\s]*$`)
)

// broadcasts reports whether a person's role may send broadcasts.
func (m *message) broadcasts() bool { return m.who.Role.Manages() || m.who.Role == domain.Admin }

// broadcast reads what a manager or an admin does with broadcasts: 通知全组：…, 发送 1030, 谁没确认 1030. From others it reads that they would
// send one, so that they can be told that they may not.
func (m *message) broadcast() (Reading, bool) {
	r := Reading{Intent: Unknown, Broadcast: &BroadcastSaid{}}
	if !m.broadcasts() {
		return r, m.wantsToo(&r)
	}
	if m.numberedBroadcast(&r) || m.sends(&r) || m.wantsToSend(&r) {
		return r, true
	}
	return r, false
}

// meantForMany reports whether a manager's or an admin's text that is something else was written as a broadcast (通知全组：…).
func (m *message) meantForMany() bool {
	if !m.who.Role.Manages() && m.who.Role != domain.Admin {
		return false
	}
	trace := m.trace
	m.trace = nil // its slots are none of the compared ones
	defer func() { m.trace = trace }()
	r, ok := m.broadcast()
	return ok && r.Further == BroadcastSend
}

// numberedBroadcast reads the commands on one broadcast.
func (m *message) numberedBroadcast(r *Reading) bool {
	s := strings.TrimRight(m.bare(), "吧啦哈啊呀吗")
	for _, c := range []struct {
		words  *regexp.Regexp
		intent Intent
	}{{confirming, BroadcastConfirm}, {undoing, BroadcastUndo}, {unacking, BroadcastUnacked}, {naming, BroadcastUnacked}, {listing, BroadcastList}} {
		found := c.words.FindStringSubmatch(s)
		if found == nil {
			continue
		}
		if c.intent == BroadcastUndo && m.who.Role == domain.Admin && !strings.ContainsAny(s, "通群广") {
			continue // what an admin takes back is a change of the scheme first
		}
		r.Further, r.Broadcast.Number, r.Broadcast.Names = c.intent, numberIn(found), c.words == naming
		r.Broadcast.Bare = c.intent == BroadcastUndo && !strings.ContainsAny(s, "通群广")
		return true
	}
	return m.remindsAll(r)
}

// numberIn is the record number among the groups of a match, 0 if there is none.
func numberIn(found []string) int64 {
	for _, digits := range found[1:] {
		if n := recordNumber(digits); n != 0 {
			return n
		}
	}
	return 0
}

// remindsAll reads 再提醒一次 1030 and 明天9点再提醒 1030.
func (m *message) remindsAll(r *Reading) bool {
	at := m.afterTimes(0)
	found := reminding.FindStringSubmatch(strings.TrimRight(bareOf(m.r[at:]), "吧啦哈啊呀"))
	if found == nil {
		return false
	}
	r.Further, r.Broadcast.Number = BroadcastRemind, numberIn(found)
	if moment, after, said := m.moment(0, at); said {
		r.Broadcast.RemindAt, r.Broadcast.RemindAfter = moment, after
	}
	return true
}

// acknowledges reads 收到 1030, from anybody.
func (m *message) acknowledges(s string, r *Reading) bool {
	found := acking.FindStringSubmatch(s)
	if found == nil {
		return false
	}
	r.Further, r.Broadcast = BroadcastAck, &BroadcastSaid{Number: numberIn(found)}
	return true
}

// sendVerbs begin a broadcast, longer ones first.
var sendVerbs = []string{"群发通知给", "群发消息给", "群发给", "发一条通知给", "发个通知给", "发条通知给", "发通知给", "发公告给", "通知一下", "通知下", "通知到", "通知", "群发", "广播", "转告", "告诉"}

// givenVerbs close what 给 begins: 给全组发个通知.
var givenVerbs = []string{"发一条通知", "发个通知", "发条通知", "发一个通知", "发通知", "群发通知", "群发", "发公告", "发条消息", "发个消息", "发消息"}

// sends reads a broadcast to be written: 周一早上8点通知全组：…
func (m *message) sends(r *Reading) bool {
	i := m.afterTimes(0)
	head := i
	given := m.is(i, "给") && !m.is(i, "给我")
	verb := slices.IndexFunc(sendVerbs, func(w string) bool { return m.is(i, w) })
	if !given && verb < 0 {
		return false
	}
	b := r.Broadcast
	if given {
		b.To, i = m.audience(i+1, -1)
		verb = slices.IndexFunc(givenVerbs, func(w string) bool { return m.is(i, w) })
		if verb < 0 || b.To.None() {
			return false
		}
		i += len([]rune(givenVerbs[verb]))
	} else {
		i += len([]rune(sendVerbs[verb]))
		if m.is(i, "我") && !m.is(i, "我们") || m.is(i, "记录") || m.is(i, "列表") {
			return false
		}
		b.To, i = m.audience(i, m.colon(i))
	}
	if b.To.None() && m.text.at(i) != ':' {
		return false
	}
	r.Further = BroadcastSend
	m.found("intent", 0, i, "a manager's words that begin a broadcast")
	if at, after, said := m.moment(0, head); said {
		if b.At = at; after > 0 {
			b.At = m.at.Add(after)
		}
	}
	end := m.ending(i, b)
	if b.Text = m.body(i, end); b.At.IsZero() {
		b.HappensAt = m.happens(i, end)
	}
	return true
}

// happens returns the one day with the one clock time that is said in from..to; zero where there is none, or another one, or it is over.
func (m *message) happens(from, to int) time.Time {
	days, clocks := 0, 0
	for _, t := range m.tokensIn(from, to) {
		if t.kind == tokDay {
			if days++; !t.day.single() {
				return time.Time{}
			}
		}
		if t.kind == tokClock {
			clocks++
		}
	}
	at, after, said := m.moment(from, to)
	if days != 1 || clocks != 1 || !said || after != 0 || !at.After(m.at) {
		return time.Time{}
	}
	return at
}

// wantsToSend reports whether a text begins like a broadcast and names nobody who is known, so that it is asked whom it is for.
func (m *message) wantsToSend(r *Reading) bool {
	i := m.afterTimes(0)
	for _, w := range []string{"群发给", "群发", "通知", "广播"} {
		if m.is(i, w) && !m.is(i+len([]rune(w)), "我") && len(m.r) > i+len([]rune(w))+4 {
			r.Further, r.Broadcast = BroadcastSend, &BroadcastSaid{}
			return true
		}
	}
	return false
}

// wantsToo reports whether somebody who may not send broadcasts would: 通知全组：…
func (m *message) wantsToo(r *Reading) bool {
	for _, w := range []string{"通知", "群发给", "群发"} {
		if !m.is(0, w) {
			continue
		}
		if _, found := teamWords().longest(m.r, len([]rune(w))); len(found) > 0 && !found[0].outside && found[0].role != domain.Manager {
			r.Further, r.Broadcast = BroadcastSend, &BroadcastSaid{}
			return true
		}
	}
	return false
}

// afterTimes returns where the times and polite words at from end.
func (m *message) afterTimes(from int) int {
	i := from
	for i < len(m.r) {
		next := i
		for _, t := range m.tokens {
			if t.from == i && t.kind <= tokMinutes {
				next = max(next, t.to)
			}
		}
		for _, skip := range []string{"以后", "之后", "后", "请", "帮我", "麻烦", "你", "准时", "定时", "到时候", "到时", "统一", "的时候", "就"} {
			if next == i && m.is(i, skip) {
				next = i + len([]rune(skip))
			}
		}
		if next == i && isBreak(m.r[i]) {
			next++
		}
		if next == i {
			break
		}
		i = next
	}
	return i
}

// moment returns the time that is said in from..to, or how long after now or after the sending it is; a day without a clock time is 09:00,
// and a clock time that is over is tomorrow's, as for reminders.
func (m *message) moment(from, to int) (at time.Time, after time.Duration, said bool) {
	date, start, day := m.today, domain.TimeOfDay("09:00"), false
	for _, t := range m.timesIn(from, to) {
		switch t.kind {
		case tokMinutes:
			return time.Time{}, time.Duration(t.minutes) * time.Minute, true
		case tokDay:
			if date, day, said = t.day.on(m.today, true), true, true; date.IsZero() {
				return time.Time{}, 0, false
			}
		case tokClock:
			start, said = t.clock.in(t.half), true
		}
	}
	if !said {
		return time.Time{}, 0, false
	}
	if at = date.At(start, m.at.Location()); !day && !at.After(m.at) {
		at = date.AddDays(1).At(start, m.at.Location())
	}
	return at, 0, true
}

// ending reads what stands at the end of a broadcast that begins at from and is no part of its words: when to remind those who have not
// confirmed (没确认的明早9点再提醒), and when it is to go (…，周一8点发). It returns where the words end.
func (m *message) ending(from int, b *BroadcastSaid) int {
	end := len(m.r)
	if at, time, ok := m.tail(remindEnd, from, end); ok {
		if moment, after, said := m.moment(time.from, time.to); said {
			b.RemindAt, b.RemindAfter = moment, after
		} else {
			b.RemindAfter = remindUnsaid
		}
		end = at
	}
	if at, time, ok := m.tail(sendEnd, from, end); ok && b.At.IsZero() && m.afterTimes(time.from) >= time.to {
		if moment, after, said := m.moment(time.from, time.to); said {
			if b.At = moment; after > 0 {
				b.At = m.at.Add(after)
			}
			end = at
		}
	}
	return end
}

// tail matches words at the end of from..end and returns where they begin and their first group, in runes.
func (m *message) tail(words *regexp.Regexp, from, end int) (at int, group span, ok bool) {
	s := string(m.r[from:end])
	found := words.FindStringSubmatchIndex(s)
	if found == nil || found[0] == 0 {
		return end, group, false
	}
	runes := func(bytes int) int { return from + len([]rune(s[:bytes])) }
	return runes(found[0]), span{runes(found[2]), runes(found[3])}, true
}

// body returns the words of a broadcast as they were typed.
func (m *message) body(from, to int) string {
	for from < to && isBreak(m.r[from]) && m.r[from] != '#' {
		from++
	}
	if from >= to {
		return ""
	}
	return strings.TrimSpace(m.src[m.text.from[from]:m.text.to[to-1]])
}

// bareOf is runes without spaces and signs.
func bareOf(r []rune) string {
	return strings.Map(func(c rune) rune {
		if isBreak(c) {
			return -1
		}
		return c
	}, string(r))
}
