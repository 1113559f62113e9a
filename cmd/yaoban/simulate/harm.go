package simulate

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// caseForm is how an answer names the case that was opened, over WeCom and by short message.
var caseForm = regexp.MustCompile(`安全信息 ?#?(\d+)已?`)

// harmWords are what a rep adds to a visit on which she was told of an adverse event.
const harmWords = "，临走说有个患者吃%s三周后全身肌肉痛，已经停药了"

// opened keeps the case that an answer says to have opened, and reports whether there is one. The safety desk must hear of it at once
// after said, the moment before she wrote.
func (r *rep) opened(said time.Time, text, answer string) bool {
	m := caseForm.FindStringSubmatch(answer)
	if m == nil {
		r.field.finding(safetyLost, r.UserID+" "+text+" → "+answer)
		return false
	}
	number := numeral(m[1])
	r.field.did(deedHarm, number, r.UserID, text)
	for _, p := range r.field.company.safety {
		r.field.expect(expectation{person: p.UserID, kind: "safety_case", due: said, number: number, within: 2 * time.Minute})
	}
	return true
}

// tellHarm tells of an adverse event by itself; the safety desk must hear of it at once. Some have it delivered again, or say it twice,
// which opens nothing more, and most answer what is asked.
func (r *rep) tellHarm(ctx context.Context) {
	d := r.doctors[r.random.IntN(len(r.doctors))]
	again, twice, answers := r.chance(10), r.chance(10), r.chance(70)
	text := d.hospital + d.name + "说有个患者吃" + r.wares[0].brand + "三周后全身肌肉痛，已经停药了"
	if r.channel == domain.SMS {
		text, again, twice, answers = "病人吃"+r.wares[0].brand+"三周后全身肌肉痛 已停药", false, false, false
	} else if !d.alone {
		return
	}
	said := r.field.o.Clock.Now()
	r.ask(ctx, text, again, func(ctx context.Context, answer string) {
		if !r.opened(said, text, answer) {
			return
		}
		if twice {
			r.tellTwice(ctx, text)
		}
		if answers {
			r.tellPatient(ctx)
		}
	})
}

// tellPatient answers the first thing that is asked of an adverse event.
func (r *rep) tellPatient(ctx context.Context) {
	r.ask(ctx, "女，65岁", false, func(_ context.Context, answer string) {
		if !strings.Contains(answer, "已记患者") {
			r.field.finding(notUnderstood, r.UserID+" 女，65岁 → "+answer)
		}
	})
}
