package command

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/event"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/words"
)

// effects reads what events were good for.
type effects interface {
	EventEffect(ctx context.Context, e event.Event, today domain.Date) (event.Effect, error)
}

var (
	sayEventsOf     = words.New("event.list", "%s活动%d场（已开%d，到场%d人，拜访%d次）：\n%s")
	sayEventsNear   = words.New("event.list_near", "近期")
	sayEventsSMS    = words.New("event.list_sms", "列出，共%d场")
	sayEventsNone   = words.New("event.list_none", "%s还没有活动。申请直接说，如“下周四下午2点在市一院心内科开科室会，立舒平，20人，预算800，讲者张伟”。")
	sayEventsNoneOf = words.New("event.list_none_of", "%s团队还没有活动。")
	sayEventsHow    = words.New("event.list_how", "看一场发“活动 编号”，看效果发“活动效果 编号”。")
	sayEventLine    = words.New("event.list_line", "#%d %s%s｜%s%s")
	sayEventLineHad = words.New("event.list_held", "，到场%d人、拜访%d次")
	sayEventShown   = words.New("event.shown", "#%d %s%s\n状态：%s%s\n签到码 %s｜到场%d人，名单%d人%s")
	sayEventDecide  = words.New("event.shown_how", "\n同意回“批准 %d”，退回请说“驳回 %[1]d 原因”，要改说“活动 %[1]d 预算500”。")
	sayEventPassHow = words.New("event.shown_held_how", "\n同意回“批准 %d”（连同它的拜访），退回请说“驳回 %[1]d 原因”。")
	sayEventReason  = words.New("event.shown_decided", "（%s %s%s）")
	sayEventReacted = words.New("event.shown_reaction", "\n反馈：%s")
	sayEventEffect  = words.New("event.effect", "#%d %s 的效果（%s）：\n到场%d人%s，名单%d人，其中医生%d位、目标医生(A/B)%d位%s%s\n这些医生会前%d天拜访%d次，会后%d天拜访%d次%s%s")
	sayEffectRate   = words.New("event.effect_rate", "，到会率%d%%（预计%d人）")
	sayEffectShare  = words.New("event.effect_share", "，占名单%d%%")
	sayEffectCost   = words.New("event.effect_cost", "；预算%d元，每位目标医生%d元")
	sayEffectSoFar  = words.New("event.effect_so_far", "（会后只过了%d天）")
	sayEffectReact  = words.New("event.effect_reaction", "\n听众反馈：%s")
	sayEffectNotYet = words.New("event.effect_no_reaction", "\n还没有听众反馈。")
	creditNames     = map[event.Credit]string{event.Made: "已记", event.Tied: "并入当天", event.Capped: "本月已计", event.NoCredit: "不计"}
	_               = words.Refusal("event.which_effect", "看哪场活动的效果？请带编号，如“活动效果 %d”。发“我的活动”看编号。")
	_               = words.Refusal("event.not_held", "活动 #%d 还没有开，没有效果可看。")
	_               = register(Command{Intent: understand.EventShow, Roles: withPlans, Run: showEvents})
)

// showEvents lists the events of a month, shows one, or says what one was good for: her own to a rep, those of her reps to a manager
// (PRODUCT.md E5).
func showEvents(ctx context.Context, t *Turn) (inbox.Answer, error) {
	said := t.Said.Event
	reps := []string{t.Who.UserID}
	if t.Who.Role.Manages() {
		reps = t.Book.reps
	}
	switch {
	case said.Number == 0 && said.Effect:
		return t.lastEffect(ctx, reps)
	case said.Number == 0:
		return t.listEvents(ctx, reps, said.Month)
	}
	e, ok, err := t.Tx.EventNumbered(ctx, reps, said.Number)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case !ok || e.State == event.Withdrawn:
		return inbox.Answer{}, domain.Refuse("event.number", said.Number)
	case said.Effect:
		return t.eventEffect(ctx, e)
	}
	return t.shownEvent(ctx, e)
}

