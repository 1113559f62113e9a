package sms

import (
	"errors"
	"strings"
	"time"

	"github.com/yaoban/yaoban/notify"
)

// How long a halted gateway is left alone before it is tried again, by how fast a person can act.
const (
	haltFor      = 10 * time.Minute
	haltForCap   = time.Hour
	haltForClock = time.Minute
)

// rule is what a code means for a message that was to be sent.
type rule struct {
	outcome notify.Outcome
	after   time.Duration
	say     string
}

// outcomes is the table of protocols: Aliyun SMS part 8. Codes that are not here follow ruleFor.
var outcomes = map[string]rule{
	"isp.SYSTEM_ERROR":   {notify.Unknown, 0, "Aliyun had an error of its own after taking the request; a query settles whether the message went out."},
	"isp.GATEWAY_ERROR":  {notify.Unknown, 0, "The carrier gateway had an error after taking the request; a query settles whether the message went out."},
	"SignatureNonceUsed": {notify.Unknown, 0, "The gateway saw this request before; a query settles whether the first one went out."},

	"isv.BUSINESS_LIMIT_CONTROL": {notify.Retry, 0, "The number has had as many messages as flow control lets through; it waits for the next window."},
	"isv.DAY_LIMIT_CONTROL":      {notify.Halt, haltForCap, "The account's daily cap is used up; raise it in the SMS console or wait for tomorrow."},
	"isv.MONTH_LIMIT_CONTROL":    {notify.Halt, haltForCap, "The account's monthly cap is used up; raise it in the SMS console."},
	"isv.AMOUNT_NOT_ENOUGH":      {notify.Halt, haltFor, "The account has no balance; top it up."},
	"isv.OUT_OF_SERVICE":         {notify.Halt, haltFor, "The SMS service is suspended for arrears; top the account up."},

	"isv.MOBILE_NUMBER_ILLEGAL":              {notify.Refuse, 0, "The number is no mobile number; correct it in the staff list."},
	"isv.MOBILE_COUNT_OVER_LIMIT":            {notify.Refuse, 0, "Too many numbers in one request; this is a bug."},
	"isv.TEMPLATE_MISSING_PARAMETERS":        {notify.Refuse, 0, "A variable of the template is missing; compare the approved text with the built-in one (yaoban sms check)."},
	"isv.TEMPLATE_PARAMS_ILLEGAL":            {notify.Refuse, 0, "A value does not suit the attribute of its variable; choose 'others' for the variables in the SMS console."},
	"isv.INVALID_JSON_PARAM":                 {notify.Refuse, 0, "The variables are no JSON object of strings; this is a bug."},
	"isv.INVALID_PARAMETERS":                 {notify.Refuse, 0, "The request is malformed; this is a bug."},
	"isv.PARAM_LENGTH_LIMIT":                 {notify.Refuse, 0, "A value is too long; this is a bug."},
	"isv.PARAM_NOT_SUPPORT_URL":              {notify.Refuse, 0, "A value holds a link; this is a bug."},
	"isv.SMS_CONTENT_ILLEGAL":                {notify.Refuse, 0, "The text holds words that carriers forbid."},
	"isv.UNSUPPORTED_CONTENT":                {notify.Refuse, 0, "The text holds characters that carriers cannot send."},
	"isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE": {notify.Refuse, 0, "The text does not suit the kind of its template."},

	"isv.CUSTOMER_REFUSED":        {notify.Refuse, 0, "The person opted out with her carrier; use WeCom."},
	"isv.BLACK_KEY_CONTROL_LIMIT": {notify.Refuse, 0, "The number is on a blacklist after an opt-out or a complaint; use WeCom."},

	"isv.SMS_SIGNATURE_ILLEGAL":       {notify.Halt, haltFor, "The signature is missing or not approved; see 国内消息 → 签名管理 in the SMS console."},
	"isv.SMS_SIGN_ILLEGAL":            {notify.Halt, haltFor, "The signature is missing or not approved; see 国内消息 → 签名管理 in the SMS console."},
	"isv.SMS_SIGN_NAME_ILLEGAL":       {notify.Halt, haltFor, "The signature is missing or not approved; see 国内消息 → 签名管理 in the SMS console."},
	"isv.SIGN_STATE_ILLEGAL":          {notify.Halt, haltFor, "The signature is not in a state to be used; see 国内消息 → 签名管理 in the SMS console."},
	"isv.SMS_SIGNATURE_SCENE_ILLEGAL": {notify.Halt, haltFor, "The signature is for another kind of message; apply for a general one."},
	"isv.SMS_TEMPLATE_ILLEGAL":        {notify.Halt, haltFor, "The template is missing or not approved; run yaoban sms check and correct the file of template codes."},
	"isv.EXTEND_CODE_ERROR":           {notify.Halt, haltFor, "The extension code belongs to another signature."},
	"isv.ONE_CODE_MULTIPLE_SIGN":      {notify.Halt, haltFor, "The extension code belongs to several signatures."},
	"isv.CODE_EXCEED_LIMIT":           {notify.Halt, haltFor, "There are too many extension codes."},
	"isv.CODE_ERROR":                  {notify.Halt, haltFor, "The extension code is wrong."},
	"isv.DENY_IP_RANGE":               {notify.Halt, haltFor, "Calls from this machine's region are refused; send from the mainland."},

	"isv.DOMESTIC_NUMBER_NOT_SUPPORTED": {notify.Halt, haltFor, "The account cannot send to mainland numbers."},
	"isv.ACCOUNT_NOT_EXISTS":            {notify.Halt, haltFor, "The account does not exist."},
	"isv.ACCOUNT_ABNORMAL":              {notify.Halt, haltFor, "The account is in an abnormal state; see the Aliyun console."},
	"isv.SECURITY_FROZEN_ACCOUNT":       {notify.Halt, haltFor, "The account is frozen; ask Aliyun's support."},
	"isv.PRODUCT_UN_SUBSCRIPT":          {notify.Halt, haltFor, "The account has not opened the SMS service."},
	"isv.PRODUCT_UNSUBSCRIBE":           {notify.Halt, haltFor, "The account has not opened the SMS service."},

	"isp.RAM_PERMISSION_DENY":              {notify.Halt, haltFor, "The key may not do this; give its RAM user AliyunDysmsFullAccess."},
	"Forbidden.RAM":                        {notify.Halt, haltFor, "The key may not do this; give its RAM user AliyunDysmsFullAccess."},
	"InvalidAccessKeyId.NotFound":          {notify.Halt, haltFor, "The AccessKey id does not exist; correct YAOBAN_SMS_ACCESS_KEY_ID."},
	"InvalidAccessKeyId.Inactive":          {notify.Halt, haltFor, "The AccessKey is disabled; enable it in the RAM console or set another."},
	"SignatureDoesNotMatch":                {notify.Halt, haltFor, "The AccessKey secret does not belong to its id; correct YAOBAN_SMS_ACCESS_KEY_SECRET."},
	"IncompleteSignature":                  {notify.Halt, haltFor, "The request is not signed as the endpoint expects; check YAOBAN_SMS_ENDPOINT."},
	"InvalidTimeStamp.Expired":             {notify.Halt, haltForClock, "This machine's clock differs by minutes from Aliyun's; set it by NTP."},
	"InvalidTimeStamp.Format":              {notify.Halt, haltForClock, "The gateway cannot read the time of the request; check the clock and YAOBAN_SMS_ENDPOINT."},
	"InvalidVersion":                       {notify.Halt, haltFor, "The endpoint is of another product; correct YAOBAN_SMS_ENDPOINT."},
	"InvalidAction.NotFound":               {notify.Halt, haltFor, "The endpoint does not know the call; correct YAOBAN_SMS_ENDPOINT."},
	"isv.SMS_TEST_NUMBER_LIMIT":            {notify.Halt, haltFor, "A test signature only sends to bound numbers; apply for one of your own."},
	"isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL": {notify.Halt, haltFor, "A test template only takes digits; apply for templates of your own."},
	"isv.SMS_TEST_SIGN_TEMPLATE_LIMIT":     {notify.Halt, haltFor, "A test signature only goes with a test template; apply for both of your own."},
}

