package simulate

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// manner is how a message is told beside its words.
type manner struct {
	vaguely    bool // without the given name
	incomplete bool // without the result
	twice      bool // the same words again at once, as another message
	again      bool // the same message delivered again
	amend      bool
	undo, redo bool
	joint      bool // the manager came along
	harm       bool // she was told of an adverse event on the visit
}

func (r *rep) manner(told []*visit) manner {
	m := manner{twice: r.chance(toldTwice), again: r.chance(repeated)}
	if len(told) > 1 {
		return m
	}
	m.vaguely = r.channel == domain.WeCom && r.chance(vague)
	m.incomplete = told[0].met() && r.chance(incomplete)
	m.amend = told[0].met() && r.chance(amended)
	if r.chance(undone) {
		m.undo, m.amend, m.redo = true, false, r.chance(33)
	}
	if told[0].met() && !m.vaguely && !m.incomplete && r.channel == domain.WeCom {
		m.joint = r.manager != nil && !m.undo && r.rare(jointVisit)
		m.harm = r.rare(harmBeside)
	}
	return m
}

// tellEach tells visits one by one.
func (r *rep) tellEach(ctx context.Context, visits []*visit, day domain.Date) {
	for _, v := range visits {
		v.channel = r.channel
		r.tell(ctx, []*visit{v}, day, manner{})
	}
}

// tell tells of visits in one message and goes on by what is answered.
func (r *rep) tell(ctx context.Context, told []*visit, day domain.Date, m manner) {
	result := told[0].result
	if m.incomplete {
		told[0].result = ""
	}
	var parts []string
	for _, v := range told {
		if r.channel == domain.SMS {
			v.purpose, v.next, v.start, v.date = "", domain.Date{}, "", day
			parts = append(parts, v.short(r.field.company))
			continue
		}
		parts = append(parts, v.words(r.field.company, day, m.vaguely))
	}
	text := strings.Join(parts, "；")
	if m.joint {
		told[0].joint = true
		text += "，" + r.manager.Name + "经理协访"
	}
	if m.harm {
		text += fmt.Sprintf(harmWords, r.field.company.brand(told[0].products[0]))
	}
	r.field.count(func(c *Counts) { c.VisitsTold += len(told) })
	said := r.field.o.Clock.Now()
	r.ask(ctx, text, m.again, func(ctx context.Context, answer string) {
		if !r.record(ctx, told, text, answer, day) {
			return
		}
		if m.harm {
			r.opened(said, text, answer)
		}
		if m.joint {
			r.joined(said, told[0])
		}
		if m.twice {
			r.tellTwice(ctx, text)
		}
		if m.incomplete {
			r.complete(ctx, told[0], result)
		}
		if m.amend {
			r.amend(ctx, told[0])
		}
		if m.undo {
			r.undo(ctx, told, m.redo)
		}
	})
}

// record keeps what an answer says to have recorded, and answers its question first if it is one. It reports whether the visits are
// recorded when it returns.
func (r *rep) record(ctx context.Context, told []*visit, text, answer string, day domain.Date) bool {
	f := r.field
	what := r.UserID + " " + text + " → " + answer
	if r.channel == domain.SMS {
		return r.recordShort(ctx, told[0], what, answer)
	}
	switch {
	case strings.HasPrefix(answer, "已记"):
	case strings.HasPrefix(answer, "‘") && strings.Contains(answer, "位："):
		f.count(func(c *Counts) { c.Questions++ })
		n := choice(answer, told[0].doctor)
		if n == 0 || !r.chance(answersQuestions) {
			f.count(func(c *Counts) { c.LeftOpen++ })
			return false
		}
		answer = f.wecom(ctx, r.UserID, strconv.Itoa(n), false)
		what += " → " + strconv.Itoa(n) + " → " + answer
	case strings.HasPrefix(answer, "这条已记为"):
		return false // the same words as a moment ago; what they meant is recorded
	}
	heard := echoes(answer)
	if len(heard) != len(told) || !strings.HasPrefix(answer, "已记") {
		f.finding(notUnderstood, what)
		return false
	}
	for i, v := range told {
		if diff := heard[i].differs(v, f.company); diff != "" {
			f.finding(wrong, diff+": "+what)
		}
		v.number = heard[i].number
		r.ledger.take(v)
	}
	for i, v := range told {
		r.checkStanding(heard[i], v, day, what)
	}
	return true
}

