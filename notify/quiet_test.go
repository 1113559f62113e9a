package notify

import (
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// The second channel of what Yaoban starts itself is silent in quiet hours, as the first one is: a rejection of the late afternoon that
// nobody acknowledged follows by SMS in the morning.
func TestTheSecondChannelWaitsForTheMorning(t *testing.T) {
	for _, c := range []struct {
		kind       notice.Kind
		role       domain.Role
		told, want string
	}{
		{notice.ReviewRejected, domain.Rep, "11-24 15:00", "11-24 19:00"},
		{notice.ReviewRejected, domain.Rep, "11-24 15:59", "11-24 19:59"},
		{notice.ReviewRejected, domain.Rep, "11-24 16:00", "11-25 08:00"},
		{notice.ReviewRejected, domain.Rep, "11-24 17:20", "11-25 08:00"},
		{notice.ReminderDue, domain.Rep, "11-24 19:55", "11-24 20:05"},
		{notice.ReminderDue, domain.Rep, "11-24 23:00", "11-24 23:10"},
		{notice.SafetyCase, domain.Safety, "11-24 23:00", "11-24 23:15"},
	} {
		told, err := time.ParseInLocation("2006-01-02 15:04", "2026-"+c.told, noon.Location())
		if err != nil {
			t.Fatal(err)
		}
		got := escalation(c.kind, delivery.Case{Now: told, To: delivery.Receiver{Role: c.role}})
		if got.Format("01-02 15:04") != c.want {
			t.Errorf("a %s told at %s escalates at %s, not at %s", c.kind.Name, c.told, got.Format("01-02 15:04"), c.want)
		}
	}
}
