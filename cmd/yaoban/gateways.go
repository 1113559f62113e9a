package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/notify"
	notifysms "github.com/yaoban/yaoban/notify/sms"
	notifywecom "github.com/yaoban/yaoban/notify/wecom"
)

// gateways are the two ways out, as far as they are on.
type gateways struct {
	wecom   *notifywecom.Client
	sms     *notifysms.Client
	senders map[domain.Channel]notify.Sender
	// query settles short messages of unknown outcome; nil without SMS.
	query notify.Query
}

func openGateways(cfg Config, db *postgres.DB, r redis.UniversalClient, m *metrics, log *slog.Logger) (*gateways, error) {
	g := &gateways{senders: map[domain.Channel]notify.Sender{}}
	if cfg.WeComOn() {
		c, err := openWeCom(cfg, r, m.call, log)
		if err != nil {
			return nil, err
		}
		g.wecom, g.senders[domain.WeCom] = c, c
	}
	if cfg.SMSOn() {
		c, err := openSMS(cfg, db, m.call)
		if err != nil {
			return nil, err
		}
		g.sms, g.senders[domain.SMS], g.query = c, c, settleBy(c)
	}
	return g, nil
}

func openWeCom(cfg Config, r redis.UniversalClient, observe func(string, string, time.Duration), log *slog.Logger) (*notifywecom.Client, error) {
	return notifywecom.New(notifywecom.Options{CorpID: cfg.WeComCorpID, Secret: cfg.WeComSecret, AgentID: cfg.WeComAgentID,
		Base: cfg.WeComAPIBase, Redis: r, Observe: observe, Log: log})
}

func openSMS(cfg Config, clock domain.Clock, observe func(string, string, time.Duration)) (*notifysms.Client, error) {
	codes, err := readTemplates(cfg.SMSTemplates)
	if err != nil {
		return nil, err
	}
	catalogue, err := notifysms.NewCatalogue(cfg.SMSSignName, codes)
	if err != nil {
		return nil, err
	}
	return notifysms.New(notifysms.Options{Endpoint: cfg.SMSEndpoint, AccessKeyID: cfg.SMSAccessKeyID, AccessKeySecret: cfg.SMSAccessKeySecret,
		Catalogue: catalogue, Clock: clock, Observe: observe})
}

// readTemplates reads the file of approved template codes; no file means that the names serve as codes.
func readTemplates(path string) (codes map[string]string, err error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the file of SMS templates: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return notifysms.ReadCodes(io.LimitReader(f, 1<<20))
}

// settleBy asks the gateway about one message and words the answer as deliveries have it.
func settleBy(c *notifysms.Client) notify.Query {
	return func(ctx context.Context, address string, day domain.Date, outID string) (notify.Fate, error) {
		d, err := c.Query(ctx, address, day, outID)
		if err != nil {
			return notify.Fate{}, err
		}
		f := notify.Fate{Found: d.Found, Code: d.Code, State: delivery.Sent}
		switch d.State {
		case notifysms.Delivered:
			f.State = delivery.Delivered
		case notifysms.Failed:
			f.State = delivery.Refused
		}
		return f, nil
	}
}

func (g *gateways) close() {
	if g.sms != nil {
		g.sms.Close()
	}
}
