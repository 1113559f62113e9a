package smstest

import "time"

// Fault is something that goes wrong with a call. The zero Fault does nothing.
type Fault struct {
	// Action limits it to one action; empty is every action.
	Action string
	// Before delays the request before anything is looked at, After the answer to what was done.
	Before, After time.Duration
	// Accept lets the service do what was asked before the fault shows: a lost answer.
	Accept bool
	// Break closes the connection without an answer.
	Break bool
	// Page answers with a page of this HTTP status that is not the API's.
	Page int
	// Code and Message answer with a code of the API.
	Code, Message string
}

// Unavailable is a 5xx from something on the way; nothing was done.
func Unavailable() Fault { return Fault{Page: 503} }

// LostAnswer accepts the message and breaks the connection.
func LostAnswer() Fault { return Fault{Accept: true, Break: true} }

// LateAnswer accepts the message and answers after d.
func LateAnswer(d time.Duration) Fault { return Fault{Accept: true, After: d} }

// Throttled is a call that the gateway's front refuses because there are too many.
func Throttled() Fault {
	return Fault{Code: "Throttling.User", Message: "Request was denied due to user flow control."}
}

// Limited is the flow control of a number; window is 分钟, 小时 or 天.
func Limited(window string) Fault {
	return Fault{Action: "SendSms", Code: "isv.BUSINESS_LIMIT_CONTROL", Message: "触发" + window + "级流控Permits:1"}
}

// Refused answers SendSms with a code of the table of part 8.
func Refused(code string) Fault {
	return Fault{Action: "SendSms", Code: code, Message: "refused on demand"}
}

// When says which calls a Fault meets. Exactly one of the first three is set.
type When struct {
	// Next is how many of the next calls.
	Next int
	// Every is each n-th call.
	Every int
	// Chance is the probability of each call, drawn from the server's seed.
	Chance float64
}

// armed is a fault that waits for its calls.
type armed struct {
	Fault
	When
	seen int
}

// Fail lets a fault happen. Of several faults that would meet one call the first armed does. stop disarms it.
func (s *Server) Fail(f Fault, w When) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &armed{Fault: f, When: w}
	s.faults = append(s.faults, a)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		a.When = When{}
	}
}

// fire returns the fault that meets this call, or the zero Fault.
func (s *Server) fire(action string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.faults {
		if a.Action != "" && a.Action != action {
			continue
		}
		a.seen++
		switch {
		case a.Next > 0:
			a.Next--
			return a.Fault
		case a.Every > 0 && a.seen%a.Every == 0:
			return a.Fault
		case a.Chance > 0 && s.random.Float64() < a.Chance:
			return a.Fault
		}
	}
	return Fault{}
}
