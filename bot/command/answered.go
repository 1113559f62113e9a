package command

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain/inbox"
)

// byNumber is an answer that names its question: 1025 是张伟, #1025：2.
var byNumber = regexp.MustCompile(`^\s*[#＃]?\s*(\d{4,})\s*(?:号)?\s*(?:是|选|[:：,，]|\s)\s*(.+?)\s*$`)

// mostChoices is more than any question offers.
const mostChoices = 99

// Answers has what was asked before answered by the message, or asks again where it names a question and gives it no answer that can be
// read; what says which. False: the message answers nothing.
func (t *Turn) Answers(ctx context.Context) (a inbox.Answer, what string, ok bool, err error) {
	if t.In.Kind != inbox.Text {
		return a, "", false, nil
	}
	return t.answers(ctx, t.In.Text, t.Said, func(dialog.Question) bool { return true })
}

// answers is Answers for a text and what it means, by the questions for which may holds.
func (t *Turn) answers(ctx context.Context, text string, said understand.Reading, may func(dialog.Question) bool) (a inbox.Answer, what string, ok bool, err error) {
	text = strings.TrimSpace(text)
	if q, value, ok := t.answered(text, said, may); ok {
		a, err = Resume(ctx, t, q, value)
		return a, "answer." + q.Form, true, err
	}
	if n, ok := named(text, said); ok {
		a, err = t.Unread(n)
		return a, "answer.unread", true, err
	}
	return a, "", false, nil
}

// named returns the record number that a text means to answer (1025 是张伟), where it means nothing else.
func named(text string, said understand.Reading) (int64, bool) {
	m := byNumber.FindStringSubmatch(text)
	if m == nil || !strings.Contains(text, "是") || !freely(said, text) {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return n, err == nil
}

// answered finds the open question that a text answers and the value it gives, among those that were asked before this turn and for
// which may holds. A number alone answers the last question only (a button and a digit are the same value); a doctor's name or place
// answers the last question that it fits; a text that means something of its own is never taken for an answer.
func (t *Turn) answered(text string, said understand.Reading, may func(dialog.Question) bool) (q dialog.Question, value string, ok bool) {
	if m := byNumber.FindStringSubmatch(text); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if q, open := t.State.Numbered(n); err == nil && open && !slices.Contains(t.opened, q.ID) {
			if value, ok := t.ValueNumbered(q, m[2]); ok {
				return q, value, true
			}
		}
	}
	var asked []dialog.Question
	for _, q := range t.State.Open {
		if !q.Held && !slices.Contains(t.opened, q.ID) {
			asked = append(asked, q)
		}
	}
	if len(asked) == 0 {
		return q, "", false
	}
	last := asked[len(asked)-1]
	if t.In.At.Before(last.SaidAt) { // said before the question could be known: an answer to an older one, or none
		return q, "", false
	}
	if i, ok := understand.Choice(text, len(last.Options)); ok && !last.Unseen && may(last) {
		return last, last.Options[i].Value, true
	}
	if !freely(said, text) {
		return q, "", false
	}
	_, digit := understand.Choice(text, mostChoices)
	for _, q := range slices.Backward(asked) {
		if digit && q.ID != last.ID || !may(q) || t.In.At.Before(q.SaidAt) {
			continue // a number alone is of the last question, also where that has no such option
		}
		if value, ok := t.Value(q, text); ok {
			return q, value, true
		}
	}
	return q, "", false
}

// asks are the words of somebody who wants to know something of a doctor; a bare name or place has none of them.
var asks = regexp.MustCompile(`[?？查看]|什么|怎么|哪|几|生日|电话|情况|资料|背景|来头|信息|档案|了解|有没有|最近|多少|谁|吗|呢`)

// freely reports whether a text may be the answer to a question: it means nothing of its own, or it is only a doctor's name or
// place. A question about a doctor is a question, not an answer.
func freely(r understand.Reading, text string) bool {
	return r.Intent == understand.Unknown && r.Further == "" || r.Intent == understand.DoctorShow && !asks.MatchString(text)
}
