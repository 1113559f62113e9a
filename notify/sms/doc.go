// Package sms is the way out for short messages: Aliyun's SMS service (Dysmsapi 2017-05-25) behind notify.Sender. Only
// approved templates go out (catalogue.go), one attempt is one signed call (gateway.go holds the vendor's SDK and is the
// only file that imports it), every code of the gateway has one meaning (outcomes.go for a call, verdict.go for a receipt),
// and what got no answer is settled by a query instead of being sent again (query.go). The rules are those of protocols:
// Aliyun SMS.
package sms
