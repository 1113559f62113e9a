package command

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
)

// purposeNames and notice.ResultNames are how people read the codes of GUIDE.md.
var purposeNames = map[domain.Purpose]string{
	domain.Access: "准入", domain.Invite: "会议邀请", domain.Followup: "回访", domain.Academic: "学术交流",
	domain.Detailing: "产品传递", domain.Relationship: "客情维护",
}

// circled are the marks of numbered answers; they stand only in questions.
var circled = []string{"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"}

// day writes a date for chat: 11-23.
func day(d domain.Date) string { return fmt.Sprintf("%02d-%02d", d.Month, d.Day) }

// visitLine says one visit as it was recorded: 张伟(市一心内,A) 11-23 15:00 20分钟｜立舒平｜产品传递｜认可.
func (b *Book) visitLine(d visit.Details) string {
	head := []string{b.full(d.Doctor), day(d.Date)}
	if d.Start != "" {
		head = append(head, string(d.Start))
	}
	if d.Minutes > 0 {
		head = append(head, strconv.Itoa(d.Minutes)+"分钟")
	}
	parts := []string{strings.Join(head, " ")}
	if len(d.Products) > 0 {
		parts = append(parts, b.brands(d.Products))
	}
	if d.Purpose != "" {
		parts = append(parts, purposeNames[d.Purpose])
	}
	if d.Result != "" {
		parts = append(parts, notice.ResultNames[d.Result])
	}
	if d.Joint != "" {
		parts = append(parts, b.person(d.Joint)+"协访")
	}
	return strings.Join(parts, "｜")
}

// wholeLine is visitLine with the follow-up that the report fixed.
func (b *Book) wholeLine(d visit.Details) string {
	if d.Next.Date.IsZero() {
		return b.visitLine(d)
	}
	return b.visitLine(d) + "｜下次 " + strings.TrimSpace(day(d.Next.Date)+" "+string(d.Next.Start))
}

// planLine says one plan: 张伟(市一心内,A) 11-30 周一 15:00｜立舒平｜产品传递｜提前30分钟提醒.
func (b *Book) planLine(d plan.Details) string {
	when := "待定"
	if !d.Date.IsZero() {
		when = notice.DayOfWeek(d.Date)
	}
	if d.Start != "" {
		when += " " + string(d.Start)
	}
	parts := []string{b.full(d.Doctor) + " " + when}
	if len(d.Products) > 0 {
		parts = append(parts, b.brands(d.Products))
	}
	if d.Purpose != "" {
		parts = append(parts, purposeNames[d.Purpose])
	}
	if d.Remind > 0 {
		parts = append(parts, "提前"+strconv.Itoa(d.Remind)+"分钟提醒")
	}
	return strings.Join(parts, "｜")
}

// number writes a record number for an SMS variable.
func number(n int64) string { return strconv.FormatInt(n, 10) }

// sharp writes record numbers for chat: #1024、#1025.
func sharp(numbers []int64) string {
	s := make([]string, len(numbers))
	for i, n := range numbers {
		s[i] = "#" + strconv.FormatInt(n, 10)
	}
	return strings.Join(s, "、")
}

// numbered writes options as a question shows them: ①张伟 市一心内 ②张伟 附二内分泌.
func numbered(options []dialog.Option) string {
	var b strings.Builder
	for i, o := range options {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i < len(circled) {
			b.WriteString(circled[i])
		} else {
			b.WriteString(strconv.Itoa(i+1) + ".")
		}
		b.WriteString(o.Label)
	}
	return b.String()
}

// doctorOptions are doctors as numbered answers, as many as a question shows.
func (b *Book) doctorOptions(codes []string) []dialog.Option {
	options := make([]dialog.Option, min(len(codes), mostOptions))
	for i := range options {
		options[i] = dialog.Option{Value: codes[i], Label: b.option(codes[i])}
	}
	return options
}

// choices writes how to answer n options: 回1或2, 回1–3.
func choices(n int) string {
	switch n {
	case 1:
		return "回1"
	case 2:
		return "回1或2"
	}
	return "回1–" + strconv.Itoa(n)
}
