// Package audit is the log of every decision and change, and the proof that nobody altered it afterwards (PRODUCT.md C7). It is
// pure: domain/postgres keeps what it seals, cmd/yaoban prints what it finds.
//
// The log is the facts (package fact): who did what when, to which record, how it stood before and after, over which channel
// and in which message. They are written in the transaction of the change itself, so that neither exists without the other; a
// transaction that changes the company's records and names no fact gets one of its own (domain/postgres). Nothing is written twice:
// where a fact says less than the whole record, the record's own rows keep the rest (versions of schemes, comments, masked bodies
// of the inbox).
//
// A chain through all facts in the very transactions that write them would let only one turn run at a time. So facts are numbered
// as they are written, and every few seconds a sweep seals those that are complete: it hashes each fact, then all of the sweep
// in their order (the root), then that with the previous seal's hash. What this proves, and what not:
//
//   - A sealed fact that is changed, removed, moved, or joined by another is found by Verify, and so is a seal that is changed, removed
//     or added, unless everything from there on is sealed anew.
//   - Whoever owns the database can seal anew, or cut the end of the chain off with its facts. Against that an anchor is kept
//     outside: the number and the hash of a seal, as `yaoban audit verify` prints it and as the server logs it each hour. Verify with
//     that anchor fails if the chain no longer leads through it.
//   - A fact that is not sealed yet proves nothing. That is the window: the time between two sweeps (five seconds), longer while a
//     transaction that began earlier is still writing, such as a large import. The database refuses to change or remove facts in it
//     all the same.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
)

// Entry is a fact as the log holds it.
type Entry struct {
	// Seq is the fact's place in the order of the chain. Numbers that a failed transaction took are missing.
	Seq     int64
	ID      domain.ID
	At      time.Time
	Kind    string
	Person  string
	Subject domain.ID
	// Number is the record's, 0 for none.
	Number int64
	// Before and After are JSON as the database writes it; nil where there is none.
	Before, After []byte
	// Channel is wecom, sms, cli or empty; Message is the message's id in its channel.
	Channel, Message string
}

// Hash is what a seal and a fact are reduced to.
type Hash [sha256.Size]byte

// String returns 64 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// hash reduces a fact. Every field has its length before it, so that nothing can move from one into the next.
func (e Entry) hash() Hash {
	d := sha256.New()
	number(d, e.Seq)
	field(d, e.ID[:])
	number(d, e.At.UnixMicro())
	field(d, []byte(e.Kind))
	field(d, []byte(e.Person))
	field(d, e.Subject[:])
	number(d, e.Number)
	field(d, e.Before)
	field(d, e.After)
	field(d, []byte(e.Channel))
	field(d, []byte(e.Message))
	return Hash(d.Sum(nil))
}

func number(d hash.Hash, n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	d.Write(b[:])
}

// field writes a length and the bytes; none at all has the length -1.
func field(d hash.Hash, b []byte) {
	if b == nil {
		number(d, -1)
		return
	}
	number(d, int64(len(b)))
	d.Write(b)
}

// Seal is one link of the chain.
type Seal struct {
	// Number counts from 1 without gaps.
	Number int64
	// At is business time.
	At time.Time
	// First and Last bound the numbers of the facts; First is one more than the Last before, 1 in the beginning. Facts says how many
	// there are between.
	First, Last int64
	Facts       int
	// Root is the hash of the facts, Previous that of the seal before (zero for the first), Hash that of the seal itself.
	Root, Previous, Hash Hash
}

// hash reduces everything else that the seal says.
func (s Seal) hash() Hash {
	d := sha256.New()
	field(d, []byte("yaoban audit 1"))
	for _, n := range []int64{s.Number, s.At.UnixMicro(), s.First, s.Last, int64(s.Facts)} {
		number(d, n)
	}
	field(d, s.Root[:])
	field(d, s.Previous[:])
	return Hash(d.Sum(nil))
}

// Anchor returns what is kept of a seal outside.
func (s Seal) Anchor() Anchor { return Anchor{Number: s.Number, Hash: s.Hash} }

// Sealing is a seal in the making: the facts are added in order, then it is closed.
type Sealing struct {
	seal  Seal
	facts hash.Hash
}

// After begins the seal that follows previous (the zero Seal for the first) and reaches to last.
func After(previous Seal, last int64, at time.Time) *Sealing {
	// The database keeps microseconds; a finer time would not be found again.
	return &Sealing{facts: sha256.New(), seal: Seal{Number: previous.Number + 1, At: at.Truncate(time.Microsecond),
		First: previous.Last + 1, Last: last, Previous: previous.Hash}}
}

// Add takes the next fact.
func (s *Sealing) Add(e Entry) {
	h := e.hash()
	s.facts.Write(h[:])
	s.seal.Facts++
}

// Close returns the seal.
func (s *Sealing) Close() Seal {
	s.seal.Root = Hash(s.facts.Sum(nil))
	s.seal.Hash = s.seal.hash()
	return s.seal
}

// Anchor is what is written down outside of the database to prove later that the chain still leads through a seal.
type Anchor struct {
	Number int64
	Hash   Hash
}

// String is the form that people copy: number:hash.
func (a Anchor) String() string { return fmt.Sprintf("%d:%s", a.Number, a.Hash) }

// ParseAnchor reads that form.
func ParseAnchor(s string) (Anchor, error) {
	before, after, ok := strings.Cut(strings.TrimSpace(s), ":")
	n, err := strconv.ParseInt(before, 10, 64)
	raw, errHex := hex.DecodeString(after)
	if !ok || err != nil || errHex != nil || n < 1 || len(raw) != sha256.Size {
		return Anchor{}, fmt.Errorf("%q is no anchor of the form number:hash, as `yaoban audit verify` prints it", s)
	}
	return Anchor{Number: n, Hash: Hash(raw)}, nil
}
