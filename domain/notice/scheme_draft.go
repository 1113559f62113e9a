package notice

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	saySchemeChange  = words.New("notice.scheme_change", "%s%s %s→%s")
	saySchemeNew     = words.New("notice.scheme_new", "%s%s 新增%s")
	saySchemeGone    = words.New("notice.scheme_gone", "%s去掉%s")
	saySchemeWeight  = words.New("notice.scheme_weight", "%s权重")
	saySchemeLine    = words.New("notice.scheme_threshold", "%s级线")
	saySchemePoints  = words.New("notice.scheme_points", "%s“%s”的分")
	saySchemeBand    = words.New("notice.scheme_band", "%s≥%s的分")
	saySchemeOfLine  = words.New("notice.scheme_of_line", "%s线")
	saySchemeBack    = words.New("notice.scheme_back", "回到第%d版")
	saySchemeStart   = words.New("notice.scheme_start", "启用默认评级方案（职称、医院等级、门诊量、床位、产品需求）")
	saySchemeNone    = words.New("notice.scheme_none", "停用评级方案，恢复导入的等级")
	saySchemeSays    = words.New("notice.scheme_preview", "#%d 评级方案：%s\n%s\n应用回“确认 %[1]d”，放弃回“取消 %[1]d”。7天内有效；期间方案有别的改动就作废。")
	saySchemeNobody  = words.New("notice.scheme_nobody", "没有医生会变级。")
	saySchemeMoves   = words.New("notice.scheme_moves", "%d位医生会变级：%s")
	saySchemeFlow    = words.New("notice.scheme_flow", "%s%s→%s %d位")
	saySchemeVisits  = words.New("notice.scheme_visits", "全公司每月必访%+d次")
	saySchemeSame    = words.New("notice.scheme_visits_same", "每月必访次数合计不变")
	saySchemeTeam    = words.New("notice.scheme_team", "%s团队%d位%+d次")
	saySchemeNoTeam  = words.New("notice.scheme_no_team", "无主管")
	saySchemeMovers  = words.New("notice.scheme_movers", "变化最大：%s")
	saySchemeMover   = words.New("notice.scheme_mover", "%s%s(%s) %s→%s %+d次")
	saySchemeRest    = words.New("notice.scheme_rest", "等%d项")
	saySchemeTitle   = words.New("notice.scheme_title", "评级方案 #%d")
	saySchemeYes     = words.New("notice.scheme_yes", "确认")
	saySchemeNo      = words.New("notice.scheme_no", "取消")
	saySchemeConfirm = words.New("notice.scheme_confirm", "确认或取消（%d位变级）")
	saySchemeDone    = words.New("notice.scheme_done", "#%d 已应用，评级方案现在是第%d版，%d位医生变级，已告诉相关代表。要退回请发“撤回方案”。")
	saySchemeTooLate = words.New("notice.scheme_stale", "#%d 没有应用：这期间评级方案已改成第%d版，您看到的影响不再准确。要改请重新说一遍。")
	saySchemeDoneSMS = words.New("notice.scheme_done_sms", "应用")
	saySchemeLateSMS = words.New("notice.scheme_stale_sms", "作废")
)

const (
	// mostChanges is how many changes of a scheme a summary says, mostTeams how many teams.
	mostChanges = 8
	mostTeams   = 8
)

// SchemeSummary says in one line what a draft wants: 职称权重 30→35，床位权重 10→5.
func SchemeSummary(d grading.Draft) string {
	switch {
	case !d.Scheme.InForce():
		return saySchemeNone.Say()
	case d.Back != nil:
		return saySchemeBack.Say(*d.Back)
	case slices.ContainsFunc(d.Changes, func(c grading.Change) bool { return c.Of == grading.OfThreshold && c.Line == "" && c.Was == "" }):
		return saySchemeStart.Say() // nothing was in force
	}
	return SchemeChanges(d.Changes)
}

// SchemeChanges says what differs between two schemes.
func SchemeChanges(all []grading.Change) string {
	parts := make([]string, 0, len(all))
	for i, c := range all {
		if i == mostChanges {
			parts = append(parts, saySchemeRest.Say(len(all)))
			break
		}
		parts = append(parts, schemeChange(c))
	}
	return strings.Join(parts, "，")
}

func schemeChange(c grading.Change) string {
	line, what := schemeLine(c.Line), ""
	switch name := grading.Name(c.Of); {
	case c.Of == grading.OfThreshold:
		what = saySchemeLine.Say(c.Key)
	case c.Key == grading.KeyWeight:
		what = saySchemeWeight.Say(name)
	case c.Key == grading.KeyFrom:
		what = saySchemeBand.Say(name, strconv.FormatFloat(c.From, 'f', -1, 64))
	default:
		what = saySchemePoints.Say(name, c.Key)
	}
	switch {
	case c.Was == "":
		return saySchemeNew.Say(line, what, c.Is)
	case c.Is == "":
		return saySchemeGone.Say(line, what)
	}
	return saySchemeChange.Say(line, what, c.Was, c.Is)
}

func schemeLine(line string) string {
	if line == "" {
		return ""
	}
	return saySchemeOfLine.Say(line)
}

// SchemePreview says what a draft would do, for whoever has to say yes to it.
func SchemePreview(d grading.Draft) string {
	return saySchemeSays.Say(d.Number, SchemeSummary(d), schemeEffect(d))
}

