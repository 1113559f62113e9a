package notify

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/notice"
)

// smsStaysFor is how long a short message of hers makes SMS her channel (DESIGN.md part 4).
const smsStaysFor = 12 * time.Hour

// ladder returns the channels over which content may reach the person, the best first (PRODUCT.md X4, DESIGN.md part 4).
// usable tells which gateways are on; refused are the channels that said no to this notice already.
func ladder(c notice.Content, to delivery.Receiver, now time.Time, usable, refused func(domain.Channel) bool) []domain.Channel {
	order := []domain.Channel{domain.WeCom, domain.SMS}
	if to.Prefers == domain.PreferSMS || to.Prefers != domain.PreferWeCom && wroteBySMS(to, now) {
		order = []domain.Channel{domain.SMS, domain.WeCom}
	}
	var may []domain.Channel
	for _, channel := range order {
		if usable(channel) && !refused(channel) && carries(channel, c, to) {
			may = append(may, channel)
		}
	}
	return may
}

// wroteBySMS reports whether the person's last message came by SMS, not long ago: she has no data there.
func wroteBySMS(to delivery.Receiver, now time.Time) bool {
	return to.LastSMS.After(to.LastWeCom) && now.Sub(to.LastSMS) <= smsStaysFor
}

// carries reports whether content has a form for the channel and the person takes it there.
func carries(channel domain.Channel, c notice.Content, to delivery.Receiver) bool {
	if c.Only != "" && c.Only != channel {
		return false
	}
	if channel == domain.SMS {
		return c.Template != "" && c.Update == nil && to.Mobile != "" && (!to.SMSStopped || c.EvenStopped)
	}
	return c.Text != "" || c.Card != nil || c.Update != nil || len(c.Attachments) > 0
}

// acknowledged reports whether the person pressed 知道了, or wrote anything since she was told (WeCom tells an app nothing
// about reading). Both channels give the time of what she wrote in whole seconds, so that of the second in which she was told
// all counts.
func acknowledged(c delivery.Case) bool {
	told := c.ToldAt.Truncate(time.Second)
	return !c.AckedAt.IsZero() || !c.To.LastWeCom.Before(told) || !c.To.LastSMS.Before(told)
}
