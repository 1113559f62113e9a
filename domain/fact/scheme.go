package fact

// SchemeProposed: an admin wants another version of the grading scheme, which waits for her yes; After is what it would change.
// SchemeConfirmed: somebody said yes to it.
// SchemeDropped: it was taken back, or another version came before it. Once it is in force the fact is GradingApplied.
const (
	SchemeProposed  Kind = "scheme.proposed"
	SchemeConfirmed Kind = "scheme.confirmed"
	SchemeDropped   Kind = "scheme.dropped"
)
