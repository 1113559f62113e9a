package sms

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	aliyun "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/dysmsapi"
)

// region is what the SDK wants to be told; the endpoint decides where calls go.
const region = "cn-hangzhou"

// The SDK fills this global lazily; filling it once at start keeps clients made at the same time from racing.
var _ = dysmsapi.GetEndpointMap()

// gateway is Aliyun's API as this package uses it. A client of the SDK writes to itself in every call, so each call takes
// one of its own from a pool; all share one transport. The SDK's automatic retry is off, because it sends messages twice.
type gateway struct {
	pool    sync.Pool
	close   func()
	observe func(action, code string, d time.Duration)
}

// pooled is a client and the transport that binds its one running call to a context.
type pooled struct {
	client *dysmsapi.Client
	bound  *bound
	err    error
}

func newGateway(e endpoint, keyID, keySecret string, observe func(string, string, time.Duration)) (*gateway, error) {
	shared := newTransport()
	g := &gateway{observe: observe, close: shared.CloseIdleConnections}
	g.pool.New = func() any {
		b := &bound{base: shared}
		config := sdk.NewConfig()
		config.AutoRetry, config.MaxRetryTime = false, 0
		config.Scheme, config.Transport = e.scheme, b
		client, err := dysmsapi.NewClientWithOptions(region, config, credentials.NewAccessKeyCredential(keyID, keySecret))
		if err != nil {
			return &pooled{err: errors.New("the SDK refuses its configuration")}
		}
		client.Domain = e.host
		client.SetReadTimeout(callWithin + time.Second) // ours comes first
		client.SetNoProxy(".")                          // our transport knows the proxy; the SDK must not read the environment
		return &pooled{client: client, bound: b}
	}
	first := g.pool.Get().(*pooled)
	g.pool.Put(first)
	return g, first.err
}

// failure is a call that did not succeed. It keeps nothing that the SDK said in its errors: they hold the phone number, the
// variables, the key and the signature.
type failure struct {
	action string
	// code is the gateway's, or one of our own for what got no answer: timeout, canceled, connect, dns, tls, broken,
	// unreadable.
	code string
	// status is the HTTP status, 0 without an answer.
	status int
	// reached reports whether the request may have reached the gateway.
	reached bool
	// window is the length of the flow control window that the gateway named.
	window window
	// request is the gateway's own id of the call, which its support asks for.
	request string
}

func (f *failure) Error() string {
	s := fmt.Sprintf("call %s: code %s", f.action, f.code)
	if f.status != 0 {
		s += ", status " + strconv.Itoa(f.status)
	}
	if f.request != "" {
		s += ", request " + f.request
	}
	return s
}

// reply is what every answer of the API holds.
type reply struct{ code, message, request string }

