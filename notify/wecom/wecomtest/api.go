package wecomtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxRequest bounds what is read of one request: WeCom's largest upload and its frame.
const maxRequest = 21 << 20

// reply is the JSON of an answer; errcode and errmsg are always in it.
type reply map[string]any

// messages are the words that WeCom gives with its numbers, where something reads them.
var messages = map[int64]string{
	40001: "invalid credential", 40013: "invalid corpid", 40014: "invalid access_token", 42001: "access_token expired",
	45009: "api freq out of limit", 60020: "not allow to access from your ip, hint: [1], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com",
	81013: "user & party & tag all invalid", 60140: "invalid response_code",
}

func failure(errcode int64) reply {
	message := messages[errcode]
	if message == "" {
		message = "error " + strconv.FormatInt(errcode, 10)
	}
	return reply{"errcode": errcode, "errmsg": message}
}

func answer(w http.ResponseWriter, r reply) {
	if _, failed := r["errcode"]; !failed {
		r["errcode"], r["errmsg"] = 0, "ok"
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(r) // the caller has gone
}

// call is one call of an API with a valid token.
type call struct {
	r    *http.Request
	body []byte
	// drop says that a message is to be lost in silence.
	drop bool
}

// agent reports whether the call names our app in its query.
func (s *Server) agent(c call) bool {
	return c.r.URL.Query().Get("agentid") == strconv.FormatInt(s.options.AgentID, 10)
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cgi-bin/gettoken", s.plain("gettoken", s.gettoken))
	for api, serve := range map[string]func(call) reply{
		"POST message/send": s.send, "POST message/update_template_card": s.update,
		"POST media/upload": s.upload, "POST menu/create": s.createMenu, "GET menu/get": s.getMenu,
		"GET user/get": s.user, "POST user/getuserid": s.userid, "GET agent/get": s.getAgent, "GET getcallbackip": s.callbackIPs,
	} {
		method, path, _ := strings.Cut(api, " ")
		mux.HandleFunc(method+" /cgi-bin/"+path, s.plain(path, s.tokened(serve)))
	}
	mux.HandleFunc("GET /cgi-bin/media/get", s.plain("media/get", s.tokened(nil)))
	return mux
}

// plain counts a call, lets the faults strike, runs serve and answers.
func (s *Server) plain(api string, serve func(call) reply) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		s.mu.Lock()
		s.calls[api]++
		f := s.strike(api)
		if f.Expired {
			s.expireTokens()
		}
		s.mu.Unlock()
		if s.before(w, f) {
			return
		}
		c := call{r: r, body: body, drop: f.Dropped}
		if api == "media/get" {
			if f, ok := s.fetched(c); ok {
				w.Header().Set("Content-Type", "application/octet-stream")
				w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
				http.ServeContent(w, r, "", s.options.Wall(), bytes.NewReader(f.content))
				return
			}
		}
		out := serve(c)
		s.after(r, f)
		answer(w, out)
	}
}

// tokened lets serve run for a valid token only; nil answers that the media id is unknown.
func (s *Server) tokened(serve func(call) reply) func(call) reply {
	return func(c call) reply {
		if errcode := s.token(c.r); errcode != 0 {
			return failure(errcode)
		}
		if serve == nil {
			return failure(40007)
		}
		return serve(c)
	}
}

// token checks the token of the query; one in a header or a body is not looked for (protocols: WeCom, head).
func (s *Server) token(r *http.Request) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	given := r.URL.Query().Get("access_token")
	until, known := s.tokens[given]
	switch {
	case given == "":
		return 41001
	case !known:
		return 40014
	case !s.options.Wall().Before(until):
		return 42001
	case !s.trusted:
		return 60020
	}
	return 0
}

func (s *Server) gettoken(c call) reply {
	q := c.r.URL.Query()
	switch {
	case q.Get("corpid") == "":
		return failure(41002)
	case q.Get("corpsecret") == "":
		return failure(41004)
	case q.Get("corpid") != s.options.CorpID:
		return failure(40013)
	case q.Get("corpsecret") != s.options.Secret:
		return failure(40001)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Wall()
	if !now.Before(s.tokens[s.current]) || s.current == "" {
		s.current = s.secret(64)
		s.tokens[s.current] = now.Add(s.options.TokenLife)
	}
	return reply{"access_token": s.current, "expires_in": int(s.tokens[s.current].Sub(now).Seconds())}
}

// parse reads JSON; what is none gets 40035, what holds escapes that WeCom refuses gets 40033 (protocols: WeCom part 7).
func parse(body []byte, into any) int64 {
	for i := 0; i+5 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if i++; body[i] == 'u' {
			return 40033
		}
	}
	if err := json.Unmarshal(body, into); err != nil {
		return 40035
	}
	return 0
}

// String says where the server is, for logs.
func (s *Server) String() string { return fmt.Sprintf("loopback WeCom at %s", s.address) }
