package fact

// ReviewApproved, ReviewRejected: a manager decided on a record; After has the status and the reason. CommentAdded: a manager or the
// rep said something on a record; After is comment.Said. ReviewReopened: an approval was taken back; After has status and reason.
const (
	ReviewApproved Kind = "review.approved"
	ReviewRejected Kind = "review.rejected"
	ReviewReopened Kind = "review.reopened"
	CommentAdded   Kind = "comment.added"
)
