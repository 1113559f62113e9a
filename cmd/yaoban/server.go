package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/yaoban/yaoban/bot"
	botsms "github.com/yaoban/yaoban/bot/sms"
	botwecom "github.com/yaoban/yaoban/bot/wecom"
	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/notify"
)

const (
	// stopWithin is how long a shutdown may take in all before the watchdog says what hung and the process ends anyway.
	stopWithin = 25 * time.Second
	// headerWithin and idleFor bound slow and idle connections. The whole of a request is not bounded here: a callback whose
	// turn fails is held open on purpose.
	headerWithin = 5 * time.Second
	idleFor      = 2 * time.Minute
)

// roles are the halves of a process: bot takes messages over HTTP, worker sends and does what is timed. A worker that is silent
// starts nothing itself by the calendar: for tests that count what comes of what people wrote while days pass.
type roles struct{ bot, worker, silent bool }

// server is the running company: HTTP and workers on one database and one Redis. It is a value, so that tests and the demo
// start the real thing on a free port.
type server struct {
	cfg      Config
	db       *postgres.DB
	redis    redis.UniversalClient
	gateways *gateways
	log      *slog.Logger
	metrics  *metrics
	bot      *bot.Bot
	worker   *jobs.Worker
	waker    *jobs.Waker
	listener net.Listener
	http     *http.Server
}

// newServer connects to what the configuration names and listens. extra, if given, serves what the server's own paths do not.
// What was opened is closed again if a later step fails.
func newServer(ctx context.Context, cfg Config, r roles, log *slog.Logger, extra http.Handler) (s *server, err error) {
	s = &server{cfg: cfg, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	zone, err := time.LoadLocation(cfg.Timezone)
	if err != nil {
		return s, fmt.Errorf("load the time zone %s: %w", cfg.Timezone, err)
	}
	if s.db, err = postgres.Open(ctx, cfg.DatabaseURL, zone); err != nil {
		return s, err
	}
	if s.redis, err = openRedis(cfg.RedisURL); err != nil {
		return s, err
	}
	s.metrics = newMetrics(s.db)
	if s.gateways, err = openGateways(cfg, s.db, s.redis, s.metrics, log); err != nil {
		return s, err
	}
	s.bot = talkingBotOf(s.db, log, cfg.EventPerHead)
	s.bot.Observe = s.metrics.turn
	if r.worker {
		if err := s.setUpWorker(r); err != nil {
			return s, err
		}
	} else {
		s.waker = jobs.NewWaker(s.redis)
		s.db.OnWake(s.waker.Wake)
	}
	mux, err := s.routes(r, extra)
	if err != nil {
		return s, err
	}
	if s.listener, err = net.Listen("tcp", cfg.HTTPAddr); err != nil {
		return s, fmt.Errorf("listen on %s: %w", cfg.HTTPAddr, err)
	}
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: headerWithin, IdleTimeout: idleFor,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	return s, nil
}

func (s *server) setUpWorker(r roles) error {
	n, err := notify.New(notify.Options{Store: s.db, Senders: s.gateways.senders, Query: s.gateways.query, Clock: s.db, Log: s.log,
		Picture: s.pictures(), Workbook: sheet.Workbook, Observe: s.metrics.observer()})
	if err != nil {
		return err
	}
	s.worker, err = jobs.New(jobs.Options{Store: s.db, Redis: s.redis, Log: s.log, Cadences: s.cadences(r),
		Handlers: jobs.Handlers{Notice: byID(n.Deliver), Escalate: byID(n.Escalate), Settle: byID(n.Settle), Turn: s.answerStored,
			Evidence: byID(s.fetchPicture), Scheme: byID(s.db.WorkDraft), Broadcast: byID(s.db.AdvanceBroadcast)}})
	if err != nil {
		return err
	}
	s.db.OnWake(s.worker.Wake)
	return nil
}

// cadences are what a worker does by the calendar.
func (s *server) cadences(r roles) []jobs.Cadence {
	all := slices.Concat(jobs.Upkeep(s.db, s.log), jobs.Grades(s.db, s.log))
	if !r.silent {
		all = slices.Concat(all, jobs.Prompts(s.db, s.log), jobs.Holidays(s.db, s.log), jobs.Plans(s.db, s.log), jobs.Reports(s.db, s.log), jobs.Deadlines(s.db, s.log))
	}
	return all
}

// URL is where the server listens.
func (s *server) URL() string { return "http://" + s.listener.Addr().String() }

// run serves until ctx ends, then stops in reverse: HTTP first, so that no message is taken that nobody would answer; then
// the workers; then the connections. A watchdog ends a shutdown that hangs and says where it hung.
func (s *server) run(ctx context.Context) error {
	serving, stopServing := context.WithCancel(ctx)
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	var g errgroup.Group
	g.Go(func() error {
		defer stopServing() // a listener that breaks ends the process
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve HTTP: %w", err)
		}
		return nil
	})
	if s.worker != nil {
		g.Go(func() error {
			defer stopServing()
			return s.worker.Run(working)
		})
		g.Go(func() error { jobs.SealAudit(working, s.db, s.log); return nil })
	} else {
		g.Go(func() error { s.waker.Run(working); return nil })
	}
	<-serving.Done()
	var stage atomic.Value // the watchdog reads it from a goroutine of its own
	stage.Store("HTTP")
	watchdog := time.AfterFunc(stopWithin, func() {
		s.log.Error("the shutdown hangs and is given up", "stage", stage.Load())
		_ = s.http.Close() // whatever is still open ends now
		stopWorking()
	})
	defer watchdog.Stop()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	errHTTP := s.http.Shutdown(end)
	stage.Store("workers")
	stopWorking()
	errRun := g.Wait()
	stage.Store("connections")
	return errors.Join(errHTTP, errRun, s.close())
}

