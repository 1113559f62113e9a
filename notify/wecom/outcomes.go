package wecom

import (
	"errors"
	"strings"

	"github.com/yaoban/yaoban/notify"
)

// verdict is what an error number means for a message that was to be sent.
type verdict struct {
	outcome notify.Outcome
	say     string
}

// outcomes is the table of protocols: WeCom part 7 for message/send, update_template_card and gettoken. What the table does
// not hold is refused: WeCom advises to repeat only what its system failed at.
var outcomes = map[int64]verdict{
	-1:    {notify.Retry, "WeCom's system is busy"},
	6000:  {notify.Retry, "WeCom had a conflict of versions"},
	45033: {notify.Retry, "too many calls at once; lower the number of workers if this stays"},
	45009: {notify.Retry, "called too often; if this stays for hours it is the day's limit of 200 messages for each member"},

	40014: {notify.Halt, "WeCom refuses even a new access token; check that secret and agent id belong to one app"},
	42001: {notify.Halt, "WeCom calls even a new access token expired; check this machine's clock and whether another program renews the token of this app"},
	41001: {notify.Halt, "WeCom sees no access token; something between us and WeCom takes the query off"},
	40001: {notify.Halt, "the app's secret is wrong; copy it from 应用管理 → the app → Secret into YAOBAN_WECOM_SECRET"},
	40013: {notify.Halt, "the corp id is wrong; copy it from 我的企业 → 企业信息 → 企业ID into YAOBAN_WECOM_CORP_ID"},
	41002: {notify.Halt, "the corp id is missing; set YAOBAN_WECOM_CORP_ID"},
	41004: {notify.Halt, "the app's secret is missing; set YAOBAN_WECOM_SECRET"},
	60020: {notify.Halt, "this machine's address is not trusted; add it at 应用管理 → the app → 企业可信IP"},
	// Another product's form of 60020.
	301042: {notify.Halt, "this machine's address is not on the white list; add it at 应用管理 → the app → 企业可信IP"},
	40056:  {notify.Halt, "the agent id is wrong; set YAOBAN_WECOM_AGENT_ID to the app's AgentId"},
	41011:  {notify.Halt, "the agent id is missing; set YAOBAN_WECOM_AGENT_ID"},
	301002: {notify.Halt, "the agent id belongs to another app than the secret; set YAOBAN_WECOM_AGENT_ID and YAOBAN_WECOM_SECRET from one app"},
	43009:  {notify.Halt, "the company is not verified with WeCom"},
	48002:  {notify.Halt, "the app may not use this API"},
	48004:  {notify.Halt, "the API was withdrawn from this app"},
	48006:  {notify.Halt, "the API was withdrawn from this company"},
	48009:  {notify.Halt, "the secret of the address book cannot do this; use the app's own secret"},
	50003:  {notify.Halt, "the app is switched off; switch it on at 应用管理 → the app"},
	301007: {notify.Halt, "the company is closed at WeCom"},

	43012: {notify.Refuse, "the app has no callback URL, so no cards with buttons; set it at 应用管理 → the app → 接收消息 → 设置API接收"},
	50002: {notify.Refuse, "the person is outside of what the app may see; add her at 应用管理 → the app → 可见范围"},
	40003: {notify.Refuse, "WeCom does not know this userid, or the app may not see it"},
	60111: {notify.Refuse, "WeCom does not know this userid"},
	60011: {notify.Refuse, "the app may not reach this person"},
	60021: {notify.Refuse, "the app may not see this person's department"},
	40031: {notify.Refuse, "WeCom refuses the list of userids"},
	46004: {notify.Refuse, "WeCom does not know this person"},
	81013: {notify.Refuse, "WeCom knows none of the receivers, or the app may not see them; add her at 应用管理 → the app → 可见范围"},
	43004: {notify.Refuse, "the person has not bound her WeChat"},
	60140: {notify.Refuse, "the right to update this card was used or is older than 72 hours"},
	42015: {notify.Refuse, "the card was sent by another app"},
	42016: {notify.Refuse, "the card's task id is unknown"},

	82001: {notify.Refuse, "the message has no receiver; this is a fault of ours"},
	44004: {notify.Refuse, "the text is empty; this is a fault of ours"},
	45002: {notify.Refuse, "the text is too long; this is a fault of ours"},
	40033: {notify.Refuse, `the text holds \u escapes that WeCom refuses; this is a fault of ours`},
	40035: {notify.Refuse, "a parameter is wrong; this is a fault of ours"},
	40063: {notify.Refuse, "a parameter is empty; this is a fault of ours"},
	82004: {notify.Refuse, "WeCom says that the text would crash its clients"},
	85002: {notify.Refuse, "WeCom says that the text holds forbidden words"},
	40007: {notify.Lost, "the file is older than three days or unknown"},
	40004: {notify.Refuse, "WeCom does not take this type of file; this is a fault of ours"},
	40005: {notify.Refuse, "WeCom does not take this form of file; this is a fault of ours"},
	40006: {notify.Refuse, "WeCom does not take a file of this size; this is a fault of ours"},
	40011: {notify.Refuse, "WeCom does not take a file of this size; this is a fault of ours"},
	44001: {notify.Refuse, "the file is empty; this is a fault of ours"},
	45001: {notify.Refuse, "the file is larger than WeCom takes; this is a fault of ours"},
	40008: {notify.Refuse, "the message type is wrong; this is a fault of ours"},
	42014: {notify.Refuse, "the card's task id is wrong; this is a fault of ours"},
}

// unheard is the table of what never got an answer. A message may have been sent all the same; it is sent again, because WeCom
// shows the same bytes once within four hours (duplicate_check_interval), and notify stops in time.
var unheard = map[string]verdict{
	"timeout":    {notify.Retry, "WeCom did not answer in time"},
	"connection": {notify.Retry, "WeCom cannot be reached"},
	"cancelled":  {notify.Retry, "we stopped before WeCom answered"},
	"bad_answer": {notify.Retry, "the answer is not WeCom's; look for a proxy in between"},
	"tls":        {notify.Halt, "the certificate is not WeCom's; look for a proxy in between and check YAOBAN_WECOM_API_BASE"},
	"http_408":   {notify.Retry, "WeCom did not get the whole request in time"},
	"http_429":   {notify.Retry, "called too often"},
}

// sendError says what a failed call means for its message. A number in its text is WeCom's own.
func sendError(err error) *notify.SendError {
	var e *APIError
	if !errors.As(err, &e) {
		return &notify.SendError{Outcome: notify.Retry, Code: "internal", Say: "the call failed inside this program"}
	}
	v, known := outcomes[e.Errcode]
	switch {
	case e.Errcode == 0:
		if v, known = unheard[e.Code]; !known && strings.HasPrefix(e.Code, "http_5") {
			v, known = verdict{notify.Retry, "WeCom's server failed"}, true
		}
		if !known {
			v = verdict{notify.Halt, "something between us and WeCom refuses the call; look for a proxy and check YAOBAN_WECOM_API_BASE"}
		}
	case !known && e.Errcode >= 42020 && e.Errcode <= 42051:
		v = verdict{notify.Refuse, "a field of the card is wrong; this is a fault of ours"}
	case !known:
		v = verdict{notify.Refuse, "WeCom refuses the message for a reason that is not in our table; look the code up in its list of error codes"}
	}
	if e.Errcode == 60020 && e.Caller != "" {
		v.say += " (WeCom saw " + e.Caller + ")"
	}
	return &notify.SendError{Outcome: v.outcome, Code: e.Code, Say: v.say, After: e.Wait}
}
