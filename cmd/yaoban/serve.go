package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/yaoban/yaoban/domain/postgres"
)

type serveCommand struct {
	Role      []string `help:"What this process does: bot takes messages over HTTP, worker sends and does what is timed." enum:"bot,worker" default:"bot,worker"`
	NoMigrate bool     `help:"Do not bring the schema to the newest version first."`
}

// Run serves until it is interrupted.
func (c serveCommand) Run(sh *shell) error {
	cfg, err := loadConfig(sh.getenv)
	if err != nil {
		return usageError{err}
	}
	log, err := newLog(sh.stderr, cfg)
	if err != nil {
		return usageError{err}
	}
	if !c.NoMigrate {
		n, err := postgres.Migrate(sh.ctx, cfg.MigrationURL())
		if err != nil {
			return err
		}
		log.Info("the schema is up to date", "migrations", n)
	}
	var r roles
	for _, role := range c.Role {
		r.bot, r.worker = r.bot || role == "bot", r.worker || role == "worker"
	}
	s, err := newServer(sh.ctx, cfg, r, log, nil)
	if err != nil {
		return err
	}
	log.Info("serving", "address", s.URL(), "roles", strings.Join(c.Role, ","), "wecom", onOff(cfg.WeComOn()), "sms", onOff(cfg.SMSOn()))
	return s.run(sh.ctx)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// newLog makes the log of a process: JSON lines or text, from the configured level on. It never holds message texts, phone
// numbers or secrets, because nobody writes them into it.
func newLog(w io.Writer, cfg Config) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		return nil, fmt.Errorf("read YAOBAN_LOG_LEVEL: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(w, options)), nil
	}
	return slog.New(slog.NewJSONHandler(w, options)), nil
}
