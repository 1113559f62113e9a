package sms

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

const (
	// maxBody bounds one push: about two thousand of the longest receipts.
	maxBody = 1 << 20
	// storeWithin bounds the transaction. It goes on when the gateway has hung up: what is stored then makes the repeat
	// a duplicate, and nothing is gained by throwing it away.
	storeWithin = 10 * time.Second
)

// Store keeps what a push brought.
type Store interface {
	// StoreSMS keeps all the items in one transaction, or none of them, and makes whatever must follow a row in it. An
	// item that was kept before is no error. The texts have been through Options.Intake.
	StoreSMS(ctx context.Context, messages []inbox.Inbound, receipts []inbox.Receipt) error
}

// Options are the parts of a Handler. Secret, Store, Intake and Clock are required.
type Options struct {
	// Secret is the last part of the path that the gateway is given (YAOBAN_SMS_INBOUND_SECRET).
	Secret string
	Store  Store
	// Intake is step 0 of the turn (bot.Intake): it masks what must not be stored anywhere, before it is.
	Intake func(inbox.Inbound) inbox.Inbound
	// Clock is business time.
	Clock domain.Clock
	// Log takes refused pushes by their reason; nil is slog's default.
	Log *slog.Logger
	// Count is told of every item and every refused push: message, receipt, bad_<reason>, forbidden, malformed, too_big,
	// not_stored. Nil counts nothing. It is called from many goroutines.
	Count func(what string, n int)
}

// Handler answers the gateway on /sms/up/{secret} and /sms/report/{secret}. Each path takes replies and receipts alike,
// because an account has one address for both (protocols: Aliyun SMS part 5).
//
//	wrong secret          404 without a hint, the body is not read
//	GET (the probe)       200 {"code":0,"msg":"成功"} at once
//	POST, all stored      200 {"code":0,"msg":"成功"}
//	POST, storage failed  503 {"code":1,…}: the gateway repeats after 1, 5 and 10 minutes
//	POST, not a push      400 {"code":1,…}
//	POST, over 1 MiB      413 {"code":1,…}
//
// One bad item in a push does not lose the others: the good ones are stored, the bad one is counted and logged by its
// reason, and the answer is 0, because a repeat of the same bytes can never become good.
type Handler struct {
	secret [sha256.Size]byte
	store  Store
	intake func(inbox.Inbound) inbox.Inbound
	clock  domain.Clock
	log    *slog.Logger
	count  func(string, int)
}

// NewHandler checks the options. The error names the one that is missing.
func NewHandler(o Options) (*Handler, error) {
	switch {
	case o.Secret == "":
		return nil, errors.New("the SMS handler needs a secret for its path")
	case strings.Contains(o.Secret, "/"):
		return nil, errors.New("the secret of the SMS handler's path must not contain a slash")
	case o.Store == nil || o.Intake == nil || o.Clock == nil:
		return nil, errors.New("the SMS handler needs a store, an intake and a clock")
	}
	h := &Handler{secret: sha256.Sum256([]byte(o.Secret)), store: o.Store, intake: o.Intake, clock: o.Clock, log: o.Log, count: o.Count}
	if h.log == nil {
		h.log = slog.Default()
	}
	if h.count == nil {
		h.count = func(string, int) {}
	}
	return h, nil
}

// Register puts the two paths on mux.
func (h *Handler) Register(mux *http.ServeMux) {
	mux.Handle("/sms/up/{secret}", h)
	mux.Handle("/sms/report/{secret}", h)
}

// ServeHTTP implements http.Handler for the paths of Register, which must carry {secret}.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := sha256.Sum256([]byte(r.PathValue("secret")))
	if subtle.ConstantTimeCompare(given[:], h.secret[:]) != 1 {
		h.count("forbidden", 1)
		w.Header().Set("Connection", "close") // so that the server does not read the body either
		http.NotFound(w, r)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		answer(w, http.StatusOK, 0, "成功")
	case http.MethodPost:
		h.push(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		answer(w, http.StatusMethodNotAllowed, 1, "请使用 POST")
	}
}

func (h *Handler) push(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			h.count("too_big", 1)
			h.log.WarnContext(r.Context(), "sms push refused", "reason", "too_big", "limit", maxBody)
			answer(w, http.StatusRequestEntityTooLarge, 1, "内容过大")
			return
		}
		answer(w, http.StatusBadRequest, 1, "内容不完整")
		return
	}
	batch, err := Decode(body, h.clock.Now())
	if err != nil {
		h.count("malformed", 1)
		h.log.WarnContext(r.Context(), "sms push refused", "reason", "malformed", "bytes", len(body), "err", err)
		answer(w, http.StatusBadRequest, 1, "格式错误")
		return
	}
	if err := h.keep(r.Context(), batch); err != nil {
		h.count("not_stored", 1)
		h.log.ErrorContext(r.Context(), "sms push not stored, the gateway will repeat it", "err", err)
		answer(w, http.StatusServiceUnavailable, 1, "暂时无法保存，请重试")
		return
	}
	h.report(r.Context(), batch)
	answer(w, http.StatusOK, 0, "成功")
}

func (h *Handler) keep(ctx context.Context, b Batch) error {
	if len(b.Messages) == 0 && len(b.Receipts) == 0 {
		return nil
	}
	for i, m := range b.Messages {
		b.Messages[i] = h.intake(m)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
	defer cancel()
	return h.store.StoreSMS(ctx, b.Messages, b.Receipts)
}

// report counts what was stored, and counts and logs what was left out.
func (h *Handler) report(ctx context.Context, b Batch) {
	h.count("message", len(b.Messages))
	h.count("receipt", len(b.Receipts))
	byReason := map[Reason]int{}
	for _, bad := range b.Bad {
		byReason[bad.Reason]++
	}
	for reason, n := range byReason {
		h.count("bad_"+string(reason), n)
		h.log.WarnContext(ctx, "sms push: items left out", "reason", string(reason), "items", n)
	}
}

// answer writes what the gateway understands: only a numeric code 0 with status 200 stops its repeats.
func answer(w http.ResponseWriter, status, code int, say string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"code":%d,"msg":"%s"}`, code, say)
}
