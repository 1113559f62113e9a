package share

// Line is a shared visit as a list shows it.
type Line struct {
	Number int64
	Rep    string // name
	Head   string // the first line of its text
	Likes  int
	Said   int
}

// Candidate is a visit that could be shared.
type Candidate struct {
	Number int64
	Rep    string // name
	Score  int
}
