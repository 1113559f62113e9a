package fact

// The kinds that speak of what people change about doctors by talking. GradeAsked, GradeApproved, GradeRefused: a grade by hand was
// asked for and decided on; After is doctor.Manual. GradeEnded: its last day is past, and the scheme's grade counts again.
const (
	GradeAsked    Kind = "grade.asked"
	GradeApproved Kind = "grade.approved"
	GradeRefused  Kind = "grade.refused"
	GradeEnded    Kind = "grade.ended"
)
