package wecom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/url"
)

// Menu is the app's menu: one to three entries, each with a key or with up to five entries under it (protocols: WeCom part 4.9).
type Menu struct {
	Buttons []MenuEntry `json:"button"`
}

// MenuEntry is one entry of a menu: Type click with a Key, view with a URL, or neither with entries in Sub.
type MenuEntry struct {
	Type string      `json:"type,omitempty"`
	Name string      `json:"name"`
	Key  string      `json:"key,omitempty"`
	URL  string      `json:"url,omitempty"`
	Sub  []MenuEntry `json:"sub_button,omitempty"`
}

// check holds a menu against WeCom's limits.
func (m Menu) check() error {
	if len(m.Buttons) == 0 || len(m.Buttons) > 3 {
		return errors.New("a menu has one to three entries")
	}
	for _, top := range m.Buttons {
		if err := top.check(16); err != nil {
			return err
		}
		if len(top.Sub) > 5 {
			return fmt.Errorf("the menu entry %s has more than five entries", top.Name)
		}
		for _, sub := range top.Sub {
			if err := sub.check(40); err != nil {
				return err
			}
			if len(sub.Sub) > 0 {
				return fmt.Errorf("the menu entry %s lies below two levels", sub.Sub[0].Name)
			}
		}
	}
	return nil
}

func (e MenuEntry) check(nameBytes int) error {
	acts := e.Type == "click" && e.Key != "" && len(e.Key) <= 128 || e.Type == "view" && e.URL != "" && len(e.URL) <= 1024
	switch {
	case e.Name == "" || len(e.Name) > nameBytes:
		return fmt.Errorf("the menu entry %q needs a name of 1 to %d bytes", e.Name, nameBytes)
	case acts == (len(e.Sub) > 0):
		return fmt.Errorf("the menu entry %s needs either a click key or an address, or entries of its own", e.Name)
	}
	return nil
}

// CreateMenu puts the menu into the app, in place of the one that is there. The error is an *APIError, or says which limit
// the menu breaks.
func (c *Client) CreateMenu(ctx context.Context, m Menu) error {
	if err := m.check(); err != nil {
		return fmt.Errorf("create the app's menu: %w", err)
	}
	body, err := plainJSON(m)
	if err != nil {
		return err
	}
	return c.post(ctx, "menu/create", c.agentQuery(), body, &plainAnswer{})
}

// Menu returns the app's menu. An *APIError with 46003 says that there is none.
func (c *Client) Menu(ctx context.Context) (Menu, error) {
	var answer menuAnswer
	err := c.get(ctx, "menu/get", c.agentQuery(), &answer)
	return answer.Menu, err
}

// Agent is the app as the API shows it.
type Agent struct {
	Name string
	// Closed says that the app is switched off.
	Closed bool
	// Users, Departments and Tags are the app's visible range (可见范围).
	Users             []string
	Departments, Tags []int64
}

// Agent returns the app. The error is an *APIError.
func (c *Client) Agent(ctx context.Context) (Agent, error) {
	var answer agentAnswer
	if err := c.get(ctx, "agent/get", c.agentQuery(), &answer); err != nil {
		return Agent{}, err
	}
	a := Agent{Name: answer.Name, Closed: answer.Close != 0, Departments: answer.Departments.ID, Tags: answer.Tags.ID}
	for _, u := range answer.Users.User {
		a.Users = append(a.Users, u.UserID)
	}
	return a, nil
}

// Member is a person as the app sees her. Apps made since June 2022 do not see mobile numbers (protocols: WeCom part 4.7).
type Member struct {
	UserID, Name string
	Departments  []int
	Leaders      []string
	// Active says that she has activated WeCom; without that nothing reaches her.
	Active bool
}

// User returns a person. An *APIError says that WeCom does not know her or that the app may not see her (Invisible).
func (c *Client) User(ctx context.Context, userid string) (Member, error) {
	var answer userAnswer
	if err := c.get(ctx, "user/get", url.Values{"userid": {userid}}, &answer); err != nil {
		return Member{}, err
	}
	return Member{UserID: answer.UserID, Name: answer.Name, Departments: answer.Department, Leaders: answer.DirectLeader, Active: answer.Status == 1}, nil
}

// Invisible reports whether an error of User or UserIDByMobile says that the person is unknown to WeCom or to the app.
func Invisible(err error) bool {
	var e *APIError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Errcode {
	case 40003, 46004, 50002, 60011, 60021, 60111:
		return true
	}
	return false
}

// UserIDByMobile returns the userid of a mobile number. WeCom blocks the call for a day after too many misses (over a fifth of
// the headcount), so it is for single people, not for comparing lists. The error is an *APIError.
func (c *Client) UserIDByMobile(ctx context.Context, mobile string) (string, error) {
	body, err := plainJSON(map[string]string{"mobile": mobile})
	if err != nil {
		return "", err
	}
	var answer useridAnswer
	err = c.post(ctx, "user/getuserid", nil, body, &answer)
	return answer.Userid, err
}

// CallbackIPs returns the addresses that callbacks come from, plain or with * for a part, for a firewall in front. They
// change; ask daily. The error is an *APIError.
func (c *Client) CallbackIPs(ctx context.Context) ([]string, error) {
	var answer addressesAnswer
	err := c.get(ctx, "getcallbackip", nil, &answer)
	return answer.List, err
}

// UploadMedia stores a file at WeCom for three days and returns its media id. kind is image, voice, video or file; name is
// what people see (protocols: WeCom part 4.6 for the sizes). The error is an *APIError.
func (c *Client) UploadMedia(ctx context.Context, kind, name string, content []byte) (string, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("media", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", fmt.Errorf("write a file for WeCom: %w", err)
	}
	var answer uploadAnswer
	err = c.call(ctx, "media/upload", url.Values{"type": {kind}}, uploadWithin, &answer, func(ctx context.Context, uri string) ([]byte, error) {
		return sdkPost(ctx, c.wire, uri, b.Bytes(), w.FormDataContentType())
	})
	return answer.MediaID, err
}

// Media fetches a file that somebody sent, within its three days and up to 20 MiB. The error is an *APIError; 40007 says that
// the file is gone.
func (c *Client) Media(ctx context.Context, id string) ([]byte, error) {
	var file []byte
	err := c.call(ctx, "media/get", url.Values{"media_id": {id}}, uploadWithin, &file, func(ctx context.Context, uri string) ([]byte, error) {
		return sdkGet(ctx, c.wire, uri)
	})
	return file, err
}
