// Package bot is the turn: one inbound message is one transaction (DESIGN.md part 2). It screens the text, finds the answer
// of a repeat, locks the person's conversation, understands, lets a command fill, ask or act, saves the conversation and the
// answer, and commits; whatever must happen afterwards is a row of that transaction.
//
// It imports its own folders and domain; storage is the Tx it declares, and cmd ties it to Postgres. The channels
// (bot/wecom, bot/sms) call it and know nothing of it but an interface of their own.
package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/bot/dialog"
	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/phrase"
	"github.com/yaoban/yaoban/domain/screen"
	"github.com/yaoban/yaoban/domain/words"
)

// Tx is the transaction of a turn.
type Tx interface {
	command.Tx
	binder
	// OpenTurn reads who wrote, where her conversation stands (locked until the end), and whether this is a repeat.
	OpenTurn(ctx context.Context, in inbox.Inbound) (inbox.Opening, error)
	// CloseTurn queues what the turn leaves behind.
	CloseTurn(c inbox.Closing) error
	// Drop forgets the writes that were not sent yet and reports whether none had been sent.
	Drop() (clean bool)
	CountStranger(ctx context.Context, channel domain.Channel, address string, day domain.Date) (int, error)
	Greeted(userid string)
}

// Bot answers messages. Its fields are set once, before the first turn.
type Bot struct {
	// Atomically runs f in one transaction and commits; an error rolls everything back.
	Atomically func(ctx context.Context, f func(Tx) error) error
	// Bury keeps a message whose turn fails by a bug, with the answer that the sender gets.
	Bury func(ctx context.Context, in inbox.Inbound, answer inbox.Answer) error
	// Outage reports whether an error came from the database being away or overloaded, so that the same turn may succeed
	// later; other errors are bugs.
	Outage func(error) bool
	// Books are what each person's world looks like.
	Books *Books
	// Cut splits a text into what a passive reply holds and the rest.
	Cut func(text string) (now, rest string)
	Log *slog.Logger
	// Observe is told of each turn: the channel, the intent or what else it was, and how long it took.
	Observe func(channel domain.Channel, what string, took time.Duration)
}

var (
	sayFailed   = words.New("turn.failed", "没有记上，请再发一次。仍不行请联系管理员，报错编号 %s。")
	sayResend   = words.New("turn.failed_sms", "内容：刚才没有记上，请重发") // 编号…还缺…，请直接回复。
	sayStranger = words.New("turn.stranger", "您的账号（%s）还没有导入，请联系公司的系统管理员添加后再用。")
	sayHello    = words.New("turn.hello", "您好，我是药伴，您的拜访助手。每次拜访发一句话就行，例如：\n“%s”\n发“帮助”看更多。\n隐私说明：只记录您发来的工作内容，不采集轨迹；位置只在您主动发送并同意时使用。")
	sayHelloAll = words.New("turn.hello_other", "您好，我是药伴，团队的拜访助手。可以设提醒，如“明天上午9点提醒我开会”。发“帮助”看更多。\n隐私说明：只记录您发来的工作内容，不采集轨迹。")
)

// Intake is step 0: the screen masks a text before it is stored or logged anywhere.
func Intake(in inbox.Inbound) inbox.Inbound {
	if in.Kind == inbox.Event { // where the phone is, reported by the app on its own: never taken
		in = placeless(in)
	}
	if in.Screened != "" {
		return in
	}
	in.Label = screen.Check(in.Label).Masked // the name of a place, which its sender can write herself
	if v := screen.Check(in.Text); v.Refused {
		in.Text, in.Screened = v.Masked, string(v.Rule)
	}
	return in
}

// nobody is whose book a text of an unknown sender is read with: what the company has in common, and no doctors.
const nobody = ""

// IntakeSMS is Intake for a push of the gateway, which is stored before anybody looks at who sent it. It marks what may tell of an
// adverse event, so that such a message is kept and has its turn though nobody of the company sent it; as long as this process has
// read no book, that is every text.
func (b *Bot) IntakeSMS(in inbox.Inbound) inbox.Inbound {
	in = Intake(in)
	book, ok := b.Books.get(nobody, edition{day: domain.DateOf(in.At)})
	in.Heard = in.Kind == inbox.Text && (!ok || command.OutsideSaid(book, in, in.At.Location()).Adverse)
	return in
}

