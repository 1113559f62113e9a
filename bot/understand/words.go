package understand

import (
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/roster"
)

// purposeTags are the tags of the words of purposes.
var purposeTags = map[domain.Purpose]tag{domain.Access: wAccess, domain.Invite: wInvite, domain.Followup: wFollowup,
	domain.Academic: wAcademic, domain.Detailing: wDetailing, domain.Relationship: wRelationship}

// wordTag returns the tag of a company's word for a purpose or a result, and false for other words.
func wordTag(w Word) (tag, bool) {
	switch w.Kind {
	case roster.PurposeWord:
		t, ok := purposeTags[domain.Purpose(w.Standard)]
		return t, ok
	case roster.ResultWord:
		for t, r := range resultTags {
			if r != "" && string(r) == w.Standard {
				return t, true
			}
		}
	}
	return 0, false
}

// addWords adds the company's own words: names of products, hospitals and departments to the terms, words of purposes and
// results to the lexicon.
func (c *common) addWords(words []Word) {
	var tagged []Word
	for _, w := range words {
		switch w.Kind {
		case roster.ProductWord:
			c.terms.add(termProduct, w.Word, w.Standard, false)
		case roster.HospitalWord:
			c.terms.add(termHospital, w.Word, w.Standard, false)
		case roster.DepartmentWord:
			c.terms.add(termDepartment, w.Word, w.Standard, false)
		default:
			if _, ok := wordTag(w); ok {
				tagged = append(tagged, w)
			}
		}
	}
	c.lexicon = lexicon()
	if len(tagged) == 0 {
		return
	}
	c.lexicon, c.ownWords = newLexicon(), map[string]bool{}
	for _, w := range tagged {
		t, _ := wordTag(w)
		written := string(normalise(w.Word).r)
		c.lexicon.add(written, t)
		c.ownWords[written] = true
		if p := letters(written); len(p) > 2 && c.typed[p] == "" {
			c.typed[p] = written
		}
	}
}

// isOwn reports whether a word found in the text is one of the company's own: it says what it means without more around it.
func (m *message) isOwn(w word) bool {
	return len(m.g.ownWords) > 0 && m.g.ownWords[string(m.r[w.from:w.to])]
}

// Meaning returns what a word means by itself, before a company adds its own: the kind and the standard value of a purpose or a
// result; the empty kind for any other word that the reading of texts knows. known is false for all others. Departments are
// domain/department's.
func Meaning(written string) (kind roster.WordKind, standard string, known bool) {
	r := normalise(written).r
	end, found := lexicon().longest(r, 0)
	if len(r) == 0 || end < len(r) {
		return "", "", false
	}
	for _, t := range found {
		for p, of := range purposeTags {
			if t == of {
				return roster.PurposeWord, string(p), true
			}
		}
		if result := resultTags[t]; result != "" {
			return roster.ResultWord, string(result), true
		}
	}
	return "", "", true
}
