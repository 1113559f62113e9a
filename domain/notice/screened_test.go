package notice

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/screen"
)

func (t told) Refused(_ context.Context, person string, _ screen.Rule, since time.Time) (RefusedView, error) {
	if t.gone || person == "nobody" || person == "chenxiao" && !since.Equal(at.AddDate(0, 0, -30)) {
		return RefusedView{}, nil
	}
	return RefusedView{Name: "陈晓", Role: domain.Rep, Count: 3, Last: 1002, LastAt: at}, nil
}

func TestComplianceHearsWhoWroteWhatMayNotBeWritten(t *testing.T) {
	n, err := RefusedTo("hegui", "chenxiao", screen.Bribery, 1002, at)
	if err != nil || n.Key != "message_refused/chenxiao/bribery/"+domain.DateOf(at).String()+"/hegui" {
		t.Fatalf("the key is %s, %v", n.Key, err)
	}
	c, still, err := MessageRefused.Compose(t.Context(), standing(), n)
	if err != nil || !still || !strings.Contains(c.Text, "陈晓（代表）") || !strings.Contains(c.Text, "财物、回扣或礼品") || !strings.Contains(c.Text, "第二十四条") ||
		!strings.Contains(c.Text, "近30天第3次") || c.Params["no"] != "1002" {
		t.Errorf("it says %+v, %v, %v", c, still, err)
	}
	if n, _ := RefusedTo("hegui", "nobody", screen.Bribery, 1002, at); n.Key != "" {
		if _, still, err := MessageRefused.Compose(t.Context(), standing(), n); err != nil || still {
			t.Errorf("of nothing refused it still tells: %v", err)
		}
	}
}
