package desk

import (
	"time"
)

// Filter says which open cases are wanted: of one kind (empty: all), only those past their time, only those of one owner (empty: all).
type Filter struct {
	Kind    Kind
	Overdue bool
	Owner   string
}

// Line is a case as a list shows it.
type Line struct {
	Case
	ReporterName string
	OwnerName    string // empty while nobody has it
}

// Dossier is all that is kept of a case.
type Dossier struct {
	Case Case
	// Text is the person's own words, masked by the screen; Doctor and Hospital are names.
	Text, Doctor, Hospital string
	// Address is where a message of somebody unknown came from; empty for a colleague's.
	Address string
	// Reporter, Owner and ClosedBy are names.
	Reporter, Owner, ClosedBy string
	History                   []Happened
}

// Happened is one thing that happened to a case: a fact of it.
type Happened struct {
	At   time.Time
	Kind string
	By   string // name
	// After is the fact's JSON.
	After string
}
