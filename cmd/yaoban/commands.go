package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain/postgres"
)

// commandLine lists the commands; each is a struct in the file of its name whose Run gets the shell.
type commandLine struct {
	Demo       demoCommand       `cmd:"" help:"Show everything on this machine alone: private servers, gateways on loopback, and a page with the phones."`
	Simulate   simulateCommand   `cmd:"" help:"Play a month of a company's reps through the real server on this machine alone, and report what must not happen."`
	Serve      serveCommand      `cmd:"" help:"Run the server: messages in, messages out, and what is timed."`
	Talk       talkCommand       `cmd:"" help:"Talk to the assistant in the terminal, as somebody of the staff."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the database's schema to the newest version."`
	Import     importCommand     `cmd:"" help:"Import a file of the company: all of it or nothing."`
	Scheme     schemeCommand     `cmd:"" help:"Show, check, preview, apply and roll back the company's schemes."`
	Field      fieldCommand      `cmd:"" help:"Add, list and retire the company's own fields of doctors and hospitals."`
	Handover   handoverCommand   `cmd:"" help:"Give the doctors of one rep to another; history is kept."`
	Doctor     doctorCommand     `cmd:"" help:"Ask for a doctor's grade by hand."`
	Export     exportCommand     `cmd:"" help:"Write visits, plans, deliveries and more as json lines, csv or a spreadsheet."`
	Understand understandCommand `cmd:"" help:"Say what messages mean, without a database."`
	Screen     screenCommand     `cmd:"" help:"Say which messages may not be written down, without a database."`
	Config     configCommand     `cmd:"" help:"Show the configuration and where each value comes from, secrets masked."`
	Wecom      wecomCommand      `cmd:"" help:"Check and set up the WeCom app."`
	Sms        smsCommand        `cmd:"" help:"Check the SMS account."`
	Staff      staffCommand      `cmd:"" help:"Name admins, and see who wrote without being in the staff."`
	Audit      auditCommand      `cmd:"" help:"Prove that the log of decisions and changes is whole."`
	Texts      textsCommand      `cmd:"" help:"Print every text that people read in chat."`
}

// shell is what a command has of the world.
type shell struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// usageError is the command line's or the configuration's fault.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// said is an error that was told in full already; only the exit code is left of it.
type said struct{ error }

func (e said) Unwrap() error { return e.error }

// errAlready is for commands that told line by line what went wrong.
var errAlready = said{errors.New("some lines failed")}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// config reads the configuration of a command that uses these variables.
func (sh *shell) config(used ...string) (Config, error) {
	cfg, err := loadFor(sh.getenv, used...)
	if err != nil {
		return Config{}, usageError{err}
	}
	return cfg, nil
}

// zone returns the company's time zone.
func (sh *shell) zone(cfg Config) (*time.Location, error) {
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return nil, fmt.Errorf("load the time zone %s: %w", cfg.Timezone, err)
	}
	return zone, nil
}

// withDB runs f with the configured database.
func (sh *shell) withDB(f func(*postgres.DB) error) error {
	cfg, err := sh.config("DATABASE_URL", "TIMEZONE")
	if err != nil {
		return err
	}
	zone, err := sh.zone(cfg)
	if err != nil {
		return err
	}
	db, err := postgres.Open(sh.ctx, cfg.DatabaseURL, zone, postgres.Console())
	if err != nil {
		return fmt.Errorf("%w\nIs the server up, and was `yaoban migrate` run?", err)
	}
	defer db.Close()
	return f(db)
}

// progress shows how far long work is, on a terminal only.
type progress struct {
	w    io.Writer
	what string
	last time.Time
}

func (sh *shell) progress(what string) *progress {
	if !terminal(sh.stderr) {
		return &progress{}
	}
	return &progress{w: sh.stderr, what: what}
}

// show says that done of all are done; all 0 is not known. It writes at most ten times a second.
func (p *progress) show(done, all int) {
	if p.w == nil || time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last = time.Now()
	if all > 0 {
		fmt.Fprintf(p.w, "\r%s: %d of %d", p.what, done, all)
		return
	}
	fmt.Fprintf(p.w, "\r%s: %d", p.what, done)
}

// end clears the line.
func (p *progress) end() {
	if p.w != nil && !p.last.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// terminal reports whether a stream is one.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