// ruleFor returns what a code means, also for codes that no table knows (the last row of part 8): an unknown isv code is
// the request's fault and final, everything else leaves open whether the message went out.
func ruleFor(code string) rule {
	if r, ok := outcomes[code]; ok {
		return r
	}
	switch {
	case code == "Throttling" || strings.HasPrefix(code, "Throttling."):
		return rule{notify.Retry, 0, "The gateway refused the call because there were too many; it was not sent."}
	case strings.HasPrefix(code, "isv."):
		return rule{notify.Refuse, 0, "The gateway refused the message with a code that we do not know."}
	case strings.HasPrefix(code, "Missing"):
		return rule{notify.Halt, haltFor, "The endpoint misses a parameter of the call; check YAOBAN_SMS_ENDPOINT."}
	case strings.HasPrefix(code, "Forbidden"), strings.HasPrefix(code, "InvalidAccessKeyId"):
		return rule{notify.Halt, haltFor, "The key is not accepted; check it in the RAM console."}
	}
	return rule{notify.Unknown, 0, "The gateway's answer does not tell whether the message was taken; a query settles it."}
}

// OptedOut reports whether a code, of a call or of a receipt, says that the person wants no messages or may get none.
func OptedOut(code string) bool {
	switch code {
	case "isv.CUSTOMER_REFUSED", "isv.BLACK_KEY_CONTROL_LIMIT", "USER_REJECT", "MOBILE_IN_BLACK":
		return true
	}
	return false
}

