package understand

import (
	"regexp"
	"slices"
	"strings"
)

// This file reads of somebody whom a text names only by her office in the department of a doctor who is named: 李静带我见了她们主任. It is that
// head who was visited, not the doctor who led the way.

var (
	// ledTo reads, behind the name of a doctor, that she took the rep to the head of her department; metThere that she was seen for it
	// (通过李静见了她们主任, 见了李静的主任); besides that both were seen (见了李静和她们主任).
	ledTo    = regexp.MustCompile(`^(?:主任|医生|老师|教授)?(?:又|还|就|再|今天|昨天|刚才|上午|下午|中午|一早)*(?:给|帮|替|向|跟|陪|带|领|拉|把|叫|让|喊|请)?(?:着)?我?(?:去|过去|一起|一块|又|还|先|直接)*(?:引见|引荐|介绍|见|找|拜访|认识|看|会|约见|给)+(?:我)?(?:认识|见)?(?:了|过|到)*(?:一下)?` + theirHead)
	ledWords = regexp.MustCompile(`[带领陪拉叫让喊请]着?我|引见|引荐|介绍`)
	metThere = regexp.MustCompile(`^(?:主任|医生|老师|教授)?(?:的|(?:她|他)们?(?:的|科|科室|科里)*)(大主任|科主任|正主任|主任|院长|护士长)`)
	besides  = regexp.MustCompile(`^(?:主任|医生|老师|教授)?(?:、|和|跟|与|还有|以及)` + theirHead)
)

// sentTo reads that the doctor only told the rep to see the head of her department; ledNext what stands between her and a doctor to whom she
// took the rep.
var (
	sentTo  = regexp.MustCompile(`^(?:主任|医生|老师|教授)?(?:又|还|再)?(?:叫|让|喊|请|催|建议|安排)我(?:再|也|先|直接|去|过去)*(?:见|找|拜访|看|联系)(?:了|过|到)*(?:一下)?` + theirHead)
	ledNext = regexp.MustCompile(`^(?:又|还|就|再|今天|昨天|刚才|上午|下午|中午|一早)*(?:带|领|陪|拉)着?我(?:去|过去|一起|一块|又|还|先|直接)*(?:见|找|拜访|认识|看)(?:了|过|到)+(?:一下)?$`)
)

// ledToNext reports whether the doctor of mention n took the rep to the one named next.
func (m *message) ledToNext(n int) bool {
	if n+1 >= len(m.people) {
		return false
	}
	p, q := &m.people[n], &m.people[n+1]
	between := ""
	for i := p.to; i < q.from; i++ {
		if !m.taken[i] {
			between += string(m.r[i])
		}
	}
	return q.role != withdrawn && ledNext.MatchString(between)
}

// theirHead is how the head of somebody's department is named without her name.
const theirHead = `((?:她|他)们?(?:的|科|科室|科里|科室的|科里的|那边的|那边)*(?:大|科|正)?(?:主任|院长|护士长))`

// findHeads adds the heads of departments who are named only as a doctor's, with whom of the list they may be.
func (m *message) findHeads() {
	for n := 0; n < len(m.people); n++ {
		p := &m.people[n]
		if p.role == withdrawn || len(p.fits) == 0 || len(p.name) == 0 {
			continue
		}
		rest := string(m.r[p.to:max(p.to, m.clauseOf(p.from).to)])
		from, to, leads := 0, 0, true
		if m.ledToNext(n) {
			p.leads = true // 李静带我去见了张主任
			continue
		}
		if at := sentTo.FindString(rest); at != "" && !strings.ContainsAny(at, "了过到") && !m.hasDay() {
			p.leads = true // 李静叫我去见她们主任
			continue
		}
		if at := ledTo.FindStringSubmatchIndex(rest); at != nil && (ledWords.MatchString(rest[:at[2]]) || m.through(p)) {
			from, to = at[2], at[3]
		} else if at := metThere.FindStringSubmatchIndex(rest); at != nil && m.seen(p) {
			from, to = at[0], at[3]
			if strings.HasPrefix(rest[from:], "的") {
				from = at[2]
			}
		} else if at := besides.FindStringSubmatchIndex(rest); at != nil {
			from, to, leads = at[2], at[3], false
		} else {
			continue
		}
		head := mention{from: p.to + runes(rest[:from]), to: p.to + runes(rest[:to]), title: director, unnamed: true}
		if !m.free(head.from, head.to) {
			continue
		}
		head.fits, head.hospitals, head.departments, head.unsure = m.headsOf(p, rest[from:to])
		if m.trace != nil {
			m.trace.how[head.from] = "the head of the department of the doctor who is named, who is not named herself"
		}
		m.people[n].leads = leads
		m.words = slices.DeleteFunc(m.words, func(w word) bool { return w.tag == wDetailing && w.from >= p.to && w.to <= head.from })
		m.addMention(head)
		n++
	}
}

// through reports whether what stands before a name says that she only led the way.
func (m *message) through(p *mention) bool {
	return slices.ContainsFunc([]string{"通过", "经", "跟着", "托", "靠", "由"}, func(w string) bool { return m.ends(p.from, w) })
}

// seen reports whether what stands before a name is a verb of meeting.
func (m *message) seen(p *mention) bool {
	return slices.ContainsFunc([]string{"见", "见了", "见到", "见到了", "拜访", "拜访了", "找", "找了", "找到", "认识", "认识了", "约见", "约了", "会见", "和", "跟", "与"},
		func(w string) bool { return m.ends(p.from, w) })
}

// headsOf returns who of the list may be the head of the department of the doctor whom p means: who holds the office, otherwise who is
// addressed so. unsure: who it is must be asked, also where only one may be meant.
func (m *message) headsOf(p *mention, said string) (fits, hospitals, departments []string, unsure bool) {
	office := "主任"
	for _, w := range []string{"院长", "护士长"} {
		if strings.Contains(said, w) {
			office = w
		}
	}
	fits = []string{}
	var addressed []string
	for k := range m.g.doctors {
		led := &m.g.doctors[k]
		if !slices.Contains(p.fits, led.Code) {
			continue
		}
		hospitals, departments = []string{led.Hospital}, []string{led.Department}
		if office == "院长" {
			departments = nil
		}
		for i := range m.g.doctors {
			d := &m.g.doctors[i]
			switch {
			case d.Code == led.Code || d.Hospital != led.Hospital || departments != nil && d.Department != led.Department:
			case strings.Contains(d.Post, office) && !slices.Contains(fits, d.Code):
				fits = append(fits, d.Code)
			case office == "主任" && fitsTitle(d, director) && !slices.Contains(addressed, d.Code):
				addressed = append(addressed, d.Code)
			}
		}
	}
	if len(p.fits) > 1 {
		hospitals, departments = nil, nil
	}
	if len(fits) == 0 {
		return append(fits, addressed...), hospitals, departments, true
	}
	return fits, hospitals, departments, len(p.fits) > 1
}
