package smstest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
)

// Limits of the gateway (protocols: Aliyun SMS parts 3.1, 4 and 4.1).
const (
	maxNumbers = 1000
	maxValue   = 35
	maxText    = 500
)

var variable = regexp.MustCompile(`\$\{([A-Za-z0-9_]+)\}`)

// sendSms accepts one request for one or more numbers, or says why not. OutId suppresses nothing: there is no idempotency.
func (s *Server) sendSms(p url.Values) (a answer) {
	var numbers []string
	for given := range strings.SplitSeq(p.Get("PhoneNumbers"), ",") {
		number, ok := normal(given)
		if !ok {
			return coded("isv.MOBILE_NUMBER_ILLEGAL", given+" invalid mobile number")
		}
		numbers = append(numbers, number)
	}
	if len(numbers) > maxNumbers {
		return coded("isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制")
	}
	s.change(func() []*Message {
		var accepted []*Message
		text, no := s.compose(p)
		if no == nil {
			no = s.limited(numbers, p.Get("TemplateCode"))
		}
		if no != nil {
			a = no
			return nil
		}
		now := s.options.Clock.Now()
		biz := fmt.Sprintf("%012d%06d^0", now.UnixMilli(), s.number()%1000000)
		shown := map[string]string{}
		for _, name := range []string{"Action", "PhoneNumbers", "SignName", "TemplateCode", "TemplateParam", "OutId"} {
			shown[name] = p.Get(name)
		}
		for _, number := range numbers {
			m := &Message{Mobile: number, Wire: wire(shown), Text: text, OutID: p.Get("OutId"), BizID: biz, Template: p.Get("TemplateCode"), At: now, Parts: parts(text)}
			s.messages = append(s.messages, m)
			accepted = append(accepted, m)
		}
		a = answer{"Code": "OK", "Message": "OK", "BizId": biz}
		return accepted
	})
	return a
}

// compose fills the template as the phone will show it, or refuses the request; the lock is held.
func (s *Server) compose(p url.Values) (string, answer) {
	if status, ok := s.signs[p.Get("SignName")]; !ok || status != 1 {
		return "", coded("isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)")
	}
	t, ok := s.texts[p.Get("TemplateCode")]
	if !ok || t.status != 1 {
		return "", coded("isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)")
	}
	values := map[string]string{}
	if given := p.Get("TemplateParam"); given != "" {
		if json.Unmarshal([]byte(given), &values) != nil {
			return "", coded("isv.INVALID_JSON_PARAM", "参数格式错误，请修改为字符串值")
		}
	}
	var no answer
	text := "【" + p.Get("SignName") + "】" + variable.ReplaceAllStringFunc(t.text, func(v string) string {
		name := v[2 : len(v)-1]
		value, ok := values[name]
		switch n := units(value); {
		case no != nil:
		case !ok:
			no = coded("isv.TEMPLATE_MISSING_PARAMETERS", "模板缺少变量"+name)
		case n < 1 || n > maxValue:
			no = coded("isv.PARAM_LENGTH_LIMIT", "参数超过长度限制")
		case strings.Contains(value, "://"), strings.Contains(value, "www."):
			no = coded("isv.PARAM_NOT_SUPPORT_URL", "变量不支持传入URL")
		case strings.ContainsAny(value, "【】\n\r"), strings.ContainsFunc(value, func(r rune) bool { return r > 0xFFFF || r == '\u23F0' || r == 0xFE0F }):
			no = coded("isv.UNSUPPORTED_CONTENT", "包含不支持的内容")
		}
		return value
	})
	if no == nil && units(text) > maxText {
		no = coded("isv.SMS_CONTENT_ILLEGAL", "短信内容超长")
	}
	return text, no
}

// limited applies the flow control of notifications: so many in 24 hours for one signature, template and number; the lock
// is held.
func (s *Server) limited(numbers []string, template string) answer {
	since := s.options.Clock.Now().Add(-24 * time.Hour)
	for _, number := range numbers {
		n := 0
		for _, m := range s.messages {
			if !m.FromPhone && m.Mobile == number && m.Template == template && m.At.After(since) {
				n++
			}
		}
		if n >= s.options.DailyLimit {
			return coded("isv.BUSINESS_LIMIT_CONTROL", fmt.Sprintf("触发天级流控Permits:%d", s.options.DailyLimit))
		}
	}
	return nil
}

// normal returns the 11 digits of a mobile number in any of the forms that SendSms takes.
func normal(number string) (string, bool) {
	for _, prefix := range []string{"+86", "0086", "86", "+", ""} {
		if rest, ok := strings.CutPrefix(number, prefix); ok && len(rest) == 11 && rest[0] == '1' &&
			!strings.ContainsFunc(rest, func(r rune) bool { return r < '0' || r > '9' }) {
			return rest, true
		}
	}
	return "", false
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// parts is how many parts are billed: 1 up to 70, else each 67 begun.
func parts(text string) int {
	if n := units(text); n > 70 {
		return (n + 66) / 67
	}
	return 1
}
