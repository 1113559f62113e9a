package notice

import (
	"strings"
	"testing"

	"github.com/yaoban/yaoban/domain"
)

// anEvent is one whose plan waits.
func anEvent() EventView {
	return EventView{Number: 1030, Rep: "rep", Name: "陈晓", Kind: "科室会", Date: domain.DateOf(at).AddDays(1), Start: "14:00", Hospital: "市一", Department: "心血管内科",
		Products: []string{"立舒平"}, Budget: 800, Costed: true, Heads: 20, PerHead: 40, Speaker: "张伟", Waiting: true, Code: "4831", DecidedBy: "王建国", Reason: "太贵"}
}

func TestAnEventIsToldAsItStandsWhenItIsDue(t *testing.T) {
	change := func(of func(*EventView)) EventView {
		v := anEvent()
		of(&v)
		return v
	}
	held := change(func(v *EventView) { v.Waiting, v.Approved, v.Held = false, true, true })
	off := change(func(v *EventView) { v.Gone = true })
	approved := change(func(v *EventView) { v.Waiting, v.Approved = false, true })
	for name, c := range map[string]struct {
		kind   Kind
		event  EventView
		person string
		says   string // empty: nothing is left to tell
	}{
		"it waits":                       {EventWaits, anEvent(), "boss", "陈晓申请科室会 #1030"},
		"it waits no longer":             {EventWaits, approved, "boss", ""},
		"it was called off":              {EventWaits, off, "boss", ""},
		"called off":                     {EventCalledOff, off, "boss", "取消了科室会 #1030"},
		"called off and back":            {EventCalledOff, anEvent(), "boss", ""},
		"still undecided":                {EventUndecided, anEvent(), "boss", "还没有审批"},
		"undecided, to the host":         {EventUndecided, anEvent(), "rep", "未批先办"},
		"decided in time":                {EventUndecided, approved, "rep", ""},
		"tomorrow, unapproved":           {EventTomorrow, anEvent(), "rep", "还没有批准"},
		"tomorrow":                       {EventTomorrow, approved, "rep", "签到码 4831"},
		"tomorrow, but called off":       {EventTomorrow, off, "rep", ""},
		"soon, but told of already":      {EventSoon, held, "rep", ""},
		"after it":                       {EventAfter, approved, "rep", "开完了吗"},
		"after it, told of":              {EventAfter, held, "rep", ""},
		"approved":                       {EventDecided, approved, "rep", "批准了您的科室会 #1030"},
		"sent back":                      {EventDecided, change(func(v *EventView) { v.Waiting, v.Sent = false, true }), "rep", "太贵"},
		"the report passed":              {EventDecided, change(func(v *EventView) { v.Waiting, v.Held, v.Passed = false, true, true }), "rep", "通过了您报的"},
		"the report is sent back":        {EventDecided, change(func(v *EventView) { v.Waiting, v.Held, v.Back = false, true, true }), "rep", "重新送审"},
		"decided, and changed since":     {EventDecided, anEvent(), "rep", ""},
		"dear":                           {EventCosts, anEvent(), "hegui", "人均40元"},
		"dear, but called off meanwhile": {EventCosts, off, "hegui", ""},
	} {
		truth := standing()
		truth.event = c.event
		got, still, err := c.kind.Compose(t.Context(), truth, Notice{Kind: c.kind.Name, Person: c.person})
		if err != nil || still != (c.says != "") || !strings.Contains(got.Text, c.says) || strings.Contains(got.Text, "%!") {
			t.Errorf("%s: %v %v %q", name, err, still, got.Text)
		}
	}
}