// sendError turns a failed call into what the delivery has to know. now is business time, by which the gateway's windows
// run. Errors that are no failure of a call come back as they are.
func sendError(err error, now time.Time) error {
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	r := ruleFor(f.code)
	switch {
	case f.status == 0 && ours[f.code] && !f.reached:
		r = rule{notify.Retry, 0, "There was no connection to the gateway (" + f.code + "); nothing was sent."}
	case f.status == 0 && ours[f.code]:
		r = rule{notify.Unknown, 0, "The gateway's answer did not arrive (" + f.code + "); a query settles whether the message went out."}
	case f.code == "isv.BUSINESS_LIMIT_CONTROL":
		r.after = f.window.left(now)
	}
	say := r.say
	if f.request != "" {
		say += " (request " + f.request + ")"
	}
	return &notify.SendError{Outcome: r.outcome, Code: f.code, Say: say, After: r.after}
}

// ours are the codes that we give to what got no answer of the API.
var ours = map[string]bool{
	"timeout": true, "canceled": true, "connect": true, "dns": true, "tls": true, "broken": true, "unreadable": true,
}

// window is the length of a flow control window.
type window int

// The windows of part 4.2. Minute and hour are those of the clock in Beijing, a day is 24 hours from a message sent.
const (
	unnamed window = iota
	minute
	hour
	day
)

// windowOf reads the window from the gateway's words (触发分钟级流控Permits:1).
func windowOf(message string) window {
	switch {
	case strings.Contains(message, "分钟"):
		return minute
	case strings.Contains(message, "小时"):
		return hour
	case strings.Contains(message, "天"), strings.Contains(message, "日"):
		return day
	}
	return unnamed
}

// left returns how long the window lasts from now, with a second to spare. Of a day the start is not known, so that it is
// waited for in full; a window without a name is taken for an hour.
func (w window) left(now time.Time) time.Duration {
	length := map[window]time.Duration{minute: time.Minute, hour: time.Hour, unnamed: time.Hour}[w]
	if w == day {
		return 24 * time.Hour
	}
	return length - now.Sub(now.Truncate(length)) + time.Second
}
