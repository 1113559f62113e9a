package sandbox

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"time"
)

// inline are the files that the page shows; every other one is only given for download, so that none of them runs here.
var inline = []string{"image/png", "image/jpeg"}

// getFile gives a picture or a file that a phone shows.
func (s *Sandbox) getFile(w http.ResponseWriter, r *http.Request) {
	name, content, ok := s.o.WeCom.File(r.PathValue("id"))
	if !ok {
		s.refuse(w, r, problems["not_found"])
		return
	}
	kind, how := http.DetectContentType(content), "inline"
	if !slices.Contains(inline, kind) {
		kind, how = "application/octet-stream", "attachment"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": name}))
	h.Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
