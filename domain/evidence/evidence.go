// Package evidence is what shows that a visit took place: a picture or a place that the rep sent within a quarter of an hour of
// it (PRODUCT.md V7). A picture's file is fetched after the turn and kept in Postgres, because every process must be able to
// read it and none keeps anything of its own. A place is kept with the person's consent only, whatever the app reports by
// itself never. What belongs to a withdrawn visit is withdrawn with it. The package does no I/O.
package evidence

import (
	"math"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
)

// Window is how long before or after a visit, or the message that told of it, something may be sent to be its evidence.
const Window = 15 * time.Minute

// LookBack is how long something that belongs to no visit yet is looked at again when one is told of: a picture taken on the
// spot belongs to a visit that is told of in the evening, if its clock time says so.
const LookBack = 24 * time.Hour

// Kept is how long pictures are kept.
const Kept = 2 * 365 * 24 * time.Hour

// MostBytes is the largest picture that is kept: WeCom's own limit for an image (protocols: WeCom part 4.6).
const MostBytes = 10 << 20

// Types are the forms in which a picture is kept.
var Types = []string{"image/jpeg", "image/png"}

// Kind says what it is.
type Kind string

// The kinds.
const (
	Image Kind = "image"
	Place Kind = "location"
)

// File is how far the file of a picture has come.
type File string

// The states of a file.
const (
	// Due: to be fetched from WeCom, which keeps it three days.
	Due File = "due"
	// Stored: it is kept.
	Stored File = "kept"
	// Gone: WeCom has it no more.
	Gone File = "gone"
	// Refused: it is no picture, or too large.
	Refused File = "refused"
	// Purged: it was kept, and its time is over. No row says so: its bytes are no longer there.
	Purged File = "purged"
)

// Point is a place on the globe, in degrees.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Known reports whether the point can be one; 0,0 is what a message without a place has.
func (p Point) Known() bool {
	return p != Point{} && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180
}

// earth is the mean radius in metres.
const earth = 6_371_000

// Metres is the distance between two points along the ground (haversine). WeCom gives places in the coordinates of Chinese maps
// (GCJ-02); hospitals given in others (WGS-84) are up to some 600 m off.
func (p Point) Metres(o Point) int {
	rad := func(deg float64) float64 { return deg * math.Pi / 180 }
	a := math.Pow(math.Sin(rad(o.Lat-p.Lat)/2), 2) + math.Cos(rad(p.Lat))*math.Cos(rad(o.Lat))*math.Pow(math.Sin(rad(o.Lon-p.Lon)/2), 2)
	return int(math.Round(2 * earth * math.Asin(math.Min(1, math.Sqrt(a)))))
}

// Evidence is one picture or place.
type Evidence struct {
	ID domain.ID
	// Person is the userid of who sent it; empty for somebody whom the staff does not have, who is known by the Address of her messages.
	Person, Address string
	Kind            Kind
	// Channel and SaidAt are those of the message.
	Channel domain.Channel
	SaidAt  time.Time
	// Visit or Report (the report of a case) is what it belongs to; both are zero while it belongs to nothing.
	Visit, Report domain.ID
	// MediaID and File are those of a picture.
	MediaID string
	File    File
	// Point and Label are those of a place, as the phone gave them.
	Point Point
	Label string
}

// Visit is what must be known of a visit to find its evidence.
type Visit struct {
	ID      domain.ID
	Number  int64
	Doctor  string
	Date    domain.Date
	Start   domain.TimeOfDay
	Minutes int
	SaidAt  time.Time
	// Hospital is where the doctor works, zero if its coordinates are not known.
	Hospital Point
}

// Near reports whether something that was sent at an instant lies within Window of the visit or of the message that told of it.
func (v Visit) Near(at time.Time, zone *time.Location) bool {
	if d := at.Sub(v.SaidAt).Abs(); d <= Window {
		return true
	}
	if v.Start == "" {
		return false
	}
	from := v.Date.At(v.Start, zone)
	return !at.Before(from.Add(-Window)) && !at.After(from.Add(time.Duration(v.Minutes)*time.Minute+Window))
}

// Ledger is the storage of evidence inside a transaction that someone else owns. What is asked for with Want arrives with the
// next Flush.
type Ledger interface {
	Now() time.Time
	// WantVisitsNear asks for the rep's standing visits that may lie near an instant, those told of last first.
	WantVisitsNear(rep string, at time.Time, into *[]Visit)
	// WantWaiting asks for what the person sent between two instants and what belongs to no visit.
	WantWaiting(person string, from, to time.Time, into *[]Evidence)
	// WantHospitals asks for the coordinates of the doctors' hospitals; doctors without are left out.
	WantHospitals(doctors []string, into *map[string]Point)
	// WantConsent asks whether the person's last word was that her places may be kept.
	WantConsent(person string, into *bool)
	// PutEvidence queues a new row, and the fetching of a picture.
	PutEvidence(e Evidence) error
	// Attach queues that it belongs to a visit; what belongs to one already stays there.
	Attach(id, visit domain.ID)
	// PutConsent queues a person's word on her places; taken back, her coordinates go.
	PutConsent(person string, channel domain.Channel, saidAt time.Time, given bool) error
	Remember(f fact.Fact)
}

// Keep keeps something that belongs to a visit, or to none yet where visit is zero.
func Keep(l Ledger, e Evidence, visit Visit) error {
	e.Visit = visit.ID
	if e.Kind == Image {
		e.File = Due
	}
	if err := l.PutEvidence(e); err != nil {
		return err
	}
	if e.Visit.IsZero() {
		l.Remember(fact.Fact{Kind: fact.EvidenceKept, At: l.Now(), Person: e.Person, Subject: e.ID, After: map[string]any{"kind": e.Kind}})
		return nil
	}
	remember(l, e, visit)
	return nil
}

// Attach gives what waits to a visit.
func Attach(l Ledger, e Evidence, visit Visit) {
	l.Attach(e.ID, visit.ID)
	remember(l, e, visit)
}

// remember writes the visit's history; it holds no place.
func remember(l Ledger, e Evidence, visit Visit) {
	l.Remember(fact.Fact{Kind: fact.EvidenceAttached, At: l.Now(), Person: e.Person, Subject: visit.ID, Number: visit.Number,
		After: map[string]any{"evidence": e.ID, "kind": e.Kind}})
}

// Agree keeps a person's word on her places in the ledger of consents.
func Agree(l Ledger, person string, channel domain.Channel, saidAt time.Time, given bool) error {
	if err := l.PutConsent(person, channel, saidAt, given); err != nil {
		return err
	}
	kind := fact.ConsentGiven
	if !given {
		kind = fact.ConsentWithdrawn
	}
	l.Remember(fact.Fact{Kind: kind, At: l.Now(), Person: person, After: map[string]string{"what": "location"}})
	return nil
}