// close gives back what newServer opened.
func (s *server) close() error {
	var errs []error
	if s.gateways != nil {
		s.gateways.close()
	}
	if s.redis != nil {
		errs = append(errs, s.redis.Close())
	}
	if s.db != nil {
		s.db.Close()
	}
	return errors.Join(errs...)
}

// routes are the paths of DESIGN.md part 8. A gateway that is off has none.
func (s *server) routes(r roles, extra http.Handler) (*http.ServeMux, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeStatus(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metrics.handler())
	if extra != nil {
		mux.Handle("/", extra)
	}
	if !r.bot {
		return mux, nil
	}
	if s.cfg.WeComOn() {
		codec, err := botwecom.NewCodec(s.cfg.WeComToken, s.cfg.WeComAESKey, s.cfg.WeComCorpID)
		if err != nil {
			return nil, err
		}
		h, err := botwecom.NewHandler(botwecom.Options{Codec: codec, CorpID: s.cfg.WeComCorpID, AgentID: strconv.FormatInt(s.cfg.WeComAgentID, 10), Turner: s.bot,
			Clock: s.db, Random: rand.Reader, Log: s.log, Count: func(fate string) { s.metrics.callbacks.WithLabelValues(fate).Inc() }})
		if err != nil {
			return nil, err
		}
		h.Register(mux)
	}
	if s.cfg.SMSOn() {
		h, err := botsms.NewHandler(botsms.Options{Secret: s.cfg.SMSInboundSecret, Store: s.db, Intake: s.bot.IntakeSMS, Clock: s.db, Log: s.log,
			Count: func(fate string, n int) { s.metrics.pushes.WithLabelValues(fate).Add(float64(n)) }})
		if err != nil {
			return nil, err
		}
		h.Register(mux)
	}
	return mux, nil
}

// ready says whether this process can take messages: the database must answer. A Redis that is away only delays what goes
// out, so that it is told and does not count.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, body := http.StatusOK, map[string]string{"database": "ok", "redis": "ok"}
	if err := s.db.Ping(ctx); err != nil {
		status, body["database"] = http.StatusServiceUnavailable, "away"
	}
	if err := s.redis.Ping(ctx).Err(); err != nil {
		body["redis"] = "away"
	}
	writeStatus(w, status, body)
}

func writeStatus(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // whoever asked has hung up
}
