package wecom

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Probe asks callback, the public address of /wecom/callback, as WeCom does when the URL is saved, and reports what is wrong
// with the answer: it proves that the address leads to a server of ours that has the same Token, EncodingAESKey and CorpID.
// at stamps the request. The error holds no secret and nothing of the answer's body.
func (c *Codec) Probe(ctx context.Context, client *http.Client, callback string, at time.Time, random io.Reader) error {
	u, err := url.Parse(callback)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the callback is not an address like https://host/wecom/callback")
	}
	var echo, nonce [8]byte
	for _, b := range [][]byte{echo[:], nonce[:]} {
		if _, err := io.ReadFull(random, b); err != nil {
			return fmt.Errorf("read randomness for a probe: %w", err)
		}
	}
	want := hex.EncodeToString(echo[:])
	sealed, err := c.Encrypt([]byte(want), random)
	if err != nil {
		return err
	}
	query, stamp, once := u.Query(), strconv.FormatInt(at.Unix(), 10), hex.EncodeToString(nonce[:])
	query.Set("msg_signature", c.Sign(stamp, once, sealed))
	query.Set("timestamp", stamp)
	query.Set("nonce", once)
	query.Set("echostr", sealed)
	u.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return errors.New("the callback is not an address that can be asked")
	}
	resp, err := client.Do(req)
	if err != nil {
		var lost *url.Error
		if errors.As(err, &lost) {
			err = lost.Err // without the address and its query
		}
		return fmt.Errorf("it cannot be reached: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	switch {
	case err != nil:
		return fmt.Errorf("its answer breaks off: %w", err)
	case resp.StatusCode == http.StatusForbidden:
		return errors.New("it refuses the signature or the company (status 403); Token, EncodingAESKey or CorpID differ")
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("it answers with status %d", resp.StatusCode)
	case string(got) != want:
		return errors.New("it answers with something else than the text it was sent")
	}
	return nil
}
