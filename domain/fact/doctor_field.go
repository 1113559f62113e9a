package fact

// DoctorFieldSet: an admin changed one field of a doctor by message; After is doctor.FieldChange. DoctorFieldUnset: she took it back.
const (
	DoctorFieldSet   Kind = "doctor.field_set"
	DoctorFieldUnset Kind = "doctor.field_unset"
)
