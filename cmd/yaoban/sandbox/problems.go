package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
)

// problem is what is wrong with a request, for the person at the page: one sentence in each of its languages.
type problem struct {
	Code   string `json:"error"`
	Say    string `json:"say"`
	SayEN  string `json:"say_en"`
	status int
}

// Error implements error.
func (p *problem) Error() string { return "sandbox: " + p.Code }

// problems are all of them by code.
var problems = map[string]*problem{}

func init() {
	for _, p := range []*problem{
		{"foreign", "沙盒只接受本机浏览器里这个页面的请求。", "The sandbox only takes requests of this page in a browser on this machine.", http.StatusForbidden},
		{"not_found", "没有这个地址。", "There is nothing at this address.", http.StatusNotFound},
		{"method", "这个地址不接受这种请求方法。", "This address does not take that method.", http.StatusMethodNotAllowed},
		{"not_json", "请求要用 application/json。", "Send the request as application/json.", http.StatusUnsupportedMediaType},
		{"too_large", "请求太大。", "The request is too large.", http.StatusRequestEntityTooLarge},
		{"bad_json", "请求不是这里要的 JSON：字段不认识、类型不对或多了内容。", "The request is not the JSON expected here: an unknown field, a wrong type or something after it.", http.StatusBadRequest},
		{"unknown_person", "没有这个人。", "There is no such person.", http.StatusNotFound},
		{"unknown_channel", "通道只有 wecom 和 sms。", "The channels are wecom and sms.", http.StatusBadRequest},
		{"unknown_kind", "这里能发 text、image、voice、location；短信只能发 text。", "A phone can send text, image, voice or location here; by SMS only text.", http.StatusBadRequest},
		{"unknown_place", "没有这个地点。", "There is no such place.", http.StatusNotFound},
		{"no_text", "还没有内容。", "There is nothing to send yet.", http.StatusBadRequest},
		{"long_text", "内容太长了（最多6000字）。", "The text is too long (at most 6,000 characters).", http.StatusBadRequest},
		{"not_taken", "服务器没有收下这条消息，请看程序的日志。", "The server did not take this message; see the program's log.", http.StatusBadGateway},
		{"unknown_card", "这张卡片不在这个人的手机上。", "This card is not on that person's phone.", http.StatusNotFound},
		{"unknown_button", "卡片上没有这个按钮。", "The card has no such button.", http.StatusNotFound},
		{"pressed", "这张卡片已经按过了。", "This card was pressed already.", http.StatusConflict},
		{"unknown_menu", "菜单里没有这一项。", "The menu has no such entry.", http.StatusNotFound},
		{"clock_form", "时钟要且只要一项：minutes（1–43200）、time（HH:MM）、to（YYYY-MM-DDTHH:MM）或 next。", "Say exactly one of minutes (1–43200), time (HH:MM), to (YYYY-MM-DDTHH:MM) and next.", http.StatusBadRequest},
		{"backwards", "时钟只能往前走。", "The clock only moves forward.", http.StatusUnprocessableEntity},
		{"too_far", "一次最多往前走60天。", "One move goes at most 60 days ahead.", http.StatusUnprocessableEntity},
		{"no_next", "60天内没有待发的提醒。", "Nothing is waiting to be told in the next 60 days.", http.StatusNotFound},
		{"moving", "时钟正在走，请等它停下。", "The clock is moving; wait until it stands.", http.StatusConflict},
		{"unfinished", "到这一刻该做的事没有按时做完，时钟停在这里。", "What was due at this time was not done in time; the clock stands here.", http.StatusGatewayTimeout},
		{"clock", "时钟没有走完，请看程序的日志。", "The clock was not moved all the way; see the program's log.", http.StatusInternalServerError},
		{"busy", "打开的页面太多了。", "Too many pages are open.", http.StatusServiceUnavailable},
		{"internal", "程序出错了，请看日志。", "Something went wrong; see the program's log.", http.StatusInternalServerError},
	} {
		problems[p.Code] = p
	}
}

// refuse answers with a problem; any other error is an internal one and goes to the log.
func (s *Sandbox) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		s.o.Log.Error("the sandbox page failed", "path", r.URL.Path, "error", err)
		p = problems["internal"]
	}
	answer(w, p.status, p)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the browser has gone: nobody is left to tell
}
