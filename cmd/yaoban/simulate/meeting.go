package simulate

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// meeting is a group event that a rep has planned, as its answer told her.
type meeting struct {
	number   int64
	date     domain.Date
	hospital string
	product  product
}

var (
	signedForm  = regexp.MustCompile(`记拜访(\d+)（([^）]*)）`)
	visitorForm = regexp.MustCompile(`([^、#]+)#(\d+)`)
)

const (
	meetingStart   = domain.TimeOfDay("14:00")
	meetingMinutes = 60
	// mostGuests is how many doctors of her list come to one.
	mostGuests = 4
)

// planMeeting plans a group event some days ahead, and has her manager approve it.
func (r *rep) planMeeting(ctx context.Context, day domain.Date) {
	d := r.doctors[r.random.IntN(len(r.doctors))]
	date := r.field.company.days.AddWorkdays(day, 2+r.random.IntN(3))
	m := &meeting{date: date, hospital: d.hospital, product: r.wares[r.random.IntN(len(r.wares))]}
	text := fmt.Sprintf("%s下午2点在%s开科室会，%s，预算800，20人，%d分钟", dayWords(date), m.hospital, m.product.brand, meetingMinutes)
	answer := r.field.wecom(ctx, r.UserID, text, r.chance(repeated))
	m.number = firstNumber(answer)
	if !strings.HasPrefix(answer, "已申请") || m.number == 0 {
		r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
		return
	}
	r.field.did(deedEvent, m.number, r.UserID, text)
	r.meetings = append(r.meetings, m)
	if r.manager != nil {
		r.manager.decides(m.number, "已批准")
	}
}

// holdMeeting signs in who came to the event of the day. Each doctor of her list whom no event has given a visit this month gets one of
// it, and never two.
func (r *rep) holdMeeting(ctx context.Context, m *meeting) {
	var names []string
	guests := map[string]*doctor{}
	for _, d := range r.doctors {
		if len(guests) < mostGuests && d.hospital == m.hospital && d.alone && d.added == 0 && !r.seeing[d] && !r.ledger.has(d, m.date) && guests[d.name] == nil && r.hosted[d] != m.date.FirstOfMonth() {
			names = append(names, d.name)
			guests[d.name] = d
		}
	}
	if len(names) == 0 {
		return
	}
	text := fmt.Sprintf("签到 %d %s", m.number, strings.Join(names, " "))
	answer := r.field.wecom(ctx, r.UserID, text, r.chance(repeated))
	signed := signedForm.FindStringSubmatch(answer)
	if signed == nil || signed[1] != strconv.Itoa(len(names)) {
		r.field.finding(notUnderstood, r.UserID+" "+text+" → "+answer)
		return
	}
	for _, one := range visitorForm.FindAllStringSubmatch(signed[2], -1) {
		d := guests[one[1]]
		if d == nil {
			r.field.finding(wrong, "who came: "+r.UserID+" "+text+" → "+answer)
			continue
		}
		r.hosted[d] = m.date.FirstOfMonth()
		r.ledger.take(&visit{rep: r, doctor: d, date: m.date, start: meetingStart, minutes: meetingMinutes, products: []string{m.product.code}, purpose: domain.Academic,
			result: domain.Neutral, channel: domain.WeCom, number: numeral(one[2])})
	}
	if r.chance(answersQuestions) {
		for _, said := range []string{"4", "5", "想", "病例再多一些"} {
			answer = r.field.wecom(ctx, r.UserID, said, false)
		}
		if !strings.Contains(answer, "反馈已记下") {
			r.field.finding(notUnderstood, fmt.Sprintf("%s of #%d: 4, 5, 想, 病例再多一些 → %s", r.UserID, m.number, answer))
		}
	}
}
