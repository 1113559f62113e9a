package simulate

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
)

// How reps say things. The forms are those that reps use, kept to what leaves no doubt of what was meant: whether other words are
// understood is measured elsewhere (bot/understand); here it counts what becomes of what was said.

var resultWords = map[domain.Result]string{domain.Agreed: "认可", domain.Interested: "感兴趣", domain.Neutral: "没表态", domain.Objection: "有顾虑",
	domain.Refused: "拒绝", domain.Absent: "没见到"}

// words is a visit as a WeCom message of the day today tells it; vaguely leaves the doctor's given name out.
func (v *visit) words(c *company, today domain.Date, vaguely bool) string {
	who := v.doctor.hospital + v.doctor.name
	if vaguely {
		surname, _ := utf8.DecodeRuneInString(v.doctor.name)
		who = v.doctor.hospital + string(surname) + "医生"
	}
	text := dayBefore(v.date, today) + startWords(v.start) + who
	if v.result == domain.Absent {
		return text + "没见到"
	}
	var brands []string
	for _, code := range v.products {
		brands = append(brands, c.brand(code))
	}
	about := strings.Join(brands, "和")
	switch v.purpose {
	case domain.Detailing:
		about = "讲了" + about + "新适应症"
	case domain.Academic:
		about += "文献"
	}
	text += "，" + about
	if v.minutes > 0 {
		text += "，" + strconv.Itoa(v.minutes) + "分钟"
	}
	if v.result != "" {
		text += "，" + resultWords[v.result]
	}
	if !v.next.IsZero() {
		text += "，" + dayWords(v.next) + "再去"
	}
	return text
}

// short is the same as a short message: no day, time, purpose or next visit.
func (v *visit) short(c *company) string {
	parts := []string{"BF", v.doctor.name, v.doctor.hospital}
	if v.result == domain.Absent {
		return strings.Join(append(parts, "没见到"), " ")
	}
	for _, code := range v.products {
		parts = append(parts, c.brand(code))
	}
	parts = append(parts, strconv.Itoa(v.minutes)+"fz")
	if v.result != "" {
		parts = append(parts, resultWords[v.result])
	}
	return strings.Join(parts, " ")
}

func (c *company) brand(code string) string {
	for _, p := range c.products {
		if p.code == code {
			return p.brand
		}
	}
	return code
}

func dayBefore(d, today domain.Date) string {
	switch today.Sub(d) {
	case 0:
		return ""
	case 1:
		return "昨天"
	}
	return dayWords(d)
}

func startWords(t domain.TimeOfDay) string {
	if t == "" {
		return ""
	}
	text, _ := clockWords(2*t.Hour() + t.Minute()/30)
	return text
}
