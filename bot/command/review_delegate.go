package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/quota"
	"github.com/yaoban/yaoban/domain/review"
	"github.com/yaoban/yaoban/domain/words"
)

// deputies reads and writes who stands in for whom.
type deputies interface {
	review.Deputies
	Deputyships(ctx context.Context, person string, on domain.Date) ([]review.Deputyship, error)
}

var (
	sayDeputyNamed   = words.New("deputy.named", "已请%s代您审批：%s（#%d）。要审批的事、早报、周报月报、预警和超时提醒也会发给%[1]s，决定记为“代%[4]s”。提前结束回“取消代理”。")
	sayDeputyInstead = words.New("deputy.instead", "原来请%s的（%s）已取消并告诉本人。")
	sayDeputyAway    = words.New("deputy.away", "注意：%s请假：%s。")
	sayDeputyGone    = words.New("deputy.cancelled", "已取消请%s代审批（%s），已告诉本人。现在由您审批。")
	sayDeputyMine    = words.New("deputy.mine", "代您审批：%s（%s，#%d）")
	sayDeputyTheirs  = words.New("deputy.theirs", "您代%s审批（%s，#%d）")
	sayDeputyNone    = words.New("deputy.none_yet", "没有人在代您审批，您也没有代别人审批。请人代审直接说“%s代我到%s”。")
	sayDeputyHint    = words.New("deputy.hint", "这几天的审批可以请人代：回“%s由%s代我”。")
	sayDeputyAnybody = words.New("deputy.anybody", "另一位经理")
	sayDeputySMS     = words.New("deputy.sms", "请人代审至%s")
	sayDeputyGoneSMS = words.New("deputy.sms_gone", "取消代审")
	_                = words.Refusal("deputy.self", "代理人不能是您自己。")
	_                = words.Refusal("deputy.role", "只能请经理或总监代审批，没有改动。可以请：%s。")
	_                = words.Refusal("deputy.who", "没有找到要请的人。可以请：%s。请说“%s代我到%s”。")
	_                = words.Refusal("deputy.which", "“%s”有%d位：%s。请说全名，如“%s代我到%s”。")
	_                = words.Refusal("deputy.until", "请%s代到哪天？请说“%[1]s代我到%[2]s”。")
	_                = words.Refusal("deputy.past", "这些天已经过了，没有改动。请说从今天起的日子。")
	_                = words.Refusal("deputy.long", "一次最多%d天，没有改动。更久请管理员调整汇报关系。")
	_                = words.Refusal("deputy.none", "没有人在代您审批，没有可取消的。")
	_                = register(Command{Intent: understand.ReviewDelegate, Roles: managers, Run: delegate})
)

// delegate names who reviews for a manager while she is away, takes it back, or says how it stands (PRODUCT.md M1).
func delegate(ctx context.Context, t *Turn) (inbox.Answer, error) {
	standing, err := t.Tx.Deputyships(ctx, t.Who.UserID, t.Today())
	if err != nil {
		return inbox.Answer{}, err
	}
	switch said := t.Said.Delegate; {
	case said.Show:
		return t.showDeputies(standing), nil
	case said.Cancel:
		return t.endDeputyships(ownDeputies(t, standing))
	}
	return t.nameDeputy(ctx, ownDeputies(t, standing))
}

// ownDeputies are those of the deputyships in which somebody stands in for the person.
func ownDeputies(t *Turn, all []review.Deputyship) []review.Deputyship {
	return slices.DeleteFunc(slices.Clone(all), func(d review.Deputyship) bool { return d.Manager != t.Who.UserID })
}

