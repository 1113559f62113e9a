package main

import (
	"errors"

	"github.com/yaoban/yaoban/cmd/yaoban/picture"
	"github.com/yaoban/yaoban/notify"
)

// noPictures says what to do where no font serves.
const noPictures = "Pictures are off: no font with Chinese characters was found. Install one (Debian: fonts-wqy-microhei or fonts-noto-cjk) or name one in YAOBAN_FONT."

// pictures returns what draws pictures, and nil, with a word to operators, where no font with Chinese characters serves: texts
// and files go out all the same.
func (s *server) pictures() notify.DrawPicture {
	path, err := picture.FindFont(s.cfg.Font)
	var d *picture.Drawer
	if err == nil {
		d, err = picture.New(path)
	}
	switch {
	case errors.Is(err, picture.ErrNoFont):
		s.log.Warn(noPictures)
		return nil
	case err != nil:
		s.log.Error("pictures are off: the font does not serve", "err", err)
		return nil
	}
	return d.Draw
}

// checkFont looks at YAOBAN_FONT.
func checkFont(path string) string {
	if _, err := picture.FindFont(path); err != nil {
		return "names no TrueType or OpenType font with Chinese characters"
	}
	return ""
}
