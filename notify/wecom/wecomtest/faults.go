package wecomtest

import (
	"net/http"
	"time"
)

// Fault is a way to fail. API names the one that it strikes (message/send), empty strikes all but gettoken. One of the others
// says how; what comes first in this order counts.
type Fault struct {
	API string
	// Status answers with this HTTP status and does nothing.
	Status int
	// Errcode answers with this number and does nothing.
	Errcode int64
	// Expired withdraws every token, so that the call gets 42001.
	Expired bool
	// Lost does what was asked and never answers.
	Lost bool
	// Broken does what was asked and breaks the connection instead of an answer.
	Broken bool
	// Dropped answers that all is well and shows nothing; message/send only.
	Dropped bool
	// Slow does what was asked, this much later.
	Slow time.Duration
}

// armed is a fault and when it strikes: on the next calls, on every nth, or by chance.
type armed struct {
	Fault
	next   int
	every  int
	chance float64
	count  int
}

// FailNext makes the next n calls fail.
func (s *Server) FailNext(n int, f Fault) { s.arm(&armed{Fault: f, next: n}) }

// FailEvery makes every nth call fail.
func (s *Server) FailEvery(n int, f Fault) { s.arm(&armed{Fault: f, every: n}) }

// FailByChance makes each call fail with this chance between 0 and 1; Options.Seed decides which.
func (s *Server) FailByChance(chance float64, f Fault) { s.arm(&armed{Fault: f, chance: chance}) }

// Heal takes all faults away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) arm(a *armed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, a)
}

// strike returns the fault that hits a call, the zero Fault if none does; the lock is held.
func (s *Server) strike(api string) Fault {
	for _, a := range s.faults {
		if a.API != api && (a.API != "" || api == "gettoken") {
			continue
		}
		a.count++
		switch {
		case a.count <= a.next,
			a.every > 0 && a.count%a.every == 0,
			a.chance > 0 && s.random.Float64() < a.chance:
			return a.Fault
		}
	}
	return Fault{}
}

// before does what a fault does ahead of the call, and reports whether the call is over.
func (s *Server) before(w http.ResponseWriter, f Fault) (over bool) {
	switch {
	case f.Status != 0:
		http.Error(w, "upstream failed", f.Status)
	case f.Errcode != 0:
		answer(w, failure(f.Errcode))
	case f.Slow > 0:
		late := time.NewTimer(f.Slow)
		defer late.Stop()
		select {
		case <-late.C: // and does it even if the caller has gone
		case <-s.stopped:
			return true
		}
		return false
	default:
		return false
	}
	return true
}

// after does what a fault does instead of the answer; it returns if there is none.
func (s *Server) after(r *http.Request, f Fault) {
	if f.Lost {
		s.hang(r.Context())
	}
	if f.Lost || f.Broken {
		panic(http.ErrAbortHandler)
	}
}
