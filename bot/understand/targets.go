package understand

import (
	"slices"
	"strings"
)

// targetRule is what the words of a target are.
const targetRule = "which record is meant: by number, doctor, place or day"

// name puts the doctor whom a mention means into a target, or the candidates where not exactly one fits.
func (t *Target) name(p *mention) {
	if len(p.fits) == 1 {
		t.Doctor, t.Candidates = p.fits[0], nil
		return
	}
	t.Doctor, t.Candidates = "", append([]string{}, p.fits...)
}

// targetPeople puts the doctor that the text names into a target; where only a place is named (明天省医不去了) the doctors of that
// place are the candidates.
func (m *message) targetPeople(t *Target) {
	named := false
	for n := range m.people {
		if p := &m.people[n]; p.role != withdrawn {
			t.name(p)
			m.also("target", p.from, p.to, targetRule)
			named = true
		}
	}
	if !named {
		m.targetPlace(t, len(m.r))
	}
}

// targetPlace makes the doctors of the place that the text names before the rune at end the candidates of a target.
func (m *message) targetPlace(t *Target, end int) {
	place := mention{}
	for _, k := range m.tokens {
		switch {
		case k.dead, k.to > end:
		case k.kind == tokHospital:
			place.hospitals = either(k.codes, k.alike)
			m.also("target", k.from, k.to, targetRule)
		case k.kind == tokDepartment:
			place.departments = either(k.codes, k.alike)
			m.also("target", k.from, k.to, targetRule)
		}
	}
	if place.hospitals == nil && place.departments == nil {
		return
	}
	t.Candidates = []string{}
	for n := range m.g.doctors {
		if d := m.g.doctors[n].Code; m.hinted(int32(n), &place) && !slices.Contains(t.Candidates, d) {
			t.Candidates = append(t.Candidates, d)
		}
	}
	if len(t.Candidates) == 1 {
		t.Doctor, t.Candidates = t.Candidates[0], nil
	}
}

// numberSaid returns the record number that a text names: 改 1024 …, #1024, 1024那条, 撤销1024, 第1024号.
func (m *message) numberSaid() int64 {
	for i := 0; i < len(m.r); i++ {
		if !isDigit(m.r[i]) {
			continue
		}
		n, end := number(m.r, i)
		if end-i < 3 || end-i > 9 || isDigit(m.text.at(end)) || m.text.at(end) == '.' || m.text.at(end) == ':' {
			for i < len(m.r) && isDigit(m.r[i]) {
				i++
			}
			continue
		}
		k := i - 1
		for runeIn(m.text.at(k), " ,:") {
			k--
		}
		before := m.text.at(k) == '#' || m.text.at(k) == '第'
		for _, w := range []string{"改", "改一下", "改下", "修改", "更正", "撤销", "撤回", "撤", "撤掉", "取消", "恢复", "编号", "删除", "删掉", "作废", "不撤了", "把", "还原", "补", "补充", "号"} {
			before = before || m.ends(k+1, w)
		}
		after := false
		for m.text.at(end) == ' ' {
			end++
		}
		for _, w := range []string{"那条", "这条", "号", "的", "改", "作废", "撤", "时长", "结果", "不是", "应该", "不去了", "取消"} {
			after = after || m.is(end, w)
		}
		if before && !strings.HasSuffix(string(m.r[:i]), "改成") && !strings.HasSuffix(string(m.r[:i]), "改为") || after && i <= 4 {
			m.also("target", i, end, targetRule)
			return int64(n)
		}
		i = end
	}
	return 0
}

// targetNumber puts the record number into a target and keeps it from being read as a clock time.
func (m *message) targetNumber(target *Target) {
	target.Number = m.numberSaid()
	if target.Number == 0 {
		if m.longNumber() { // a number was meant, and no record has it
			target.Candidates = []string{}
		}
		return
	}
	for k := range m.tokens {
		if t := &m.tokens[k]; t.kind == tokClock && t.clock.exact && t.to-t.from == 4 && int64(t.clock.hour*100+t.clock.minute) == target.Number {
			t.dead = true
		}
	}
}

// longNumber reports whether the text has more digits in a row than a record number, a time or an amount can have.
func (m *message) longNumber() bool {
	run := 0
	for _, c := range m.r {
		if run++; !isDigit(c) {
			run = 0
		}
		if run >= 9 {
			return true
		}
	}
	return false
}
