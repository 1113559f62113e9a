package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/simulate"
	"github.com/yaoban/yaoban/cmd/yaoban/timelapse"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgserver"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

// simulatedTokens is how long the loopback WeCom's tokens live: its wall time is business time here, which runs far ahead.
const simulatedTokens = 1000 * time.Hour

// play starts a town of its own, lets the simulation play in it, and takes it down.
func (c simulateCommand) play(sh *shell, zone *time.Location, from domain.Date, files simulate.Files) (report *simulate.Report, err error) {
	d := &demo{}
	defer func() { err = errors.Join(err, d.stop()) }()
	data, err := os.MkdirTemp("", "yaoban-simulate-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the simulation: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	cfg, err := c.config(sh, d, data)
	if err != nil {
		return nil, err
	}
	clock := &lateClock{}
	// WeCom counts how often a person is written to by business time: a month that takes minutes is no flood.
	tune := func(o *wecomtest.Options) { o.Wall, o.TokenLife = clock.Now, simulatedTokens }
	if err := d.startGateways(&cfg, nil, clock, tune); err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(sh.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if d.server, err = newServer(sh.ctx, cfg, roles{bot: true, worker: true}, log, nil); err != nil {
		return nil, err
	}
	clock.set(d.server.db)
	serving, stop := context.WithCancel(context.WithoutCancel(sh.ctx)) // an interrupted simulation is judged all the same
	ended := make(chan error, 1)
	go func() { ended <- d.server.run(serving) }()
	defer func() {
		stop()
		err = errors.Join(err, <-ended)
	}()
	if err := d.settle(sh.ctx, from, files); err != nil {
		return nil, err
	}
	p := sh.progress("Playing days")
	defer p.end()
	return simulate.Run(sh.ctx, simulate.Options{Files: files, From: from, Days: c.Days, Seed: c.Seed, Rare: c.Rare, Zone: zone, Clock: gathered{d.server.business()},
		Stored: d.server.db, WeCom: d.wecom, SMS: d.sms, Callback: d.server.URL() + "/wecom/callback", Push: d.server.URL() + "/sms/up/" + cfg.SMSInboundSecret,
		SMSPrice: c.SMSPrice, Progress: p.show})
}

// config is a configuration of which nothing comes from the environment, on an empty database.
func (c simulateCommand) config(sh *shell, d *demo, data string) (Config, error) {
	cfg, problems := readConfig(func(string) string { return "" })
	_ = problems // only that no database and no Redis are named, which follow here
	cfg.HTTPAddr, cfg.DataDir, cfg.DatabaseURL = "127.0.0.1:0", data, c.Database
	var err error
	if c.Database == "" {
		if d.postgres, err = pgserver.Start(sh.ctx, pgserver.Options{}); err != nil {
			return cfg, err
		}
		cfg.DatabaseURL = d.postgres.URL()
	}
	used, err := postgres.InUse(sh.ctx, cfg.DatabaseURL)
	switch {
	case err != nil:
		return cfg, err
	case used:
		return cfg, usageError{errors.New("--database: that database holds a company or other tables; a simulation only plays in an empty one")}
	}
	if d.redis, err = startRedis(sh, ""); err != nil {
		return cfg, err
	}
	cfg.RedisURL = d.redis.URL()
	_, err = postgres.Migrate(sh.ctx, cfg.MigrationURL())
	return cfg, err
}

// settle moves the clock to the beginning of the first day, lets the calendar find nobody there, and imports the company then.
func (d *demo) settle(ctx context.Context, from domain.Date, files simulate.Files) error {
	b := d.server.business()
	first := from.At("00:05", b.Zone())
	if err := b.SetAhead(ctx, time.Until(first)); err != nil {
		return err
	}
	if now := b.Now(); now.After(first.Add(time.Hour)) {
		return fmt.Errorf("the clock of that database stands at %s already", now.Format("2006-01-02 15:04"))
	}
	if err := (&timelapse.Stepper{Business: b, Wall: time.Now, Patience: time.Minute, Limit: time.Minute}).Drain(ctx); err != nil {
		return err
	}
	run := importers(d.server.db)
	for _, table := range simulate.Tables {
		lines, ok := files[table]
		if !ok {
			continue
		}
		report, err := run[table](ctx, postgres.Importing{File: table, Lines: lines, Actor: "simulate"})
		if err != nil {
			return err
		}
		if n := len(report.Problems); n > 0 {
			return fmt.Errorf("import %s: %s in all, first %s", table, count(n, "problem", "problems"), report.Problems[0])
		}
	}
	people, err := d.server.db.Staff(ctx)
	if err != nil {
		return err
	}
	d.wecom.SetPeople(members(people))
	return nil
}

// gather is how far apart instants of the outbox may lie that a simulation lets come together.
const gather = 20 * time.Second

// gathered is business time in which what the outbox spreads over minutes comes in some steps: two hundred people who are told within ten
// minutes need no two hundred stops. The calendar's instants stay as they are.
type gathered struct{ business }

// NextDue implements timelapse.Business.
func (g gathered) NextDue(ctx context.Context, after, until time.Time) (time.Time, bool, error) {
	at, some, err := g.business.NextDue(ctx, after, until)
	if err != nil || !some {
		return at, some, err
	}
	last := at.Add(gather)
	if last.After(until) {
		last = until
	}
	if cadence, ok := g.worker.NextCadence(at.Add(-time.Nanosecond), last); ok {
		return cadence, true, nil
	}
	return last, true, nil
}
