package screen

import (
	"sort"
	"strings"
)

// How much somebody prescribes is also told by patients (给十五个病人换成了我们的), by what goes out in a day (一天出去七八个安络畅), by a list
// of names or weekdays with numbers, and asked for by who does it most. These are read in whole clauses, like deals (deal.go).

// otherwiseCounted looks at such tales.
func (t *text) otherwiseCounted() {
	t.weekdays()
	t.whoMost()
	t.nameList()
	for i, k := range t.ts {
		switch {
		case k.class&number != 0:
			t.patientsOn(i)
			t.shareOn(i)
			t.goesOut(i)
			t.monthly(i)
			t.ofTarget(i)
			t.broughtBack(i)
		case k.class&statNoun != 0 || t.word(i) == "处方":
			t.compared(i)
		}
	}
}

// drugAt reports whether a drug begins at the token j: one of ours, one known by the end of its name, or an unknown word of three
// characters, as brands are.
func (t *text) drugAt(j int) bool {
	if j >= len(t.ts) {
		return false
	}
	if t.unknownWord(j) {
		return true
	}
	for _, u := range t.said(t.ts[j].clause, t.ts[j].clause) {
		if u.role&(ourDrug|us) != 0 && u.from >= t.ts[j].from && u.from <= t.ts[j].from+4 {
			return true
		}
	}
	return false
}

// unknownWord reports whether three characters at the token j make a word that nobody knows.
func (t *text) unknownWord(j int) bool {
	for n := j; n < j+3; n++ {
		if n >= len(t.ts) || t.ts[n].class&^(named|script|pack|filler|fee|forbid) != 0 || t.ts[n].clause != t.ts[j].clause || t.ts[n].to-t.ts[n].from > 1 || !isLetter(t.cs[t.ts[n].from].r) || strings.ContainsRune(illness, t.cs[t.ts[n].from].r) || n > j && t.ts[n].gap > tight {
			return false
		}
	}
	return true
}

// illness are characters of what people have, not of what they take.
const illness = "病炎症癌压脂衰梗痛痒喘岁性率人医不没"

func isLetter(r rune) bool { return r > 0x2E80 }

// tokenAt returns the token that begins at or after a character.
func (t *text) tokenAt(from int) int {
	return sort.Search(len(t.ts), func(j int) bool { return t.ts[j].from >= from })
}

// onADrug returns the token of a drug that people are on in the clauses from a to b; -1 if none is told.
func (t *text) onADrug(a, b int) int {
	for _, u := range t.said(a, b) {
		if u.role&onDrug == 0 {
			continue
		}
		j := t.tokenAt(u.to)
		for j < len(t.ts) && t.ts[j].clause == u.clause && t.ts[j].to-t.ts[j].from == 1 && strings.ContainsRune("了着的过上成是到", t.cs[t.ts[j].from].r) {
			j++
		}
		if j < len(t.ts) && t.ts[j].clause == u.clause && t.drugAt(j) {
			return j
		}
	}
	return -1
}

// people reports whether the number at i counts patients: 90个病人, 十五个支架病人, 130人.
func (t *text) people(i int) bool {
	unit, last := t.unit(i)
	if unit >= 0 && t.ts[unit].class&goods == 0 { // 十五个支架病人
		return t.ts[unit].class&cases != 0 && t.ts[unit].class&(pack|script) == 0
	}
	return (last > i || unit >= 0) && t.right(max(last, unit), 6, cases|patient, 0) >= 0 || last > i && t.left(i, 3, cases|patient, 0) >= 0
}

// patientsOn looks at how many of a doctor's patients are on a drug.
func (t *text) patientsOn(i int) {
	k := t.ts[i]
	c := k.clause
	if k.vague && k.class&question == 0 || k.value < 5 && k.class&question == 0 && !t.ratio(i) && !(k.value > 1 && (t.has(i, rate) || t.left(i, 5, period, 0) >= 0)) || !t.people(i) && !t.ratio(i) || !t.theirs(c, 1, 1) {
		return
	}
	if was, does := t.around(c, 1, 1); was&(harm|stock) != 0 || does&(tale|lawful) != 0 {
		return
	}
	d := t.onADrug(c, c)
	_, last := t.unit(i)
	if d < 0 && !t.ofDrug(last+1) && !(t.parts[c].role&us != 0 && t.putOn(i)) {
		return
	}
	t.hide(i, last, PrescriptionCount)
	for j := last + 1; j < min(len(t.ts), last+12) && t.ts[j].sentence == k.sentence; j++ { // 上月才60个
		if t.ts[j].class&number != 0 && t.ts[j].value >= 5 && t.parts[t.ts[j].clause].role&clinic == 0 {
			_, last := t.unit(j)
			t.hide(j, last, PrescriptionCount)
		}
	}
}

// ofDrug reports whether a drug and the patients on it stand at the token j: (18个)糖维宁的病人.
func (t *text) ofDrug(j int) bool {
	n := t.right(j, 5, cases|patient, 0)
	return j < len(t.ts) && t.drugAt(j) && n > 0 && strings.ContainsRune("的新", t.cs[t.ts[n-1].from].r)
}

