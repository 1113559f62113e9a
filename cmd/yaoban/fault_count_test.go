package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/notice"
)

// tally compares what was sent with what is stored and with what the phones show.
type tally struct {
	*testing.T
	p *plant
	// records are the exported visits, plans and reminders by their recordKey; numbers says whose each number is.
	records map[string][]record
	numbers map[int64]record
	// seen is the state of each message's key, bodies how often its body is kept, facts how many facts each record has.
	seen   map[string]string
	bodies map[string]int
	facts  map[domain.ID]int

	sent, ok, gaveUp, gaveUpStored, tries, lost, doubled, half, reminders, shortMessages int
}

// record is what an exported row says of itself.
type record struct {
	id     domain.ID
	number int64
	person string
	kind   kindOf
	said   time.Time // zero for plans, whose export has none
}

// tallied counts everything and fails the test with what is wrong, each with its id.
func tallied(t *testing.T, p *plant, callbacks map[string][]*callback) *tally {
	t.Helper()
	c := &tally{T: t, p: p, records: map[string][]record{}, numbers: map[int64]record{}, seen: map[string]string{},
		bodies: map[string]int{}, facts: map[domain.ID]int{}}
	c.read()
	for _, rep := range p.company.reps {
		for _, m := range callbacks[rep] {
			c.callback(m)
		}
	}
	for key, extra := range c.records { // what callbacks matched has been taken out
		c.Errorf("stored and never said: %s, %d times", key, len(extra))
	}
	if kills := p.processes[0].kills + p.processes[1].kills; kills != 5 {
		c.Errorf("%d processes were killed", kills)
	}
	c.phones()
	c.leftovers()
	c.logs()
	return c
}

// String is the summary in one line.
func (c *tally) String() string {
	kills := c.p.processes[0].kills + c.p.processes[1].kills
	return fmt.Sprintf("%d callbacks, %d with their 200, %d given up (%d of them stored), %d deliveries, %d kills, %d calls of message/send: lost=%d doubled=%d half=%d, %d reminders shown once, %d by SMS too",
		c.sent, c.ok, c.gaveUp, c.gaveUpStored, c.tries, kills, c.p.wecom.Calls("message/send"), c.lost, c.doubled, c.half, c.reminders, c.shortMessages)
}

// exported runs `yaoban export` and reads its lines.
func exported[T any](c *tally, what string) (all []T) {
	c.Helper()
	out := cli{c.T, c.p.getenv}.ok("export", what, "--format", "jsonl", "--all")
	lines := json.NewDecoder(strings.NewReader(out))
	for lines.More() {
		var row T
		if err := lines.Decode(&row); err != nil {
			c.Fatalf("read the export of %s: %v", what, err)
		}
		all = append(all, row)
	}
	return all
}

func (c *tally) read() {
	for _, v := range exported[export.Visit](c, "visits") {
		key := recordKey(aReport, v.Rep, v.Doctor, v.Minutes, v.Result, strings.Join(v.Products, "|"))
		c.add(key, record{v.ID, v.Number, v.Rep, aReport, v.SaidAt})
	}
	for _, v := range exported[export.Plan](c, "plans") {
		c.add(recordKey(aPlan, v.Rep, v.Doctor, v.Start, v.Remind), record{v.ID, v.Number, v.Rep, aPlan, time.Time{}})
	}
	for _, v := range exported[export.Reminder](c, "reminders") {
		c.add(recordKey(aReminder, v.Person, v.Doctor), record{v.ID, v.Number, v.Person, aReminder, v.SaidAt})
	}
	for _, f := range exported[export.Fact](c, "facts") {
		c.facts[f.Subject]++
	}
	for _, line := range texts(c.T, c.p.pool, `select message_id || ' ' || state from inbox_seen`) {
		id, state, _ := strings.Cut(line, " ")
		c.seen[id] = state
	}
	for _, id := range texts(c.T, c.p.pool, `select message_id from inbox_body`) {
		c.bodies[id]++
	}
}

