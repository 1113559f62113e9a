package fact

// DeputyNamed, DeputyEnded: a manager named who reviews for her, or took it back; After or Before has deputy, from and to.
const (
	DeputyNamed Kind = "review.deputy_named"
	DeputyEnded Kind = "review.deputy_ended"
)