// listEvents lists the events of a month.
func (t *Turn) listEvents(ctx context.Context, reps []string, month domain.Date) (inbox.Answer, error) {
	own := !t.Who.Role.Manages()
	to := month.LastOfMonth()
	if own && month == t.Today().FirstOfMonth() {
		to = to.AddDays(31) // what is planned next is of more interest than the month's end
	}
	all, err := t.Tx.EventsBetween(ctx, reps, month, to, own)
	if err != nil {
		return inbox.Answer{}, err
	}
	title := strconv.Itoa(int(month.Month)) + "月"
	if own && to.Month != month.Month {
		title = sayEventsNear.Say()
	}
	if len(all) == 0 && own {
		return say(sayEventsNone.Say(title), "", nil), nil
	}
	if len(all) == 0 {
		return say(sayEventsNoneOf.Say(title), "", nil), nil
	}
	heads, visits, err := t.eventCounts(ctx, all)
	if err != nil {
		return inbox.Answer{}, err
	}
	var lines []string
	held, came, made := 0, 0, 0
	for _, e := range all {
		who, had := "", ""
		if !own {
			who = t.Book.person(e.Rep) + " "
		}
		if e.State == event.Held {
			had = sayEventLineHad.Say(eventHeads(e, heads[e.ID]), visits[e.ID])
			held, came, made = held+1, came+eventHeads(e, heads[e.ID]), made+visits[e.ID]
		}
		if len(lines) < mostPlanLines {
			lines = append(lines, sayEventLine.Say(e.Number, who, t.Book.eventLine(e.Details), eventStands(e), had))
		}
	}
	if rest := len(all) - len(lines); rest > 0 {
		lines = append(lines, sayMore.Say(rest))
	}
	lines = append(lines, sayEventsHow.Say())
	return say(sayEventsOf.Say(title, len(all), held, came, made, strings.Join(lines, "\n")), "decision",
		map[string]string{"no": number(all[len(all)-1].Number), "decision": sayEventsSMS.Say(len(all))}), nil
}

// showEventOf shows the event of that number if it is one of these reps'; otherwise ok is false.
func (t *Turn) showEventOf(ctx context.Context, reps []string, n int64) (a inbox.Answer, ok bool, err error) {
	e, ok, err := t.Tx.EventNumbered(ctx, reps, n)
	if err != nil || !ok || e.State == event.Withdrawn {
		return inbox.Answer{}, false, err
	}
	a, err = t.shownEvent(ctx, e)
	return a, true, err
}

// shownEvent says all that is known of one event.
func (t *Turn) shownEvent(ctx context.Context, e event.Event) (inbox.Answer, error) {
	present, err := t.Tx.Attendees(ctx, e.ID, domain.ID{})
	if err != nil {
		return inbox.Answer{}, err
	}
	decided := ""
	if e.DecidedBy != "" {
		decided = sayEventReason.Say(notice.DecidedBy(t.Book.person(e.DecidedBy), t.nameOf(e.DecidedFor)), e.DecidedAt.Format("01-02 15:04"), strings.TrimRight(" "+e.Reason, " "))
	}
	names := make([]string, len(present))
	for i, a := range present {
		names[i] = a.Name
	}
	list := ""
	if len(names) > 0 {
		list = "：" + namesShort(names)
	}
	who := ""
	if e.Rep != t.Who.UserID {
		who = t.Book.person(e.Rep) + " "
	}
	text := sayEventShown.Say(e.Number, who, t.Book.eventLine(e.Details), eventStands(e), decided, e.Code, eventHeads(e, len(present)), len(present), list)
	if e.Satisfaction > 0 || e.Useful > 0 || e.Again != nil || e.Words != "" {
		text += sayEventReacted.Say(reactionLine(e.Reaction))
	}
	if why := t.eventRisks(e, len(present)); len(why) > 0 && e.Waits() {
		text += "\n⚠ " + strings.Join(why, "，")
	}
	if t.Who.Role.Manages() && e.Waits() {
		how := sayEventDecide
		if e.State == event.Held {
			how = sayEventPassHow
		}
		text += how.Say(e.Number)
		if err := t.recordCard(e.Number, "", t.Book.person(e.Rep)+" "+t.Book.eventLine(e.Details)); err != nil {
			return inbox.Answer{}, err
		}
	}
	if lacks := e.Lacks(); e.State == event.Planned && len(lacks) > 0 && e.Rep == t.Who.UserID {
		return t.askLacks(e, text+"\n"+sayEventLacks.Say(e.Number, e.Kind.Name(), lackNames(lacks), lackSuch(lacks)))
	}
	return say(text, "decision", map[string]string{"no": number(e.Number), "decision": eventStands(e)}), nil
}

