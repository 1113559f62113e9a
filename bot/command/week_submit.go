package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/plan"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWeekSubmitted = words.New("week.submitted", "%s计划 #%d 已提交给%s，共%d家。批准或退回都会告诉您；要改直接说。")
	sayWeekInForce   = words.New("week.in_force", "%s计划 #%d 已生效，共%d家（您没有上级，不用审批）。要改直接说。")
	sayWeekHow       = words.New("week.how", "同意回“批准 %d”，退回说“驳回 %d 原因”，调整说“编号改到周四”“取消 编号”。")
	sayWeekCardText  = words.New("week.card_text", "%s %s至%s共%d家")
	_                = words.Refusal("week.none", "%s还没有周计划。要我排请说“排下周”，要沿用请说“按上周再来一周”。")
	_                = words.Refusal("week.over", "周计划 #%d 的那一周已经过了，不能再提交。")
	_                = words.Refusal("week.empty", "周计划 #%d 里一家也没有，不能提交。要我排请说“重排下周”。")
	_                = words.Refusal("week.number", "没有找到周计划 #%d，或它不在您名下。请核对编号。")
	_                = register(Command{Intent: understand.WeekSubmit, Roles: reporters, Run: submitWeek})
	_                = register(Command{Intent: understand.WeekShow, Roles: withPlans, Run: showWeek})
)

// submitWeek hands a week to the manager (PRODUCT.md P3): the one that is named or in hand, otherwise next week's, otherwise this
// week's.
func submitWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	w, stops, err := t.weekToSubmit(ctx)
	if err != nil {
		return inbox.Answer{}, err
	}
	manager, err := t.Tx.ManagerOf(ctx, t.Who.UserID)
	if err != nil {
		return inbox.Answer{}, err
	}
	t.Tx.JoinWeek(w)
	if w, err = week.Submit(t.Tx, t.Who.UserID, w, len(stops), manager, t.Today()); err != nil {
		return inbox.Answer{}, err
	}
	t.State.Take(w.Number, w.Monday, t.In.At)
	text := sayWeekSubmitted.Say(weekTitle(w.Monday, t.Today()), w.Number, t.Book.person(manager), len(stops))
	if manager == "" {
		text = sayWeekInForce.Say(weekTitle(w.Monday, t.Today()), w.Number, len(stops))
	}
	return say(text, "decision", map[string]string{"no": number(w.Number), "decision": "提交待批"}), nil
}

// weekToSubmit finds the week that is meant and what stands in it.
func (t *Turn) weekToSubmit(ctx context.Context) (w week.Week, stops []plan.Plan, err error) {
	said := *t.Said.Week
	if hand, ok := t.State.InHand(t.In.At); ok && said.Monday.IsZero() && said.Number == 0 {
		said.Monday = hand.Monday
	}
	if said.Number != 0 {
		w, ok, err := t.Tx.WeekNumbered(ctx, []string{t.Who.UserID}, said.Number)
		if err != nil {
			return w, nil, err
		}
		if !ok {
			return w, nil, domain.Refuse("week.number", said.Number)
		}
		said.Monday = w.Monday
	}
	mondays := []domain.Date{said.Monday}
	if said.Monday.IsZero() {
		mondays = []domain.Date{t.Today().Monday().AddDays(7), t.Today().Monday()}
	}
	kept, planned := make([][]week.Week, len(mondays)), make([][]plan.Plan, len(mondays))
	for i, m := range mondays {
		t.Tx.WantWeek(t.Who.UserID, m, &kept[i])
		t.Tx.WantStops(t.Who.UserID, m, m.AddDays(6), &planned[i])
	}
	if err := t.Tx.Flush(ctx); err != nil {
		return w, nil, err
	}
	for i := range mondays {
		if len(kept[i]) > 0 {
			return kept[i][0], planned[i], nil
		}
	}
	return t.weekOfOwn(ctx, mondays[0], planned[0])
}

// weekOfOwn opens a week for what she has planned herself, so that it can be submitted.
func (t *Turn) weekOfOwn(ctx context.Context, monday domain.Date, planned []plan.Plan) (w week.Week, stops []plan.Plan, err error) {
	if len(planned) == 0 {
		return w, nil, domain.Refuse("week.none", weekTitle(monday, t.Today()))
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	if err := t.Tx.Flush(ctx); err != nil {
		return w, nil, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return w, nil, err
	}
	return week.Open(t.Tx, t.source(), id, numbers[0], monday), planned, nil
}

// showWeek shows one week by its number: her own to a rep, one of her subtree to a manager.
func showWeek(ctx context.Context, t *Turn) (inbox.Answer, error) {
	reps := []string{t.Who.UserID}
	if t.Who.Role.Manages() {
		reps = t.Book.reps
	}
	w, ok, err := t.Tx.WeekNumbered(ctx, reps, t.Said.Week.Number)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		if a, ours, err := t.showEventOf(ctx, reps, t.Said.Week.Number); ours || err != nil {
			return a, err
		}
	}
	if !ok && t.Who.Role.Manages() {
		return inbox.Answer{}, domain.Refuse("week.number", t.Said.Week.Number)
	}
	if !ok {
		return t.showRecord(ctx, t.Said.Week.Number)
	}
	stops, _, err := t.Tx.PlansBetween(ctx, []string{w.Rep}, w.Monday, w.Sunday())
	if err != nil {
		return inbox.Answer{}, err
	}
	if w.Rep == t.Who.UserID {
		t.State.Take(w.Number, w.Monday, t.In.At)
	}
	return t.weekShown(w, stops, nil), nil
}

