package wecom

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// xmlOf wraps fields in the head that every message and event has.
func xmlOf(fields string) string {
	return `<xml><ToUserName><![CDATA[ww01]]></ToUserName><FromUserName><![CDATA[ChenXiao]]></FromUserName>` +
		`<CreateTime>1767225601</CreateTime>` + fields + `<AgentID>1000002</AgentID></xml>`
}

func TestDecode(t *testing.T) {
	for name, tc := range map[string]struct {
		fields string
		want   inbox.Inbound // Channel, From and At are the head's
	}{
		"text": {`<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[今天 <见> & 👨‍⚕️]]></Content><MsgId>71</MsgId>`,
			inbox.Inbound{ID: "71", Kind: inbox.Text, Text: "今天 <见> & 👨‍⚕️"}},
		"text without CDATA": {`<Content>a &lt; b &#x4F60;</Content><MsgId> 72 </MsgId><MsgType>text</MsgType>`,
			inbox.Inbound{ID: "72", Kind: inbox.Text, Text: "a < b 你"}},
		"text with a control character": {"<MsgType>text</MsgType><Content><![CDATA[见\x0b张]]></Content><MsgId>73</MsgId>",
			inbox.Inbound{ID: "73", Kind: inbox.Text, Text: "见 张"}},
		"image": {`<MsgType>image</MsgType><PicUrl><![CDATA[https://p.example/1?a=1&b=2]]></PicUrl><MediaId>m1</MediaId><MsgId>2</MsgId>`,
			inbox.Inbound{ID: "2", Kind: inbox.Image, MediaID: "m1", URL: "https://p.example/1?a=1&b=2"}},
		"voice": {`<MsgType>voice</MsgType><MediaId>m2</MediaId><Format>amr</Format><MsgId>3</MsgId>`,
			inbox.Inbound{ID: "3", Kind: inbox.Voice, MediaID: "m2", Format: "amr"}},
		"video": {`<MsgType>video</MsgType><MediaId>m3</MediaId><ThumbMediaId>t</ThumbMediaId><MsgId>4</MsgId>`,
			inbox.Inbound{ID: "4", Kind: inbox.Video, MediaID: "m3"}},
		"location": {`<MsgType>location</MsgType><Location_X>23.134</Location_X><Location_Y>113.358</Location_Y><Scale>20</Scale><Label><![CDATA[市一院]]></Label><MsgId>5</MsgId><AppType>wxwork</AppType>`,
			inbox.Inbound{ID: "5", Kind: inbox.Location, Lat: 23.134, Lon: 113.358, Label: "市一院"}},
		"location off the globe": {`<MsgType>location</MsgType><Location_X>NaN</Location_X><Location_Y>1e9</Location_Y><MsgId>6</MsgId>`,
			inbox.Inbound{ID: "6", Kind: inbox.Location}},
		"link": {`<MsgType>link</MsgType><Title>指南</Title><Description>d</Description><Url>https://u.example</Url><PicUrl>p</PicUrl><MsgId>7</MsgId>`,
			inbox.Inbound{ID: "7", Kind: inbox.Link, Text: "指南", URL: "https://u.example"}},
		"a type of the future": {`<MsgType>hologram</MsgType><MediaId>m8</MediaId><Shape>cube</Shape><MsgId>8</MsgId>`,
			inbox.Inbound{ID: "8", Kind: inbox.Other, MediaID: "m8"}},
		"subscribe": {`<MsgType>event</MsgType><Event>subscribe</Event><EventKey><![CDATA[]]></EventKey>`,
			inbox.Inbound{Kind: inbox.Event, Event: inbox.Subscribe}},
		"enter_agent": {`<MsgType>event</MsgType><Event>enter_agent</Event>`,
			inbox.Inbound{Kind: inbox.Event, Event: inbox.EnterAgent}},
		"click": {`<MsgType>event</MsgType><Event>click</Event><EventKey>V1_TODAY</EventKey>`,
			inbox.Inbound{Kind: inbox.Event, Event: inbox.Click, EventKey: "V1_TODAY"}},
		"LOCATION": {`<MsgType>event</MsgType><Event>LOCATION</Event><Latitude>23.104</Latitude><Longitude>113.320</Longitude><Precision>65.0</Precision>`,
			inbox.Inbound{Kind: inbox.Event, Event: "LOCATION", Lat: 23.104, Lon: 113.32}},
		"location_select": {`<MsgType>event</MsgType><Event>location_select</Event><EventKey>k</EventKey><SendLocationInfo><Location_X>1.5</Location_X><Location_Y>2.5</Location_Y><Label>大门</Label></SendLocationInfo>`,
			inbox.Inbound{Kind: inbox.Event, Event: "location_select", EventKey: "k", Lat: 1.5, Lon: 2.5, Label: "大门"}},
		"a card's button": {`<MsgType>event</MsgType><Event>template_card_event</Event><EventKey>submit</EventKey><TaskId>t-1</TaskId><CardType>multiple_interaction</CardType><ResponseCode>RC</ResponseCode><SelectedItems><SelectedItem><QuestionKey>q1</QuestionKey><OptionIds><OptionId>a</OptionId><OptionId>b</OptionId></OptionIds></SelectedItem></SelectedItems>`,
			inbox.Inbound{Kind: inbox.Event, Event: inbox.CardClick, EventKey: "submit", TaskID: "t-1", ResponseCode: "RC",
				Selected: []inbox.Selection{{Question: "q1", Options: []string{"a", "b"}}}}},
		"an event of the future": {`<MsgType>event</MsgType><Event>open_approval_change</Event><ApprovalInfo><ThirdNo>1</ThirdNo></ApprovalInfo>`,
			inbox.Inbound{Kind: inbox.Event, Event: "open_approval_change"}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.want.Channel, tc.want.From, tc.want.At = domain.WeCom, "ChenXiao", time.Unix(1767225601, 0).UTC()
			got, agent, err := Decode([]byte(xmlOf(tc.fields)))
			if err != nil || agent != "1000002" {
				t.Fatalf("agent %q, %v", agent, err)
			}
			if tc.want.Kind == inbox.Event {
				if !strings.HasPrefix(got.ID, "e-") || len(got.ID) != 34 {
					t.Errorf("an event's key %q", got.ID)
				}
				got.ID = ""
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	text := `<MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId>`
	for name, body := range map[string]string{
		"nothing":         "",
		"not XML":         `{"MsgType":"text"}`,
		"cut off":         xmlOf(text)[:150],
		"another root":    strings.ReplaceAll(xmlOf(text), "xml>", "json>"),
		"no sender":       strings.ReplaceAll(xmlOf(text), "FromUserName", "From"),
		"no time":         strings.ReplaceAll(xmlOf(text), "CreateTime", "Time"),
		"time no number":  strings.ReplaceAll(xmlOf(text), "1767225601", "now"),
		"time zero":       strings.ReplaceAll(xmlOf(text), "1767225601", "0"),
		"time far off":    strings.ReplaceAll(xmlOf(text), "1767225601", "9223372036854775807"),
		"no type":         xmlOf(`<Content>x</Content><MsgId>1</MsgId>`),
		"no number":       xmlOf(`<MsgType>text</MsgType><Content>x</Content>`),
		"number too long": xmlOf(`<MsgType>text</MsgType><Content>x</Content><MsgId>` + strings.Repeat("1", 65) + `</MsgId>`),
		"own entity":      `<!DOCTYPE xml [<!ENTITY e "boom">]>` + xmlOf(`<MsgType>text</MsgType><Content>&e;</Content><MsgId>1</MsgId>`),
		"file entity":     `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/hostname">]>` + xmlOf(`<MsgType>text</MsgType><Content>&e;</Content><MsgId>1</MsgId>`),
	} {
		t.Run(name, func(t *testing.T) {
			in, _, err := Decode([]byte(body))
			if err == nil || asRefused(err).Reason != BadMessage {
				t.Errorf("%+v, %v", in, err)
			}
		})
	}
}

// Whatever tells two events apart makes two keys; the same event twice makes one (protocols: WeCom part 1.2).
func TestEventKeys(t *testing.T) {
	base := xmlOf(`<MsgType>event</MsgType><Event>change_contact</Event><ChangeType>update_user</ChangeType><UserID>a</UserID><EventKey>k</EventKey><TaskId>t</TaskId><ResponseCode>r</ResponseCode><Id>1</Id><TagId>2</TagId><BatchJob><JobId>j</JobId></BatchJob>`)
	key := func(body string) string {
		t.Helper()
		in, _, err := Decode([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		return in.ID
	}
	if first, again := key(base), key(base); first != again {
		t.Error("the same event has two keys")
	}
	reordered := strings.Replace(base, "<UserID>a</UserID><EventKey>k</EventKey>", "<EventKey><![CDATA[k]]></EventKey><UserID>a</UserID>", 1)
	if key(base) != key(reordered) {
		t.Error("the same event in another order has another key")
	}
	seen := map[string]string{key(base): "the event itself"}
	for _, change := range [][2]string{{"ww01", "ww02"}, {"1000002", "1000003"}, {"ChenXiao", "sys"}, {"1767225601", "1767225602"},
		{"change_contact", "click"}, {"update_user", "create_user"}, {"<UserID>a", "<UserID>b"}, {">k<", ">l<"},
		{"<TaskId>t", "<TaskId>u"}, {">r<", ">s<"}, {"<Id>1", "<Id>9"}, {"<TagId>2", "<TagId>9"}, {">j<", ">i<"},
		{"<UserID>a</UserID><EventKey>k", "<UserID></UserID><EventKey>ka"}} {
		k := key(strings.Replace(base, change[0], change[1], 1))
		if was, twice := seen[k]; twice {
			t.Errorf("%s → %s has the key of %s", change[0], change[1], was)
		}
		seen[k] = change[0] + " → " + change[1]
	}
}
