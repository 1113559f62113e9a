package fact

// The kinds that speak of what people change about doctors by talking. GradeAsked, GradeApproved, GradeRefused: a grade by hand was
// asked for and decided on; After is doctor.Manual. GradeEnded: its last day is past, and the scheme's grade counts again.
const (
	GradeAsked    Kind = "grade.asked"
	GradeApproved Kind = "grade.approved"
	GradeRefused  Kind = "grade.refused"
	GradeEnded    Kind = "grade.ended"

	// DoctorAdded, DoctorApproved, DoctorRefused, DoctorMerged: a doctor came to a rep's list by message and was decided on; After has
	// who she is. A merge by an import has no number and After the codes.
	DoctorAdded    Kind = "doctor.added"
	DoctorApproved Kind = "doctor.approved"
	DoctorRefused  Kind = "doctor.refused"
	DoctorMerged   Kind = "doctor.merged"
)