func (c *tally) add(key string, r record) {
	if before, taken := c.numbers[r.number]; taken {
		c.Errorf("the number %d is given twice: to %v and %v", r.number, before.id, r.id)
	}
	c.numbers[r.number] = r
	c.records[key] = append(c.records[key], r)
}

var numberSaid = regexp.MustCompile(`#(\d{4,})`)

// callback holds one message against what is stored of it.
func (c *tally) callback(m *callback) {
	stored, state := c.records[m.key], c.seen[m.in.ID]
	delete(c.records, m.key)
	c.sent++
	c.tries += m.tries
	what := fmt.Sprintf("message %s of %s (%s, %d of %d tries answered by 200)", m.in.ID, m.in.From, m.key, m.ok, m.tries)
	if m.ok > 0 {
		c.ok++
	} else {
		c.gaveUp++
		c.gaveUpStored += len(stored)
	}
	switch {
	case len(stored) > 1:
		c.doubled++
		c.Errorf("doubled: %s is stored %d times", what, len(stored))
		return
	case m.ok > 0 && (len(stored) == 0 || state == ""):
		c.lost++
		c.Errorf("lost: %s is stored %d times, its key is %q; answered %v", what, len(stored), state, m.answers)
		return
	case len(stored) == 1 != (state == "answered") || len(stored) != c.bodies[m.in.ID] || state != "" && state != "answered":
		c.half++
		c.Errorf("half stored: %s has %d records and %d bodies, its key is %q; %v", what, len(stored), c.bodies[m.in.ID], state, m.problem)
		return
	case len(stored) == 0:
		return
	}
	r := stored[0]
	if c.facts[r.id] != 1 || !r.said.IsZero() && !r.said.Equal(m.in.At) {
		c.half++
		c.Errorf("half stored: %s has %d facts and is said at %v instead of %v", what, c.facts[r.id], r.said, m.in.At)
	}
	if len(m.answers) > 1 {
		c.Errorf("%s got different answers: %v", what, m.answers)
	}
	for answer := range m.answers {
		if said := numberSaid.FindStringSubmatch(answer); said == nil || said[1] != strconv.FormatInt(r.number, 10) {
			c.Errorf("%s is stored as %d and was answered by %q", what, r.number, answer)
		}
	}
}

// shortNumber is the record's number in a short message.
var shortNumber = regexp.MustCompile(`编号(\d{4,})`)

// phones counts what people saw: each reminder once on WeCom, and once by SMS where she had written nothing since.
func (c *tally) phones() {
	shown, bySMS := map[int64]int{}, map[int64]int{}
	lastWords := map[string]time.Time{}
	toldAt := map[int64]time.Time{}
	prompts := c.prompts()
	for _, m := range c.p.wecom.All() {
		if m.How != "send" {
			lastWords[m.To] = m.At
			continue
		}
		text := m.To + " " + m.Text
		if m.Card != nil { // a delivery keeps a card's title before its words
			text = m.To + " " + strings.TrimSpace(m.Card.Title+"\n"+m.Text)
		}
		if n, ours := prompts[text]; ours {
			if prompts[text]--; n < 1 {
				c.Errorf("%s was shown %q twice", m.To, m.Text)
			}
			continue
		}
		r, known := c.named(numberSaid, m.Text)
		if !known || r.kind == aReport || !strings.EqualFold(r.person, m.To) || m.Card == nil {
			c.Errorf("%s was shown %q, which reminds her of nothing", m.To, m.Text)
		}
		shown[r.number]++
		toldAt[r.number] = m.At
	}
	for i, rep := range c.p.company.reps {
		for _, m := range c.p.sms.Messages(fmt.Sprintf(plantMobile, i+1)) {
			if slices.ContainsFunc(slices.Collect(maps.Keys(prompts)), func(prompt string) bool { return strings.HasSuffix(prompt, " "+m.Text) }) {
				continue
			}
			r, known := c.named(shortNumber, m.Text)
			if !known || r.person != rep {
				c.Errorf("%s got the short message %q, which reminds her of nothing", rep, m.Text)
			}
			bySMS[r.number]++
		}
	}
	for _, n := range slices.Sorted(maps.Keys(c.numbers)) {
		r := c.numbers[n]
		if r.kind == aReport {
			continue
		}
		c.reminders++
		c.shortMessages += bySMS[n]
		if shown[n] != 1 || bySMS[n] > 1 {
			c.Errorf("the %s %d (%v) of %s was shown %d times and sent by SMS %d times; its deliveries: %v", r.kind, n, r.id, r.person,
				shown[n], bySMS[n], c.deliveries(r.id))
		}
		// Whatever she wrote after it acknowledged it; a minute tells for certain which came first.
		if silent := toldAt[n].Sub(lastWords[r.person]); silent > time.Minute && bySMS[n] != 1 {
			c.Errorf("the %s %d of %s came %v after her last words and was sent by SMS %d times", r.kind, n, r.person, silent, bySMS[n])
		}
	}
	if c.reminders < 200 {
		c.Errorf("only %d reminders came due", c.reminders)
	}
}

