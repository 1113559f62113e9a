package picture

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/image/font/sfnt"
)

// ErrNoFont says that no font with Chinese characters was found: pictures are off.
var ErrNoFont = errors.New("no font with Chinese characters was found")

// places are where the usual fonts lie, the best looking first: Noto Sans CJK (Debian: fonts-noto-cjk, 60 MB), WenQuanYi Micro
// Hei (fonts-wqy-microhei, 2 MB, which deploy/setup.sh and deploy/Dockerfile bring), those of a Mac.
var places = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
	"/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
	"/System/Library/Fonts/STHeiti Medium.ttc",
	"/System/Library/Fonts/Hiragino Sans GB.ttc",
	"/System/Library/Fonts/PingFang.ttc",
	"/Library/Fonts/Arial Unicode.ttf",
}

// needed are characters that a font must have to be taken for one with Chinese.
const needed = "药伴拜访张伟级次0123456789AaZz%"

// FindFont returns the path of a font that serves: own if it is given, else the first of the usual places. The error is
// ErrNoFont where there is none, or says why own does not serve.
func FindFont(own string) (path string, err error) {
	if own != "" {
		_, err := loadFont(own)
		return own, err
	}
	for _, path := range places {
		if _, err := loadFont(path); err == nil {
			return path, nil
		}
	}
	return "", ErrNoFont
}

// loadFont reads a TrueType or OpenType font, or the first font of a collection that has what is needed.
func loadFont(path string) (*sfnt.Font, error) {
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("read a font: %w", err)
	}
	starts := []int{0}
	if bytes.HasPrefix(content, []byte("ttcf")) {
		starts = nil
		for i := range int(number32(content, 8)) {
			if at := 12 + 4*i; at+4 <= len(content) {
				starts = append(starts, int(number32(content, at)))
			}
		}
	}
	var last error
	for _, start := range starts {
		f, err := sfnt.Parse(single(content, start))
		if err == nil {
			err = serves(f)
		}
		if err == nil {
			return f, nil
		}
		last = err
	}
	return nil, fmt.Errorf("the font %s does not serve: %w", path, cmp.Or(last, errors.New("it holds no font")))
}

// single copies one font out of a file, each of its tables at a multiple of four bytes as the OpenType specification demands:
// WenQuanYi Micro Hei packs them without gaps, which sfnt refuses. What is no font comes out as nothing that sfnt reads.
func single(content []byte, start int) []byte {
	const head, record = 12, 16
	if start < 0 || start+head > len(content) {
		return nil
	}
	end := start + head + record*int(binary.BigEndian.Uint16(content[start+4:]))
	if end > len(content) {
		return nil
	}
	out := bytes.Clone(content[start:end])
	for at := head; at < end-start; at += record {
		from, n := int(number32(out, at+8)), int(number32(out, at+12))
		if from+n > len(content) {
			return nil
		}
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		binary.BigEndian.PutUint32(out[at+8:], uint32(len(out)))
		out = append(out, content[from:from+n]...)
	}
	return out
}

func number32(b []byte, at int) uint32 {
	if at+4 > len(b) {
		return 0
	}
	return binary.BigEndian.Uint32(b[at:])
}

func serves(f *sfnt.Font) error {
	var b sfnt.Buffer
	for _, r := range needed {
		if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
			return errors.New("it lacks Chinese characters or digits")
		}
	}
	return nil
}
