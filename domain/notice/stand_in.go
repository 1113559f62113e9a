package notice

import (
	"context"
	"fmt"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTeam    = words.New("notice.team", "%s团队")
	sayOfOther = words.New("notice.deputy_of", "您代管的%s")
)

// StandIn is that somebody stands in for a manager on a day (PRODUCT.md M1).
//
// What a manager gets about her team so that she can act on it, her deputy gets too while she stands in for her, as a notice of its own
// that names the team: what waits for her (Kind.Deputised), the morning card, the lists at the month's end and of warnings, the reports of
// the week and of the month. It is one more notice also where the deputy sees the same people in a report of her own, which is about more
// of them or in other figures. What is the manager's own business stays hers: that she came along on a visit, answers to what she wrote,
// what she decided.
type StandIn struct {
	// ID is the deputyship's.
	ID domain.ID
	// Deputy and Manager are userids.
	Deputy, Manager string
}

// Gets returns a manager's notice as her deputy gets it: under a key of its own, and no longer than she stands in for her.
func (s StandIn) Gets(n Notice) Notice {
	n.Key, n.Person, n.Deputyship = DeputyKey(n.Key, s.Deputy), s.Deputy, s.ID
	return n
}

// DeputyKey is the key of a notice of a manager's to her deputy.
func DeputyKey(key, deputy string) string { return key + "/for/" + deputy }

// ownTeam is whose team a notice to a manager is about.
type ownTeam struct {
	// Manager is the userid: her own, or that of the manager whom she stands in for.
	Manager string
	// Of says so before the word for a team; empty for her own.
	Of string
}

// whoseTeam says whose team a notice to a manager is about.
func whoseTeam(ctx context.Context, truth Truth, n Notice) (ownTeam, error) {
	if n.Deputyship.IsZero() {
		return ownTeam{Manager: n.Person}, nil
	}
	v, ok, err := truth.Deputyship(ctx, n.Deputyship)
	if err != nil {
		return ownTeam{}, err
	}
	if !ok {
		return ownTeam{}, fmt.Errorf("tell a %s: its deputyship %s is gone", n.Kind, n.Deputyship)
	}
	return ownTeam{Manager: v.ManagerID, Of: sayOfOther.Say(v.Manager)}, nil
}

// named is the team in words.
func (t ownTeam) named() string { return sayTeam.Say(t.Of) }
