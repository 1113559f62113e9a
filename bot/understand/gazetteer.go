package understand

import (
	"slices"
	"strings"
)

// Gazetteer is what a person's texts may name, built once and used by many goroutines: her doctors, and what the company has
// in common (products, hospitals, departments, staff), which all gazetteers of one world share.
type Gazetteer struct {
	*common
	doctors []Doctor
	// names holds the doctors' names in the one form of writing, bySurname and bySound find doctors by the first character.
	names     [][]rune
	bySurname map[rune][]int32
	bySound   map[syllable][]int32
	byCode    map[string]int32
	byShort   map[string]int32
	// spelt has the pinyin of the doctors' names, for texts typed in pinyin.
	spelt map[string]int32
	// own has the departments that only these doctors have; nil if there are none.
	own *vocabulary
}

// common is what all gazetteers of one world share.
type common struct {
	hospitals []Hospital
	products  []Product
	staff     []colleague
	terms     *vocabulary
	// typed has the pinyin of the terms, for texts typed in pinyin.
	typed    map[string]string
	brand    map[string]int32
	hospital map[string]int32
	staffOf  map[string]int32
	// staffNames finds colleagues by name, managers and reps by the first character of theirs.
	staffNames     *trie[int32]
	managers, reps map[rune][]int32
	// lexicon has the words of the language, with the company's own for purposes and results, which ownWords holds alone.
	lexicon  *trie[tag]
	ownWords map[string]bool
}

// colleague is a member of staff with the name in runes.
type colleague struct {
	Staff
	name []rune
}

// NewGazetteer makes the gazetteer of one person. Whoever makes several of one world makes its Common once.
func NewGazetteer(w World) *Gazetteer { return NewCommon(w).Gazetteer(w.Doctors) }

// Common is what the gazetteers of one world share, with all that finds it in a text. It is large, so that it is made once for a
// version of the world. Nothing changes it.
type Common struct{ shared *common }

// NewCommon makes what the gazetteers of a world share; the world's doctors are not in it.
func NewCommon(w World) Common { return Common{newCommon(w)} }

// Gazetteer makes the gazetteer of a person whose texts speak of these doctors.
func (c Common) Gazetteer(doctors []Doctor) *Gazetteer {
	g := &Gazetteer{common: c.shared, doctors: slices.Clone(doctors), names: make([][]rune, len(doctors)),
		bySurname: make(map[rune][]int32), bySound: make(map[syllable][]int32), byCode: make(map[string]int32, len(doctors)),
		byShort: make(map[string]int32), spelt: make(map[string]int32, len(doctors))}
	for n, d := range g.doctors {
		i := int32(n)
		g.byCode[d.Code] = i
		if d.ShortCode != "" {
			g.byShort[strings.ToLower(d.ShortCode)] = i
		}
		name := normalise(d.Name).r
		g.names[n] = slices.Clip(name)
		if len(name) == 0 {
			continue
		}
		if typed := spelling(name); typed != nil {
			g.spelt[lettersOf(typed)] = i
		}
		g.bySurname[name[0]] = append(g.bySurname[name[0]], i)
		for _, s := range firstSounds(name) {
			g.bySound[s] = append(g.bySound[s], i)
		}
	}
	if own := ownDepartments(g.doctors); len(own) > 0 {
		g.own = newVocabulary()
		g.own.addDepartments(own)
	}
	return g
}

// Meeting is the gazetteer of a person whose texts speak of other doctors of the same world.
func (g *Gazetteer) Meeting(doctors []Doctor) *Gazetteer { return Common{g.common}.Gazetteer(doctors) }

// firstSounds are all readings under which the first character of a name may be heard, rare ones included: pinyin may have
// been typed.
func firstSounds(name []rune) []syllable {
	var out []syllable
	for _, s := range soundsOf(name[0], true) {
		if s != 0 {
			out = append(out, s)
		}
	}
	for _, s := range readings().others[name[0]] {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if len(name) > 1 {
		if c, ok := compoundReadings[string(name[:2])]; ok {
			if s := readings().numbers[c[0]]; !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func newCommon(w World) *common {
	c := &common{hospitals: slices.Clone(w.Hospitals), products: slices.Clone(w.Products), terms: newVocabulary(),
		typed: map[string]string{}, brand: map[string]int32{}, hospital: map[string]int32{}, staffOf: map[string]int32{}}
	c.terms.addProducts(c.products)
	c.terms.addHospitals(c.hospitals)
	c.terms.addDepartments(departments)
	c.addWords(w.Words)
	for i := range c.terms.terms {
		word := string(c.terms.terms[i].word)
		if p := letters(word); len(p) > 2 {
			if _, ok := c.typed[p]; !ok {
				c.typed[p] = word
			}
		}
	}
	for i, p := range c.products {
		c.brand[p.Code] = int32(i)
	}
	for i, p := range c.hospitals {
		c.hospital[p.Code] = int32(i)
	}
	c.indexStaff(w.Staff)
	return c
}

// Doctor returns the doctor of that code, and false if she is not on the list.
func (g *Gazetteer) Doctor(code string) (Doctor, bool) {
	i, ok := g.byCode[code]
	if !ok {
		return Doctor{}, false
	}
	return g.doctors[i], true
}

// Hospital returns the hospital of that code, and false if there is none.
func (g *Gazetteer) Hospital(code string) (Hospital, bool) {
	i, ok := g.hospital[code]
	if !ok {
		return Hospital{}, false
	}
	return g.hospitals[i], true
}

// Product returns the product of that code, and false if there is none.
func (g *Gazetteer) Product(code string) (Product, bool) {
	i, ok := g.brand[code]
	if !ok {
		return Product{}, false
	}
	return g.products[i], true
}

// Colleague returns the member of staff with that userid, and false if there is none.
func (g *Gazetteer) Colleague(userid string) (Staff, bool) {
	i, ok := g.staffOf[userid]
	if !ok {
		return Staff{}, false
	}
	return g.staff[i].Staff, true
}

// StandIns returns who is likely to review for a manager while she is away: first who the import names, then the other managers of the same
// director, then the director, then the managers below her.
func (g *Gazetteer) StandIns(userid string) []Staff {
	me, _ := g.Colleague(userid)
	var first, peers, above, under []Staff
	for _, s := range g.staff {
		switch {
		case s.UserID == userid || !s.Role.Manages():
		case s.UserID == me.Deputy:
			first = append(first, s.Staff)
		case s.Manager == me.Manager:
			peers = append(peers, s.Staff)
		case s.UserID == me.Manager:
			above = append(above, s.Staff)
		case s.Manager == userid:
			under = append(under, s.Staff)
		}
	}
	return slices.Concat(first, peers, above, under)
}

// hasName reports whether the runes at i are written or, if heard is true, sound like the name of doctor n.
func (g *Gazetteer) hasName(n int32, r []rune, i int, heard bool) bool {
	name := g.names[n]
	if i+len(name) > len(r) {
		return false
	}
	if !heard {
		return slices.Equal(name, r[i:i+len(name)])
	}
	compound := ""
	if len(name) > 1 {
		compound = string(name[:2])
	}
	special, isCompound := compoundReadings[compound]
	for k, want := range name {
		if isCompound && k < 2 && reading(r[i+k]) == readings().numbers[special[k]] {
			continue
		}
		if !sound(r[i+k], want, k == 0) {
			return false
		}
	}
	return true
}
