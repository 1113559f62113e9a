package fact

// What happened to a case of the safety desk; Before and After are desk.Case around the change, of CaseAsked After is desk.Question.
const (
	CaseOpened     Kind = "case.opened"
	CaseTaken      Kind = "case.taken"
	CaseAssigned   Kind = "case.assigned"
	CaseAssessed   Kind = "case.assessed"
	CaseElement    Kind = "case.element"
	CaseAsked      Kind = "case.asked"
	CaseReported   Kind = "case.reported"
	CaseClassified Kind = "case.classified"
	CaseHandled    Kind = "case.handled"
	CaseCalledBack Kind = "case.called_back"
	CaseMerged     Kind = "case.merged"
	CaseClosed     Kind = "case.closed"
	CaseReopened   Kind = "case.reopened"
	CaseDeathTold  Kind = "case.death_told"
)
