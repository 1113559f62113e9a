package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/yaoban/yaoban/cmd/yaoban/sandbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/postgres/pgserver"
	"github.com/yaoban/yaoban/jobs/redisserver"
	notifysms "github.com/yaoban/yaoban/notify/sms"
	"github.com/yaoban/yaoban/notify/sms/smstest"
	"github.com/yaoban/yaoban/notify/wecom/wecomtest"
)

type demoCommand struct {
	Addr string `help:"Where the page is served." default:"127.0.0.1:8080"`
	Data string `help:"The folder that keeps the demo's data from run to run; without it, nothing is kept." type:"path"`
	Past bool   `help:"Let the example company have worked since the month before; --no-past begins with its first day." default:"true" negatable:""`
}

// Run starts everything that a company has, on this machine alone, and prints the address of the sandbox page.
func (c demoCommand) Run(sh *shell) error {
	began := time.Now()
	log := slog.New(slog.NewTextHandler(sh.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	d, err := startDemo(sh, c, log)
	if err != nil {
		return errors.Join(err, d.stop())
	}
	fmt.Fprintf(sh.stdout, "Yaoban is ready after %.1f s. Open this page in a browser:\n\n  %s/\n\nFor the other commands meanwhile: export YAOBAN_DATABASE_URL=%s\nStop with Ctrl-C.\n",
		time.Since(began).Seconds(), d.server.URL(), d.server.cfg.DatabaseURL)
	err = d.run(sh.ctx)
	return errors.Join(err, d.stop())
}

// demo is the example company with everything around it: private servers, both gateways on loopback, the real server between
// them, and the page.
type demo struct {
	postgres *pgserver.Server
	redis    *redisserver.Server
	wecom    *wecomtest.Server
	sms      *smstest.Server
	server   *server
	page     *sandbox.Sandbox
	push     string
}

// startDemo starts the parts in the order in which they need each other. What was started is in the demo also when an error
// is returned.
func startDemo(sh *shell, c demoCommand, log *slog.Logger) (*demo, error) {
	d := &demo{}
	cfg, err := d.config(sh, c)
	if err != nil {
		return d, err
	}
	if _, err := postgres.Migrate(sh.ctx, cfg.MigrationURL()); err != nil {
		return d, err
	}
	zone, err := sh.zone(cfg)
	if err != nil {
		return d, err
	}
	db, err := postgres.Open(sh.ctx, cfg.DatabaseURL, zone)
	if err != nil {
		return d, err
	}
	defer db.Close()
	if err := importExampleWorld(sh.ctx, db); err != nil {
		return d, err
	}
	people, err := db.Staff(sh.ctx)
	if err != nil {
		return d, err
	}
	pageLate := &lateHandler{}
	clock := &lateClock{}
	if err := d.startGateways(&cfg, people, clock, nil); err != nil {
		return d, err
	}
	if c.Past {
		if err := d.playPast(sh.ctx, cfg, db.Now(), clock, log); err != nil {
			return d, err
		}
	}
	if d.server, err = newServer(sh.ctx, cfg, roles{bot: true, worker: true}, log, pageLate); err != nil {
		return d, err
	}
	clock.set(d.server.db)
	callback, push := d.server.URL()+"/wecom/callback", d.server.URL()+"/sms/up/"+cfg.SMSInboundSecret
	d.push = push
	phones, err := sandbox.NewWeCom(d.wecom, callback)
	if err != nil {
		return d, err
	}
	hospitals, err := db.Hospitals(sh.ctx)
	if err != nil {
		return d, err
	}
	d.page, err = sandbox.New(sandbox.Options{WeCom: phones, SMS: sandbox.NewSMS(d.sms, push), Store: d.server.db, Business: d.server.business(), Zone: zone,
		People: people, Menu: sandboxMenu(), Places: places(hospitals), Log: log})
	if err != nil {
		return d, err
	}
	pageLate.set(d.page)
	return d, nil
}

// config is the configuration of the demo: private servers unless the environment names others, and made-up accounts.
func (d *demo) config(sh *shell, c demoCommand) (Config, error) {
	cfg, problems := readConfig(func(string) string { return "" })
	_ = problems // only that no database and no Redis are named, which follow here
	cfg.HTTPAddr, cfg.DatabaseURL, cfg.RedisURL = c.Addr, sh.getenv(envPrefix+"DATABASE_URL"), sh.getenv(envPrefix+"REDIS_URL")
	if c.Data != "" {
		if err := os.MkdirAll(c.Data, 0o755); err != nil {
			return cfg, fmt.Errorf("make the data folder: %w", err)
		}
		cfg.DataDir = c.Data
	}
	var err error
	if cfg.DatabaseURL == "" {
		if d.postgres, err = pgserver.Start(sh.ctx, pgserver.Options{Dir: under(c.Data, "postgres"), Durable: true}); err != nil {
			return cfg, err
		}
		cfg.DatabaseURL = d.postgres.URL()
	}
	if cfg.RedisURL == "" {
		if d.redis, err = startRedis(sh, under(c.Data, "redis")); err != nil {
			return cfg, err
		}
		cfg.RedisURL = d.redis.URL()
	}
	return cfg, nil
}

// startRedis starts a private Redis from the binaries on the machine, or one inside this process where there are none.
func startRedis(sh *shell, dir string) (*redisserver.Server, error) {
	r, err := redisserver.Start(sh.ctx, redisserver.Options{Dir: dir})
	if err == nil {
		return r, nil
	}
	fmt.Fprintf(sh.stderr, "There is no redis-server to be started (%v); the demo uses a small one of its own.\n", err)
	return redisserver.StartEmbedded()
}

func under(dir, name string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, name)
}

// run serves until ctx ends.
func (d *demo) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.server.run(ctx) })
	g.Go(func() error { return d.page.Run(ctx) })
	g.Go(func() error { d.sms.KeepReporting(ctx, d.push, time.Second); return nil })
	return g.Wait()
}

// stop ends what the demo started around the server, which run has stopped.
func (d *demo) stop() error {
	var errs []error
	if d.wecom != nil {
		errs = append(errs, d.wecom.Close())
	}
	if d.sms != nil {
		d.sms.Close()
	}
	if d.redis != nil {
		errs = append(errs, d.redis.Stop())
	}
	if d.postgres != nil {
		errs = append(errs, d.postgres.Stop())
	}
	return errors.Join(errs...)
}

// approved are the SMS templates as the gateway has approved them.
func approved(sign string) (map[string]string, error) {
	catalogue, err := notifysms.NewCatalogue(sign, nil)
	if err != nil {
		return nil, err
	}
	return catalogue.Approved(), nil
}