// placeless is a message without the place that it tells: the inbox keeps none. What a person agreed to stands as evidence.
func placeless(in inbox.Inbound) inbox.Inbound {
	in.Lat, in.Lon, in.Label = 0, 0, ""
	return in
}

// Turn takes one message and returns the answer once everything is committed. An error means that nothing was kept and the
// same message may be tried again; a message whose own turn fails by a bug is kept, alerted, and answered with a reference.
func (b *Bot) Turn(ctx context.Context, in inbox.Inbound) (inbox.Answer, error) {
	began := time.Now()
	in = Intake(in)
	what := "error"
	answer, err := b.turn(ctx, in, &what)
	if err != nil && ctx.Err() == nil && !b.Outage(err) && !errors.Is(err, errMoving) {
		what = "failed" // whatever the turn was about to be; an alert watches it
		answer, err = b.failed(ctx, in, err)
	}
	b.Observe(in.Channel, what, time.Since(began))
	return answer, err
}

// turn runs the transaction, again where the person's book was old or a refusal came after writes.
func (b *Bot) turn(ctx context.Context, in inbox.Inbound, what *string) (inbox.Answer, error) {
	var fixed *inbox.Answer
	for range 4 {
		answer, err := b.once(ctx, in, fixed, what)
		var old oldBook
		var late lateRefusal
		switch {
		case err == nil:
			return answer, nil
		case errors.As(err, &old):
			if err := b.Books.load(ctx, old.person, old.edition); err != nil {
				return inbox.Answer{}, err
			}
		case errors.As(err, &late):
			fixed = &late.answer
		default:
			return inbox.Answer{}, err
		}
	}
	return inbox.Answer{}, errMoving
}

// errMoving says that the world changed each time that the person's book was read, as during an import in many steps. It passes
// by itself: the same message is taken again, as in an outage.
var errMoving = errors.New("take a turn: the world changes faster than it is read")

// lateRefusal is a refusal that came after writes had been sent: the transaction is given up, and another one keeps only the
// answer.
type lateRefusal struct{ answer inbox.Answer }

func (lateRefusal) Error() string { return "a rule refused after writes" }

func (b *Bot) once(ctx context.Context, in inbox.Inbound, fixed *inbox.Answer, what *string) (answer inbox.Answer, err error) {
	err = b.Atomically(ctx, func(tx Tx) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("a panic in the turn: %v\n%s", r, debug.Stack())
			}
		}()
		o, err := tx.OpenTurn(ctx, in)
		if err != nil {
			return err
		}
		if o.Repeat {
			answer, *what = o.Answer, "repeat"
			return nil
		}
		if tx.Now().Sub(in.At) > inbox.KeysKept {
			*what = "stale"               // its key may have been purged, so nobody can tell whether it is a repeat
			if in.Channel == domain.SMS { // stored and waiting for its turn: this is it
				return tx.CloseTurn(inbox.Closing{Inbound: in})
			}
			return nil
		}
		if !o.Known {
			*what = "stranger"
			answer, err = b.stranger(ctx, tx, in, o)
			return err
		}
		answer, err = b.known(ctx, tx, in, o, fixed, what)
		return err
	})
	return answer, err
}

// stranger tells a colleague whom the import does not have whom to ask, once a day; an unknown phone gets nothing. Whoever tells of an
// adverse event is listened to (command.Outside).
func (b *Bot) stranger(ctx context.Context, tx Tx, in inbox.Inbound, o inbox.Opening) (inbox.Answer, error) {
	now := edition{world: o.World, day: domain.DateOf(tx.Now())}
	book, ok := b.Books.get(nobody, now)
	if !ok && in.Kind == inbox.Text {
		return inbox.Answer{}, oldBook{nobody, now}
	}
	if bound, err := confirms(ctx, tx, in); err != nil || bound {
		return inbox.Answer{}, errors.Join(err, tx.CloseTurn(inbox.Closing{Inbound: in}))
	}
	count, err := tx.CountStranger(ctx, in.Channel, in.From, domain.DateOf(tx.Now()))
	if err != nil {
		return inbox.Answer{}, err
	}
	a, err := command.Outside(ctx, tx, book, in, count)
	if err != nil {
		return inbox.Answer{}, err
	}
	if in.Channel == domain.WeCom && count == 1 {
		a.Text = strings.TrimPrefix(a.Text+"\n"+sayStranger.Say(in.From), "\n")
	}
	return a, tx.CloseTurn(inbox.Closing{Inbound: placeless(in), Answer: a})
}

