package fact

// JointConfirmed, JointDenied: a manager who was named on a visit says that she came along, or that she did not. The others speak of a
// coaching and of its follow-ups; After is coaching.Details or coaching.TaskDetails, or what was said about it.
const (
	JointConfirmed Kind = "joint.confirmed"
	JointDenied    Kind = "joint.denied"
	CoachRated     Kind = "coach.rated"
	CoachChanged   Kind = "coach.changed"
	CoachWithdrawn Kind = "coach.withdrawn"
	// CoachTaskSet, CoachTaskChanged, CoachTaskDropped: a follow-up was given, given otherwise or taken back by the manager.
	CoachTaskSet     Kind = "coach.task_set"
	CoachTaskChanged Kind = "coach.task_changed"
	CoachTaskDropped Kind = "coach.task_dropped"
	// CoachTaskDone: the rep says that she has done it; CoachTaskConfirmed, CoachTaskReopened: her manager agrees, or sends it back.
	CoachTaskDone      Kind = "coach.task_done"
	CoachTaskConfirmed Kind = "coach.task_confirmed"
	CoachTaskReopened  Kind = "coach.task_reopened"
)