// putOn reports whether the word before a number is one of putting patients on a drug: 给我们上三四十个.
func (t *text) putOn(i int) bool {
	for _, u := range t.said(t.ts[i].clause, t.ts[i].clause) {
		if u.role&(onDrug|writes) != 0 && u.to == t.ts[i].from {
			return true
		}
	}
	return false
}

// shareOn looks at the share of a doctor's patients that is on a drug: 他的心衰病人里八成都用倍欣康.
func (t *text) shareOn(i int) {
	c := t.ts[i].clause
	if !t.share(i) || !t.theirs(c, 1, 0) || t.parts[c].class&(cases|patient) == 0 || t.parts[c].class&(harm|price) != 0 || t.parts[c].role&tale != 0 || t.onADrug(c, c) < 0 {
		return
	}
	t.hide(i, i, PrescriptionCount)
}

// ratio reports whether the number at i is a part of so many patients: 每十个新病人有六个.
func (t *text) ratio(i int) bool {
	n := t.left(i, 10, number, 0)
	return n > 0 && t.ts[n].value >= t.ts[i].value && t.saidBefore(i, 3, []string{"有", "里"}) && t.ts[n].value <= 100
}

// goesOut looks at what a doctor gives out that is counted by no pack: 一天能开出去七八个安络畅, 开出去17份, and at a figure of a month that
// stands beside a drug (倍欣康一周20~25人次).
func (t *text) goesOut(i int) {
	k := t.ts[i]
	c := k.clause
	p := t.parts[c]
	if !t.theirs(c, 1, 0) || p.class&(stock|harm|price) != 0 || p.class&hospital != 0 && p.class&(doctor|named|pronoun) == 0 || p.role&(tale|sick) != 0 || k.class&question != 0 {
		return
	}
	unit, last := t.unit(i)
	end := max(unit, last)
	counter := end+1 < len(t.ts) && t.ts[end+1].gap == tight && strings.ContainsRune("份单人", t.cs[t.ts[end+1].from].r)
	piece := unit >= 0 && strings.ContainsRune("份单", t.cs[t.ts[unit].from].r) || unit < 0 && last > i || counter
	if !piece && !(unit >= 0 && t.ts[unit].class&cases != 0) {
		return
	}
	next := end + 1
	switch {
	case t.left(i, 6, rx, 0) >= 0 && piece && t.drugAt(next) && p.role&paper == 0:
		t.hide(i, end, PrescriptionCount)
	case k.value >= plain && p.role&(clinic|field) == 0 && t.left(i, 6, period|rate, 0) >= 0 && (next >= len(t.ts) || t.ts[next].gap >= comma) && p.role&paper == 0 && (t.drugIn(c, i) || c > 0 && t.parts[c-1].sentence == k.sentence && t.onADrug(c-1, c-1) >= 0):
		t.hide(i, end, PrescriptionCount)
	}
}

// often are what stands before a bare figure of a month, a week or a day.
var often = wordSet(`月 周 日 天 周销 月销 日销 月走 周走 日走 月开 周开 日开 月均 周均 日均 月用 月出 周出 日出 每月 每周 每天 月量`)

// monthly looks at a bare figure of a month behind a drug: 唐莉 糖维宁 月30.
func (t *text) monthly(i int) {
	k := t.ts[i]
	c := k.clause
	unit, last := t.unit(i)
	if unit >= 0 || k.value < plain || i == 0 || k.gap > tight || t.ts[i-1].clause != c || !often[t.word(i-1)] || last+1 < len(t.ts) && t.ts[last+1].gap < comma {
		return
	}
	if p := t.parts[c]; p.class&(stock|price) != 0 || p.role&(field|clinic|tale|paper) != 0 || t.visits() || !t.drugIn(c, i-1) {
		return
	}
	t.hide(i, last, PrescriptionCount)
}

// drugIn reports whether a drug is named in the clause c before the token i.
func (t *text) drugIn(c, i int) bool {
	for j := t.parts[c].from; j < i; j++ {
		if t.drugAt(j) {
			return true
		}
	}
	return false
}

// nameList looks at a list of names with numbers in a text about prescribing: 开立舒平的数我摸清了：张伟300、李静180.
func (t *text) nameList() {
	var all []int
	var was, does class
	for _, p := range t.parts {
		was, does = was|p.class, does|p.role
	}
	if was&(rx|statNoun|statWord) == 0 && does&writes == 0 || does&(field|clinic) != 0 || t.visits() {
		return
	}
	for i, k := range t.ts {
		if k.class&named != 0 {
			if n, ok := t.bareAfter(i, 3); ok && t.ts[n].gap < comma {
				all = append(all, n)
			}
		}
	}
	if len(all) >= 2 {
		t.hideBare(all)
	}
}

