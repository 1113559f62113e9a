package understand

import "slices"

// targetRule is what the words of a target are.
const targetRule = "which record is meant: by number, doctor, place or day"

// name puts the doctor whom a mention means into a target, or the candidates where not exactly one fits.
func (t *Target) name(p *mention) {
	if len(p.fits) == 1 {
		t.Doctor, t.Candidates = p.fits[0], nil
		return
	}
	t.Doctor, t.Candidates = "", append([]string{}, p.fits...)
}

// targetPeople puts the doctor that the text names into a target; where only a place is named (明天省医不去了) the doctors of that
// place are the candidates.
func (m *message) targetPeople(t *Target) {
	named := false
	for n := range m.people {
		if p := &m.people[n]; p.role != withdrawn {
			t.name(p)
			m.also("target", p.from, p.to, targetRule)
			named = true
		}
	}
	if named {
		return
	}
	place := mention{}
	for _, k := range m.tokens {
		switch {
		case k.dead:
		case k.kind == tokHospital:
			place.hospitals = either(k.codes, k.alike)
			m.also("target", k.from, k.to, targetRule)
		case k.kind == tokDepartment:
			place.departments = either(k.codes, k.alike)
			m.also("target", k.from, k.to, targetRule)
		}
	}
	if place.hospitals == nil && place.departments == nil {
		return
	}
	t.Candidates = []string{}
	for n := range m.g.doctors {
		if d := m.g.doctors[n].Code; m.hinted(int32(n), &place) && !slices.Contains(t.Candidates, d) {
			t.Candidates = append(t.Candidates, d)
		}
	}
	if len(t.Candidates) == 1 {
		t.Doctor, t.Candidates = t.Candidates[0], nil
	}
}