func (t *Turn) nameDeputy(ctx context.Context, standing []review.Deputyship) (inbox.Answer, error) {
	said := t.Said.Delegate
	until := day(t.Today().Monday().AddDays(11)) // the Friday of next week, as an example
	switch {
	case len(said.People) == 0:
		return inbox.Answer{}, domain.Refuse("deputy.who", t.mayStandIn(), t.likelyDeputy(), until)
	case len(said.People) > 1:
		names := make([]string, len(said.People))
		for i, id := range said.People {
			names[i] = t.Book.person(id)
		}
		return inbox.Answer{}, domain.Refuse("deputy.which", said.Named, len(names), strings.Join(names, "、"), names[0], until)
	}
	deputy, _ := t.Book.Colleague(said.People[0])
	switch {
	case !deputy.Role.Manages():
		return inbox.Answer{}, domain.Refuse("deputy.role", t.mayStandIn())
	case t.Said.To.IsZero():
		return inbox.Answer{}, domain.Refuse("deputy.until", deputy.Name, until)
	}
	var numbers []int64
	t.Tx.WantNumbers(1, &numbers)
	off, err := t.Tx.DaysOff(ctx, deputy.UserID, t.Said.From)
	if err != nil {
		return inbox.Answer{}, err
	}
	id, err := t.Tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	d := review.Deputyship{ID: id, Number: numbers[0], Manager: t.Who.UserID, Deputy: deputy.UserID, From: t.Said.From, To: t.Said.To,
		Channel: t.In.Channel, SaidAt: t.In.At, Origin: t.Origin}
	replaced, err := review.Name(t.Tx, d, deputy.Role, standing)
	if err != nil {
		return inbox.Answer{}, err
	}
	lines := []string{sayDeputyNamed.Say(deputy.Name, offDays(deputySpan(d)), d.Number, t.Who.Name)}
	for _, o := range replaced {
		lines = append(lines, sayDeputyInstead.Say(t.Book.person(o.Deputy), offDays(deputySpan(o))))
	}
	for _, o := range off {
		if !o.From.After(d.To) {
			lines = append(lines, sayDeputyAway.Say(deputy.Name, offDays(o.TimeOff)))
		}
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(d.Number), "decision": sayDeputySMS.Say(day(d.To))}), nil
}

// deputySpan are the days of a deputyship.
func deputySpan(d review.Deputyship) quota.TimeOff {
	return quota.TimeOff{Span: quota.Span{From: d.From, To: d.To}}
}

// endDeputyships takes back who stands in for the person, now and in days to come.
func (t *Turn) endDeputyships(standing []review.Deputyship) (inbox.Answer, error) {
	if len(standing) == 0 {
		return inbox.Answer{}, domain.Refuse("deputy.none")
	}
	lines := make([]string, len(standing))
	for i, d := range standing {
		if err := review.End(t.Tx, t.Who.UserID, d); err != nil {
			return inbox.Answer{}, err
		}
		lines[i] = sayDeputyGone.Say(t.Book.person(d.Deputy), offDays(deputySpan(d)))
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(standing[0].Number), "decision": sayDeputyGoneSMS.Say()}), nil
}

func (t *Turn) showDeputies(all []review.Deputyship) inbox.Answer {
	if len(all) == 0 {
		return say(sayDeputyNone.Say(t.likelyDeputy(), day(t.Today().Monday().AddDays(11))), "help", nil)
	}
	lines := make([]string, len(all))
	for i, d := range all {
		if d.Manager == t.Who.UserID {
			lines[i] = sayDeputyMine.Say(t.Book.person(d.Deputy), offDays(deputySpan(d)), d.Number)
		} else {
			lines[i] = sayDeputyTheirs.Say(t.Book.person(d.Manager), offDays(deputySpan(d)), d.Number)
		}
	}
	return say(strings.Join(lines, "\n"), "decision", map[string]string{"no": number(all[0].Number), "decision": sayDeputySMS.Say(day(all[0].To))})
}

// mostDeputies is how many managers an answer offers as deputies.
const mostDeputies = 6

// mayStandIn names managers who may stand in: who the import says first.
func (t *Turn) mayStandIn() string {
	var names []string
	for _, s := range t.Book.StandIns(t.Who.UserID) {
		names = append(names, s.Name)
	}
	if len(names) == 0 {
		return sayDeputyAnybody.Say()
	}
	names = names[:min(len(names), mostDeputies)]
	return strings.Join(names, "、")
}

// likelyDeputy names the deputy of the import, or else another manager, as an example.
func (t *Turn) likelyDeputy() string {
	first, _, _ := strings.Cut(t.mayStandIn(), "、")
	return first
}

// suggestDeputy says to a manager who takes days off how to have her reviews done; nothing where somebody stands in on the last of them.
func (t *Turn) suggestDeputy(ctx context.Context, o quota.TimeOff) (string, error) {
	if !t.Who.Role.Manages() || o.Half != quota.WholeDay || len(t.Book.reps) == len(t.Book.standsFor) { // nobody of her own
		return "", nil
	}
	standing, err := t.Tx.Deputyships(ctx, t.Who.UserID, o.From)
	if err != nil {
		return "", err
	}
	for _, d := range ownDeputies(t, standing) {
		if !d.From.After(o.From) && !d.To.Before(o.To) {
			return "", nil
		}
	}
	days := day(o.From)
	if o.From != o.To {
		days += "到" + day(o.To)
	}
	return sayDeputyHint.Say(days, t.likelyDeputy()), nil
}