// known takes the turn of a person of the company.
func (b *Bot) known(ctx context.Context, tx Tx, in inbox.Inbound, o inbox.Opening, fixed *inbox.Answer, what *string) (inbox.Answer, error) {
	now := edition{world: o.World, day: domain.DateOf(tx.Now())}
	book, ok := b.Books.get(o.Person.UserID, now)
	if !ok {
		return inbox.Answer{}, oldBook{o.Person.UserID, now}
	}
	state, err := dialog.Read(o.State)
	if err != nil {
		b.Log.ErrorContext(ctx, "a conversation cannot be read and begins anew", "person", o.Person.UserID, "error", err)
		state = dialog.State{}
	}
	origin, err := tx.NewID()
	if err != nil {
		return inbox.Answer{}, err
	}
	t := &command.Turn{Tx: tx, Who: o.Person, In: in, Book: book, State: &state, Phrases: &phrase.Book{}, Origin: origin}
	if len(o.Phrases) > 0 {
		if err := json.Unmarshal(o.Phrases, t.Phrases); err != nil {
			return inbox.Answer{}, fmt.Errorf("read a person's phrases: %w", err)
		}
	}
	who := understand.Sender{UserID: o.Person.UserID, Role: o.Person.Role}
	t.Read = func(text string, at time.Time) understand.Reading {
		r := understand.Read(text, who, understand.Context{At: at.In(tx.Zone()), Channel: in.Channel, Gazetteer: book.Gazetteer})
		r.Own(t.Phrases.Means)
		return r
	}
	t.Slots = func(text string) (understand.Visit, bool) {
		return understand.Slots(text, who, understand.Context{At: t.At(), Channel: in.Channel, Gazetteer: book.Gazetteer})
	}
	t.Beside = func(text string) []understand.Part {
		return understand.Beside(text, who, understand.Context{At: t.At(), Channel: in.Channel, Gazetteer: book.Gazetteer})
	}
	t.EventSlots = func(text string) understand.EventSaid {
		return understand.EventSlots(text, who, understand.Context{At: t.At(), Channel: in.Channel, Gazetteer: book.Gazetteer})
	}
	t.ReadAhead = func(text string) understand.Reading {
		r := understand.Read(text, who, understand.Context{At: t.At(), Channel: in.Channel, Gazetteer: book.Gazetteer, Ahead: true})
		r.Own(t.Phrases.Means)
		return r
	}
	var lapsed []dialog.Question
	if in.Kind != inbox.Event { // an event has no words to say it with
		lapsed = state.Lapse(tx.Now())
	}
	answer := inbox.Answer{}
	if fixed != nil {
		answer = *fixed
		if in.Kind == inbox.Text {
			t.Said = t.Read(in.Text, in.At)
			t.Listen()
		}
	} else if answer, err = b.command(ctx, t, what); err != nil {
		return inbox.Answer{}, err
	}
	if t.Overheard() {
		if answer, err = command.OpenBeside(ctx, t, answer); err != nil {
			return inbox.Answer{}, err
		}
	} else if *what == rescued {
		return inbox.Answer{}, errNothingToRescue
	}
	answer = command.Lapsed(slices.DeleteFunc(lapsed, func(q dialog.Question) bool {
		_, waits := state.Numbered(q.Number) // this very message may have finished it
		return !waits
	}), answer)
	return b.close(tx, in, t, answer)
}

// command runs what the message asks for. A refusal becomes its words, and nothing that was written before it stays.
func (b *Bot) command(ctx context.Context, t *command.Turn, what *string) (inbox.Answer, error) {
	before, err := json.Marshal(t.State)
	if err != nil {
		return inbox.Answer{}, fmt.Errorf("keep the conversation: %w", err)
	}
	answer, err := answerTo(ctx, t, what)
	if err == nil {
		t.End()
		return answer, nil
	}
	r, refused := domain.AsRefusal(err)
	if !refused {
		return inbox.Answer{}, err
	}
	answer = b.refusal(ctx, r)
	if !t.Tx.(Tx).Drop() {
		return inbox.Answer{}, lateRefusal{answer}
	}
	t.PhrasesChanged = false
	t.Forgo()
	*t.State, err = dialog.Read(before)
	return answer, err
}

