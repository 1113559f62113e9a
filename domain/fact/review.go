package fact

// ReviewApproved, ReviewRejected: a manager decided on a record; After has the status and the reason.
const (
	ReviewApproved Kind = "review.approved"
	ReviewRejected Kind = "review.rejected"
)
