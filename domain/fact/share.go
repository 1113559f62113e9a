package fact

// ShareProposed: a rep would show her team a visit of hers. ShareMade: it was shown; After has the visit and who was told. ShareLiked: a
// person likes it. ShareUndone: it was taken back.
const (
	ShareProposed Kind = "share.proposed"
	ShareMade     Kind = "share.made"
	ShareLiked    Kind = "share.liked"
	ShareUndone   Kind = "share.undone"
)
