package team

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// Tree is the reporting line of the whole staff. It is a snapshot: build it again when the staff changes. A loop in the
// staff (two people who manage each other) cannot be shut out everywhere it might be typed, so every walk ends where it has
// been before.
type Tree struct {
	people map[string]Person
	below  map[string][]string
}

// NewTree makes a tree of people. Two people of one userid (case aside) are an error that names it; a manager who is not
// among the people is simply absent.
func NewTree(people []Person) (Tree, error) {
	t := Tree{people: make(map[string]Person, len(people)), below: make(map[string][]string)}
	for _, p := range people {
		key := FoldUserID(p.UserID)
		if key == "" {
			return Tree{}, fmt.Errorf("%d. person of the staff has no userid", len(t.people)+1)
		}
		if _, twice := t.people[key]; twice {
			return Tree{}, fmt.Errorf("the userid %q is given twice", p.UserID)
		}
		t.people[key] = p
	}
	for key, p := range t.people {
		if above := FoldUserID(p.Manager); above != "" {
			t.below[above] = append(t.below[above], key)
		}
	}
	for _, reports := range t.below {
		slices.Sort(reports)
	}
	return t, nil
}

// Person returns the person of that userid, in any case.
func (t Tree) Person(userID string) (Person, bool) {
	p, ok := t.people[FoldUserID(userID)]
	return p, ok
}

// Reports returns the people whose manager is userID, in the order of their userids.
func (t Tree) Reports(userID string) []Person {
	var people []Person
	for _, key := range t.below[FoldUserID(userID)] {
		people = append(people, t.people[key])
	}
	return people
}

// Subtree returns everybody below userID, nearest first, without herself. A manager sees her own subtree and nothing else
// (PRODUCT.md, People).
func (t Tree) Subtree(userID string) []Person {
	start := FoldUserID(userID)
	seen := map[string]bool{start: true}
	var people []Person
	queue := slices.Clone(t.below[start])
	for i := 0; i < len(queue); i++ {
		key := queue[i]
		if seen[key] {
			continue
		}
		seen[key] = true
		people = append(people, t.people[key])
		queue = append(queue, t.below[key]...)
	}
	return people
}

// Below reports whether person is somewhere below manager. Nobody is below herself, a loop in the staff included: nobody
// reviews her own record (PRODUCT.md, People).
func (t Tree) Below(manager, person string) bool {
	if SameUserID(manager, person) {
		return false
	}
	for _, above := range t.Above(person) {
		if SameUserID(above.UserID, manager) {
			return true
		}
	}
	return false
}

// Above returns the line from person's manager to the top, without herself. It ends at a manager who is not in the staff
// and at a person it has passed before. The first two are the steward of her new doctors and the second person who approves
// a manual grade (PRODUCT.md, People; D6).
func (t Tree) Above(person string) []Person {
	seen := map[string]bool{FoldUserID(person): true}
	var line []Person
	for p, ok := t.Person(person); ok; {
		key := FoldUserID(p.Manager)
		if key == "" || seen[key] {
			return line
		}
		seen[key] = true
		if p, ok = t.people[key]; ok {
			line = append(line, p)
		}
	}
	return line
}

// Loops returns the userids that can reach themselves by going up, in order: what the staff import must refuse.
func (t Tree) Loops() []string {
	var bad []string
	for key := range t.people {
		seen := map[string]bool{}
		for at := FoldUserID(t.people[key].Manager); at != "" && !seen[at]; at = FoldUserID(t.people[at].Manager) {
			if at == key {
				bad = append(bad, t.people[key].UserID)
				break
			}
			seen[at] = true
		}
	}
	slices.SortFunc(bad, func(a, b string) int { return strings.Compare(FoldUserID(a), FoldUserID(b)) })
	return bad
}

// WithRole returns the people of a role who are employed on the day, in the order of their userids: the safety desk, for one.
func (t Tree) WithRole(role domain.Role, on domain.Date) []Person {
	var people []Person
	for _, p := range t.people {
		if p.Role == role && p.ActiveOn(on) {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(a, b Person) int {
		return strings.Compare(FoldUserID(a.UserID), FoldUserID(b.UserID))
	})
	return people
}
