package smstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// beijing is the zone of the gateway's days and times.
var beijing = time.FixedZone("+08", 8*60*60)

// refusal is an answer of the gateway's front, which decides before the SMS service sees a request.
type refusal struct {
	status        int
	code, message string
}

// answer is what the SMS service says, always with status 200.
type answer map[string]any

func coded(code, message string) answer { return answer{"Code": code, "Message": message} }

// serve takes one call. The order is the gateway's: faults of the way first, then the signature, then the service.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	params, err := parameters(r)
	if err != nil || r.URL.Path != "/" || r.Method != http.MethodGet && r.Method != http.MethodPost {
		s.refuse(w, refusal{404, "InvalidAction.NotFound", "The specified action is not found."})
		return
	}
	fault := s.fire(params.Get("Action"))
	if fault.Before > 0 && !pause(r, fault.Before) {
		return
	}
	switch {
	case fault.Break && !fault.Accept:
		panic(http.ErrAbortHandler)
	case fault.Page != 0 && !fault.Accept:
		w.WriteHeader(fault.Page)
		_, _ = io.WriteString(w, "<html>a proxy's page</html>")
		return
	}
	if no := s.authorise(r.Method, params, time.Now()); no != nil {
		s.refuse(w, *no)
		return
	}
	if fault.Code != "" && !fault.Accept {
		s.say(w, fault)
		return
	}
	a := s.act(params)
	if fault.After > 0 && !pause(r, fault.After) {
		return
	}
	switch {
	case fault.Break:
		panic(http.ErrAbortHandler)
	case fault.Page != 0:
		w.WriteHeader(fault.Page)
		_, _ = io.WriteString(w, "<html>a proxy's page</html>")
	case fault.Code != "":
		s.say(w, fault)
	default:
		s.write(w, http.StatusOK, a)
	}
}

// parameters are those of the query and of the form together, as the signature covers them.
func parameters(r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	return r.Form, nil
}

// pause waits, and reports false when the caller has gone.
func pause(r *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func (s *Server) refuse(w http.ResponseWriter, no refusal) {
	s.write(w, no.status, answer{"Code": no.code, "Message": no.message, "HostId": "dysmsapi.aliyuncs.com", "Recommend": "https://api.aliyun.com/troubleshoot?q=" + no.code})
}

// say gives the code of a fault as the gateway gives it: the service's own with status 200, those of its front otherwise.
func (s *Server) say(w http.ResponseWriter, f Fault) {
	switch {
	case strings.HasPrefix(f.Code, "isv.") || strings.HasPrefix(f.Code, "isp."):
		s.write(w, http.StatusOK, coded(f.Code, f.Message))
	default:
		s.refuse(w, refusal{400, f.Code, f.Message})
	}
}

func (s *Server) write(w http.ResponseWriter, status int, a answer) {
	s.mu.Lock()
	a["RequestId"] = fmt.Sprintf("00000000-0000-4000-8000-%012X", s.number())
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a)
}

func (s *Server) act(p url.Values) answer {
	switch p.Get("Action") {
	case "SendSms":
		return s.sendSms(p)
	case "QuerySendDetails":
		return s.querySendDetails(p)
	case "QuerySmsSign":
		s.mu.Lock()
		status, ok := s.signs[p.Get("SignName")]
		s.mu.Unlock()
		if !ok {
			return coded("isv.SMS_SIGN_ILLEGAL", "签名不存在")
		}
		return answer{"Code": "OK", "Message": "OK", "SignName": p.Get("SignName"), "SignStatus": status}
	case "QuerySmsTemplate":
		s.mu.Lock()
		t, ok := s.texts[p.Get("TemplateCode")]
		s.mu.Unlock()
		if !ok {
			return coded("isv.SMS_TEMPLATE_ILLEGAL", "模板不存在")
		}
		return answer{"Code": "OK", "Message": "OK", "TemplateCode": p.Get("TemplateCode"), "TemplateContent": t.text, "TemplateStatus": t.status, "TemplateType": 1}
	}
	return coded("isp.UNKNOWN_ACTION", "the loopback gateway does not play this action")
}

// querySendDetails implements part 3.3: one number, one Beijing day of the last 30, pages of at most 50.
func (s *Server) querySendDetails(p url.Values) answer {
	number, ok := normal(p.Get("PhoneNumber"))
	day, err := time.ParseInLocation("20060102", p.Get("SendDate"), beijing)
	size, errSize := strconv.Atoi(p.Get("PageSize"))
	page, errPage := strconv.Atoi(p.Get("CurrentPage"))
	now := s.options.Clock.Now()
	if !ok || err != nil || errSize != nil || errPage != nil || size < 1 || size > 50 || page < 1 || now.Sub(day) > 31*24*time.Hour {
		return coded("isv.INVALID_PARAMETERS", "参数异常")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := []answer{}
	for _, m := range slices.Backward(s.messages) {
		if m.FromPhone || m.Mobile != number || m.At.Before(day) || !m.At.Before(day.AddDate(0, 0, 1)) ||
			now.Sub(m.At) < s.options.QueryLag || p.Get("BizId") != "" && p.Get("BizId") != m.BizID {
			continue
		}
		row := answer{"PhoneNum": m.Mobile, "SendStatus": 1, "ErrCode": m.Code, "TemplateCode": m.Template, "Content": m.Text,
			"SendDate": m.At.In(beijing).Format(time.DateTime), "OutId": m.OutID}
		if !m.Done.IsZero() {
			row["SendStatus"], row["ReceiveDate"] = 2, m.Done.In(beijing).Format(time.DateTime)
			if m.Code == "DELIVERED" {
				row["SendStatus"] = 3
			}
		}
		rows = append(rows, row)
	}
	total := len(rows)
	from := min((page-1)*size, total)
	return answer{"Code": "OK", "Message": "OK", "TotalCount": strconv.Itoa(total),
		"SmsSendDetailDTOs": answer{"SmsSendDetailDTO": rows[from:min(from+size, total)]}}
}
