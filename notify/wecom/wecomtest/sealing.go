package wecomtest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/silenceper/wechat/v2/util"

	"github.com/yaoban/yaoban/domain/inbox"
)

// This side encrypts and signs with the SDK's functions, so that a fault in our own codec cannot cancel itself out.

// sealed encrypts a message and returns it with the query that signs it.
func (s *Server) sealed(inner []byte) (string, url.Values, error) {
	if s.options.Token == "" || s.options.AESKey == "" {
		return "", nil, errors.New("send a callback: the loopback WeCom was given no Token and AESKey")
	}
	s.mu.Lock()
	random, nonce := s.secret(16), s.secret(10)
	s.mu.Unlock()
	sealed, err := util.EncryptMsg([]byte(random), inner, s.options.CorpID, s.options.AESKey)
	if err != nil {
		return "", nil, errors.New("encrypt a callback: the AESKey is wrong")
	}
	stamp := strconv.FormatInt(s.options.Clock.Now().Unix(), 10)
	return string(sealed), url.Values{
		"msg_signature": {util.Signature(s.options.Token, stamp, nonce, string(sealed))}, "timestamp": {stamp}, "nonce": {nonce},
	}, nil
}

// opened checks and decrypts a passive reply.
func (s *Server) opened(body []byte) ([]byte, error) {
	var outer struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
	if err := xml.Unmarshal(body, &outer); err != nil {
		return nil, fmt.Errorf("it is not XML: %w", err)
	}
	if outer.MsgSignature == "" || outer.MsgSignature != util.Signature(s.options.Token, outer.TimeStamp, outer.Nonce, outer.Encrypt) {
		return nil, errors.New("its signature is wrong")
	}
	_, inner, err := util.DecryptMsg(s.options.CorpID, outer.Encrypt, s.options.AESKey)
	if err != nil {
		return nil, errors.New("it cannot be decrypted")
	}
	return inner, nil
}

// innerXML writes a message or event as WeCom does (protocols: WeCom parts 2 and 3).
func (s *Server) innerXML(in inbox.Inbound) ([]byte, error) {
	if in.From == "" {
		return nil, errors.New("send a callback: it has no sender")
	}
	var b bytes.Buffer
	b.WriteString("<xml>")
	words(&b, "ToUserName", s.options.CorpID, "FromUserName", in.From)
	fmt.Fprintf(&b, "<CreateTime>%d</CreateTime>", in.At.Unix())
	words(&b, "MsgType", string(in.Kind))
	lat, lon := strconv.FormatFloat(in.Lat, 'f', -1, 64), strconv.FormatFloat(in.Lon, 'f', -1, 64)
	switch in.Kind {
	case inbox.Text:
		words(&b, "Content", in.Text)
	case inbox.Image:
		words(&b, "PicUrl", in.URL, "MediaId", in.MediaID)
	case inbox.Voice:
		words(&b, "MediaId", in.MediaID, "Format", in.Format)
	case inbox.Video:
		words(&b, "MediaId", in.MediaID, "ThumbMediaId", in.MediaID)
	case inbox.Location:
		fmt.Fprintf(&b, "<Location_X>%s</Location_X><Location_Y>%s</Location_Y><Scale>20</Scale>", lat, lon)
		words(&b, "Label", in.Label, "AppType", "wxwork")
	case inbox.Link:
		words(&b, "Title", in.Text, "Description", "", "Url", in.URL, "PicUrl", "")
	case inbox.Event:
		words(&b, "Event", in.Event, "EventKey", in.EventKey)
		switch in.Event {
		case inbox.CardClick:
			words(&b, "TaskId", in.TaskID, "CardType", "button_interaction", "ResponseCode", in.ResponseCode)
			selected(&b, in.Selected)
		case "LOCATION":
			fmt.Fprintf(&b, "<Latitude>%s</Latitude><Longitude>%s</Longitude><Precision>65.000</Precision>", lat, lon)
			words(&b, "AppType", "wxwork")
		}
	default:
		words(&b, "Content", in.Text)
	}
	if in.Kind != inbox.Event {
		fmt.Fprintf(&b, "<MsgId>%s</MsgId>", in.ID)
	}
	fmt.Fprintf(&b, "<AgentID>%d</AgentID></xml>", s.options.AgentID)
	return b.Bytes(), nil
}

// words writes elements of character data, given as name and value in turn.
func words(b *bytes.Buffer, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(b, "<%s><![CDATA[%s]]></%[1]s>", pairs[i], strings.ReplaceAll(pairs[i+1], "]]>", "]]]]><![CDATA[>"))
	}
}

func selected(b *bytes.Buffer, all []inbox.Selection) {
	if len(all) == 0 {
		return
	}
	b.WriteString("<SelectedItems>")
	for _, s := range all {
		b.WriteString("<SelectedItem>")
		words(b, "QuestionKey", s.Question)
		b.WriteString("<OptionIds>")
		for _, id := range s.Options {
			words(b, "OptionId", id)
		}
		b.WriteString("</OptionIds></SelectedItem>")
	}
	b.WriteString("</SelectedItems>")
}