func (c *tally) named(form *regexp.Regexp, text string) (record, bool) {
	said := form.FindStringSubmatch(text)
	if said == nil {
		return record{}, false
	}
	n, err := strconv.ParseInt(said[1], 10, 64)
	r, known := c.numbers[n]
	return r, known && err == nil
}

func (c *tally) deliveries(subject domain.ID) []string {
	return texts(c.T, c.p.pool, `select format('%s %s %s %s attempts', d.channel, d.state, d.code, d.attempts)
		from delivery d join notice n on n.id = d.notice where n.subject = $1`, subject)
}

// leftovers finds what should not be there any more.
func (c *tally) leftovers() {
	for _, row := range leftInOutbox(c.T, c.p.pool) {
		c.Errorf("left in the outbox: %s", row)
	}
	// What the calendar starts is withdrawn when the truth of its moment leaves nothing to say; nothing else is.
	if left := texts(c.T, c.p.pool, `select format('%s %s %s', kind, id, state) from notice
		where state <> 'told' and not (state = 'withdrawn' and kind = any($1))`, notice.BoundKinds()); len(left) > 0 {
		c.Errorf("%d notices that were not told: %v", len(left), left[:min(len(left), 20)])
	}
	for what, sql := range map[string]string{
		"deliveries that are not settled": `select format('%s %s %s %s %s', kind, id, channel, state, code) from delivery where state not in ('sent', 'delivered', 'acknowledged')`,
		"messages that wait or are dead":  `select format('%s %s', message_id, state) from inbox_seen where state <> 'answered'`,
	} {
		if left := texts(c.T, c.p.pool, sql); len(left) > 0 {
			c.Errorf("%d %s: %v", len(left), what, left[:min(len(left), 20)])
		}
	}
}

// logs holds the logs of both processes against what may never stand in them.
func (c *tally) logs() {
	for _, process := range c.p.processes {
		log := process.log.bytes()
		for _, word := range []string{"a turn failed", "panicked", "panic:", "is dead", "are dead", "DATA RACE", "立舒平", "回电话", "1380000", plantSecret, plantPush} {
			if i := bytes.Index(log, []byte(word)); i >= 0 {
				line := log[bytes.LastIndexByte(log[:i], '\n')+1:]
				line, _, _ = bytes.Cut(line, []byte("\n"))
				c.Errorf("the log of the process at %s has %q: %.600s", process.addr, word, line)
			}
		}
	}
}

// prompts are what the calendar told of itself (the morning's list and its like), by person and text: how often each may be shown.
// A picture or a file stands under its name, which a delivery keeps in brackets.
func (c *tally) prompts() map[string]int {
	all := map[string]int{}
	for _, kind := range notice.BoundKinds() {
		for _, line := range texts(c.T, c.p.pool, `select person || ' ' || regexp_replace(text, '^\[(.*)\]$', '\1') from delivery where kind = $1`, kind) {
			all[line]++
		}
	}
	return all
}
