package wecom

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// envelope is the body of a POST. The order of its elements varies, and AgentID stands only in callbacks of an app.
type envelope struct {
	XMLName xml.Name `xml:"xml"`
	AgentID string   `xml:"AgentID"`
	Encrypt string   `xml:"Encrypt"`
}

// openEnvelope finds the ciphertext in the body of a POST. It returns Refused with BadEnvelope.
func openEnvelope(body []byte) (envelope, error) {
	var e envelope
	if err := xml.Unmarshal(body, &e); err != nil {
		return envelope{}, refused(BadEnvelope)
	}
	e.Encrypt, e.AgentID = strings.TrimSpace(e.Encrypt), strings.TrimSpace(e.AgentID)
	if e.Encrypt == "" {
		return envelope{}, refused(BadEnvelope)
	}
	return e, nil
}

// document is every field of the inner XML that something is made of; fields that WeCom adds are ignored (protocols: WeCom
// parts 2 and 3). Numbers are read as words so that one that cannot be read does not lose the message.
type document struct {
	XMLName      xml.Name `xml:"xml"`
	ToUserName   string
	FromUserName string
	CreateTime   string
	MsgType      string
	MsgID        string `xml:"MsgId"`
	AgentID      string `xml:"AgentID"`
	OldAgentID   string `xml:"AgentId"` // the spelling of the old task cards

	Content     string
	PicURL      string `xml:"PicUrl"`
	MediaID     string `xml:"MediaId"`
	Format      string
	LocationX   string `xml:"Location_X"`
	LocationY   string `xml:"Location_Y"`
	Label       string
	Title       string
	Description string
	URL         string `xml:"Url"`

	Event        string
	EventKey     string
	ChangeType   string
	TaskID       string `xml:"TaskId"`
	ResponseCode string
	UserID       string `xml:"UserID"`
	ID           string `xml:"Id"`
	TagID        string `xml:"TagId"`
	JobID        string `xml:"BatchJob>JobId"`
	Latitude     string
	Longitude    string
	Place        struct {
		X     string `xml:"Location_X"`
		Y     string `xml:"Location_Y"`
		Label string
	} `xml:"SendLocationInfo"`
	Selected []struct {
		Question string   `xml:"QuestionKey"`
		Options  []string `xml:"OptionIds>OptionId"`
	} `xml:"SelectedItems>SelectedItem"`
}

// Decode reads the decrypted XML of a message or event. Types and events that it does not know come back as Other and
// Event, so that they are kept and answered; agent is the app's id as the message names it. It returns Refused with
// BadMessage for what is no message at all: not XML, or without sender, time, type or (a message) number.
//
// encoding/xml knows no entities beyond XML's own five and reads no document type, so nothing can be expanded.
func Decode(plain []byte) (in inbox.Inbound, agent string, err error) {
	var d document
	// A control character that slipped into somebody's text must not lose it: WeCom would only send the same bytes again.
	if err := xml.Unmarshal(bytes.Map(legal, plain), &d); err != nil {
		return inbox.Inbound{}, "", refused(BadMessage)
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(d.CreateTime), 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<40 || d.FromUserName == "" || d.MsgType == "" {
		return inbox.Inbound{}, "", refused(BadMessage)
	}
	in = inbox.Inbound{
		Channel: domain.WeCom,
		ID:      strings.TrimSpace(d.MsgID),
		From:    d.FromUserName,
		At:      time.Unix(seconds, 0).UTC(),
	}
	if agent = strings.TrimSpace(d.AgentID); agent == "" {
		agent = strings.TrimSpace(d.OldAgentID)
	}
	if d.MsgType == "event" {
		d.event(&in)
		in.ID = d.eventID(agent)
		return in, agent, nil
	}
	if in.ID == "" || len(in.ID) > 64 {
		return inbox.Inbound{}, "", refused(BadMessage)
	}
	d.message(&in)
	return in, agent, nil
}

// message fills in what the message types of part 2 carry.
func (d *document) message(in *inbox.Inbound) {
	switch d.MsgType {
	case "text":
		in.Kind, in.Text = inbox.Text, d.Content
	case "image":
		in.Kind, in.MediaID, in.URL = inbox.Image, d.MediaID, d.PicURL
	case "voice":
		in.Kind, in.MediaID, in.Format = inbox.Voice, d.MediaID, d.Format
	case "video":
		in.Kind, in.MediaID = inbox.Video, d.MediaID
	case "location":
		in.Kind, in.Label = inbox.Location, d.Label
		in.Lat, in.Lon = degrees(d.LocationX), degrees(d.LocationY)
	case "link":
		in.Kind, in.Text, in.URL = inbox.Link, d.Title, d.URL
	default:
		in.Kind, in.Text, in.MediaID = inbox.Other, d.Content, d.MediaID
	}
}

// event fills in what the events of part 3 carry.
func (d *document) event(in *inbox.Inbound) {
	in.Kind, in.Event, in.EventKey = inbox.Event, d.Event, d.EventKey
	in.TaskID, in.ResponseCode = d.TaskID, d.ResponseCode
	in.Lat, in.Lon, in.Label = degrees(d.Latitude), degrees(d.Longitude), d.Place.Label
	if d.Event == "location_select" {
		in.Lat, in.Lon = degrees(d.Place.X), degrees(d.Place.Y)
	}
	for _, s := range d.Selected {
		in.Selected = append(in.Selected, inbox.Selection{Question: s.Question, Options: s.Options})
	}
}

// eventID is the key of an event's repeats. Events have no number, and the advice of the protocol's page, sender and second,
// takes two events of one second for one; this takes all that tells them apart (protocols: WeCom part 1.2).
func (d *document) eventID(agent string) string {
	h := sha256.New()
	for _, part := range []string{d.ToUserName, agent, d.FromUserName, strings.TrimSpace(d.CreateTime), d.Event, d.ChangeType,
		d.EventKey, d.TaskID, d.ResponseCode, d.UserID, d.ID, d.TagID, d.JobID} {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	return "e-" + hex.EncodeToString(h.Sum(nil)[:16])
}

// degrees reads a coordinate; what is none, or lies outside any globe, is 0.
func degrees(s string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(f >= -180 && f <= 180) {
		return 0
	}
	return f
}
