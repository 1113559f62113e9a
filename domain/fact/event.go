package fact

// The kinds that speak of a group event; After is event.Details, the reaction, or what was decided.
const (
	EventPlanned   Kind = "event.planned"
	EventChanged   Kind = "event.changed"
	EventCancelled Kind = "event.cancelled"
	EventHeld      Kind = "event.held"
	EventApproved  Kind = "event.approved"
	EventSentBack  Kind = "event.sent_back"
	EventWithdrawn Kind = "event.withdrawn"
	EventRestored  Kind = "event.restored"
	EventReaction  Kind = "event.reaction"
	// EventAttended, EventUnattended: people were put on the list of an event or taken off it; After or Before has their names.
	EventAttended   Kind = "event.attended"
	EventUnattended Kind = "event.unattended"
)
