package fact

// The kinds that speak of a week and of what becomes of its stops by themselves.
const (
	WeekProposed  Kind = "week.proposed"
	WeekChanged   Kind = "week.changed"
	WeekSubmitted Kind = "week.submitted"
	WeekApproved  Kind = "week.approved"
	WeekSentBack  Kind = "week.sent_back"

	// PlanMissed: the day ended and nobody reported a visit. PlanLapsed: it stood in a week that was never submitted.
	PlanMissed Kind = "plan.missed"
	PlanLapsed Kind = "plan.lapsed"
	// PlanFollowed: its day fell away (a holiday was imported), or its doctor is no longer on the rep's list; After says how it
	// stands now.
	PlanFollowed Kind = "plan.followed"
)
