package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
)

type talkCommand struct {
	As      string `help:"The userid of who speaks." required:"" placeholder:"USERID"`
	Channel string `help:"The channel." enum:"wecom,sms" default:"wecom"`
	Repro   bool   `help:"At the end, print the conversation as a transcript for the tests."`
}

// Run reads one message a line and prints the answers, with the real bot on the configured database. A line that begins with
// "!" is an event (! click today), one with "@ +30m" moves the message's time on.
func (c talkCommand) Run(sh *shell) error {
	return sh.withDB(func(db *postgres.DB) error {
		known, err := knows(sh, db, c.As)
		if err != nil {
			return err
		}
		if known == "" {
			return usageError{fmt.Errorf("nobody in the staff has the userid %s; `yaoban export staff` lists them", c.As)}
		}
		t := &talker{command: c, bot: talkingBot(db, slog.New(slog.DiscardHandler)), db: db, mobile: known}
		if err := t.run(sh); err != nil {
			return err
		}
		if c.Repro {
			_, err = io.WriteString(sh.stdout, t.script.String())
		}
		return err
	})
}

// knows returns the mobile number of a userid, empty if nobody has it.
func knows(sh *shell, db *postgres.DB, userid string) (string, error) {
	staff, err := db.Staff(sh.ctx)
	if err != nil {
		return "", err
	}
	for _, p := range staff {
		if strings.EqualFold(p.UserID, userid) {
			return p.Mobile, nil
		}
	}
	return "", nil
}

type talker struct {
	command talkCommand
	bot     *bot.Bot
	db      *postgres.DB
	mobile  string
	later   time.Duration
	script  strings.Builder
}

func (t *talker) run(sh *shell) error {
	fmt.Fprintf(&t.script, "as %s %s\n@ %s\n", t.command.As, t.command.Channel, t.db.Now().Format("2006-01-02T15:04"))
	lines := bufio.NewScanner(sh.stdin)
	lines.Buffer(make([]byte, 64<<10), 64<<10)
	for {
		if terminal(sh.stdin) {
			_, _ = fmt.Fprint(sh.stdout, "> ") // a prompt that cannot be written ends with the next answer
		}
		if !lines.Scan() {
			return lines.Err()
		}
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if err := t.line(sh, line); err != nil {
			return err
		}
	}
}

func (t *talker) line(sh *shell, line string) error {
	in := inbox.Inbound{Kind: inbox.Text, Text: line}
	if span, ok := strings.CutPrefix(line, "@ +"); ok {
		d, err := time.ParseDuration(span)
		if err != nil {
			_, err = fmt.Fprintln(sh.stdout, "move the time like this: @ +30m")
			return err
		}
		t.later += d
		fmt.Fprintln(&t.script, line)
		return nil
	}
	if what, ok := strings.CutPrefix(line, "! "); ok {
		event, key, _ := strings.Cut(what, " ")
		in = inbox.Inbound{Kind: inbox.Event, Event: event, EventKey: key}
		fmt.Fprintln(&t.script, line)
	} else {
		fmt.Fprintln(&t.script, "> "+line)
	}
	text, err := t.say(sh, in)
	if err != nil {
		return err
	}
	for _, l := range strings.Split(text, "\n") {
		if l == "" {
			continue
		}
		fmt.Fprintln(&t.script, "< "+l)
		if _, err := fmt.Fprintln(sh.stdout, l); err != nil {
			return fmt.Errorf("print an answer: %w", err)
		}
	}
	return nil
}

// say takes the turn as the channel would. By SMS the answer is what the template would carry.
func (t *talker) say(sh *shell, in inbox.Inbound) (string, error) {
	id, err := t.db.NewID()
	if err != nil {
		return "", err
	}
	in.Channel, in.ID, in.From, in.At = domain.Channel(t.command.Channel), "talk-"+id.String(), t.command.As, t.db.Now().Add(t.later)
	if in.Channel == domain.SMS {
		in.From = t.mobile
	}
	answer, err := t.bot.Turn(sh.ctx, in)
	if err != nil {
		return "", errors.Join(errors.New("the message was not kept"), err)
	}
	if in.Channel == domain.SMS && answer.Template != "" {
		return fmt.Sprintf("«%s %v»", answer.Template, answer.Params), nil
	}
	return answer.Text, nil
}
