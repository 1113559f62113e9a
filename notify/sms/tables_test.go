package sms

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yaoban/yaoban/notify"
)

// The table of protocols: Aliyun SMS part 8, as the protocol words it: yes, later, no, alert and ? (open).
func TestOutcomesOfCalls(t *testing.T) {
	for outcome, codes := range map[notify.Outcome]string{
		notify.Retry:   "Throttling Throttling.User Throttling.Api isv.BUSINESS_LIMIT_CONTROL",
		notify.Unknown: "isp.SYSTEM_ERROR isp.GATEWAY_ERROR SignatureNonceUsed isp.SOMETHING_NEW ServiceUnavailable InternalError unreadable",
		notify.Refuse: "isv.MOBILE_NUMBER_ILLEGAL isv.MOBILE_COUNT_OVER_LIMIT isv.TEMPLATE_MISSING_PARAMETERS isv.TEMPLATE_PARAMS_ILLEGAL isv.INVALID_JSON_PARAM " +
			"isv.INVALID_PARAMETERS isv.PARAM_LENGTH_LIMIT isv.PARAM_NOT_SUPPORT_URL isv.SMS_CONTENT_ILLEGAL isv.UNSUPPORTED_CONTENT isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE " +
			"isv.CUSTOMER_REFUSED isv.BLACK_KEY_CONTROL_LIMIT isv.SOMETHING_NEW",
		notify.Halt: "isv.DAY_LIMIT_CONTROL isv.MONTH_LIMIT_CONTROL isv.AMOUNT_NOT_ENOUGH isv.OUT_OF_SERVICE isv.SMS_SIGNATURE_ILLEGAL isv.SMS_SIGN_ILLEGAL isv.SMS_SIGN_NAME_ILLEGAL " +
			"isv.SIGN_STATE_ILLEGAL isv.SMS_SIGNATURE_SCENE_ILLEGAL isv.SMS_TEMPLATE_ILLEGAL isv.EXTEND_CODE_ERROR isv.ONE_CODE_MULTIPLE_SIGN isv.CODE_EXCEED_LIMIT isv.CODE_ERROR " +
			"isv.DENY_IP_RANGE isv.DOMESTIC_NUMBER_NOT_SUPPORTED isv.ACCOUNT_NOT_EXISTS isv.ACCOUNT_ABNORMAL isv.SECURITY_FROZEN_ACCOUNT isv.PRODUCT_UN_SUBSCRIPT isv.PRODUCT_UNSUBSCRIBE " +
			"isp.RAM_PERMISSION_DENY Forbidden.RAM InvalidAccessKeyId.NotFound InvalidAccessKeyId.Inactive isv.SMS_TEST_SIGN_TEMPLATE_LIMIT isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL isv.SMS_TEST_NUMBER_LIMIT " +
			"SignatureDoesNotMatch IncompleteSignature MissingPhoneNumbers InvalidTimeStamp.Expired InvalidTimeStamp.Format InvalidVersion InvalidAction.NotFound",
	} {
		for code := range strings.FieldsSeq(codes) {
			var e *notify.SendError
			err := sendError(&failure{action: "SendSms", code: code, status: 400, reached: true, request: "R-1"}, time.Now())
			if !errors.As(err, &e) || e.Outcome != outcome || e.Code != code || !strings.HasSuffix(e.Say, "(request R-1)") {
				t.Errorf("%s: %+v, want outcome %d", code, err, outcome)
			}
			if outcome == notify.Halt && e.After == 0 {
				t.Errorf("%s: a halted gateway is not tried again", code)
			}
		}
	}
}

func TestWhatGotNoAnswerIsOpenOnlyIfItWentOut(t *testing.T) {
	for code := range ours {
		for reached, want := range map[bool]notify.Outcome{false: notify.Retry, true: notify.Unknown} {
			var e *notify.SendError
			if err := sendError(&failure{code: code, reached: reached}, time.Now()); !errors.As(err, &e) || e.Outcome != want {
				t.Errorf("%s, reached %v: %+v", code, reached, err)
			}
		}
	}
	plain := errors.New("a disk is full")
	if got := sendError(plain, time.Now()); got != plain {
		t.Errorf("another error became %v", got)
	}
}

