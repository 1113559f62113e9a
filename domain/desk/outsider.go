package desk

import (
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/fact"
)

// What people whom the company does not know may put on the desk's table. An adverse event counts whoever tells it (《药品不良反应报告
// 和监测管理办法》 article 13: holders collect from all sources), so that nothing they tell is thrown away; what is limited is how many cases and how
// many words to the desk it makes.
const (
	// OutsiderListened is for how long after her last case what an unknown sender writes is added to it.
	OutsiderListened = 72 * time.Hour
	// OutsiderCases is how many open cases one unknown sender has within a day; what she tells beyond them is added to the last one.
	OutsiderCases = 3
	// OutsiderTold is of how many cases of all unknown senders the desk is told one by one within a day. Those beyond are opened,
	// and their clocks run; that there are more is told once a day.
	OutsiderTold = 30
	// OutsiderWords is after how many messages of a day what one of them adds to her case is not told any more, only kept.
	OutsiderWords = 20
)

// Outside is what the unknown sender of a message told before.
type Outside struct {
	// Own is how many cases of hers were opened within a day and are open still, All how many of all unknown senders were opened.
	Own, All int
	// Last is the number of her last open case of the days in which she is listened to; 0 if she has none. Again: its words are those
	// of the message, told within ten minutes.
	Last  int64
	Again bool
}

// Opens reports whether what an unknown sender tells of an adverse event is a case of its own.
func (o Outside) Opens() bool { return !o.Again && (o.Last == 0 || o.Own < OutsiderCases) }

// ToldEach reports whether the desk is told of the next case of an unknown sender by itself.
func (o Outside) ToldEach() bool { return o.All < OutsiderTold }

// Add keeps further words of an unknown sender with her case.
func Add(l Ledger, c Case, text string) {
	l.Remember(fact.Fact{Kind: fact.ReportSupplemented, At: l.Now(), Person: c.Outsider, Subject: c.ID, Number: c.Number, After: text})
}

// known says no to asking somebody whom the assistant cannot write to (case.outsider).
func known(c Case) error {
	if c.Reporter == "" {
		return domain.Refuse("case.outsider", c.Number, c.Outsider)
	}
	return nil
}
