package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/broadcast"
	"github.com/yaoban/yaoban/domain/week"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayWhomTeam      = words.New("broadcast.whom_team", "全组")
	sayWhomCompany   = words.New("broadcast.whom_company", "全公司")
	sayWhomUnder     = words.New("broadcast.whom_under", "%s组")
	sayWhomLine      = words.New("broadcast.whom_line", "%s线")
	sayWhomUnplanned = words.New("broadcast.whom_unplanned", "没交下周计划的")
	sayWhomBehind    = words.New("broadcast.whom_behind", "本月额度没完成的")
	sayWhomExcept    = words.New("broadcast.whom_except", "（除%s）")
	sayWhomMore      = words.New("broadcast.whom_more", "等%d人")
	whomRoles        = map[domain.Role]words.Text{domain.Rep: words.New("broadcast.whom_reps", "代表"), domain.Manager: words.New("broadcast.whom_managers", "主管"),
		domain.Director: words.New("broadcast.whom_directors", "总监")}
	_ = words.Refusal("broadcast.who", "要通知谁？请说“通知全组：…”“通知 %s：…”，也可以按组、产品线、职务，或“通知没交计划的人：…”。还没有发。")
	_ = words.Refusal("broadcast.outside", "通知只发给公司同事，不能发给医生或公司以外的人（%s）。没有发。")
	_ = words.Refusal("broadcast.unknown", "没有找到同事“%s”，请说系统里的姓名全称。没有发。")
	_ = words.Refusal("broadcast.unclear", "“%s”有%d位：%s。请说全名。没有发。")
	_ = words.Refusal("broadcast.not_yours", "%s不在您辖下，不能通知。没有发。您辖下有：%s。")
	_ = words.Refusal("broadcast.company", "全公司通知只有管理员能发。您可以说“通知全组：…”。没有发。")
	_ = words.Refusal("broadcast.line", "没有“%s”这条产品线，有：%s。没有发。")
	_ = words.Refusal("broadcast.figures", "按计划、额度选人只有带团队的主管和总监能用。没有发。")
	_ = words.Refusal("broadcast.figures_many", "按额度选人一次最多%d位代表，您辖下有%d位。请带上组，如“通知何敏组本月额度没完成的：…”。没有发。")
	_ = words.Refusal("broadcast.all_planned", "您辖下都交了下周计划，没有要通知的人。")
	_ = words.Refusal("broadcast.all_done", "您辖下本月额度都完成了，没有要通知的人。")
	_ = words.Refusal("broadcast.nobody_below", "您辖下没有人，没有可通知的。")
)

// mostAddressed is how many names the words for an audience hold.
const mostAddressed = 5

// mostByQuota is of how many reps the month is looked at in one turn.
const mostByQuota = 500

// mostChain is more managers than any reporting line has, should it ever have a loop.
const mostChain = 30

