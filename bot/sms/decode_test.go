package sms

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

var (
	sentAt  = time.Date(2026, 1, 1, 11, 12, 13, 0, beijing)
	arrived = time.Date(2026, 1, 1, 3, 12, 20, 0, time.UTC) // 11:12:20 in Beijing
)

// The two examples of protocols: Aliyun SMS part 5.
const (
	exampleReceipt = `{"phone_number":"13900001234","send_time":"2026-01-01 11:12:13","report_time":"2026-01-01 11:12:16","success":true,"err_code":"DELIVERED","err_msg":"用户接收成功","sms_size":"1","biz_id":"114814474505895421^0","out_id":"out-20260101-0001"}`
	exampleReply   = `{"phone_number":"13900001234","content":"TD","send_time":"2026-01-01 11:12:13","dest_code":"10690000123","sequence_id":"1234567890"}`
)

var (
	wantReceipt = inbox.Receipt{BizID: "114814474505895421^0", OutID: "out-20260101-0001", Mobile: "13900001234", Delivered: true,
		Code: "DELIVERED", Say: "用户接收成功", At: sentAt.Add(3 * time.Second), Parts: 1}
	wantReply = inbox.Inbound{Channel: domain.SMS, ID: "1234567890", From: "13900001234", Kind: inbox.Text, Text: "TD",
		At: sentAt, Dest: "10690000123"}
)