func TestFlowControlWaitsForItsWindow(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 30, 20, 0, beijing)
	for words, want := range map[string]time.Duration{
		"触发分钟级流控Permits:1": 41 * time.Second,
		"触发小时级流控Permits:5": 29*time.Minute + 41*time.Second,
		"触发天级流控Permits:10": 24 * time.Hour,
		"":                 29*time.Minute + 41*time.Second,
	} {
		var e *notify.SendError
		err := sendError(&failure{code: "isv.BUSINESS_LIMIT_CONTROL", reached: true, window: windowOf(words)}, now)
		if !errors.As(err, &e) || e.After != want {
			t.Errorf("%q: %+v, want %s", words, err, want)
		}
	}
}

// The table of protocols: Aliyun SMS part 7.
func TestVerdictsOnReceipts(t *testing.T) {
	for code, want := range map[string]Verdict{
		"REQUEST_SUCCESS":          {State: Waiting},
		"MOBILE_NOT_ON_SERVICE":    {State: Failed, RetryLater: true},
		"INVALID_NUMBER":           {State: Failed},
		"MOBILE_SEND_LIMIT":        {State: Failed},
		"MOBILE_ACCOUNT_ABNORMAL":  {State: Failed},
		"MOBILE_IN_BLACK":          {State: Failed, OptOut: true},
		"USER_REJECT":              {State: Failed, OptOut: true},
		"MOBLLE_TERMINAL_ERROR":    {State: Failed, RetryLater: true},
		"MOBILE_TERMINAL_ERROR":    {State: Failed, RetryLater: true},
		"CONTENT_KEYWORD":          {State: Failed, Alert: true},
		"CONTENT_ERROR":            {State: Failed, Alert: true},
		"SIGNATURE_BLACKLIST":      {State: Failed, Alert: true},
		"IS_CLOSE":                 {State: Failed, RetryLater: true},
		"PARAMS_ILLEGAL":           {State: Failed},
		"SP_NOT_BY_INTER_SMS":      {State: Failed},
		"SP_UNKNOWN_ERROR":         {State: Failed, RetryLater: true},
		"NO_ROUTE":                 {State: Failed, Alert: true},
		"EXPIRED":                  {State: Failed, RetryLater: true},
		"PORT_NOT_REGISTERED":      {State: Failed, Alert: true},
		"isv.CUSTOMER_REFUSED":     {State: Failed, OptOut: true},
		"isv.SMS_TEMPLATE_ILLEGAL": {State: Failed, Alert: true},
		"isp.SYSTEM_ERROR":         {State: Failed, RetryLater: true},
		"MK:0001":                  {State: Failed, RetryLater: true},
		"DELIVERED":                {State: Failed, RetryLater: true},
		"":                         {State: Failed, RetryLater: true},
	} {
		got := Judge(code, false)
		if got.Say == "" {
			t.Errorf("%s: nothing is said", code)
		}
		if got.Say = ""; got != want {
			t.Errorf("%s: %+v, want %+v", code, got, want)
		}
		if OptedOut(code) != want.OptOut {
			t.Errorf("OptedOut(%s) differs from its verdict", code)
		}
	}
	for code, want := range map[string]State{"DELIVERED": Delivered, "": Delivered, "DELIVRD": Delivered, " DELIVERED ": Delivered, "REQUEST_SUCCESS": Waiting, "USER_REJECT": Failed} {
		if got := Judge(code, true).State; got != want {
			t.Errorf("%q with success: %s, want %s", code, got, want)
		}
	}
}

func TestEndpoints(t *testing.T) {
	for given, want := range map[string]string{
		"": "https dysmsapi.aliyuncs.com", "dysmsapi.aliyuncs.com": "https dysmsapi.aliyuncs.com", "https://a.b/": "https a.b", "https://a.b:8443": "https a.b:8443",
		"http://127.0.0.1:9": "http 127.0.0.1:9", "http://[::1]:9": "http [::1]:9", "http://sms.internal": "http sms.internal", "127.0.0.1:9": "https 127.0.0.1:9",
		"ftp://a": "", "https://": "", "https://u:p@a.b": "", "https://a.b/path": "", "https://a.b/?x=1": "", "https://a b": "", "://": "",
	} {
		e, err := parseEndpoint(given)
		got := strings.TrimSpace(e.scheme + " " + e.host)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", given, got, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "u:p") {
			t.Errorf("the error holds a password: %v", err)
		}
	}
	for given, want := range map[string]bool{"http://127.0.0.1:9": false, "http://localhost": false, "http://[::1]:9": false, "http://10.0.0.1": true, "http://sms.internal": true, "https://a.b": false} {
		if e, err := parseEndpoint(given); err != nil || e.exposed() != want {
			t.Errorf("%s is exposed: %v, %v", given, e.exposed(), err)
		}
	}
}
