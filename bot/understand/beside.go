package understand

import (
	"regexp"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// Part is a piece of a text, read as a text of its own.
type Part struct {
	// Text are its words as they were typed.
	Text string
	Reading
}

// Beside returns what a text that tells of an adverse event says beside it: runs of clauses in which nobody is harmed and no patient is
// spoken of, each read as a text of its own. One that only says when the sender will go again (周五再去找他) is a plan without a doctor;
// some mean nothing alone.
func Beside(text string, who Sender, c Context) []Part {
	var parts []Part
	var run []string
	end := func() {
		s := strings.Trim(strings.Join(run, ""), besideSigns)
		run = nil
		if s == "" {
			return
		}
		r := Read(s, who, c)
		if v, again := goesAgain(s, who, c); r.Intent == Unknown && r.Further == "" && again {
			r.Intent, r.Visits = VisitPlan, []Visit{v}
		}
		if !r.Adverse {
			parts = append(parts, Part{s, r})
		}
	}
	for _, piece := range pieces(text) {
		if newMessage(piece, who, c, gazetteerOf(c)).ofCase() {
			end()
			continue
		}
		run = append(run, piece)
	}
	end()
	return parts
}

// again are the words of somebody who means to see the same doctor again.
var again = regexp.MustCompile(`(?:再|还|又)?(?:去|来|过去)?(?:找|见|拜访|约)(?:他|她|主任|老师|一下|一趟)?|(?:再|还会?|还要)(?:去|跑|来|过去)(?:一趟|一次|看看|跟进|回访|问问|聊聊)?`)

// goesAgain reads that the sender will go again on a day that is said, to nobody who is named.
func goesAgain(text string, who Sender, c Context) (v Visit, ok bool) {
	where := again.FindStringIndex(text)
	if who.Role != domain.Rep || where == nil || strings.Contains(text, "查") || strings.Contains(text, "住院") {
		return v, false
	}
	c.Ahead = true
	if v, ok = Slots(text[:where[0]], who, c); !ok || v.Date.IsZero() || !v.Date.After(domain.DateOf(c.At)) && v.Start == "" {
		return Visit{}, false
	}
	v.Rest = text
	return v, true
}

// besideSigns end a clause. A space ends one only where nothing else does.
const besideSigns = "，,。；;！!？?\n\r 　"

// pieces cuts a text behind each sign that ends a clause.
func pieces(text string) []string {
	signs := strings.TrimRight(besideSigns, " 　")
	if !strings.ContainsAny(text, signs) {
		signs = besideSigns
	}
	var out []string
	from := 0
	for i, r := range text {
		if strings.ContainsRune(signs, r) {
			to := i + len(string(r))
			out, from = append(out, text[from:to]), to
		}
	}
	return append(out, text[from:])
}

// ofCase reports whether a clause belongs to the telling of an adverse event: it names harm, a patient or what was done for one.
func (m *message) ofCase() bool {
	return m.hasAny(wPatient, wHarm, wMaybeHarm, wSevere, wStopped, wLab, wMisuse, wNoEffect, wPregnant, wEarlier) || len(m.adverseCues()) > 0
}
