package main

import (
	"bytes"
	"context"
	_ "embed" // the example's grading scheme
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"github.com/yaoban/yaoban/bot"
	"github.com/yaoban/yaoban/cmd/yaoban/past"
	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/export"
	"github.com/yaoban/yaoban/domain/grading"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/jobs"
	"github.com/yaoban/yaoban/notify"
)

// The past of the example company is played by the real bot, notifier and cadences on a database handle whose clock stands at
// the instant that is played. Asynq, HTTP and the gateways are left out until the last days, because two months over them would
// keep a newcomer waiting: rows of the outbox are handed to their handlers one by one, and what was sent long ago is recorded
// as sent. What comes in the last days goes over the loopback gateways, so that it is on the phones with buttons that work.

// overTheGateways is how long before the demo begins messages are really sent.
const overTheGateways = 5 * 24 * time.Hour

// pastCompany implements past.Company.
type pastCompany struct {
	db       *postgres.DB
	clock    atomic.Int64 // milliseconds since 1970
	bot      *bot.Bot
	handlers jobs.Handlers
	cadences []jobs.Cadence
	due      atomic.Bool
	said     int
	mobiles  map[string]string
}

// Now implements domain.Clock.
func (c *pastCompany) Now() time.Time { return time.UnixMilli(c.clock.Load()).In(c.db.Zone()) }

// playPast plays the past of the example company up to now. A company that has records of its own is left as it is: it is not new,
// or not the example's.
func (d *demo) playPast(ctx context.Context, cfg Config, until time.Time, clock *lateClock, log *slog.Logger) (err error) {
	zone := until.Location()
	c := &pastCompany{mobiles: map[string]string{}}
	c.clock.Store(domain.DateOf(until).FirstOfMonth().AddDays(-1).FirstOfMonth().Time(zone).UnixMilli())
	address, err := hasty(cfg.DatabaseURL)
	if err != nil {
		return err
	}
	if c.db, err = postgres.Open(ctx, address, zone, postgres.WithWall(func() time.Time { return time.UnixMilli(c.clock.Load()) })); err != nil {
		return err
	}
	defer c.db.Close()
	worked, err := c.worked(ctx)
	if err != nil || worked {
		return err
	}
	red, err := openRedis(cfg.RedisURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, red.Close()) }()
	g, err := openGateways(cfg, c.db, red, newMetrics(c.db), log)
	if err != nil {
		return err
	}
	defer g.close()
	begin := until.Add(-overTheGateways)
	for channel, s := range g.senders {
		g.senders[channel] = pastSender{Sender: s, company: c, begin: begin}
		if m, ok := s.(notify.MediaSender); ok {
			g.senders[channel] = pastMediaSender{pastSender{Sender: s, company: c, begin: begin}, m}
		}
	}
	clock.set(c)
	pictures := (&server{log: log}).pictures()
	n, err := notify.New(notify.Options{Store: c.db, Senders: g.senders, Query: g.query, Clock: c, Wall: c.Now, Log: log, Picture: pictures, Workbook: sheet.Workbook})
	if err != nil {
		return err
	}
	c.bot = talkingBot(c.db, log)
	c.handlers = jobs.Handlers{Notice: byID(n.Deliver), Escalate: byID(n.Escalate), Settle: byID(n.Settle), Scheme: byID(c.db.WorkDraft), Turn: (&server{db: c.db, bot: c.bot, log: log}).answerStored,
		Broadcast: byID(c.db.AdvanceBroadcast)}
	c.cadences = slices.Concat(jobs.Prompts(c.db, log), jobs.Plans(c.db, log), jobs.Reports(c.db, log))
	c.db.OnWake(func() { c.due.Store(true) })
	return c.play(ctx, until, zone)
}

// hasty is a database's address for connections that do not wait for the disk: if the machine goes down while the past is played,
// it is played again.
func hasty(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", errors.New("read the database URL: it is not of the form postgres://user:password@host:port/name") // err would show the password
	}
	q := u.Query()
	q.Set("synchronous_commit", "off")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// worked reports whether the company has any visit or plan, or people who are not the example's.
func (c *pastCompany) worked(ctx context.Context) (worked bool, err error) {
	people, err := c.db.Staff(ctx)
	if err != nil {
		return false, err
	}
	example, err := exampleWorld.ReadFile("world/staff.csv")
	if err != nil {
		return false, fmt.Errorf("read the example world: %w", err)
	}
	for _, p := range people {
		if !bytes.Contains(example, []byte("\n"+p.UserID+",")) {
			return true, nil
		}
	}
	some := errors.New("there is one")
	err = c.db.ExportVisits(ctx, export.Range{All: true}, func(export.Visit) error { return some })
	if err == nil {
		err = c.db.ExportPlans(ctx, export.Range{}, func(export.Plan) error { return some })
	}
	if errors.Is(err, some) {
		return true, nil
	}
	return false, err
}

// play gathers the people and plays.
func (c *pastCompany) play(ctx context.Context, until time.Time, zone *time.Location) error {
	o := past.Options{Company: c, Zone: zone, Until: until, Doctors: map[string][]roster.Doctor{}}
	var err error
	if o.Days, err = c.db.Calendar(ctx); err != nil {
		return err
	}
	if o.Staff, err = c.db.Staff(ctx); err != nil {
		return err
	}
	if o.Hospitals, err = c.db.Hospitals(ctx); err != nil {
		return err
	}
	if o.Products, err = c.db.Products(ctx); err != nil {
		return err
	}
	for _, p := range o.Staff {
		c.mobiles[p.UserID] = p.Mobile
		if p.Role == domain.Rep {
			if o.Doctors[p.UserID], err = c.db.DoctorsOf(ctx, p.UserID); err != nil {
				return err
			}
		}
	}
	return past.Play(ctx, o)
}

