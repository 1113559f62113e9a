package wecom

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

const (
	// maxBody bounds one callback. A text is at most a few KiB; change_contact events with long lists are the largest.
	maxBody = 1 << 20
	// readWithin bounds how long a callback may take to arrive; WeCom itself gives up after 5 s.
	readWithin = 5 * time.Second
)

// Turner takes one message and returns its answer once everything that it means is committed; an error means that nothing
// was kept. A message that comes again gets the answer of the first time.
type Turner interface {
	Turn(ctx context.Context, in inbox.Inbound) (inbox.Answer, error)
}

// Options are the parts of a Handler. Codec, CorpID, Turner, Clock and Random are required.
type Options struct {
	Codec  *Codec
	CorpID string
	// AgentID is the app's id; a callback that names another one is taken and logged. Empty compares nothing.
	AgentID string
	Turner  Turner
	// Clock stamps the replies. Nothing is ever refused for its age: WeCom promises no window, and a replay finds the
	// stored answer.
	Clock domain.Clock
	// Random makes replies unguessable: crypto/rand's Reader outside of tests. It is read from many goroutines.
	Random io.Reader
	// Log takes what was refused and what failed; nil is slog's default.
	Log *slog.Logger
	// Count is told of each callback's fate: verified, answered, silent, late (done after WeCom had hung up, beside answered or silent),
	// refused_<reason>, retried (an attempt of a turn that failed), abandoned (let time out, WeCom repeats it), overloaded,
	// cut (a text that the bot should have cut), other_agent. Nil counts nothing. It is called from many goroutines.
	Count func(what string)
	// MaxInFlight is how many turns run at once; 0 means 64. Sixteen times as many callbacks may wait for their turn.
	MaxInFlight int
	// Patience and Hold are the times of a callback in whose place a turn fails; see Handler. 0 means 5.5 s and 10 s.
	// Tests shorten them.
	Patience, Hold time.Duration
}

// Handler answers GET and POST /wecom/callback (protocols: WeCom part 1).
//
//	GET, all right          200 with the bare decrypted echostr: WeCom saves the URL
//	POST, turn committed    200 with an encrypted text, or an empty body for a silent answer
//	refused                 400, 403 or 413 without a word; the reason goes to the log and the counter
//	POST, turn failed       no answer at all
//
// WeCom repeats a callback that timed out or whose connection broke, up to three times, and may not repeat one that was
// answered with an error. So 200 is written only after the turn has returned, and a turn that fails is run again, with short
// pauses, until Patience after the arrival; then the connection is held open until WeCom hangs up, at most until Hold, and
// broken. Breaking it earlier would make a proxy in front answer 502 in our place. What goes on behind is not cancelled when
// WeCom hangs up: a turn that commits late has its answer ready for the repeat.
type Handler struct {
	o       Options
	turns   chan struct{} // a place for each turn that may run
	waiting chan struct{} // a place for each callback inside
}

