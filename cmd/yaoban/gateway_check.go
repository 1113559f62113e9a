package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	botwecom "github.com/yaoban/yaoban/bot/wecom"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	notifysms "github.com/yaoban/yaoban/notify/sms"
	notifywecom "github.com/yaoban/yaoban/notify/wecom"
)

// probeWithin bounds the request that asks our own callback as WeCom would.
const probeWithin = 5 * time.Second

type wecomCommand struct {
	Check wecomCheckCommand `cmd:"" help:"Say, in the order of a first installation, what is wrong and what to paste where. Changes nothing, sends nothing."`
	Setup wecomSetupCommand `cmd:"" help:"Put the menu into the app, then check."`
}

type wecomCheckCommand struct{}

// Run checks the app.
func (wecomCheckCommand) Run(sh *shell) error {
	return checkWeCom(sh, (*notifywecom.Client).Check)
}

type wecomSetupCommand struct{}

// Run sets the app up and checks it.
func (wecomSetupCommand) Run(sh *shell) error {
	return checkWeCom(sh, (*notifywecom.Client).Setup)
}

func checkWeCom(sh *shell, run func(*notifywecom.Client, context.Context, notifywecom.Expected) []notifywecom.Finding) error {
	cfg, err := sh.config("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY", "WECOM_API_BASE",
		"PUBLIC_URL", "TIMEZONE")
	if err != nil {
		return err
	}
	if !cfg.WeComOn() {
		return usageError{errors.New("WeCom is off: none of the YAOBAN_WECOM_ variables is set; `yaoban config --example` explains them")}
	}
	client, err := notifywecom.New(notifywecom.Options{CorpID: cfg.WeComCorpID, Secret: cfg.WeComSecret, AgentID: cfg.WeComAgentID,
		Base: cfg.WeComAPIBase})
	if err != nil {
		return err
	}
	defer client.Close()
	p := sh.progress("Looking up the staff")
	want := notifywecom.Expected{Menu: appMenu(), Progress: p.show}
	if want.Staff, err = staffToCompare(sh); err != nil {
		return err
	}
	if cfg.PublicURL != "" {
		codec, err := botwecom.NewCodec(cfg.WeComToken, cfg.WeComAESKey, cfg.WeComCorpID)
		if err != nil {
			return err
		}
		want.CallbackURL = strings.TrimRight(cfg.PublicURL, "/") + "/wecom/callback"
		want.Probe = func(ctx context.Context) error {
			return codec.Probe(ctx, &http.Client{Timeout: probeWithin}, want.CallbackURL, time.Now(), rand.Reader)
		}
	}
	findings := run(client, sh.ctx, want)
	p.end()
	lines := make([]finding, len(findings))
	for i, f := range findings {
		lines[i] = finding(f)
	}
	return printFindings(sh, lines)
}

// staffToCompare returns the userids of the staff, none where no database is configured.
func staffToCompare(sh *shell) (ids []string, err error) {
	if sh.getenv(envPrefix+"DATABASE_URL") == "" {
		fmt.Fprintln(sh.stderr, "The people whom the app may see are not compared with the staff: YAOBAN_DATABASE_URL is not set.")
		return nil, nil
	}
	err = sh.withDB(func(db *postgres.DB) error {
		people, err := db.Staff(sh.ctx)
		for _, p := range people {
			ids = append(ids, p.UserID)
		}
		return err
	})
	return ids, err
}

type smsCommand struct {
	Check smsCheckCommand `cmd:"" help:"Say, in the order of a first installation, what is wrong and what to paste where. Sends nothing."`
}

type smsCheckCommand struct{}

// Run checks the account.
func (smsCheckCommand) Run(sh *shell) error {
	cfg, err := sh.config("SMS_ACCESS_KEY_ID", "SMS_ACCESS_KEY_SECRET", "SMS_SIGN_NAME", "SMS_INBOUND_SECRET", "SMS_ENDPOINT",
		"SMS_TEMPLATES", "PUBLIC_URL", "TIMEZONE")
	if err != nil {
		return err
	}
	if !cfg.SMSOn() {
		return usageError{errors.New("SMS is off: none of the YAOBAN_SMS_ variables is set; `yaoban config --example` explains them")}
	}
	zone, err := sh.zone(cfg)
	if err != nil {
		return err
	}
	codes, err := readTemplates(cfg.SMSTemplates)
	if err != nil {
		return err
	}
	catalogue, err := notifysms.NewCatalogue(cfg.SMSSignName, codes)
	if err != nil {
		return err
	}
	push := ""
	if cfg.PublicURL != "" {
		push = strings.TrimRight(cfg.PublicURL, "/") + "/sms/up/" + cfg.SMSInboundSecret
	}
	client, err := notifysms.New(notifysms.Options{Endpoint: cfg.SMSEndpoint, AccessKeyID: cfg.SMSAccessKeyID,
		AccessKeySecret: cfg.SMSAccessKeySecret, Catalogue: catalogue, Clock: domain.SystemClock(zone), PushURL: push})
	if err != nil {
		return err
	}
	defer client.Close()
	findings := client.Check(sh.ctx)
	lines := make([]finding, len(findings))
	for i, f := range findings {
		lines[i] = finding(f)
	}
	return printFindings(sh, lines)
}

// finding is a line of either gateway's check.
type finding struct {
	Code     string
	OK       bool
	What, Do string
}

// printFindings prints what was found; the command fails if anything is wrong.
func printFindings(sh *shell, findings []finding) error {
	wrong := 0
	for _, f := range findings {
		mark := "ok  "
		if !f.OK {
			mark = "FAIL"
			wrong++
		}
		fmt.Fprintf(sh.stdout, "%s  %s: %s\n", mark, f.Code, f.What)
		if f.Do != "" {
			fmt.Fprintf(sh.stdout, "      → %s\n", strings.ReplaceAll(f.Do, "\n", "\n        "))
		}
	}
	if wrong > 0 {
		fmt.Fprintf(sh.stderr, "%s to be put right.\n", count(wrong, "finding is", "findings are"))
		return errAlready
	}
	return nil
}
