package binding

import (
	"testing"
	"time"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func TestCodesAreAskedForFiveTimesADay(t *testing.T) {
	var b Binding
	var err error
	for i := range mostAsked {
		if b, err = Ask(b, "chenxiao", "13900002222", "123456", nine.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatalf("code %d: %v", i+1, err)
		}
	}
	if _, err = Ask(b, "chenxiao", "13900003333", "123456", nine.Add(6*time.Hour)); err == nil {
		t.Error("a sixth code of the day is given")
	}
	if b, err = Ask(b, "chenxiao", "13900002222", "123456", nine.AddDate(0, 0, 1)); err != nil || b.Asked != 1 {
		t.Errorf("the next day: %+v, %v", b, err)
	}
}

func TestACodeIsGoodForTenMinutesAndFiveTries(t *testing.T) {
	b, err := Ask(Binding{}, "chenxiao", "13900002222", "123456", nine)
	if err != nil {
		t.Fatal(err)
	}
	tired, done := b, b
	tired.Tries, done.DoneAt = mostTries, nine
	for name, c := range map[string]struct {
		b    Binding
		at   time.Time
		open bool
	}{
		"at once":              {b, nine, true},
		"ten minutes later":    {b, nine.Add(Valid), true},
		"a second after that":  {b, nine.Add(Valid + time.Second), false},
		"before it was asked":  {b, nine.Add(-time.Second), false},
		"after too many tries": {tired, nine, false},
		"once it is done":      {done, nine, false},
	} {
		if got := c.b.Open(c.at); got != c.open {
			t.Errorf("%s it is open: %v", name, got)
		}
	}
}

func TestCodeIn(t *testing.T) {
	for text, want := range map[string]string{"123456": "123456", " 123 456。": "123456", "１２３４５６": "123456", "12345": "", "1234567": "", "验证码123456": "", "": "", "12345a": ""} {
		if got, _ := CodeIn(text); got != want {
			t.Errorf("%q has the code %q, want %q", text, got, want)
		}
	}
}
