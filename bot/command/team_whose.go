package command

import (
	"context"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/words"
)

var (
	sayTeamAlso = words.New("team.also", "您代管的%s团队不在内，要看请发“%s团队%s”。")
	sayTeamOf   = words.New("team.of", "%s（%s组）")
	sayTeamWeek = words.New("team.also_week", "周报")
	_           = words.Refusal("team.which", "您代管%s的团队，请说是哪一个，如“%s团队%s”。")
	_           = words.Refusal("team.empty", "%s辖下现在没有代表，没有可看的。")
)

// ownReps are the reps below the person herself: those within her reach without whom she only stands in for.
func (t *Turn) ownReps() []string {
	if len(t.Book.standsFor) == 0 {
		return t.Book.reps
	}
	return slices.DeleteFunc(slices.Clone(t.Book.reps), func(rep string) bool { return t.Book.standsFor[rep] != "" })
}

// personIn names a rep in a list of the person's own people and of those whom she only stands in for: the latter with their team.
func (t *Turn) personIn(rep string) string {
	m := t.Book.standsFor[rep]
	if m == "" || len(t.Book.reps) == len(t.Book.standsFor) {
		return t.Book.person(rep)
	}
	return sayTeamOf.Say(t.Book.person(rep), t.Book.person(m))
}

// headOf is the manager whose team is asked about: the one named, if she is the person herself, below her, or one whom she stands in for or
// below that one, and the deputyship reaches no further (PRODUCT.md M1); unnamed it is the person's own, and for who has nobody of her own
// the one team that she stands in for. what is what would be asked for beside the team's name.
func (t *Turn) headOf(named, what string) (head string, err error) {
	stood := t.stoodFor()
	switch {
	case named == "" && len(t.Book.reps) == 0:
		return "", domain.Refuse("team.nobody")
	case named == "" && len(t.Book.reps) > len(t.Book.standsFor):
		return t.Who.UserID, nil
	case named == "" && len(stood) > 1:
		return "", domain.Refuse("team.which", t.managers(stood), t.Book.person(stood[0]), what)
	case named == "":
		return stood[0], nil
	case named == t.Who.UserID || slices.Contains(stood, named) || t.isBelow(named, append(stood, t.Who.UserID)):
		return named, nil
	}
	return "", domain.Refuse("team.not_yours", t.Book.person(named))
}

// alsoStoodFor says after figures of the person's own team that those of whom she stands in for are not in them; nothing where there are
// none, or another team was asked about.
func (t *Turn) alsoStoodFor(head, what string) string {
	stood := t.stoodFor()
	if head != t.Who.UserID || len(stood) == 0 {
		return ""
	}
	return "\n" + sayTeamAlso.Say(t.managers(stood), t.Book.person(stood[0]), what)
}

func (t *Turn) managers(all []string) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = t.Book.person(m)
	}
	return strings.Join(names, "、")
}

// repsOf are the reps below a head who are within the person's reach today.
func (t *Turn) repsOf(ctx context.Context, head string) ([]string, error) {
	if head == t.Who.UserID {
		return t.ownReps(), nil
	}
	under, err := t.Tx.RepsOn(ctx, head, t.Today())
	if err != nil {
		return nil, err
	}
	under = slices.DeleteFunc(under, func(rep string) bool { return !slices.Contains(t.Book.reps, rep) }) // some have left
	if len(under) == 0 {
		return nil, domain.Refuse("team.empty", t.Book.person(head))
	}
	return under, nil
}

// team returns who is asked about: the manager at the head and the reps below her, or one rep. Nobody outside the asker's reach is. Lists
// of days and plans are about everybody within it where no team is named.
func (t *Turn) team(ctx context.Context, said *understand.TeamSaid) (head string, reps []string, err error) {
	switch {
	case said.Who != "" && t.Said.Rep == "":
		return "", nil, domain.Refuse("team.who", said.Who, t.namesOf(t.Book.reps))
	case t.Said.Rep != "":
		if !slices.Contains(t.Book.reps, t.Said.Rep) {
			return "", nil, domain.Refuse("team.not_yours", t.Book.person(t.Said.Rep))
		}
		return t.Who.UserID, []string{t.Said.Rep}, nil
	case said.Manager == "" && len(t.Book.reps) > 0 && said.About != understand.TeamMonth && said.About != understand.TeamWeek:
		return t.Who.UserID, t.Book.reps, nil
	}
	if head, err = t.headOf(said.Manager, ""); err != nil {
		return "", nil, err
	}
	reps, err = t.repsOf(ctx, head)
	return head, reps, err
}