// At implements past.Company.
func (c *pastCompany) At(ctx context.Context, at time.Time) error {
	c.clock.Store(max(at.UnixMilli(), c.clock.Load()))
	return c.work(ctx)
}

// work does what is due in the outbox, as the workers would.
func (c *pastCompany) work(ctx context.Context) error {
	for {
		c.due.Store(false)
		now := c.Now()
		rows, err := c.db.TakeDue(ctx, jobs.Topics(), now, 1000, 200)
		if err != nil || len(rows) == 0 {
			return err
		}
		var ids []domain.ID
		var attempts []int
		for _, r := range rows {
			var later *notify.Later
			err := c.handlers.Do(ctx, r)
			switch {
			case errors.As(err, &later): // the gateway wants a pause, which the demo's own workers keep
				if err := c.db.FreeRows(ctx, []domain.ID{r.ID}, []int{r.Attempt}, now.Add(max(later.After, time.Second))); err != nil {
					return err
				}
			case err != nil:
				return fmt.Errorf("do what was due in the past: %w", err)
			default:
				ids, attempts = append(ids, r.ID), append(attempts, r.Attempt)
			}
		}
		if err := c.db.FinishRows(ctx, ids, attempts, now); err != nil {
			return err
		}
	}
}

// Say implements past.Company: by the turn that a callback takes, or by a stored push and its turn.
func (c *pastCompany) Say(ctx context.Context, person string, channel domain.Channel, text string) (string, error) {
	in := c.inbound(person, channel)
	in.Kind, in.Text = inbox.Text, text
	if channel == domain.SMS {
		in.From = c.mobiles[person]
		in = bot.Intake(in)
		if err := c.db.StoreSMS(ctx, []inbox.Inbound{in}, nil); err != nil {
			return "", err
		}
	}
	return c.turn(ctx, in)
}

// Enter implements past.Company.
func (c *pastCompany) Enter(ctx context.Context, person string) error {
	in := c.inbound(person, domain.WeCom)
	in.Kind, in.Event = inbox.Event, inbox.Subscribe
	_, err := c.turn(ctx, in)
	return err
}

// inbound is the next message of the past.
func (c *pastCompany) inbound(person string, channel domain.Channel) inbox.Inbound {
	c.said++
	c.clock.Add(20_000) // nobody writes two messages within one instant
	return inbox.Inbound{Channel: channel, ID: fmt.Sprintf("past-%06d", c.said), From: person, At: c.Now().Truncate(time.Second)}
}

func (c *pastCompany) turn(ctx context.Context, in inbox.Inbound) (string, error) {
	answer, err := c.bot.Turn(ctx, in)
	if err != nil {
		return "", err
	}
	if c.due.Load() {
		err = c.work(ctx)
	}
	return answer.Text, err
}

// Stops implements past.Company.
func (c *pastCompany) Stops(ctx context.Context, rep string, day domain.Date) (codes []string, err error) {
	err = c.db.ExportPlans(ctx, export.Range{From: day, To: day}, func(p export.Plan) error {
		if p.Rep == rep && p.State == "planned" {
			codes = append(codes, p.Doctor)
		}
		return nil
	})
	return codes, err
}

// Calendar implements past.Company. What was done on the last day is written down as done, so that the demo's own workers do not
// repeat it; before it only the days' plans are ended.
func (c *pastCompany) Calendar(day domain.Date, all bool) (list []past.Occurrence) {
	for _, cadence := range c.cadences {
		if !all && cadence.Name != "plan_end" {
			continue
		}
		slot := cadence.Slot(day.At("23:59", c.db.Zone()))
		list = append(list, past.Occurrence{At: slot, Run: func(ctx context.Context) error {
			if err := cadence.Run(ctx, slot); err != nil || !all {
				return err
			}
			return c.db.MarkRun(ctx, cadence.Name, slot)
		}})
	}
	return list
}

// exampleGrading is the example company's grading scheme.
//
//go:embed world/grading.yaml
var exampleGrading []byte

// Regrade implements past.Company: the scheme with higher bars for A and B first, then as it is, so that some doctors have moved.
func (c *pastCompany) Regrade(ctx context.Context, n int) error {
	s, problems := grading.YAML(exampleGrading)
	if len(problems) > 0 {
		return fmt.Errorf("read the example's grading scheme: %s", problems[0])
	}
	note := "A、B级分数线下调"
	if n == 1 {
		s.Lines[""].Thresholds[domain.GradeA], s.Lines[""].Thresholds[domain.GradeB], note = 98, 73, "启用评级方案"
	}
	_, err := c.db.ApplyGrading(ctx, s, "guanli", note)
	return err
}

// pastSender records what was sent long ago as sent, and sends the rest.
type pastSender struct {
	notify.Sender
	company *pastCompany
	begin   time.Time
}

// Send implements notify.Sender.
func (s pastSender) Send(ctx context.Context, m notify.Outgoing) (notify.Sent, error) {
	if s.company.Now().Before(s.begin) {
		return notify.Sent{ProviderID: "past-" + m.ID}, nil
	}
	return s.Sender.Send(ctx, m)
}

// pastMediaSender is the same for a gateway that carries pictures and files, which are kept in any case.
type pastMediaSender struct {
	pastSender
	notify.MediaSender
}

// Send implements notify.Sender.
func (s pastMediaSender) Send(ctx context.Context, m notify.Outgoing) (notify.Sent, error) {
	return s.pastSender.Send(ctx, m)
}
