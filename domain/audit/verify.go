package audit

import (
	"fmt"
	"time"
)

// Finding is something that is not as it was sealed.
type Finding struct {
	// Seal is where it was found, 0 where no seal is concerned; From and To are the facts' numbers, Since and Until the business
	// times between which they were sealed (zero where that is not known).
	Seal         int64
	From, To     int64
	Since, Until time.Time
	What         string
}

// String says it in one line for operators.
func (f Finding) String() string {
	if f.Seal == 0 {
		return f.What
	}
	line := fmt.Sprintf("seal %d (facts %d to %d", f.Seal, f.From, f.To)
	if !f.Until.IsZero() {
		line += ", sealed " + f.Until.Format("2006-01-02 15:04:05")
	}
	return line + "): " + f.What
}

// maxFindings bounds what one check lists: after the first broken link the rest says little.
const maxFindings = 100

// backdated is how much older than the previous sweep a fact may be before it is remarked on. A transaction that wrote for long, or
// a clock that a sandbox moved, explains minutes.
const backdated = time.Hour

// Check walks through the chain: for each seal in order Begin, then Add for every fact that the database has between its bounds, then
// End; last Finish. It keeps nothing but the last seal.
type Check struct {
	// Anchor, if set, is a seal that the chain must lead through.
	Anchor *Anchor

	report Report
	// stored is the seal at hand, made what its facts give; last is the stored one before it.
	stored, last Seal
	made         *Sealing
	anchored     bool
	// sweep is when the sweep before the present one was.
	sweep time.Time
}

// Report is what a check found.
type Report struct {
	Seals, Facts int64
	// Head is the last seal; its Anchor is to be kept outside.
	Head     Seal
	Findings []Finding
	// Backdated counts sealed facts whose time lies long before they were written: an import of history, or somebody who wrote
	// into the past. They are not altered, only remarkable.
	Backdated int64
	// Unsealed counts facts that are not sealed yet, Oldest is the time of the first one.
	Unsealed int64
	Oldest   time.Time
}

// OK reports whether everything that is sealed stands as it was sealed.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// Begin takes the next stored seal.
func (c *Check) Begin(s Seal) {
	c.stored = s
	c.made = After(c.last, s.Last, s.At)
	if s.Number != c.last.Number+1 {
		c.find(s, fmt.Sprintf("the seals before it are missing from %d on", c.last.Number+1))
	} else if s.First != c.last.Last+1 || s.Previous != c.last.Hash {
		c.find(s, "it does not follow the seal before it")
	}
	if s.hash() != s.Hash {
		c.find(s, "the seal itself was changed")
	}
	if !s.At.Equal(c.last.At) {
		c.sweep = c.last.At
	}
	c.report.Seals++
}

// Add takes the next fact of the seal.
func (c *Check) Add(e Entry) {
	c.made.Add(e)
	c.report.Facts++
	if !c.sweep.IsZero() && e.At.Add(backdated).Before(c.sweep) {
		c.report.Backdated++
	}
}

// End compares the seal with its facts.
func (c *Check) End() {
	made := c.made.Close()
	switch s := c.stored; {
	case made.Facts < s.Facts:
		c.find(s, fmt.Sprintf("%d of its %d facts are missing", s.Facts-made.Facts, s.Facts))
	case made.Facts > s.Facts:
		c.find(s, fmt.Sprintf("%d facts were put in between its %d", made.Facts-s.Facts, s.Facts))
	case made.Root != s.Root:
		c.find(s, "its facts were changed or moved")
	}
	if a := c.Anchor; a != nil && a.Number == c.stored.Number {
		c.anchored = true
		if a.Hash != c.stored.Hash {
			c.find(c.stored, "it is not the seal of the anchor: the chain was sealed anew")
		}
	}
	c.last = c.stored
}

// Finish ends the check. before counts facts with numbers that come before every seal's, unsealed those after the last one; oldest is
// the time of the first of these.
func (c *Check) Finish(before, unsealed int64, oldest time.Time) Report {
	if before > 0 {
		c.note(Finding{What: fmt.Sprintf("%d facts were put in before the beginning of the chain", before)})
	}
	if c.Anchor != nil && !c.anchored {
		c.note(Finding{What: fmt.Sprintf("the chain ends with seal %d and no longer reaches the anchor's seal %d: its end was cut off", c.last.Number, c.Anchor.Number)})
	}
	c.report.Head, c.report.Unsealed, c.report.Oldest = c.last, unsealed, oldest
	return c.report
}

func (c *Check) find(s Seal, what string) {
	c.note(Finding{Seal: s.Number, From: s.First, To: s.Last, Since: c.last.At, Until: s.At, What: what})
}

func (c *Check) note(f Finding) {
	if len(c.report.Findings) < maxFindings {
		c.report.Findings = append(c.report.Findings, f)
	}
}
