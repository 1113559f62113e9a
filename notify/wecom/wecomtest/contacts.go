package wecomtest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// file is what was uploaded or sent by a phone.
type file struct {
	name    string
	content []byte
	until   time.Time
	// kind is the type of its upload, empty for what a phone sent.
	kind string
}

// mediaFor is how long WeCom keeps a file.
const mediaFor = 72 * time.Hour

// uploads are the largest files by type (protocols: WeCom part 4.6).
var uploads = map[string]int{"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "file": 20 << 20}

// pictures are the forms that an image may have.
var pictures = []string{"image/png", "image/jpeg"}

// upload is media/upload.
func (s *Server) upload(c call) reply {
	kind := c.r.URL.Query().Get("type")
	limit, known := uploads[kind]
	if !known {
		return failure(40004)
	}
	_, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return failure(44001)
	}
	part, err := multipart.NewReader(bytes.NewReader(c.body), params["boundary"]).NextPart()
	if err != nil || part.FormName() != "media" || part.FileName() == "" {
		return failure(44001)
	}
	content, err := io.ReadAll(part)
	switch {
	case err != nil:
		return failure(44001)
	case len(content) <= 5:
		return failure(40006)
	case len(content) > limit:
		return failure(45001)
	case kind == "image" && !slices.Contains(pictures, http.DetectContentType(content)):
		return failure(40005)
	}
	return reply{"type": kind, "media_id": s.keep(part.FileName(), kind, content), "created_at": strconv.FormatInt(s.options.Wall().Unix(), 10)}
}

// Keep stores a file as if a phone had sent it, and returns its media id for a callback.
func (s *Server) Keep(name string, content []byte) string { return s.keep(name, "", content) }

func (s *Server) keep(name, kind string, content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.secret(40)
	s.media[id] = file{name: name, content: content, until: s.options.Wall().Add(mediaFor), kind: kind}
	return id
}

// LoseMedia makes WeCom forget every file, as it does after three days.
func (s *Server) LoseMedia() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.media)
}

// File returns a stored file by its media id, and false if there is none or its three days are over.
func (s *Server) File(id string) (name string, content []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.media[id]
	return f.name, f.content, ok && s.options.Wall().Before(f.until)
}

// fetched is what media/get answers with where all is right.
func (s *Server) fetched(c call) (file, bool) {
	if s.token(c.r) != 0 {
		return file{}, false
	}
	name, content, ok := s.File(c.r.URL.Query().Get("media_id"))
	return file{name: name, content: content}, ok
}

// createMenu is menu/create.
func (s *Server) createMenu(c call) reply {
	var in struct {
		Button []struct {
			Type, Name, Key, URL string
			Sub                  []json.RawMessage `json:"sub_button"`
		} `json:"button"`
	}
	if errcode := parse(c.body, &in); errcode != 0 {
		return failure(errcode)
	}
	if !s.agent(c) {
		return failure(40056)
	}
	if len(in.Button) == 0 || len(in.Button) > 3 {
		return failure(40016)
	}
	for _, b := range in.Button {
		switch {
		case b.Name == "" || len(b.Name) > 16:
			return failure(40018)
		case len(b.Sub) > 5:
			return failure(40023)
		case len(b.Sub) == 0 && b.Type == "click" && (b.Key == "" || len(b.Key) > 128):
			return failure(40019)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.menu = c.body
	return reply{}
}

// getMenu is menu/get.
func (s *Server) getMenu(c call) reply {
	if !s.agent(c) {
		return failure(40056)
	}
	menu := s.Menu()
	if menu == nil {
		return failure(46003)
	}
	var out reply
	if err := json.Unmarshal(menu, &out); err != nil {
		return failure(-1)
	}
	return out
}

// user is user/get. Mobile numbers are not in it, as for every app made since June 2022.
func (s *Server) user(c call) reply {
	p, ok := s.person(c.r.URL.Query().Get("userid"))
	if !ok {
		return failure(60111)
	}
	leaders := []string{}
	if p.Leader != "" {
		leaders = append(leaders, p.Leader)
	}
	return reply{"userid": p.UserID, "name": p.Name, "department": []int{1}, "is_leader_in_dept": []int{0}, "main_department": 1,
		"direct_leader": leaders, "status": p.Status}
}

func (s *Server) person(userid string) (Person, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people == nil {
		return Person{UserID: userid, Name: userid, Status: 1}, userid != ""
	}
	p, ok := s.people[lower(userid)]
	return p, ok
}

// userid is user/getuserid.
func (s *Server) userid(c call) reply {
	var in struct {
		Mobile string `json:"mobile"`
	}
	if errcode := parse(c.body, &in); errcode != 0 {
		return failure(errcode)
	}
	if len(in.Mobile) < 5 || len(in.Mobile) > 32 {
		return failure(40035)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.people {
		if p.Mobile == in.Mobile {
			return reply{"userid": p.UserID}
		}
	}
	return failure(46004)
}

// getAgent is agent/get.
func (s *Server) getAgent(c call) reply {
	if !s.agent(c) {
		return failure(301002)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	users := []map[string]string{}
	for _, p := range s.people {
		users = append(users, map[string]string{"userid": p.UserID})
	}
	closed := 0
	if s.closed {
		closed = 1
	}
	return reply{"agentid": s.options.AgentID, "name": "药伴", "close": closed, "allow_userinfos": map[string]any{"user": users},
		"allow_partys": map[string]any{"partyid": []int{1}}, "allow_tags": map[string]any{"tagid": []int{}}}
}

// callbackIPs is getcallbackip.
func (s *Server) callbackIPs(call) reply {
	return reply{"ip_list": []string{"127.0.0.1", "101.226.103.*"}}
}
