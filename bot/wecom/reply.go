package wecom

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// textReply is the inner XML of a passive text reply; the names of sender and receiver swap (protocols: WeCom part 1.3).
func textReply(to, corp, text string, at time.Time) []byte {
	var b strings.Builder
	b.Grow(len(text) + 256)
	b.WriteString("<xml><ToUserName>")
	cdata(&b, to)
	b.WriteString("</ToUserName><FromUserName>")
	cdata(&b, corp)
	fmt.Fprintf(&b, "</FromUserName><CreateTime>%d</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>", at.Unix())
	cdata(&b, text)
	b.WriteString("</Content></xml>")
	return []byte(b.String())
}

// seal encrypts and signs a reply, as the answer to a POST.
func (c *Codec) seal(message []byte, at time.Time, random io.Reader) ([]byte, error) {
	ciphertext, err := c.Encrypt(message, random)
	if err != nil {
		return nil, err
	}
	var nonce [8]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("read randomness for a reply's nonce: %w", err)
	}
	return c.envelope(ciphertext, at, hex.EncodeToString(nonce[:])), nil
}

func (c *Codec) envelope(ciphertext string, at time.Time, nonce string) []byte {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	return fmt.Appendf(nil, "<xml><Encrypt><![CDATA[%s]]></Encrypt><MsgSignature><![CDATA[%s]]></MsgSignature>"+
		"<TimeStamp>%s</TimeStamp><Nonce><![CDATA[%s]]></Nonce></xml>",
		ciphertext, c.Sign(timestamp, nonce, ciphertext), timestamp, nonce)
}

// cdata writes s as character data that needs no escaping: its only danger, the end mark, is split over two sections, and
// what XML cannot hold at all becomes a space.
func cdata(b *strings.Builder, s string) {
	b.WriteString("<![CDATA[")
	b.WriteString(strings.ReplaceAll(strings.Map(legal, s), "]]>", "]]]]><![CDATA[>"))
	b.WriteString("]]>")
}

// legal maps what XML 1.0 does not allow (control characters, invalid UTF-8's replacement stays) to a space.
func legal(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r',
		r >= 0x20 && r <= 0xD7FF,
		r >= 0xE000 && r <= 0xFFFD,
		r >= 0x10000 && r <= 0x10FFFF:
		return r
	}
	return ' '
}