// weekdays looks at packs by the day: 周一3支周二5支周四6支.
func (t *text) weekdays() {
	type found struct{ from, to int }
	var days []found
	for i := 0; i+3 < len(t.cs); i++ {
		if t.cs[i].r != '周' && t.cs[i].r != '号' && t.cs[i].r != '日' {
			continue
		}
		j := i + 1
		if t.cs[i].r == '周' {
			if !strings.ContainsRune("一二三四五六日天末", t.cs[j].r) {
				continue
			}
			j++
		}
		from := j
		for j < len(t.cs) && t.cs[j].r >= '0' && t.cs[j].r <= '9' {
			j++
		}
		if j > from && j < len(t.cs) && strings.ContainsRune("支盒张瓶", t.cs[j].r) {
			days = append(days, found{from, j + 1})
		}
	}
	if len(days) >= 2 && t.namesDoctor() {
		for _, d := range days {
			t.cover(d.from, d.to, PrescriptionCount)
		}
	}
}

var (
	whoever = []string{"谁", "哪个医生", "哪位医生", "哪个主任", "哪位主任", "哪几个主任", "哪几位主任", "哪几个医生", "哪些医生", "哪位专家", "哪个大夫"}
	mostly  = []string{"得多", "的多", "得最多", "得少", "得最少", "得猛", "得好", "得最好", "得凶", "得勤", "最多", "最少", "多少", "更多", "多一些", "多点", "得更多", "多少盒"}
)

// whoMost looks at a question for who prescribes most, with the drug in between: 谁的安络畅用得多.
func (t *text) whoMost() {
	for i := range t.cs {
		if strings.ContainsRune("开用写出走上", t.cs[i].r) && spells(t.cs, i+1, mostly) { // 用得最多的是哪个主任
			for j := i + 3; j < min(len(t.cs), i+9); j++ {
				if spells(t.cs, j, whoever) && !t.visits() {
					t.cover(i, j+1, PrescriptionCount)
					return
				}
			}
		}
		if !spells(t.cs, i, whoever) {
			continue
		}
		for j := i + 1; j < len(t.cs) && j < i+14 && t.cs[j].gap < comma; j++ {
			if strings.ContainsRune("开用写出走上", t.cs[j].r) && spells(t.cs, j+1, mostly) && !t.visits() {
				t.cover(i, j+2, PrescriptionCount)
				return
			}
		}
	}
}

// compared looks at a doctor's prescriptions that are to be compared, listed or handed over: 丁一的糖维宁处方和潘登的对比给我看看.
func (t *text) compared(i int) {
	c := t.ts[i].clause
	if t.forbidden(i) || !t.theirs(c, 1, 0) || t.parts[c].role&(field|tale) != 0 || t.parts[c].class&(stock|harm|hospital) != 0 || t.has(i, limit) {
		return
	}
	end := t.ts[i].to
	if end < len(t.cs) && t.cs[end].gap < comma && strings.ContainsRune("点审规权药笺集习思原", t.cs[end].r) {
		return // 处方点评, 处方习惯
	}
	for _, u := range t.said(c, c) {
		if u.role&compares != 0 && u.from >= t.ts[i].from-14 && spells(t.cs, u.from, []string{"对比", "比较", "比一比", "比比", "比一下", "发我", "发给我", "给我看", "拉一下", "导出", "汇总", "排一下", "拉个", "列个", "调出来", "调一下", "调取", "要一份", "给我一份", "弄一份", "发一份", "各医生", "各位医生", "每个医生", "各主任", "各个医生", "每位医生", "分医生"}) {
			t.hide(i, i, PrescriptionCount)
			return
		}
	}
}

// ofTarget looks at how much of a sales target is reached or missing, as a share: 指标完成82%，剩下的月底前补上.
func (t *text) ofTarget(i int) {
	k := t.ts[i]
	c := k.clause
	p := t.parts[c]
	if t.percentBefore(i) && !t.visits() && !t.forbidden(i) {
		if _, does := t.around(c, 0, 1); does&reach != 0 && does&target != 0 && does&field == 0 && p.class&(patient|price|approved) == 0 {
			t.hide(i, i, SalesTask)
			return
		}
	}
	if !t.share(i) || k.class&question != 0 || k.vague || p.role&target == 0 || p.role&field != 0 || p.class&(patient|price|approved) != 0 || t.visits() || t.forbidden(i) {
		return
	}
	for _, u := range t.said(c, c) {
		if u.role&target != 0 && u.to <= t.ts[i].from {
			t.cover(u.from, t.ts[i].to, SalesTask)
			return
		}
	}
}

// broughtBack looks at prescriptions or packs that are to be brought back from a visit: 每次拜访要带回来5张处方, 一次拜访换10盒.
func (t *text) broughtBack(i int) {
	k := t.ts[i]
	unit, last := t.unit(i)
	if unit < 0 || t.ts[unit].class&(pack|script) == 0 || t.parts[k.clause].class&(patient|broken|price|harm) != 0 {
		return
	}
	for _, u := range t.said(k.clause, k.clause) {
		if u.role&brings == 0 || u.to > t.ts[i].from || t.ts[i].from-u.to > 3 {
			continue
		}
		if t.parts[k.clause].role&field != 0 || t.right(max(unit, last), 2, rx|statNoun, 0) >= 0 || t.word(unit) == "张处方" {
			t.cover(u.from, t.ts[max(unit, last)].to, SalesTask)
			return
		}
	}
}
