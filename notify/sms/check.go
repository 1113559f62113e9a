package sms

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain"
)

// Finding is one line of yaoban sms check.
type Finding struct {
	// Code names what was looked at: endpoint, key, query, signature, template/<name>, push_url.
	Code string
	OK   bool
	// What is how it stands, Do what a person has to do about it; Do is empty where nothing is to be done.
	What, Do string
}

const (
	consoleKeys      = "RAM 控制台 → 身份管理 → 用户 → 认证管理 → AccessKey"
	consoleSigns     = "短信服务控制台 → 国内消息 → 签名管理"
	consoleTemplates = "短信服务控制台 → 国内消息 → 模板管理"
	consolePush      = "短信服务控制台 → 系统设置 → 消息接收 (上行 SmsUp 与状态报告 SmsReport, HTTP 批量推送)"
)

// noNumber is a number that is not ours: asking what went to it shows whether the key may ask, and sends nothing.
const noNumber = "13000000000"

// Check looks at the account in the order of a first installation: the way to the gateway, the key, the right to query, the
// signature, every template, and the address for pushes. It sends no message. After a finding that makes all further
// questions fail the same way it stops.
func (c *Client) Check(ctx context.Context) []Finding {
	findings := []Finding{c.checkEndpoint()}
	sign, err := c.gateway.sign(ctx, c.catalogue.Sign())
	key := c.checkKey(err)
	findings = append(findings, key)
	if !key.OK {
		return append(findings, c.checkPushURL())
	}
	findings = append(findings, c.checkQuery(ctx), c.checkSign(sign, err))
	for _, t := range c.catalogue.Templates() {
		findings = append(findings, c.checkTemplate(ctx, t))
	}
	return append(findings, c.checkPushURL())
}

func (c *Client) checkEndpoint() Finding {
	f := Finding{Code: "endpoint", OK: true, What: "Calls go to " + c.endpoint.scheme + "://" + c.endpoint.host + "."}
	if c.endpoint.exposed() {
		f.OK, f.Do = false, "Texts travel unencrypted; set YAOBAN_SMS_ENDPOINT to an https:// address."
	}
	return f
}

// checkKey reads from the first call whether the gateway answers and knows the key. Whatever is wrong with the signature
// itself is not its business.
func (c *Client) checkKey(err error) Finding {
	var f *failure
	if err == nil || !errors.As(err, &f) {
		return Finding{Code: "key", OK: err == nil, What: "The AccessKey is accepted."}
	}
	switch {
	case ours[f.code] && f.code != "unreadable":
		return Finding{"key", false, "The gateway does not answer (" + f.code + ").",
			"Check that this machine may reach " + c.endpoint.host + " (DNS, firewall, proxy)."}
	case f.code == "unreadable":
		return Finding{"key", false, "What answers is not Aliyun's API.", "Correct YAOBAN_SMS_ENDPOINT, or the proxy in between."}
	case f.code == "InvalidAccessKeyId.NotFound", f.code == "InvalidAccessKeyId.Inactive", f.code == "SignatureDoesNotMatch":
		return Finding{"key", false, "The AccessKey is not accepted (" + f.code + ").", ruleFor(f.code).say + " " + consoleKeys}
	case strings.HasPrefix(f.code, "InvalidTimeStamp"), f.code == "IncompleteSignature", f.code == "InvalidVersion",
		strings.HasPrefix(f.code, "Missing"), f.code == "isv.DENY_IP_RANGE", accountCodes[f.code]:
		return Finding{"key", false, "The gateway refuses every call (" + f.code + ").", ruleFor(f.code).say}
	}
	return Finding{Code: "key", OK: true, What: "The AccessKey is accepted."}
}

// accountCodes say that the account as a whole cannot be used.
var accountCodes = map[string]bool{
	"isv.ACCOUNT_NOT_EXISTS": true, "isv.ACCOUNT_ABNORMAL": true, "isv.SECURITY_FROZEN_ACCOUNT": true,
	"isv.PRODUCT_UN_SUBSCRIPT": true, "isv.PRODUCT_UNSUBSCRIBE": true, "isv.OUT_OF_SERVICE": true,
}

func (c *Client) checkQuery(ctx context.Context) Finding {
	day := domain.DateOf(c.clock.Now().In(beijing))
	if _, err := c.gateway.details(ctx, noNumber, strings.ReplaceAll(day.String(), "-", ""), 1, 1); err != nil {
		code := codeOf(err)
		do := ruleFor(code).say
		return Finding{"query", false, "Asking what became of a message fails (" + code + ").", do}
	}
	return Finding{Code: "query", OK: true, What: "The key may ask what became of a message."}
}

func (c *Client) checkSign(v review, err error) Finding {
	f := Finding{Code: "signature"}
	switch {
	case err != nil:
		code := codeOf(err)
		f.What = fmt.Sprintf("The signature %s cannot be looked up (%s).", c.catalogue.Sign(), code)
		f.Do = ruleFor(code).say + " " + consoleSigns
	case v.status == 1:
		f.OK, f.What = true, "The signature "+c.catalogue.Sign()+" is approved."
	case v.status == 0:
		f.What, f.Do = "The signature "+c.catalogue.Sign()+" is in review.", "Wait: about 2 hours between 9:00 and 21:00, then 7 to 10 working days for the carriers' registration. "+consoleSigns
	default:
		f.What, f.Do = "The signature "+c.catalogue.Sign()+" was rejected.", "Read the reason and apply again. "+consoleSigns
	}
	return f
}

func (c *Client) checkTemplate(ctx context.Context, t Template) Finding {
	f := Finding{Code: "template/" + t.Name}
	if t.Code == t.Name && !c.endpoint.loopback() {
		f.What = "No approved code is set for this template."
		f.Do = "Apply for a notification template with the text below, write its code (SMS_…) into the file of YAOBAN_SMS_TEMPLATES. " + consoleTemplates + "\n" + t.Text
		return f
	}
	v, err := c.gateway.template(ctx, t.Code)
	switch {
	case err != nil:
		code := codeOf(err)
		f.What = fmt.Sprintf("%s cannot be looked up (%s).", t.Code, code)
		f.Do = ruleFor(code).say + " " + consoleTemplates + "\n" + t.Text
	case v.status == 0:
		f.What, f.Do = t.Code+" is in review.", "Wait: about 2 hours between 9:00 and 21:00. "+consoleTemplates
	case v.status != 1:
		f.What, f.Do = t.Code+" was rejected.", "Read the reason and apply again with this text. "+consoleTemplates+"\n"+t.Text
	case strings.TrimSpace(v.text) != t.Text:
		f.What, f.Do = t.Code+" is approved with another text than ours.", "Correct the file of YAOBAN_SMS_TEMPLATES, or apply with this text. "+consoleTemplates+"\n"+t.Text
	default:
		f.OK, f.What = true, t.Code+" is approved."
	}
	return f
}

// checkPushURL can only say what is to be pasted: the API does not tell which address is set.
func (c *Client) checkPushURL() Finding {
	f := Finding{Code: "push_url", OK: true, What: "The gateway's address for pushes cannot be read; it has to be set once by hand.",
		Do: "Paste " + c.pushURL + " for replies and receipts alike; it takes about 3 minutes to work. " + consolePush}
	if c.pushURL == "" {
		f.Do = "Paste https://<your host>/sms/up/<YAOBAN_SMS_INBOUND_SECRET> for replies and receipts alike; it takes about 3 minutes to work. " + consolePush
	}
	return f
}

// codeOf returns the code of a failed call.
func codeOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.code
	}
	return "internal"
}
