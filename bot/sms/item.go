package sms

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

const (
	// keptFor is how long the keys of repeats are kept (DESIGN.md part 2). It also bounds what a push can ask of tables
	// that have a partition a month.
	keptFor = 35 * 24 * time.Hour
	// aheadBy is how far before ours a message's own time may lie. It is what 今天 means in it, so that it is believed as a
	// WeCom message's is; only a time that no clock can have is not.
	aheadBy = 366 * 24 * time.Hour
	// maxWord bounds ids, codes and numbers, maxText the content; a short message has at most 500 characters.
	maxWord = 128
	maxText = 4000
)

// beijing is the zone of every time that the gateway writes, whatever zone the company works in.
var beijing = time.FixedZone("+08", 8*60*60)

// decodeItem reads one item. Exactly one of the three results is set.
func decodeItem(raw json.RawMessage, arrived time.Time) (*inbox.Inbound, *inbox.Receipt, Reason) {
	var f fields
	if err := json.Unmarshal(raw, &f); err != nil || f == nil {
		return nil, nil, NotObject
	}
	reply := f.has("content") && f.has("dest_code")
	receipt := f.has("success") && (f.has("biz_id") || f.has("out_id"))
	switch {
	case reply == receipt:
		return nil, nil, UnknownSort
	case reply:
		m, reason := f.message(arrived)
		return m, nil, reason
	default:
		r, reason := f.receipt(arrived)
		return nil, r, reason
	}
}

// fields are the members of one item, by name.
type fields map[string]json.RawMessage

func (f fields) has(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

func (f fields) message(arrived time.Time) (*inbox.Inbound, Reason) {
	phone, ok := f.phone()
	if !ok {
		return nil, BadPhone
	}
	content, okContent := f.text("content")
	dest, okDest := f.word("dest_code")
	sequence, okSequence := f.word("sequence_id")
	sent, okSent := f.word("send_time")
	if !okContent || !okDest || !okSequence || !okSent {
		return nil, BadField
	}
	if sequence == "" && sent == "" {
		return nil, NoIdentity
	}
	at, fresh := instant(sent, arrived)
	if !fresh {
		return nil, TooOld
	}
	id := sequence
	if id == "" {
		id = fingerprint(phone, sent, dest, content)
	}
	return &inbox.Inbound{
		Channel: domain.SMS, ID: id, From: phone, Kind: inbox.Text, Text: content, At: at, Dest: dest,
	}, ""
}

func (f fields) receipt(arrived time.Time) (*inbox.Receipt, Reason) {
	phone, ok := f.phone()
	if !ok {
		return nil, BadPhone
	}
	biz, okBiz := f.word("biz_id")
	out, okOut := f.word("out_id")
	code, okCode := f.word("err_code")
	say, okSay := f.text("err_msg")
	reported, okReported := f.word("report_time")
	success, okSuccess := f.flag("success")
	if !okBiz || !okOut || !okCode || !okSay || !okReported || !okSuccess {
		return nil, BadField
	}
	if biz == "" && out == "" {
		return nil, NoIdentity
	}
	at, fresh := instant(reported, arrived)
	if !fresh {
		return nil, TooOld
	}
	return &inbox.Receipt{
		BizID: biz, OutID: out, Mobile: phone, Code: code, Say: say, At: at, Parts: f.parts(),
		// Accepted without a word from the carrier is not delivered (protocols: Aliyun SMS part 7).
		Delivered: success && code != "REQUEST_SUCCESS",
	}, ""
}

// text returns a string member, without the NUL that no table can hold; an absent one is empty. It reports false for any
// other type and for what is longer than a short message can be.
func (f fields) text(name string) (string, bool) {
	if !f.has(name) {
		return "", true
	}
	var s string
	if json.Unmarshal(f[name], &s) != nil || utf8.RuneCountInString(s) > maxText {
		return "", false
	}
	return strings.ReplaceAll(s, "\x00", ""), true
}

// word returns a short string or number member as it is written: the pages of the gateway disagree on which of the two
// sequence_id and sms_size are.
func (f fields) word(name string) (string, bool) {
	if !f.has(name) {
		return "", true
	}
	var s string
	if json.Unmarshal(f[name], &s) != nil {
		var n json.Number
		if json.Unmarshal(f[name], &n) != nil {
			return "", false
		}
		s = n.String()
	}
	s = strings.TrimSpace(s)
	return s, len(s) <= maxWord && !strings.ContainsFunc(s, unicode.IsControl)
}

// flag returns a boolean member, also one that is written as a string or a number.
func (f fields) flag(name string) (value, ok bool) {
	if json.Unmarshal(f[name], &value) == nil {
		return value, true
	}
	w, ok := f.word(name)
	if !ok {
		return false, false
	}
	value, err := strconv.ParseBool(strings.ToLower(w))
	return value, err == nil
}

// parts returns sms_size, or 0 where it says nothing usable: it only counts cost.
func (f fields) parts() int {
	w, _ := f.word("sms_size")
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 || n > 100 {
		return 0
	}
	return n
}

// phone returns the last 11 digits of phone_number, which comes with +86, 0086, 86 or bare, and reports false for what is
// no mobile number of mainland China.
func (f fields) phone() (string, bool) {
	w, ok := f.word("phone_number")
	if !ok {
		return "", false
	}
	digits := strings.NewReplacer(" ", "", "-", "", "+", "").Replace(w)
	if len(digits) < 11 || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", false
	}
	country, mobile := digits[:len(digits)-11], digits[len(digits)-11:]
	switch country {
	case "", "86", "0086":
		return mobile, mobile[0] == '1' && mobile[1] >= '3'
	}
	return "", false
}

// instant reads a time of the gateway in either of its two forms. What is empty, unreadable or in the future becomes the
// time of arrival, because a rep's words must not be lost for the sake of a stamp. It reports false for what is too old.
func instant(s string, arrived time.Time) (time.Time, bool) {
	for _, layout := range []string{time.DateTime, "20060102150405"} {
		t, err := time.ParseInLocation(layout, s, beijing)
		switch {
		case err != nil:
			continue
		case t.Before(arrived.Add(-keptFor)):
			return time.Time{}, false
		case t.After(arrived.Add(aheadBy)):
			return arrived.In(beijing).Truncate(time.Second), true
		}
		return t, true
	}
	return arrived.In(beijing).Truncate(time.Second), true
}

// fingerprint is the key of a reply without a sequence_id: equal in every repeat. It cannot be taken for a sequence_id.
func fingerprint(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p))))
		h.Write([]byte{':'})
		h.Write([]byte(p))
	}
	return "h-" + hex.EncodeToString(h.Sum(nil)[:16])
}
