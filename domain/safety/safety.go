// Package safety holds the clocks and the four elements of a safety case (PRODUCT.md C1). A case is opened in the
// transaction of the message that told of an adverse event; recognising the event in words is bot/understand's work, working the
// case is domain/desk's.
//
// Sources: 《药品不良反应报告和监测管理办法》(卫生部令第81号): new or serious reactions within 15 days, deaths at once, others
// within 30 days; day 0 is the day on which the first employee heard of it, that is the message's own time.
package safety

import "time"

// Seriousness is what the safety desk made of an event. It sets the clock.
type Seriousness string

// The grades of seriousness. Unassessed is what a case starts with.
const (
	Unassessed Seriousness = ""
	Other      Seriousness = "other"
	New        Seriousness = "new" // not in the label
	Serious    Seriousness = "serious"
	Death      Seriousness = "death"
)

// Days returns within how many days of day 0 a report is due: 0 means at once. What nobody has assessed yet is treated as
// serious: a clock may be lengthened, not caught up with.
func (s Seriousness) Days() int {
	switch s {
	case Death:
		return 0
	case Other:
		return 30
	}
	return 15
}

// Valid reports whether s is one of the grades above.
func (s Seriousness) Valid() bool {
	switch s {
	case Unassessed, Other, New, Serious, Death:
		return true
	}
	return false
}

// Due returns the instant by which the report must be with the authority. day0 is the message's own time, not its arrival.
// The days are calendar days: holidays do not stretch them. A death is due at day0 itself, at once.
func Due(day0 time.Time, s Seriousness) time.Time { return day0.AddDate(0, 0, s.Days()) }

// Element is one of the four without which a report is not valid.
type Element string

// The elements: somebody it happened to, somebody who tells it, the product, and what happened.
const (
	Patient  Element = "patient"
	Reporter Element = "reporter"
	Product  Element = "product"
	Event    Element = "event"
)

// askOrder is the order of PRODUCT.md C1.
var askOrder = []Element{Patient, Reporter, Product, Event}

// Elements is what is known of the four, in the words that told it; empty means unknown. The patient is named by initials,
// sex and age at most, never by a name.
type Elements struct {
	Patient, Reporter, Product, Event string
}

// Get returns what is known of an element.
func (e Elements) Get(el Element) string {
	switch el {
	case Patient:
		return e.Patient
	case Reporter:
		return e.Reporter
	case Product:
		return e.Product
	case Event:
		return e.Event
	}
	return ""
}

// With returns the elements with one of them set.
func (e Elements) With(el Element, text string) Elements {
	switch el {
	case Patient:
		e.Patient = text
	case Reporter:
		e.Reporter = text
	case Product:
		e.Product = text
	case Event:
		e.Event = text
	}
	return e
}

// Missing returns the elements that are unknown, in the order in which they are asked for, one question each.
func (e Elements) Missing() []Element {
	var missing []Element
	for _, el := range askOrder {
		if e.Get(el) == "" {
			missing = append(missing, el)
		}
	}
	return missing
}

// Next returns the element to ask for now, and false if all four are known.
func (e Elements) Next() (Element, bool) {
	if missing := e.Missing(); len(missing) > 0 {
		return missing[0], true
	}
	return "", false
}

// Valid reports whether all four elements are known.
func (e Elements) Valid() bool { _, more := e.Next(); return !more }

// Criterion is a reason for which an event is serious (《药品不良反应报告和监测管理办法》 article 63, ICH E2A).
type Criterion string

// The criteria.
const (
	LifeThreatening Criterion = "life_threatening"
	Hospital        Criterion = "hospital"
	Disability      Criterion = "disability"
	Congenital      Criterion = "congenital"
	Important       Criterion = "important"
)
