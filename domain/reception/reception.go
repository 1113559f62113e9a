// Package reception is when a hospital receives reps (接待日): by weekday, by half day, for all of it or for one department
// (PRODUCT.md P8). A hospital that says nothing receives them on every workday. The windows come with the import of hospitals, the
// proposal of a week keeps to them, and a reminder names them.
package reception

import (
	"fmt"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/quota"
)

// Window is one weekday, or one half of it, on which reps are received.
type Window struct {
	Weekday time.Weekday
	// Half is quota.Morning, quota.Afternoon, or quota.WholeDay.
	Half quota.Half
	// Department is the standard name of the one department that the window is for; empty means the whole hospital.
	Department string
}

var days = []string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

var halves = map[quota.Half]string{quota.Morning: "上午", quota.Afternoon: "下午"}

// spellings are other ways to write what Parse reads; each is read as its neighbour.
var spellings = strings.NewReplacer("星期天", "周日", "星期", "周", "礼拜天", "周日", "礼拜", "周", "周天", "周日", "：", ":", " ", "", "全天", "", "am", "上午", "pm", "下午",
	"AM", "上午", "PM", "下午")

// Parse reads one window as a file of hospitals has it: 周三, 周三上午, 心血管内科:周五下午. The error says what is wrong with it.
func Parse(s string) (Window, error) {
	var w Window
	rest := spellings.Replace(strings.TrimSpace(s))
	if department, when, named := strings.Cut(rest, ":"); named {
		if w.Department, rest = department, when; department == "" {
			return Window{}, fmt.Errorf("the reception window %q names no department before its colon", s)
		}
	}
	known := false
	for i, day := range days {
		if after, ok := strings.CutPrefix(rest, day); ok {
			w.Weekday, rest, known = time.Weekday(i), after, true
		}
	}
	if !known {
		return Window{}, fmt.Errorf("the reception window %q begins with no weekday (write it as 周三, 周三上午 or 心血管内科:周五下午)", s)
	}
	switch rest {
	case "":
	case halves[quota.Morning]:
		w.Half = quota.Morning
	case halves[quota.Afternoon]:
		w.Half = quota.Afternoon
	default:
		return Window{}, fmt.Errorf("the reception window %q ends in %q, which is neither 上午 nor 下午", s, rest)
	}
	return w, nil
}

// String writes the window as Parse reads it.
func (w Window) String() string {
	if w.Department != "" {
		return w.Department + ":" + w.When()
	}
	return w.When()
}

// When writes day and half alone: 周三上午.
func (w Window) When() string { return days[w.Weekday] + halves[w.Half] }

// MarshalText writes the window as Parse reads it.
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads the window as Parse does.
func (w *Window) UnmarshalText(text []byte) (err error) {
	*w, err = Parse(string(text))
	return err
}

// Windows are all windows of one hospital; none means that it receives on every day.
type Windows []Window

// ParseAll reads the windows of one hospital, each as Parse does.
func ParseAll(texts []string) (Windows, error) {
	var all Windows
	for _, s := range texts {
		w, err := Parse(s)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// of returns the windows that bind a department: its own where it has some, otherwise the hospital's.
func (ws Windows) of(department string) Windows {
	var own, all Windows
	for _, w := range ws {
		switch w.Department {
		case department:
			own = append(own, w)
		case "":
			all = append(all, w)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}

// On returns the window of a department on a day. open is false where it has windows and none of them is on that day; the zero
// Window with open says that the department receives at any time. Where both halves of a day are named, they are one whole day.
func (ws Windows) On(department string, on domain.Date) (w Window, bound, open bool) {
	bind := ws.of(department)
	if len(bind) == 0 {
		return Window{}, false, true
	}
	for _, one := range bind {
		if one.Weekday != on.Weekday() {
			continue
		}
		if open && w.Half != one.Half {
			one.Half = quota.WholeDay
		}
		w, open = one, true
	}
	return w, true, open
}