func TestDecodeTellsRepliesFromReceipts(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want Batch
	}{
		"a reply":                    {"[" + exampleReply + "]", Batch{Messages: []inbox.Inbound{wantReply}}},
		"a receipt":                  {"[" + exampleReceipt + "]", Batch{Receipts: []inbox.Receipt{wantReceipt}}},
		"both in one push":           {"[" + exampleReceipt + "," + exampleReply + "]", Batch{Messages: []inbox.Inbound{wantReply}, Receipts: []inbox.Receipt{wantReceipt}}},
		"an object alone":            {" " + exampleReply + "\n", Batch{Messages: []inbox.Inbound{wantReply}}},
		"the same twice":             {"[" + exampleReply + "," + exampleReceipt + "," + exampleReply + "," + exampleReceipt + "]", Batch{Messages: []inbox.Inbound{wantReply}, Receipts: []inbox.Receipt{wantReceipt}}},
		"nothing":                    {"[]", Batch{}},
		"fields that nobody knows":   {strings.Replace("["+exampleReply+"]", `{`, `{"sign_name":"药伴","new":{"deep":[1,null]},`, 1), Batch{Messages: []inbox.Inbound{wantReply}}},
		"sequence_id as a number":    {strings.Replace(exampleReply, `"1234567890"`, `1234567890`, 1), Batch{Messages: []inbox.Inbound{wantReply}}},
		"sms_size as a number":       {strings.Replace(exampleReceipt, `"1"`, `1`, 1), Batch{Receipts: []inbox.Receipt{wantReceipt}}},
		"success as a string":        {strings.Replace(exampleReceipt, `true`, `"true"`, 1), Batch{Receipts: []inbox.Receipt{wantReceipt}}},
		"the older form of the time": {strings.Replace(exampleReply, `2026-01-01 11:12:13`, `20260101111213`, 1), Batch{Messages: []inbox.Inbound{wantReply}}},
		"a review of a template":     {`[{"template_code":"SMS_1","template_status":"approved"}]`, Batch{Bad: []Bad{{0, UnknownSort}}}},
		"both sorts in one item":     {`[{"content":"a","dest_code":"1","success":true,"biz_id":"b"}]`, Batch{Bad: []Bad{{0, UnknownSort}}}},
		"a receipt for nothing":      {`[{"phone_number":"13900001234","success":true,"biz_id":"","out_id":" "}]`, Batch{Bad: []Bad{{0, NoIdentity}}}},
		"bad ones among good ones": {`[7,` + exampleReply + `,null,{"content":"好","dest_code":"1","phone_number":"10086"},` + exampleReceipt + `]`,
			Batch{Messages: []inbox.Inbound{wantReply}, Receipts: []inbox.Receipt{wantReceipt}, Bad: []Bad{{0, NotObject}, {2, NotObject}, {3, BadPhone}}}},
	} {
		got, err := Decode([]byte(c.body), arrived)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestDecodeRefusesWhatIsNoPush(t *testing.T) {
	for _, body := range []string{"", "null", "7", `"x"`, "[", "[}", exampleReply + "x", exampleReply + exampleReply, "[" + exampleReply + "]]", `{"a":`, "phone_number=1"} {
		b, err := Decode([]byte(body), arrived)
		if !errors.Is(err, ErrMalformed) {
			t.Errorf("Decode(%q) = %+v, %v", body, b, err)
		}
		if err != nil && strings.Contains(err.Error(), "1390000") {
			t.Errorf("the error for %q holds a phone number: %v", body, err)
		}
	}
}

func TestThePhoneComesInFourForms(t *testing.T) {
	for given, want := range map[string]string{
		`"13900001234"`: "13900001234", `"+8613900001234"`: "13900001234", `"008613900001234"`: "13900001234",
		`"8613900001234"`: "13900001234", `13900001234`: "13900001234", `" 139-0000-1234 "`: "13900001234",
		`"85213900001234"`: "", `"12900001234"`: "", `"23900001234"`: "", `"1390000123"`: "", `"139000012345"`: "", `""`: "", `null`: "",
		`"1390000123x"`: "", `"١٣٩٠٠٠٠١٢٣٤"`: "", `["13900001234"]`: "",
	} {
		b, err := Decode([]byte(strings.Replace(exampleReply, `"13900001234"`, given, 1)), arrived)
		if err != nil {
			t.Errorf("%s: %v", given, err)
			continue
		}
		var got string
		if len(b.Messages) == 1 {
			got = b.Messages[0].From
		} else if diff := cmp.Diff([]Bad{{0, BadPhone}}, b.Bad); diff != "" {
			t.Errorf("%s: %s", given, diff)
		}
		if got != want {
			t.Errorf("the phone %s is read as %q, want %q", given, got, want)
		}
	}
}

func TestTimesThatCannotBe(t *testing.T) {
	fallback := arrived.In(beijing)
	for given, want := range map[string]time.Time{
		"":                    fallback,
		"yesterday":           fallback,
		"2026-13-01 00:00:00": fallback,
		"9999-12-31 23:59:59": fallback,
		"2026-01-02 11:12:19": time.Date(2026, 1, 2, 11, 12, 19, 0, beijing), // a clock that is ahead by less than a day
		"2025-12-01 00:00:00": time.Date(2025, 12, 1, 0, 0, 0, 0, beijing),
	} {
		b, err := Decode([]byte(strings.Replace(exampleReply, "2026-01-01 11:12:13", given, 1)), arrived)
		if err != nil || len(b.Messages) != 1 {
			t.Errorf("%q: %+v, %v", given, b, err)
		} else if !b.Messages[0].At.Equal(want) {
			t.Errorf("%q is read as %s, want %s", given, b.Messages[0].At, want)
		}
	}
	for _, old := range []string{"2025-11-01 00:00:00", "0001-01-01 00:00:00", "20150101120000"} {
		for _, item := range []string{
			strings.Replace(exampleReply, "2026-01-01 11:12:13", old, 1),
			strings.Replace(exampleReceipt, "2026-01-01 11:12:16", old, 1),
		} {
			b, err := Decode([]byte(item), arrived)
			if diff := cmp.Diff(Batch{Bad: []Bad{{0, TooOld}}}, b); err != nil || diff != "" {
				t.Errorf("%s: %v %s", old, err, diff)
			}
		}
	}
}

func TestTheKeyOfAReplyWithoutSequence(t *testing.T) {
	id := func(phone, content, at, dest string) string {
		t.Helper()
		b, err := Decode(fmt.Appendf(nil, `[{"phone_number":%q,"content":%q,"send_time":%q,"dest_code":%q}]`, phone, content, at, dest), arrived)
		if err != nil || len(b.Messages) != 1 {
			t.Fatalf("%+v, %v", b, err)
		}
		return b.Messages[0].ID
	}
	base := id("13900001234", "好", "2026-01-01 11:12:13", "1069")
	if again := id("+8613900001234", "好", "2026-01-01 11:12:13", "1069"); again != base {
		t.Error("a repeat has another key")
	}
	seen := map[string]bool{base: true}
	for _, other := range []string{
		id("13900001235", "好", "2026-01-01 11:12:13", "1069"),
		id("13900001234", "好的", "2026-01-01 11:12:13", "1069"),
		id("13900001234", "好", "2026-01-01 11:12:14", "1069"),
		id("13900001234", "好", "2026-01-01 11:12:13", "10690"),
		id("13900001234", "9好", "2026-01-01 11:12:13", "106"),
	} {
		if seen[other] {
			t.Errorf("two different replies share the key %s", other)
		}
		seen[other] = true
	}
	b, err := Decode([]byte(`[{"phone_number":"13900001234","content":"好","dest_code":"1069"}]`), arrived)
	if diff := cmp.Diff(Batch{Bad: []Bad{{0, NoIdentity}}}, b); err != nil || diff != "" {
		t.Errorf("neither sequence nor time: %v %s", err, diff)
	}
}

func TestFieldsThatNoTableCouldHold(t *testing.T) {
	for name, c := range map[string]struct {
		item string
		bad  bool
		text string
	}{
		"NUL in the text":        {strings.Replace(exampleReply, `"TD"`, `"T\u0000D"`, 1), false, "TD"},
		"broken UTF-8":           {strings.Replace(exampleReply, `"TD"`, "\"T\xffD\"", 1), false, "T\uFFFDD"},
		"a long text is kept":    {strings.Replace(exampleReply, `"TD"`, `"`+strings.Repeat("药", 500)+`"`, 1), false, strings.Repeat("药", 500)},
		"an empty text":          {strings.Replace(exampleReply, `"TD"`, `""`, 1), false, ""},
		"a text without end":     {strings.Replace(exampleReply, `"TD"`, `"`+strings.Repeat("药", maxText+1)+`"`, 1), true, ""},
		"a text that is none":    {strings.Replace(exampleReply, `"TD"`, `{"a":1}`, 1), true, ""},
		"an id with NUL":         {strings.Replace(exampleReply, `"1234567890"`, `"1\u00002"`, 1), true, ""},
		"an id without end":      {strings.Replace(exampleReply, `"1234567890"`, `"`+strings.Repeat("1", maxWord+1)+`"`, 1), true, ""},
		"an id that is a list":   {strings.Replace(exampleReply, `"1234567890"`, `[1]`, 1), true, ""},
		"a success of neither":   {strings.Replace(exampleReceipt, `true`, `"maybe"`, 1), true, ""},
		"a success that is list": {strings.Replace(exampleReceipt, `true`, `[]`, 1), true, ""},
	} {
		b, err := Decode([]byte(c.item), arrived)
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.bad:
			if diff := cmp.Diff(Batch{Bad: []Bad{{0, BadField}}}, b); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		case len(b.Messages) != 1 || b.Messages[0].Text != c.text:
			t.Errorf("%s: %+v", name, b)
		}
	}
}