// call runs one action on a client of its own, looks at the code whatever the status is, and observes it.
func (g *gateway) call(ctx context.Context, action string, do func(*dysmsapi.Client) (reply, error)) error {
	p := g.pool.Get().(*pooled)
	if p.err != nil {
		return p.err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.bound.ctx = ctx
	p.bound.connected.Store(false)
	start := time.Now()
	answer, err := guarded(p.client, do)
	f := p.failure(ctx, action, answer, err)
	g.pool.Put(p)
	code := "OK"
	if f != nil {
		code = f.code
	}
	g.observe(action, code, time.Since(start))
	if f != nil {
		return f
	}
	return nil
}

// errAnswer stands for an answer that the SDK could not read.
var errAnswer = errors.New("an answer that is not the API's")

// guarded runs the SDK, which panics on an error page whose Code is no string.
func guarded(client *dysmsapi.Client, do func(*dysmsapi.Client) (reply, error)) (answer reply, err error) {
	defer func() {
		if recover() != nil {
			err = errAnswer
		}
	}()
	return do(client)
}

func (p *pooled) failure(ctx context.Context, action string, answer reply, err error) *failure {
	f := &failure{action: action, reached: p.bound.connected.Load()}
	var server *aliyun.ServerError
	var client *aliyun.ClientError
	switch {
	case errors.As(err, &server):
		f.code, f.status, f.request = server.ErrorCode(), server.HttpStatus(), server.RequestId()
	case errors.As(err, &client) || errors.Is(err, errAnswer):
		f.code = "unreadable"
	case err != nil:
		f.code = cause(ctx, err)
	case answer.code == "OK":
		return nil
	default:
		f.code, f.request, f.window = answer.code, answer.request, windowOf(answer.message)
	}
	if !codeShape.MatchString(f.code) {
		f.code = "unreadable"
	}
	if !codeShape.MatchString(f.request) {
		f.request = ""
	}
	return f
}

// codeShape is what codes and request ids look like; anything else is text from a stranger and stays out of errors.
var codeShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,79}$|^[0-9A-Fa-f-]{8,64}$`)

// cause names why there was no answer.
func cause(ctx context.Context, err error) string {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var verify *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var op *net.OpError
	var timeout net.Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return "canceled"
	case errors.As(err, &dns):
		return "dns"
	case errors.As(err, &record), errors.As(err, &verify), errors.As(err, &authority), errors.As(err, &host),
		errors.Is(err, http.ErrSchemeMismatch):
		return "tls"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.DeadlineExceeded), ctx.Err() != nil:
		return "timeout"
	case errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		return "connect"
	}
	return "broken"
}

// send asks for one message and returns the gateway's BizId.
func (g *gateway) send(ctx context.Context, mobile, sign, code, params, outID string) (bizID string, err error) {
	err = g.call(ctx, "SendSms", func(c *dysmsapi.Client) (reply, error) {
		r := dysmsapi.CreateSendSmsRequest()
		r.PhoneNumbers, r.SignName, r.TemplateCode, r.TemplateParam, r.OutId = mobile, sign, code, params, outID
		a, err := c.SendSms(r)
		if err != nil {
			return reply{}, err
		}
		bizID = a.BizId
		return reply{a.Code, a.Message, a.RequestId}, nil
	})
	return bizID, err
}

// detail is one row of QuerySendDetails. Status is 1 waiting, 2 failed, 3 delivered.
type detail struct {
	outID, code, received string
	status                int
}

// details returns one page (from 1, size at most 50) of what went to mobile on a Beijing day (yyyyMMdd).
func (g *gateway) details(ctx context.Context, mobile, day string, page, size int) (rows []detail, err error) {
	err = g.call(ctx, "QuerySendDetails", func(c *dysmsapi.Client) (reply, error) {
		r := dysmsapi.CreateQuerySendDetailsRequest()
		r.PhoneNumber, r.SendDate = mobile, day
		r.CurrentPage, r.PageSize = requests.NewInteger(page), requests.NewInteger(size)
		a, err := c.QuerySendDetails(r)
		if err != nil {
			return reply{}, err
		}
		for _, d := range a.SmsSendDetailDTOs.SmsSendDetailDTO {
			rows = append(rows, detail{outID: d.OutId, code: d.ErrCode, received: d.ReceiveDate, status: int(d.SendStatus)})
		}
		return reply{a.Code, a.Message, a.RequestId}, nil
	})
	return rows, err
}

// review is how far the approval of a signature or template has come: 0 in review, 1 approved, 2 rejected.
type review struct {
	status int
	text   string
}

// sign asks for the review of a signature.
func (g *gateway) sign(ctx context.Context, name string) (v review, err error) {
	err = g.call(ctx, "QuerySmsSign", func(c *dysmsapi.Client) (reply, error) {
		r := dysmsapi.CreateQuerySmsSignRequest()
		r.SignName = name
		a, err := c.QuerySmsSign(r)
		if err != nil {
			return reply{}, err
		}
		v = review{status: a.SignStatus}
		return reply{a.Code, a.Message, a.RequestId}, nil
	})
	return v, err
}

// template asks for the review and the text of a template.
func (g *gateway) template(ctx context.Context, code string) (v review, err error) {
	err = g.call(ctx, "QuerySmsTemplate", func(c *dysmsapi.Client) (reply, error) {
		r := dysmsapi.CreateQuerySmsTemplateRequest()
		r.TemplateCode = code
		a, err := c.QuerySmsTemplate(r)
		if err != nil {
			return reply{}, err
		}
		v = review{status: a.TemplateStatus, text: a.TemplateContent}
		return reply{a.Code, a.Message, a.RequestId}, nil
	})
	return v, err
}
