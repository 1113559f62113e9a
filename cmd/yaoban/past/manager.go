package past

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// manage is a manager's workday: what was recorded is passed or sent back in the morning, weeks are approved in the evening.
// On the last morning nothing is passed, so that whoever opens the page finds a day's work; long ago two mornings in three are
// left out.
func (p *play) manage(i int, day domain.Date, manager string) {
	if i > 0 && p.left(i) > 0 && (!p.longAgo(i) || p.left(i)%3 == 0) {
		p.plan(day, clock("08:50", draw(20, manager, day)), func(ctx context.Context) error { return p.review(ctx, i, manager) })
	}
	if ends := p.Days.AddWorkdays(day, 1).Monday() != day.Monday(); ends && p.left(i) > 0 || i == 0 {
		p.plan(day, clock("18:05", draw(20, manager, day)), func(ctx context.Context) error { return p.approveWeeks(ctx, manager) })
	}
}

var (
	risky  = regexp.MustCompile(`(?m)^#(\d+) (\S+) [^\n]*（([^\n]*)）`)
	passed = regexp.MustCompile(`#(\d+)`)
	weeks  = regexp.MustCompile(`#(\d+) \S+（`)
)

// review passes the routine records and decides on the others one by one. Two days before the end the risks stay.
func (p *play) review(ctx context.Context, i int, manager string) error {
	routine, err := p.say(ctx, manager, "通过 常规")
	if err != nil {
		return err
	}
	routine, waiting, _ := strings.Cut(routine, "没有通过")
	if err := p.comment(ctx, manager, routine); err != nil || p.left(i) == 1 {
		return err
	}
	var fine []string
	for _, m := range risky.FindAllStringSubmatch(waiting, -1) {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err != nil {
			return fmt.Errorf("read a record's number: %w", err)
		}
		reason := "谈了什么、结果怎样请写清楚"
		if strings.Contains(m[3], "不完整") {
			reason = "请补全产品、结果和时长"
		} else if draw(6, "reject", n) != 0 {
			fine = append(fine, m[1])
			continue
		}
		if _, err := p.say(ctx, manager, fmt.Sprintf("驳回 %d %s", n, reason)); err != nil {
			return err
		}
		if rep := p.named(m[2]); rep != "" {
			p.rework[rep] = append(p.rework[rep], n)
		}
	}
	if len(fine) == 0 {
		return nil
	}
	_, err = p.say(ctx, manager, "批准 "+strings.Join(fine, " "))
	return err
}

// comment writes on one of the records that an answer names, most days on none.
func (p *play) comment(ctx context.Context, manager, answer string) error {
	m := passed.FindStringSubmatch(answer)
	if m == nil {
		return nil
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || p.told[n] == "" || draw(3, "comment", n) != 0 {
		return err
	}
	kind, text := "评语", pick(praise, n)
	if n%2 == 0 {
		kind, text = "建议", pick(advice, n)
	}
	if _, err := p.say(ctx, manager, fmt.Sprintf("%s %d %s", kind, n, text)); err != nil {
		return err
	}
	p.answer[p.told[n]] = append(p.answer[p.told[n]], n)
	return nil
}

// approveWeeks approves the weeks that wait.
func (p *play) approveWeeks(ctx context.Context, manager string) error {
	waiting, err := p.say(ctx, manager, "待审")
	if err != nil {
		return err
	}
	_, list, found := strings.Cut(waiting, "待批周计划")
	if !found {
		return nil
	}
	list, _, _ = strings.Cut(list, "看明细")
	for _, m := range weeks.FindAllStringSubmatch(list, -1) {
		if _, err := p.say(ctx, manager, "批准 "+m[1]); err != nil {
			return err
		}
	}
	return nil
}

// named is the userid of a rep by her name.
func (p *play) named(name string) string {
	i := slices.IndexFunc(p.reps, func(r *rep) bool { return r.Name == name })
	if i < 0 {
		return ""
	}
	return p.reps[i].UserID
}