// checkStanding compares how an answer says that the doctor's month stands with a recount.
func (r *rep) checkStanding(e echo, v *visit, day domain.Date, what string) {
	if !e.tellsStanding || v.date.FirstOfMonth() != day.FirstOfMonth() {
		return
	}
	m := recount(r.repRow, r.ledger, r.field.company.days, day)
	i := slices.Index(r.doctors, v.doctor)
	r.field.count(func(c *Counts) { c.QuotaAnswers++ })
	if e.has != m.has[i] || e.needs != m.needs[i] {
		r.field.finding(quotaDiffers, fmt.Sprintf("recounted %d/%d: %s", m.has[i], m.needs[i], what))
	}
}

// recordShort does the same for a short message, whose answer says numbers only.
func (r *rep) recordShort(ctx context.Context, v *visit, what, answer string) bool {
	f := r.field
	switch {
	case strings.Contains(answer, "位医生符合"):
		f.count(func(c *Counts) { c.Questions++ })
		r.ask(ctx, v.doctor.hospital+" "+v.doctor.name, false, func(ctx context.Context, answer string) {
			r.recordShort(ctx, v, what+" → "+answer, answer)
		})
		return false
	case strings.Contains(answer, "已记") && !strings.Contains(answer, "记过"), strings.Contains(answer, "还缺"):
		v.number = firstNumber(answer)
		r.ledger.take(v)
		return v.number != 0
	case strings.Contains(answer, "已记过"):
		return false
	}
	f.finding(notUnderstood, what)
	return false
}

// tellTwice says the same words again: they must not become another record.
func (r *rep) tellTwice(ctx context.Context, text string) {
	r.field.count(func(c *Counts) { c.ToldTwice++ })
	r.ask(ctx, text, false, func(_ context.Context, answer string) {
		merged := strings.HasPrefix(answer, "这条已记为") || strings.Contains(answer, "已记过")
		if !merged {
			r.field.finding(doubled, r.UserID+" told again: "+text+" → "+answer)
		}
	})
}

// complete gives the result that was left out, as the question's choice.
func (r *rep) complete(ctx context.Context, v *visit, result domain.Result) {
	r.field.count(func(c *Counts) { c.Questions++ })
	if !r.chance(answersQuestions) {
		r.field.count(func(c *Counts) { c.LeftOpen++ })
		return
	}
	r.ask(ctx, resultWords[result], false, func(_ context.Context, answer string) {
		r.changed(v, resultWords[result], answer, func() { v.result = result })
	})
}

// amend corrects the length of the talk.
func (r *rep) amend(ctx context.Context, v *visit) {
	minutes := 12 + r.random.IntN(10)
	if minutes == v.minutes {
		minutes++
	}
	text := fmt.Sprintf("改 %d 时长%d分钟", v.number, minutes)
	r.field.count(func(c *Counts) { c.Amended++ })
	r.ask(ctx, text, false, func(_ context.Context, answer string) { r.changed(v, text, answer, func() { v.minutes = minutes }) })
}

// changed keeps a change that was confirmed.
func (r *rep) changed(v *visit, text, answer string, change func()) {
	ok := strings.HasPrefix(answer, "已改") || r.channel == domain.SMS && strings.Contains(answer, "已")
	if !ok || firstNumber(answer) != v.number {
		r.field.finding(notUnderstood, fmt.Sprintf("%s on %s, of #%d: %s → %s", r.UserID, v.date, v.number, text, answer))
		return
	}
	change()
	v.rejected = false
}

// undo takes the last message's visits back, and perhaps brings them back.
func (r *rep) undo(ctx context.Context, told []*visit, redo bool) {
	r.field.count(func(c *Counts) { c.TakenBack++ })
	r.ask(ctx, "撤销", false, func(ctx context.Context, answer string) {
		if !strings.Contains(answer, "撤回") {
			r.field.finding(notUnderstood, r.UserID+" 撤销 → "+answer)
			return
		}
		r.ledger.withdraw(told, true)
		if redo {
			r.ask(ctx, "不撤了", false, func(_ context.Context, answer string) {
				if strings.Contains(answer, "恢复") {
					r.ledger.withdraw(told, false)
					return
				}
				r.field.finding(notUnderstood, r.UserID+" 不撤了 → "+answer)
			})
		}
	})
}