// lastEffect is the effect of the last event that was held, where no number is said.
func (t *Turn) lastEffect(ctx context.Context, reps []string) (inbox.Answer, error) {
	all, err := t.Tx.EventsBetween(ctx, reps, t.Today().AddDays(-event.EffectDays), t.Today(), false)
	if err != nil {
		return inbox.Answer{}, err
	}
	example := int64(1030)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].State == event.Held {
			if t.Who.Role == domain.Rep {
				return t.eventEffect(ctx, all[i])
			}
			example = all[i].Number
			break
		}
	}
	return inbox.Answer{}, domain.Refuse("event.which_effect", example)
}

// eventEffect says what an event was good for; the picture and the table follow over WeCom.
func (t *Turn) eventEffect(ctx context.Context, e event.Event) (inbox.Answer, error) {
	if e.State != event.Held {
		return inbox.Answer{}, domain.Refuse("event.not_held", e.Number)
	}
	f, err := t.Tx.EventEffect(ctx, e, t.Today())
	if err != nil {
		return inbox.Answer{}, err
	}
	dash := "—"
	shown := notice.EventFigures{Number: e.Number, Title: strings.TrimSpace(e.Kind.Name() + " " + notice.DayOfWeek(e.Date) + " " + t.Book.venue(e.Details)), Host: t.Book.person(e.Rep), At: t.At(), Days: event.EffectDays, Elapsed: f.Elapsed,
		Expected: e.Expected, Heads: f.Heads(), Targets: f.Targets(), Budget: e.Budget, Attendance: dash, TargetShare: dash, PerTarget: dash,
		Satisfaction: e.Satisfaction, Useful: e.Useful, Again: dash, Words: e.Words}
	var rate, targets, cost, soFar string
	if p, ok := f.Attendance(); ok {
		rate, shown.Attendance = sayEffectRate.Say(p, e.Expected), strconv.Itoa(p)+"%"
	}
	if p, ok := f.TargetShare(); ok {
		targets, shown.TargetShare = sayEffectShare.Say(p), strconv.Itoa(p)+"%"
	}
	if yuan, ok := f.PerTarget(); ok {
		cost, shown.PerTarget = sayEffectCost.Say(e.Budget, yuan), strconv.Itoa(yuan)+"元"
	}
	if e.Again != nil {
		shown.Again = againNames[map[bool]string{true: "yes", false: "no"}[*e.Again]]
	}
	if f.Elapsed < event.EffectDays {
		soFar = sayEffectSoFar.Say(f.Elapsed)
	}
	for _, g := range f.Guests {
		place := g.Department
		if place != "" {
			place = shortDepartment(place)
		}
		shown.Guests = append(shown.Guests, notice.GuestRow{Name: g.Name, Hospital: g.Hospital, Department: place, Grade: g.Grade, Credit: creditNames[g.Credit], Before: g.Before, After: g.After})
	}
	reaction := sayEffectNotYet.Say()
	if e.Satisfaction > 0 || e.Useful > 0 || e.Again != nil || e.Words != "" {
		reaction = sayEffectReact.Say(reactionLine(e.Reaction))
	}
	before, after := f.Visits()
	text := sayEventEffect.Say(e.Number, t.Book.eventLine(e.Details), t.Book.person(e.Rep), f.Heads(), rate, len(f.Guests), f.Doctors(), f.Targets(), targets, cost,
		event.EffectDays, before, event.EffectDays, after, soFar, reaction)
	n, err := notice.EventEffectOf(t.Who.UserID, t.Origin, shown, t.Tx.Now())
	if err != nil {
		return inbox.Answer{}, err
	}
	return say(text+"\n"+sayChart.Say(), "decision", map[string]string{"no": number(e.Number), "decision": eventStands(e)}), t.Tx.Tell(n)
}