// showWeekBelow shows a manager one week of her subtree by its number.
func (t *Turn) showWeekBelow(ctx context.Context, n int64) (inbox.Answer, error) {
	w, ok, err := t.Tx.WeekNumbered(ctx, t.Book.reps, n)
	if err != nil {
		return inbox.Answer{}, err
	}
	if !ok {
		if a, ours, err := t.showEventOf(ctx, t.Book.reps, n); ours || err != nil {
			return a, err
		}
		return inbox.Answer{}, domain.Refuse("review.number", n)
	}
	stops, _, err := t.Tx.PlansBetween(ctx, []string{w.Rep}, w.Monday, w.Sunday())
	if err != nil {
		return inbox.Answer{}, err
	}
	t.State.See(w.Number, w.Revision)
	a := t.weekShown(w, stops, nil)
	if w.State != week.Submitted {
		return a, nil
	}
	a.Text += "\n" + sayWeekHow.Say(n, n)
	if t.In.Channel == domain.SMS {
		return a, nil
	}
	rep := t.Book.person(w.Rep)
	return a, t.card(notice.WeekCard(rep, n, w.Revision), sayWeekCardText.Say(rep, day(w.Monday), day(w.Sunday()), len(stops)))
}

// weekLine says where the weeks of those days stand, beside a list of plans; nothing where the days are no week.
func (t *Turn) weekLine(ctx context.Context, from, to domain.Date) (string, error) {
	if from.IsZero() || from != from.Monday() || to != from.AddDays(6) {
		return "", nil
	}
	reps := []string{t.Who.UserID}
	if t.Who.Role.Manages() {
		reps = t.Book.reps
	}
	all, err := t.Tx.WeeksOn(ctx, reps, from)
	if err != nil || len(all) == 0 {
		return "", err
	}
	if !t.Who.Role.Manages() {
		t.State.Take(all[0].Number, from, t.In.At)
		return sayOwnWeek.Say(all[0].Number, stateNames[all[0].State], ownHint[all[0].State]), nil
	}
	slices.SortStableFunc(all, func(a, b week.Week) int { return strings.Compare(string(b.State), string(a.State)) }) // those that wait first
	lines := make([]string, 0, mostOptions)
	for _, w := range all[:min(len(all), mostOptions)] {
		lines = append(lines, sharp([]int64{w.Number})+" "+t.personIn(w.Rep)+" "+stateNames[w.State])
	}
	return sayTeamWeeks.Say(strings.Join(lines, "、")), nil
}

var (
	sayOwnWeek   = words.New("week.own_line", "周计划 #%d：%s%s")
	sayTeamWeeks = words.New("week.team_line", "周计划：%s。看明细回“看 编号”。")
	ownHint      = map[week.State]string{week.Draft: "，好了回“提交”。", week.Submitted: "。", week.Approved: "。", week.SentBack: "，改好回“提交”。"}
)

// showRecord shows another record of hers by its number.
func (t *Turn) showRecord(ctx context.Context, n int64) (inbox.Answer, error) {
	f, err := t.find(ctx, n)
	switch {
	case err != nil:
		return inbox.Answer{}, err
	case f.visit != nil:
		around, shown, err := t.known(ctx, *f.visit)
		if err != nil {
			return inbox.Answer{}, err
		}
		pictures, err := t.pictures(n, shown)
		if err != nil {
			return inbox.Answer{}, err
		}
		status := statusNames[f.visit.Status].Say()
		return say(sharp([]int64{n})+" "+t.Book.wholeLine(f.visit.Details)+"（"+status+"）"+around+pictures.said, "decision",
			map[string]string{"no": number(n), "decision": status + pictures.sms}), nil
	case f.plan != nil:
		return say(sharp([]int64{n})+" 计划 "+t.Book.planLine(f.plan.Details)+"（"+planStates[f.plan.State]+"）", "planned",
			t.plannedParams([]plan.Plan{*f.plan})), nil
	}
	if s, ok, err := t.shareFor(ctx, n); err != nil {
		return inbox.Answer{}, err
	} else if ok {
		return t.showShare(ctx, s)
	}
	if b, ok, err := t.broadcastFor(ctx, n); err != nil {
		return inbox.Answer{}, err
	} else if ok {
		return t.showBroadcast(ctx, b)
	}
	return inbox.Answer{}, domain.Refuse("week.number", n)
}

var planStates = map[plan.State]string{plan.Planned: "待访", plan.Done: "已完成", plan.Cancelled: "已取消", plan.Moved: "已改期", plan.Missed: "未完成"}
