package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/visit"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayEventCame    = words.New("event.came", "：到场%d人")
	sayEventListed  = words.New("event.listed", "，名单%d人")
	sayEventOwn     = words.New("event.own_doctors", "，其中您的医生%d位")
	sayEventMade    = words.New("event.made", "记拜访%d（%s）")
	sayEventTied    = words.New("event.tied", "%d位当天的拜访并入（%s）")
	sayEventCapped  = words.New("event.capped", "%d位本月已由活动计过（%s）")
	sayEventGuests  = words.New("event.guests", "不在您名单、只记姓名%d位（%s）")
	sayEventAgain   = words.New("event.again", "已在名单、没有重复记%d位（%s）")
	sayEventPlans   = words.New("event.plans", "，完成计划%s")
	sayEventNobody  = words.New("event.nobody", "谁来了？请发“签到 %s 张伟 李静”。")
	sayEventResult  = words.New("event.result", "反应按“没表态”记，某位不同请说“改 编号 认可”。")
	sayEventHow     = words.New("event.how", "补名单说“签到 %s 姓名”，“撤销”撤回。")
	sayEventSMSKept = words.New("event.sms_kept", "登记，到场%d人，拜访%d次")
)

// cameDraft is an attendee of whom it is not clear who she is.
type cameDraft struct {
	Event  int64  `json:"event"`
	Said   string `json:"said"`
	Doctor string `json:"doctor,omitempty"`
}

var cameForm = dialog.Form[cameDraft]{Name: "event_came", Version: 1, Slots: []dialog.Slot[cameDraft]{{
	Name:    "doctor",
	Missing: func(d cameDraft) bool { return d.Doctor == "" },
	Fill:    func(d *cameDraft, code string) error { d.Doctor = code; return nil },
}}}

func init() { onAnswer(cameForm, finishCame, nil) }

// attended puts people on the list of an event that was held and says what became of each, with exact counts; who is unclear is asked
// for one at a time, and at last, where nobody is, what the audience thought (PRODUCT.md E2–E4).
func (t *Turn) attended(ctx context.Context, e event.Event, came []understand.CameSaid) (inbox.Answer, error) {
	var clear, unclear []understand.CameSaid
	for _, c := range came {
		if len(c.Candidates) > 1 {
			unclear = append(unclear, c)
		} else {
			clear = append(clear, c)
		}
	}
	var numbers []int64
	t.Tx.WantNumbers(len(came), &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return inbox.Answer{}, err
	}
	out, listed, err := t.attend(ctx, e, clear, &numbers)
	if err != nil {
		return inbox.Answer{}, err
	}
	a := t.eventAnswer(e, out, listed)
	for _, c := range unclear {
		q, err := t.askCame(e, c, t.take(&numbers))
		if err != nil {
			return inbox.Answer{}, err
		}
		a = join(a, q)
	}
	if len(unclear) > 0 || t.Who.UserID != e.Rep {
		return a, nil
	}
	return t.askReaction(a, e, len(out.Visits))
}

// attend puts those whom it is clear of on the list, gives their visits, and fulfils the plans of that day.
func (t *Turn) attend(ctx context.Context, e event.Event, clear []understand.CameSaid, numbers *[]int64) (out event.Attendance, listed int, err error) {
	came := make([]event.Came, len(clear))
	var doctors []string
	for i, c := range clear {
		id, err := t.Tx.NewID()
		if err != nil {
			return out, 0, err
		}
		visitID, err := t.Tx.NewID()
		if err != nil {
			return out, 0, err
		}
		came[i] = event.Came{Doctor: c.Doctor, Name: c.Said, ID: id, VisitID: visitID, Number: t.take(numbers)}
		if c.Doctor != "" {
			came[i].Name = t.Book.name(c.Doctor)
			doctors = append(doctors, c.Doctor)
		}
	}
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return out, 0, err
	}
	var around []visit.Visit
	var planned []plan.Plan
	if len(doctors) > 0 {
		t.Tx.WantPlans(t.Who.UserID, doctors, &planned)
		if around, err = visit.Read(ctx, t.Tx, t.Book.rules.Quality, t.Who.UserID, doctors, []domain.Date{e.Date}); err != nil {
			return out, 0, err
		}
	}
	own := func(code string) bool { _, ok := t.Book.Doctor(code); return ok }
	if out, err = event.Attend(t.Tx, t.Book.rules.Quality, t.source(), t.Today(), e, came, present, around, own); err != nil {
		return out, 0, err
	}
	for _, v := range out.Visits {
		t.recorded(v.Number)
		if i := sameDay(planned, v.Doctor, v.Date); i >= 0 {
			if _, err := plan.Fulfil(t.Tx, t.Who.UserID, planned[i], v.ID); err != nil {
				return out, 0, err
			}
			out.Plans = append(out.Plans, planned[i].Number)
		}
	}
	if len(out.Added) > 0 && len(out.Visits) == 0 {
		t.recorded(e.Number) // so that 撤销 takes them off the list
	}
	return out, len(present) + len(out.Added), nil
}