// NewHandler checks the options. The error names what is missing.
func NewHandler(o Options) (*Handler, error) {
	if o.Codec == nil || o.CorpID == "" || o.Turner == nil || o.Clock == nil || o.Random == nil {
		return nil, errors.New("the WeCom handler needs a codec, the corp id, a turner, a clock and a source of randomness")
	}
	if o.MaxInFlight < 0 || o.Patience < 0 || o.Hold < 0 {
		return nil, errors.New("the WeCom handler's limits must not be negative")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Count == nil {
		o.Count = func(string) {}
	}
	if o.MaxInFlight == 0 {
		o.MaxInFlight = 64
	}
	if o.Patience == 0 {
		o.Patience = 5500 * time.Millisecond
	}
	if o.Hold == 0 {
		o.Hold = 10 * time.Second
	}
	return &Handler{o: o, turns: make(chan struct{}, o.MaxInFlight), waiting: make(chan struct{}, 16*o.MaxInFlight)}, nil
}

// Register puts the callback's path on mux.
func (h *Handler) Register(mux *http.ServeMux) { mux.Handle("/wecom/callback", h) }

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		h.o.Count("overloaded")
		h.o.Log.ErrorContext(r.Context(), "too many callbacks wait; this one was cut off, WeCom repeats it")
		panic(http.ErrAbortHandler)
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		h.verify(w, r)
	case http.MethodPost:
		h.receive(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// verify answers the probe that WeCom sends when the URL is saved; it has one second.
func (h *Handler) verify(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	// A plus sign that came unescaped was read as a space; Base64 has no spaces.
	echo, err := h.open(query, strings.ReplaceAll(query.Get("echostr"), " ", "+"))
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.o.Count("verified")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(echo) // WeCom hung up: it shows the failure on its page
}

// receive takes one message or event.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request) {
	within, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), h.o.Hold)
	defer cancel()
	patience := time.NewTimer(h.o.Patience)
	defer patience.Stop()
	in, err := h.read(w, r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	answer, err := h.turn(within, patience.C, in)
	if err != nil {
		h.abandon(r, within, in, err)
	}
	if r.Context().Err() != nil {
		h.o.Count("late")
	}
	if answer.Text == "" {
		h.o.Count("silent")
		w.WriteHeader(http.StatusOK)
		return
	}
	text, rest := Cut(answer.Text)
	if rest != "" {
		h.o.Count("cut")
		h.o.Log.ErrorContext(r.Context(), "an answer was longer than a reply holds", "message", in.ID, "bytes", len(answer.Text))
	}
	now := h.o.Clock.Now()
	sealed, err := h.o.Codec.seal(textReply(in.From, h.o.CorpID, text, now), now, h.o.Random)
	if err != nil { // the repeat finds the stored answer
		h.abandon(r, within, in, err)
	}
	h.o.Count("answered")
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, _ = w.Write(sealed) // hung up in between: the repeat finds the stored answer
}

// read takes a POST apart down to the message. Every error is a Refused.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (inbox.Inbound, error) {
	query := r.URL.Query()
	if !signed(query) { // before a byte of the body is read
		return inbox.Inbound{}, refused(MissingParameter)
	}
	body, err := readBody(w, r)
	if err != nil {
		return inbox.Inbound{}, err
	}
	e, err := openEnvelope(body)
	if err != nil {
		return inbox.Inbound{}, err
	}
	plain, err := h.open(query, e.Encrypt)
	if err != nil {
		return inbox.Inbound{}, err
	}
	in, agent, err := Decode(plain)
	if err != nil {
		return inbox.Inbound{}, err
	}
	if h.o.AgentID != "" && agent != "" && agent != h.o.AgentID {
		h.o.Count("other_agent")
		h.o.Log.WarnContext(r.Context(), "a callback names another app; it is taken all the same", "agent", agent, "ours", h.o.AgentID)
	}
	return in, nil
}

// readBody reads a bounded body in bounded time. Without the deadline a few slow senders could keep every place.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	control := http.NewResponseController(w)
	after, stop := context.WithTimeout(r.Context(), readWithin)
	defer stop()
	if deadline, ok := after.Deadline(); ok {
		// A writer without deadlines (a recorder in a test) leaves the server's own time-out in force.
		_ = control.SetReadDeadline(deadline)
		// It must not outlast the body: the server would take its passing for a caller that hung up.
		defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooBig *http.MaxBytesError
	switch {
	case errors.As(err, &tooBig):
		return nil, refused(TooBig)
	case err != nil:
		return nil, refused(Unreadable)
	}
	return body, nil
}

// open verifies what the query signs and decrypts it. Other parameters that the company's URL may carry are ignored.
func (h *Handler) open(query url.Values, ciphertext string) ([]byte, error) {
	if !signed(query) || ciphertext == "" {
		return nil, refused(MissingParameter)
	}
	if err := h.o.Codec.Verify(query.Get("msg_signature"), query.Get("timestamp"), query.Get("nonce"), ciphertext); err != nil {
		return nil, err
	}
	return h.o.Codec.Decrypt(ciphertext)
}

// signed reports whether a query carries what a signature needs.
func signed(query url.Values) bool {
	return query.Get("msg_signature") != "" && query.Get("timestamp") != "" && query.Get("nonce") != ""
}

// refuse answers with a bare status and tells the operator why.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	no := asRefused(err)
	h.o.Count("refused_" + string(no.Reason))
	h.o.Log.WarnContext(r.Context(), "callback refused", "reason", no.Reason, "official", no.Official(), "method", r.Method,
		"from", r.RemoteAddr)
	w.WriteHeader(no.Status())
}
