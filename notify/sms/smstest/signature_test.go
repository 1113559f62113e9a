package smstest

import (
	"maps"
	"net/url"
	"slices"
	"testing"
)

// The vectors of protocols: Aliyun SMS part 2.1.
func TestSignatureVectors(t *testing.T) {
	base := url.Values{
		"PhoneNumbers": {"13900001234"}, "SignName": {"阿里云短信测试"}, "TemplateCode": {"SMS_154950909"}, "OutId": {"out-20260101-0001"},
		"RegionId": {"cn-hangzhou"}, "TemplateParam": {`{"code":"A+1 *~()!'","name":"张三"}`}, "Timestamp": {"2026-01-01T00:00:00Z"},
		"SignatureNonce": {"3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"}, "Format": {"JSON"}, "Action": {"SendSms"}, "Version": {"2017-05-25"},
		"AccessKeyId": {"testid"}, "SignatureMethod": {"HMAC-SHA1"}, "SignatureVersion": {"1.0"},
	}
	const want = "AccessKeyId=testid&Action=SendSms&Format=JSON&OutId=out-20260101-0001&PhoneNumbers=13900001234&RegionId=cn-hangzhou&SignName=%E9%98%BF%E9%87%8C%E4%BA%91%E7%9F%AD%E4%BF%A1%E6%B5%8B%E8%AF%95&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0&TemplateCode=SMS_154950909&TemplateParam=%7B%22code%22%3A%22A%2B1%20%2A~%28%29%21%27%22%2C%22name%22%3A%22%E5%BC%A0%E4%B8%89%22%7D&Timestamp=2026-01-01T00%3A00%3A00Z&Version=2017-05-25"
	if got := canonical(base); got != want {
		t.Errorf("the canonical query is\n%s\nwant\n%s", got, want)
	}
	withType := maps.Clone(base)
	withType["SignatureType"] = []string{""}
	for _, c := range []struct {
		method string
		params url.Values
		want   string
	}{
		{"POST", base, "1regv6ofBSIO4a/C7JtNCsQFaOI="},
		{"GET", base, "h8yw0KUFXlrKXyZMiigeFCuCd5g="},
		{"POST", withType, "Z/issvTR3oTKZi1XQnvbaLGhBa4="},
		{"GET", withType, "/xlmmjUzkbEqjbLZI/TOSx4tCBo="},
	} {
		if got := Sign(c.method, c.params, "testsecret"); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.method, slices.Contains(slices.Collect(maps.Keys(c.params)), "SignatureType"), got, c.want)
		}
		signed := maps.Clone(c.params)
		signed["Signature"] = []string{"anything"}
		if got := Sign(c.method, signed, "testsecret"); got != c.want {
			t.Errorf("the signature covers itself: %s", got)
		}
		if Sign(c.method, c.params, "testsecreT") == c.want {
			t.Error("another secret signs alike")
		}
	}
}