// refusal words a rule's no. A code without words is a programming error that a test finds; the person still hears no.
func (b *Bot) refusal(ctx context.Context, r domain.Refusal) inbox.Answer {
	text, ok := words.ForRefusal(r.Code)
	if !ok {
		b.Log.ErrorContext(ctx, "a refusal has no words", "code", r.Code)
		return inbox.Answer{Text: "这个不能这样做。发“帮助”看我能做什么。", Template: "help"}
	}
	a := inbox.Answer{Text: text.Say(r.Args...), Template: "help"}
	if len(r.Args) > 0 {
		if n, ok := r.Args[0].(int64); ok { // about a record: by SMS its number says more than the help
			a.Template, a.Params = "decision", map[string]string{"no": strconv.FormatInt(n, 10), "decision": "谢绝更改"}
		}
	}
	return a
}

// close queues the conversation and the answer: by WeCom as much as a passive reply holds, the rest as a late reply; by SMS
// all of it as a late reply, because a push of the gateway cannot be answered with words.
func (b *Bot) close(tx Tx, in inbox.Inbound, t *command.Turn, answer inbox.Answer) (inbox.Answer, error) {
	late := notice.Content{Only: in.Channel}
	if in.Channel == domain.SMS {
		late.Text, late.Template, late.Params = answer.Text, answer.Template, answer.Params
		late.EvenStopped = t.Said.Intent == understand.SMSStop
	} else {
		answer.Text, late.Text = b.Cut(answer.Text)
	}
	if in.Channel == domain.SMS && late.Template != "" || in.Channel == domain.WeCom && late.Text != "" {
		if err := tellLate(tx, t.Who.UserID, notice.ReplyKey(in.Channel, in.ID), late); err != nil {
			return inbox.Answer{}, err
		}
	}
	state, err := json.Marshal(t.State)
	if err != nil {
		return inbox.Answer{}, fmt.Errorf("keep the conversation: %w", err)
	}
	var phrases []byte
	if t.PhrasesChanged {
		if phrases, err = json.Marshal(t.Phrases); err != nil {
			return inbox.Answer{}, fmt.Errorf("keep a person's phrases: %w", err)
		}
	}
	return answer, tx.CloseTurn(inbox.Closing{Inbound: placeless(in), Person: t.Who.UserID, State: state, Phrases: phrases, Answer: answer})
}

// tellLate queues words for a person that do not travel with the answer itself.
func tellLate(tx command.Tx, person, key string, c notice.Content) error {
	n, err := notice.LateReply(person, key, c, tx.Now())
	if err != nil {
		return err
	}
	return tx.Tell(n)
}

// rescued is what a turn is called that failed by a bug and keeps only the adverse event of its message.
const rescued = "rescued"

// errNothingToRescue says that the message of a failed turn tells of no adverse event.
var errNothingToRescue = errors.New("keep the adverse event of a failed turn: the message tells of none")

// failed keeps a message whose turn fails by a bug, logs it once under a reference, and returns what the sender reads.
func (b *Bot) failed(ctx context.Context, in inbox.Inbound, bug error) (inbox.Answer, error) {
	reference := in.ID
	if len(reference) > 6 {
		reference = reference[len(reference)-6:]
	}
	answer := inbox.Answer{Text: sayFailed.Say(reference), Template: "missing",
		Params: map[string]string{"no": reference, "field": sayResend.Say()}}
	what := rescued
	if kept, err := b.once(ctx, in, &answer, &what); err == nil && what == rescued {
		b.Log.ErrorContext(ctx, "a turn failed; the adverse event that its message tells of has its case", "reference", reference,
			"channel", in.Channel, "message", in.ID, "error", bug)
		return kept, nil
	}
	if err := b.Bury(ctx, placeless(in), answer); err != nil {
		return inbox.Answer{}, errors.Join(bug, err)
	}
	b.Log.ErrorContext(ctx, "a turn failed; its message is kept as dead", "reference", reference, "channel", in.Channel,
		"message", in.ID, "error", bug)
	return answer, nil
}