// eventAnswer says what was recorded of an event, with exact counts.
func (t *Turn) eventAnswer(e event.Event, out event.Attendance, listed int) inbox.Answer {
	mark := ""
	if e.Unapproved() {
		mark = sayEventUnapproved.Say()
	}
	d := e.Details // who came is of interest now, not what was planned
	d.Costed, d.Expected, d.Speaker, d.Materials = false, 0, "", ""
	text := sayEventHeld.Say(e.Number, t.Book.eventLine(d), mark)
	if heads := eventHeads(e, listed); heads > 0 {
		text += sayEventCame.Say(heads)
	}
	if listed > 0 {
		text += sayEventListed.Say(listed)
	}
	if parts := t.creditsOf(out); len(parts) > 0 {
		if own := out.Count(event.Made) + out.Count(event.Tied) + out.Count(event.Capped); own > 0 {
			text += sayEventOwn.Say(own)
		}
		text += "：" + strings.Join(parts, "，")
	}
	if len(out.Plans) > 0 {
		text += sayEventPlans.Say(sharp(out.Plans))
	}
	text += "。"
	if len(out.Visits) > 0 && e.Result == "" {
		text += sayEventResult.Say()
	}
	if listed == 0 {
		text += sayEventNobody.Say(t.signInBy(e))
	} else {
		text += sayEventHow.Say(t.signInBy(e))
	}
	return say(text, "decision", map[string]string{"no": number(e.Number), "decision": sayEventSMSKept.Say(eventHeads(e, listed), len(out.Visits))})
}

// signInBy is what the person signs people in by: the number of her own event, the code of a colleague's.
func (t *Turn) signInBy(e event.Event) string {
	if t.Who.UserID == e.Rep {
		return number(e.Number)
	}
	return e.Code
}

// creditsOf says what each attendance gave.
func (t *Turn) creditsOf(out event.Attendance) []string {
	var made, tied, capped, guests, again []string
	for _, a := range out.Added {
		switch a.Credit {
		case event.Made:
			i := slices.IndexFunc(out.Visits, func(v visit.Visit) bool { return v.ID == a.Visit })
			made = append(made, a.Name+sharp([]int64{out.Visits[i].Number}))
		case event.Tied:
			tied = append(tied, a.Name)
		case event.Capped:
			capped = append(capped, a.Name)
		default:
			guests = append(guests, a.Name)
		}
	}
	for _, c := range out.Again {
		again = append(again, c.Name)
	}
	var parts []string
	for _, p := range []struct {
		text words.Text
		of   []string
	}{{sayEventMade, made}, {sayEventTied, tied}, {sayEventCapped, capped}, {sayEventGuests, guests}, {sayEventAgain, again}} {
		if len(p.of) > 0 {
			parts = append(parts, p.text.Say(len(p.of), namesShort(p.of)))
		}
	}
	return parts
}

// mostNames is how many names of one sort an answer shows.
const mostNames = 12

func namesShort(names []string) string {
	list := strings.Join(names[:min(len(names), mostNames)], "、")
	if len(names) > mostNames {
		list += "…"
	}
	return list
}

// askCame opens the question who of several doctors came. number is the one that her visit will have.
func (t *Turn) askCame(e event.Event, c understand.CameSaid, no int64) (inbox.Answer, error) {
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	d := cameDraft{Event: e.Number, Said: c.Said}
	p, a := t.whichDoctor(c.Said, c.Candidates, no)
	slot, _ := cameForm.Next(d)
	q, err := cameForm.Question(dialog.Question{ID: id, Number: no, AskedAt: t.Tx.Now(), SaidAt: t.In.At}, slot, p, d)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.recorded(no)
	return t.ask(q, a), nil
}

// finishCame puts somebody on the list of whom it was asked who she is.
func finishCame(ctx context.Context, t *Turn, q dialog.Question, d cameDraft) (inbox.Answer, error) {
	e, err := t.eventToSign(ctx, d.Event)
	if err != nil {
		return inbox.Answer{}, err
	}
	if e.Reviewed == visit.Approved {
		return inbox.Answer{}, domain.Refuse("event.approved", e.Number)
	}
	numbers := []int64{q.Number}
	out, listed, err := t.attend(ctx, e, []understand.CameSaid{{Said: d.Said, Doctor: d.Doctor}}, &numbers)
	if err != nil {
		return inbox.Answer{}, err
	}
	a := t.eventAnswer(e, out, listed)
	if len(t.State.Open) > 0 || t.Who.UserID != e.Rep {
		return a, nil
	}
	return t.askReaction(a, e, len(out.Visits))
}