func TestAReceiptWithoutAWordFromTheCarrierIsNoDelivery(t *testing.T) {
	for given, want := range map[string]bool{
		`"success":true,"err_code":"DELIVERED"`: true, `"success":true,"err_code":""`: true, `"success":1,"err_code":null`: true,
		`"success":true,"err_code":"REQUEST_SUCCESS"`: false, `"success":false,"err_code":"MOBILE_IN_BLACK"`: false,
	} {
		b, err := Decode([]byte(strings.Replace(exampleReceipt, `"success":true,"err_code":"DELIVERED"`, given, 1)), arrived)
		if err != nil || len(b.Receipts) != 1 || b.Receipts[0].Delivered != want {
			t.Errorf("%s: %+v, %v", given, b, err)
		}
	}
}

func TestDecodeQueue(t *testing.T) {
	for _, body := range []string{exampleReply, base64.StdEncoding.EncodeToString([]byte(exampleReply)), "\n" + base64.StdEncoding.EncodeToString([]byte(exampleReply)) + "\n"} {
		b, err := DecodeQueue([]byte(body), arrived)
		if diff := cmp.Diff(Batch{Messages: []inbox.Inbound{wantReply}}, b); err != nil || diff != "" {
			t.Errorf("%.20s…: %v %s", body, err, diff)
		}
	}
	for _, body := range []string{"", "[" + exampleReply + "]", base64.StdEncoding.EncodeToString([]byte("[" + exampleReply + "]")), "%%%", base64.StdEncoding.EncodeToString([]byte(exampleReply[:30]))} {
		if b, err := DecodeQueue([]byte(body), arrived); !errors.Is(err, ErrMalformed) {
			t.Errorf("DecodeQueue(%q) = %+v, %v", body, b, err)
		}
	}
}

// FuzzDecode holds what every table and every turn relies on, for any bytes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"[" + exampleReply + "," + exampleReceipt + "]", exampleReply, "[]", "null", `[{"content":"","dest_code":1,"sequence_id":1e3}]`,
		base64.StdEncoding.EncodeToString([]byte(exampleReceipt)), `[{"success":"1","out_id":7,"phone_number":13900001234}]`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, decode := range []func([]byte, time.Time) (Batch, error){Decode, DecodeQueue} {
			b, err := decode(body, arrived)
			if err != nil {
				if !errors.Is(err, ErrMalformed) || len(b.Messages)+len(b.Receipts)+len(b.Bad) > 0 {
					t.Fatalf("%v with %+v", err, b)
				}
				continue
			}
			ids := map[string]bool{}
			for _, m := range b.Messages {
				if m.ID == "" || ids[m.ID] || len(m.ID) > maxWord || len(m.From) != 11 || strings.ContainsRune(m.Text+m.Dest+m.ID, 0) {
					t.Errorf("an unusable message: %+v", m)
				}
				ids[m.ID] = true
				checkTime(t, m.At)
			}
			for _, r := range b.Receipts {
				if r.BizID+r.OutID == "" || len(r.Mobile) != 11 || r.Parts < 0 || strings.ContainsRune(r.Code+r.Say+r.BizID+r.OutID, 0) {
					t.Errorf("an unusable receipt: %+v", r)
				}
				checkTime(t, r.At)
			}
		}
	})
}

func checkTime(t *testing.T, at time.Time) {
	t.Helper()
	if at.Before(arrived.Add(-keptFor)) || at.After(arrived.Add(aheadBy)) {
		t.Errorf("a time outside what tables expect: %s", at)
	}
}