func schemeEffect(d grading.Draft) string {
	e := d.Effect
	if e == nil || e.Moved == 0 {
		return saySchemeNobody.Say()
	}
	flows := make([]string, len(e.Flows))
	for i, f := range e.Flows {
		flows[i] = saySchemeFlow.Say(schemeLine(f.Line), gradeOrNone(f.Was), gradeOrNone(f.Is), f.Count)
	}
	lines := []string{saySchemeMoves.Say(e.Moved, strings.Join(flows, "，"))}
	visits := saySchemeVisits.Say(e.Visits)
	if e.Visits == 0 {
		visits = saySchemeSame.Say()
	}
	var teams []string
	for i, t := range e.Teams {
		if i == mostTeams {
			teams = append(teams, saySchemeRest.Say(len(e.Teams)))
			break
		}
		name := t.Manager
		if name == "" {
			name = saySchemeNoTeam.Say()
		}
		teams = append(teams, saySchemeTeam.Say(name, t.Moved, t.Visits))
	}
	if len(teams) > 0 {
		visits += "：" + strings.Join(teams, "，")
	}
	lines = append(lines, visits)
	movers := make([]string, len(e.Movers))
	for i, m := range e.Movers {
		movers[i] = saySchemeMover.Say(schemeLine(m.Line), m.Name, m.Hospital+m.Department, gradeOrNone(m.Was), gradeOrNone(m.Is), m.Visits)
	}
	return strings.Join(append(lines, saySchemeMovers.Say(strings.Join(movers, "、"))), "\n")
}

// SchemeConfirmParams are the variables of the template "missing" that asks for a yes to a draft.
func SchemeConfirmParams(d grading.Draft) map[string]string {
	moved := 0
	if d.Effect != nil {
		moved = d.Effect.Moved
	}
	return map[string]string{"no": strconv.FormatInt(d.Number, 10), "field": saySchemeConfirm.Say(moved)}
}

// SchemeWeighed brings an admin what her draft of the grading scheme would do, once a worker has worked it out, with buttons for yes and
// no (PRODUCT.md D3). Dropping the draft withdraws it.
var SchemeWeighed = register(Kind{
	Name:  "scheme_weighed",
	Asked: true,
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var d grading.Draft
		if err := json.Unmarshal(n.Args, &d); err != nil {
			return Content{}, false, fmt.Errorf("read what a scheme would do: %w", err)
		}
		no := strconv.FormatInt(d.Number, 10)
		return Content{Text: SchemePreview(d), Template: "missing", Params: SchemeConfirmParams(d), Card: &Card{Title: saySchemeTitle.Say(d.Number),
			Buttons: []Button{{saySchemeYes.Say(), SayKey + "确认 " + no}, {saySchemeNo.Say(), SayKey + "取消 " + no}}}}, true, nil
	},
})

// schemeOutcome is what became of a confirmed draft: InForce is the version in force now, Applied says that it is this draft's.
type schemeOutcome struct {
	InForce int  `json:"in_force"`
	Applied bool `json:"applied"`
	Moved   int  `json:"moved"`
}

// SchemeOutcome tells an admin that the draft which she confirmed is in force, or that another version came before it.
var SchemeOutcome = register(Kind{
	Name:  "scheme_outcome",
	Asked: true,
	Compose: func(_ context.Context, _ Truth, n Notice) (Content, bool, error) {
		var o schemeOutcome
		if err := json.Unmarshal(n.Args, &o); err != nil {
			return Content{}, false, fmt.Errorf("read what became of a scheme: %w", err)
		}
		c := Content{Text: saySchemeTooLate.Say(n.Number, o.InForce), Template: "decision",
			Params: map[string]string{"no": strconv.FormatInt(n.Number, 10), "decision": saySchemeLateSMS.Say()}}
		if o.Applied {
			c.Text = SchemeDone(n.Number, o.InForce, o.Moved)
			c.Params["decision"] = saySchemeDoneSMS.Say()
		}
		return c, true, nil
	},
})

// SchemeDone says that a draft is in force.
func SchemeDone(number int64, version, moved int) string {
	return saySchemeDone.Say(number, version, moved)
}

// SchemeWeighedOf makes the notice of what a draft would do.
func SchemeWeighedOf(d grading.Draft, now time.Time) (Notice, error) {
	args, err := json.Marshal(d)
	if err != nil {
		return Notice{}, fmt.Errorf("keep what a scheme would do: %w", err)
	}
	return Notice{Kind: SchemeWeighed.Name, Key: SchemeWeighed.Name + "/" + d.ID.String(), Person: d.Person, Subject: d.ID, Number: d.Number, Args: args, DueAt: now}, nil
}

// SchemeOutcomeOf makes the notice of what became of a confirmed draft: inForce is the version in force, moved how many grades changed.
func SchemeOutcomeOf(d grading.Draft, inForce, moved int, now time.Time) (Notice, error) {
	args, err := json.Marshal(schemeOutcome{InForce: inForce, Applied: d.State == grading.Applied, Moved: moved})
	if err != nil {
		return Notice{}, fmt.Errorf("keep what became of a scheme: %w", err)
	}
	return Notice{Kind: SchemeOutcome.Name, Key: SchemeOutcome.Name + "/" + d.ID.String(), Person: d.DecidedBy, Subject: d.ID, Number: d.Number, Args: args, DueAt: now}, nil
}
