package simulate

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
)

// The kinds of what people do beside visits and weeks. Each that was answered as recorded must be stored once, and nothing else may be.
const (
	deedHarm      = "adverse event"
	deedEvent     = "event"
	deedBroadcast = "broadcast"
	deedCoaching  = "coaching"
	deedDoctor    = "new doctor"
)

// deed is one of them, as it was said and answered.
type deed struct{ who, what string }

// did keeps a deed by the number that its answer named. A number that an earlier deed has got is a finding.
func (f *field) did(kind string, number int64, who, what string) {
	f.mu.Lock()
	all := f.deeds[kind]
	if all == nil {
		all = map[int64]deed{}
		f.deeds[kind] = all
	}
	_, twice := all[number]
	all[number] = deed{who, what}
	f.counts.Deeds[kind]++
	f.mu.Unlock()
	if twice {
		f.finding(deedWrong, fmt.Sprintf("%s: #%d was answered twice: %s %s", kind, number, who, what))
	}
}

// stored is a record that the server has: its number and whose it is.
type stored struct {
	number int64
	who    string
}

// judgeDeeds holds what the server has of each kind against what was said.
func (f *field) judgeDeeds(ctx context.Context) error {
	have := map[string][]stored{deedHarm: nil, deedEvent: nil, deedBroadcast: nil, deedCoaching: nil, deedDoctor: nil}
	all := export.Range{All: true}
	add := func(kind string, number int64, who string) { have[kind] = append(have[kind], stored{number, who}) }
	receivers := map[int64][]export.Broadcast{}
	for _, read := range []func() error{
		func() error {
			return f.o.Stored.ExportCases(ctx, all, func(c export.Case) error {
				add(deedHarm, c.Number, c.Reporter)
				return nil
			})
		},
		func() error {
			return f.o.Stored.ExportEvents(ctx, all, func(e export.Event) error {
				add(deedEvent, e.Number, e.Rep)
				return nil
			})
		},
		func() error {
			return f.o.Stored.ExportCoachings(ctx, all, func(c export.Coaching) error {
				add(deedCoaching, c.Number, c.Coach)
				return nil
			})
		},
		func() error {
			return f.o.Stored.ExportBroadcasts(ctx, all, func(b export.Broadcast) error {
				if len(receivers[b.Number]) == 0 {
					add(deedBroadcast, b.Number, b.Sender)
				}
				receivers[b.Number] = append(receivers[b.Number], b)
				return nil
			})
		},
		func() error { return f.o.Stored.ExportDoctors(ctx, f.learnCode) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	for _, r := range f.reps {
		for _, d := range r.doctors {
			if d.added != 0 && d.code != "" {
				add(deedDoctor, d.added, r.UserID)
			}
		}
	}
	for kind, records := range have {
		f.compare(kind, records)
	}
	f.judgeReceivers(receivers)
	return nil
}

// compare finds what is stored and was not said, or twice, and what was answered as recorded and is not stored.
func (f *field) compare(kind string, records []stored) {
	missing := map[int64]deed{}
	for number, d := range f.deeds[kind] {
		missing[number] = d
	}
	for _, s := range records {
		d, ok := missing[s.number]
		switch {
		case !ok:
			f.finding(deedWrong, fmt.Sprintf("%s: #%d of %s is stored and was not said, or is stored twice", kind, s.number, s.who))
		case !team.SameUserID(d.who, s.who):
			f.finding(deedWrong, fmt.Sprintf("%s: #%d is stored of %s, said by %s", kind, s.number, s.who, d.who))
		}
		delete(missing, s.number)
	}
	for number, d := range missing {
		f.finding(deedLost, fmt.Sprintf("%s: #%d of %s was answered as recorded and is not stored: %s", kind, number, d.who, d.what))
	}
}

// learnCode gives a doctor whom a rep added the code that she was stored with; a second one of that name is a finding.
func (f *field) learnCode(stored roster.Doctor) error {
	for _, rep := range stored.Reps {
		r := f.rep(team.FoldUserID(rep))
		if r == nil {
			continue
		}
		for _, d := range r.doctors {
			switch {
			case d.added == 0 || d.name != stored.Name:
			case d.code != "":
				f.finding(deedWrong, fmt.Sprintf("%s: %s of %s is stored as %s and as %s", deedDoctor, d.name, r.UserID, d.code, stored.Code))
			default:
				d.code = stored.Code
			}
		}
	}
	return nil
}

// judgeReceivers finds who was to hear a broadcast and is not among its receivers, is twice, or has confirmed it and does not count.
func (f *field) judgeReceivers(rows map[int64][]export.Broadcast) {
	for number, c := range f.calls {
		got := map[string]export.Broadcast{}
		for _, b := range rows[number] {
			person := team.FoldUserID(b.Person)
			if _, twice := got[person]; twice {
				f.finding(deedWrong, fmt.Sprintf("%s: #%d has %s twice", deedBroadcast, number, person))
			}
			got[person] = b
		}
		for _, r := range c.to {
			b, ok := got[team.FoldUserID(r.UserID)]
			if !ok || !slices.Contains([]string{"told", "acknowledged"}, b.Fate) {
				f.finding(deedLost, fmt.Sprintf("%s: #%d did not reach %s (%s)", deedBroadcast, number, r.UserID, cmp.Or(b.Fate, "no receiver")))
			}
			if c.acked[r] && b.Fate != "acknowledged" {
				f.finding(deedLost, fmt.Sprintf("%s: %s has confirmed #%d, which counts her as %s", deedBroadcast, r.UserID, number, b.Fate))
			}
		}
	}
}

// judgeDesk finds adverse events that somebody of the safety desk did not hear of over WeCom and by SMS, or heard of twice over one.
func (f *field) judgeDesk(all []told) {
	for number, d := range f.deeds[deedHarm] {
		for _, p := range f.company.safety {
			for _, channel := range []domain.Channel{domain.WeCom, domain.SMS} {
				n, due := 0, map[noticeKey]bool{}
				for _, t := range all {
					if t.person != team.FoldUserID(p.UserID) || t.kind != "safety_case" || t.channel != channel || !t.names(number) {
						continue
					}
					n++
					due[noticeKey{kind: t.kind, due: t.due}] = true
				}
				if n == 0 {
					f.finding(safetyLost, fmt.Sprintf("%s was not told of #%d over %s: %s %s", p.UserID, number, channel, d.who, d.what))
				}
				if len(due) > 1 {
					f.finding(duplicate, fmt.Sprintf("%s was told of #%d %d times over %s", p.UserID, number, len(due), channel))
				}
			}
		}
	}
}

var numberNamed = regexp.MustCompile(`\d+`)

// names reports whether a text names a record by its number, however it writes that.
func (t told) names(number int64) bool {
	return slices.Contains(numberNamed.FindAllString(t.text, -1), strconv.FormatInt(number, 10))
}
