package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/yaoban/yaoban/domain/delivery"
	"github.com/yaoban/yaoban/notify"
)

const apiUpload = "media/upload"

var _ notify.MediaSender = (*Client)(nil)

// RenderMedia implements notify.MediaSender.
func (c *Client) RenderMedia(address string, kind delivery.Media) ([]byte, error) {
	if err := checkUserID(address); err != nil {
		return nil, err
	}
	body := sendBody{ToUser: address, MsgType: string(kind), AgentID: c.agent, SameCheck: 1, SameFor: sameWithin}
	switch place := (&mediaField{mediaPlace}); kind {
	case delivery.Image:
		body.Image = place
	case delivery.File:
		body.File = place
	case delivery.Voice:
		body.Voice = place
	default:
		return nil, fmt.Errorf("write a WeCom message: %q is no type of file", kind)
	}
	return toStore(apiSend, body)
}

// withMedia puts the media id of an attempt into a stored body. A body of words has no place for one.
func withMedia(body []byte, id string) []byte {
	if id == "" {
		return body
	}
	return bytes.Replace(body, []byte(`{"media_id":"`+mediaPlace+`"}`), []byte(`{"media_id":"`+id+`"}`), 1)
}

// Upload implements notify.MediaSender: the file lies at WeCom for three days, seen by nobody until a message names it.
func (c *Client) Upload(ctx context.Context, kind delivery.Media, name string, content []byte) (string, error) {
	if left := c.breaker.left(apiUpload); left > 0 {
		return "", &notify.SendError{Outcome: notify.Retry, Code: "45009", Say: "WeCom said that this is called too often; we wait until it takes files again", After: spread(left, name)}
	}
	id, err := c.UploadMedia(ctx, string(kind), name, content)
	if err == nil && (id == "" || bytes.ContainsAny([]byte(id), "\"\\ \n")) {
		err = errors.New("the media id is none")
	}
	if err != nil {
		return "", c.failed(apiUpload, name, err)
	}
	return id, nil
}