// stoodFor are the managers whom the person stands in for today, in the order of their userids.
func (t *Turn) stoodFor() []string {
	var all []string
	for _, m := range t.Book.standsFor {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	slices.Sort(all)
	return all
}

// isBelow reports whether somebody stands below one of the heads in the reporting line.
func (t *Turn) isBelow(userid string, heads []string) bool {
	for range mostChain {
		s, ok := t.Book.Colleague(userid)
		if !ok || s.Manager == "" {
			return false
		}
		if slices.Contains(heads, s.Manager) {
			return true
		}
		userid = s.Manager
	}
	return false
}

// addressed is an audience with the words for it and the manager for whom the sender stands in with it.
type addressed struct {
	to    broadcast.Audience
	whom  string
	forWh string
}

// address finds whom a broadcast is for by what was said. Nobody but staff below the sender, or below whom she stands in for, can be meant;
// an admin reaches the whole company.
func (t *Turn) address(ctx context.Context, said understand.Audience) (a addressed, err error) {
	if outside := slices.Concat(said.Doctors, said.Outsiders); len(outside) > 0 {
		return a, domain.Refuse("broadcast.outside", strings.Join(outside, "、"))
	}
	if len(said.Strangers) > 0 {
		return a, domain.Refuse("broadcast.unknown", strings.Join(said.Strangers, "、"))
	}
	if said.None() {
		return a, domain.Refuse("broadcast.who", t.exampleReceivers())
	}
	admin := t.Who.Role == domain.Admin
	heads := append([]string{t.Who.UserID}, t.stoodFor()...)
	a.to.Reach, a.to.Company = heads, admin
	if said.Company && !admin {
		return a, domain.Refuse("broadcast.company")
	}
	if said, err = t.whichReceivers(said, heads); err != nil {
		return a, err
	}
	if err := t.withinReach(said, heads); err != nil {
		return a, err
	}
	a.to.People, a.to.Except = said.People, said.Except
	a.to.Under, a.to.Roles = said.Under, said.Roles
	var segment []string
	if said.Unplanned || said.Behind {
		more, names, err := t.byFigures(ctx, said)
		if err != nil {
			return a, err
		}
		a.to.People, segment = append(a.to.People, more...), append(segment, names...)
	}
	lines, err := t.linesMeant(ctx, said)
	if err != nil {
		return a, err
	}
	a.to.Lines = lines
	if said.Team || said.Company || len(lines) > 0 && len(said.Under) == 0 {
		if a.to.Everyone = admin; !admin {
			if a.to.Under, err = t.ownTeam(said.Under); err != nil {
				return a, err
			}
		}
	}
	a.whom, a.forWh = t.whom(said, lines, segment), t.standingIn(a.to, said)
	return a, nil
}

// exampleReceivers are two people whom she may name.
func (t *Turn) exampleReceivers() string {
	if len(t.Book.reps) == 0 {
		return "王建国、何敏"
	}
	names := make([]string, min(2, len(t.Book.reps)))
	for i := range names {
		names[i] = t.Book.person(t.Book.reps[i])
	}
	return strings.Join(names, "、")
}

// whichReceivers decides names that several colleagues bear by who is within reach.
func (t *Turn) whichReceivers(said understand.Audience, heads []string) (understand.Audience, error) {
	said.People = slices.Clone(said.People)
	for _, u := range said.Unclear {
		within := slices.DeleteFunc(slices.Clone(u.People), func(p string) bool { return t.Who.Role != domain.Admin && !t.isBelow(p, heads) })
		if len(within) != 1 {
			if len(within) == 0 {
				within = u.People
			}
			return said, domain.Refuse("broadcast.unclear", u.Said, len(within), t.namesOf(within))
		}
		said.People = append(said.People, within[0])
	}
	return said, nil
}

// withinReach refuses people and teams that are none of the sender's, and names them.
func (t *Turn) withinReach(said understand.Audience, heads []string) error {
	if t.Who.Role == domain.Admin {
		return nil
	}
	var not []string
	for _, p := range said.People {
		if p != t.Who.UserID && !t.isBelow(p, heads) {
			not = append(not, t.Book.person(p))
		}
	}
	for _, m := range said.Under {
		if !slices.Contains(heads, m) && !t.isBelow(m, heads) {
			not = append(not, sayWhomUnder.Say(t.Book.person(m)))
		}
	}
	if len(not) > 0 {
		return domain.Refuse("broadcast.not_yours", strings.Join(not, "、"), t.namesOf(t.Book.reps))
	}
	return nil
}

// ownTeam are the managers whose people are 全组: the sender, or, where she has none of her own, whom she stands in for; with those named.
func (t *Turn) ownTeam(named []string) ([]string, error) {
	if len(t.Book.reps) > len(t.Book.standsFor) {
		return append([]string{t.Who.UserID}, named...), nil
	}
	if stood := t.stoodFor(); len(stood) > 0 {
		return append(stood, named...), nil
	}
	if len(named) > 0 {
		return named, nil
	}
	return nil, domain.Refuse("broadcast.nobody_below")
}

// linesMeant are the product lines that are named, or that the named products belong to.
func (t *Turn) linesMeant(ctx context.Context, said understand.Audience) ([]string, error) {
	if len(said.Lines)+len(said.Products) == 0 {
		return nil, nil
	}
	all, of, err := t.Tx.Lines(ctx, said.Products)
	if err != nil {
		return nil, err
	}
	lines := of
	for _, word := range said.Lines {
		i := slices.IndexFunc(all, func(line string) bool { return line == word || strings.TrimSuffix(line, "科") == word })
		if i < 0 {
			return nil, domain.Refuse("broadcast.line", word, strings.Join(all, "、"))
		}
		if !slices.Contains(lines, all[i]) {
			lines = append(lines, all[i])
		}
	}
	return lines, nil
}

// byFigures are the reps of her own team, or of the teams named, who have not handed in next week's plan, or not made this month's visits.
// Who they are is fixed now.
func (t *Turn) byFigures(ctx context.Context, said understand.Audience) (people, names []string, err error) {
	reps := slices.DeleteFunc(slices.Clone(t.Book.reps), func(rep string) bool {
		if len(said.Under) > 0 {
			return !t.isBelow(rep, said.Under)
		}
		return t.Book.standsFor[rep] != "" && len(t.Book.reps) > len(t.Book.standsFor)
	})
	if len(reps) == 0 || !t.Who.Role.Manages() {
		return nil, nil, domain.Refuse("broadcast.figures")
	}
	if said.Unplanned {
		states, err := t.Tx.WeekStates(ctx, reps, t.Today().Monday().AddDays(7))
		if err != nil {
			return nil, nil, err
		}
		for _, rep := range reps {
			if s := states[rep].State; s == "" || s == week.Draft || s == week.SentBack {
				people = append(people, rep)
			}
		}
		if names = append(names, sayWhomUnplanned.Say()); len(people) == 0 {
			return nil, nil, domain.Refuse("broadcast.all_planned")
		}
	}
	if said.Behind && len(reps) > mostByQuota {
		return nil, nil, domain.Refuse("broadcast.figures_many", mostByQuota, len(reps))
	}
	if said.Behind {
		r, ok, err := t.Tx.TeamMonth(ctx, t.Who.UserID, reps, t.Today(), false)
		if err != nil {
			return nil, nil, err
		}
		some := false
		for _, p := range r.People {
			if ok && p.Standings.Remaining() > 0 {
				people, some = append(people, p.UserID), true
			}
		}
		if names = append(names, sayWhomBehind.Say()); !some {
			return nil, nil, domain.Refuse("broadcast.all_done")
		}
	}
	return people, names, nil
}

// whom names an audience in words.
func (t *Turn) whom(said understand.Audience, lines, segment []string) string {
	var roles, parts []string
	for _, r := range said.Roles {
		roles = append(roles, whomRoles[r].Say())
	}
	role := strings.Join(roles, "和")
	switch {
	case said.Company:
		parts = append(parts, sayWhomCompany.Say()+role)
	case said.Team:
		parts = append(parts, sayWhomTeam.Say()+role)
	}
	for _, m := range said.Under {
		parts = append(parts, sayWhomUnder.Say(t.Book.person(m)))
	}
	for _, l := range lines {
		parts = append(parts, sayWhomLine.Say(l))
	}
	parts = append(parts, segment...)
	if len(said.People) > 0 {
		parts = append(parts, t.someNames(said.People))
	}
	text := strings.Join(parts, "、")
	if len(said.Except) > 0 {
		text += sayWhomExcept.Say(t.someNames(said.Except))
	}
	return text
}

func (t *Turn) someNames(people []string) string {
	names := make([]string, min(len(people), mostAddressed))
	for i := range names {
		names[i] = t.Book.person(people[i])
	}
	text := strings.Join(names, "、")
	if len(people) > len(names) {
		text += sayWhomMore.Say(len(people))
	}
	return text
}

// standingIn is the one manager whose people the audience is, where the sender reaches them only because she stands in for that manager.
func (t *Turn) standingIn(to broadcast.Audience, said understand.Audience) string {
	if t.Who.Role == domain.Admin || to.Everyone {
		return ""
	}
	for _, m := range t.stoodFor() {
		all := func(p string) bool { return p == m || t.isBelow(p, []string{m}) }
		own := func(p string) bool { return t.isBelow(p, []string{t.Who.UserID}) }
		members := slices.Concat(to.Under, to.People)
		if len(members) > 0 && !slices.ContainsFunc(members, func(p string) bool { return !all(p) || own(p) || p == t.Who.UserID }) {
			return m
		}
	}
	return ""
}
