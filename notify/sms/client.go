package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/notify"
)

// Options make a Client. Endpoint, PushURL and Observe may be empty.
type Options struct {
	// Endpoint is YAOBAN_SMS_ENDPOINT: https://host, http://host:port for a sandbox, or empty for Aliyun's.
	Endpoint        string
	AccessKeyID     string
	AccessKeySecret string
	// Catalogue holds the templates and the signature.
	Catalogue *Catalogue
	// Clock is business time; only the windows of flow control are measured by it.
	Clock domain.Clock
	// PushURL is the address that the gateway shall push to (https://…/sms/up/<secret>); Check says where to paste it.
	PushURL string
	// Observe is told of every call: its action, the code of its answer (OK, isv.…, or one of ours such as timeout) and
	// how long it took. It is called from many goroutines.
	Observe func(action, code string, d time.Duration)
}

// Client sends short messages and asks what became of them. It implements notify.Sender, is safe for concurrent use, and
// sends each message at most once a call.
type Client struct {
	gateway   *gateway
	endpoint  endpoint
	catalogue *Catalogue
	clock     domain.Clock
	pushURL   string
}

var _ notify.Sender = (*Client)(nil)

// New makes a Client; it calls nobody. The error names every option that is missing or wrong.
func New(o Options) (*Client, error) {
	var errs []error
	e, err := parseEndpoint(o.Endpoint)
	errs = append(errs, err)
	for _, need := range []struct {
		name    string
		missing bool
	}{
		{"the AccessKey id", o.AccessKeyID == ""}, {"the AccessKey secret", o.AccessKeySecret == ""},
		{"the catalogue", o.Catalogue == nil}, {"the clock", o.Clock == nil},
	} {
		if need.missing {
			errs = append(errs, fmt.Errorf("%s is missing", need.name))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("set up the SMS gateway: %w", err)
	}
	if o.Observe == nil {
		o.Observe = func(string, string, time.Duration) {}
	}
	g, err := newGateway(e, o.AccessKeyID, o.AccessKeySecret, o.Observe)
	if err != nil {
		return nil, fmt.Errorf("set up the SMS gateway: %w", err)
	}
	return &Client{gateway: g, endpoint: e, catalogue: o.Catalogue, clock: o.Clock, pushURL: o.PushURL}, nil
}

// Close closes idle connections. Calls that run go on.
func (c *Client) Close() { c.gateway.close() }

// ErrNoTemplate says that content has no form for SMS: it has to go by WeCom.
var ErrNoTemplate = errors.New("the content has no SMS template")

// body is what is stored with a delivery: all of a request but the number and the OutId.
type body struct {
	Template string            `json:"template"`
	Code     string            `json:"code"`
	Params   map[string]string `json:"params,omitempty"`
	Sign     string            `json:"sign"`
}

// mobile is a number of the mainland as addresses hold it.
var mobile = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// Render implements notify.Sender. The text is what the phone will show, signature included, in one part of at most 70
// units; lists and subjects that are too long are cut (Catalogue.Fit). It returns ErrNoTemplate for content without a
// template; every other error is a bug of whoever made the content.
func (c *Client) Render(address string, content notify.Content) ([]byte, string, error) {
	if !mobile.MatchString(address) {
		return nil, "", errors.New("render a short message: the address is no mobile number of 11 digits")
	}
	if content.Template == "" {
		return nil, "", fmt.Errorf("render a short message: %w", ErrNoTemplate)
	}
	params := c.catalogue.Fit(content.Template, content.Params)
	text, err := c.catalogue.Render(content.Template, params)
	if err != nil {
		return nil, "", err
	}
	t, _ := c.catalogue.Template(content.Template)
	stored, err := encode(body{Template: t.Name, Code: t.Code, Params: params, Sign: c.catalogue.Sign()})
	return stored, text, err
}

// encode writes JSON without the escapes that HTML needs; equal values give equal bytes.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("encode a short message: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Send implements notify.Sender: one call of SendSms with Outgoing.ID as OutId, never repeated by itself. An error is a
// *notify.SendError: Unknown wherever the message may have gone out, because the gateway knows no repeat from a new
// message (protocols: Aliyun SMS part 9); Query or a receipt settles it.
func (c *Client) Send(ctx context.Context, m notify.Outgoing) (notify.Sent, error) {
	if !mobile.MatchString(m.Address) {
		return notify.Sent{}, &notify.SendError{Outcome: notify.Refuse, Code: "address", Say: "The address is no mobile number of 11 digits; correct it in the staff list."}
	}
	var b body
	if err := json.Unmarshal(m.Body, &b); err != nil || b.Code == "" || b.Sign == "" {
		return notify.Sent{}, &notify.SendError{Outcome: notify.Refuse, Code: "body", Say: "The stored message cannot be read; this is a bug."}
	}
	params := ""
	if len(b.Params) > 0 {
		p, err := encode(b.Params)
		if err != nil {
			return notify.Sent{}, err
		}
		params = string(p)
	}
	bizID, err := c.gateway.send(ctx, m.Address, b.Sign, b.Code, params, m.ID)
	if err != nil {
		return notify.Sent{}, sendError(err, c.clock.Now())
	}
	return notify.Sent{ProviderID: bizID}, nil
}
