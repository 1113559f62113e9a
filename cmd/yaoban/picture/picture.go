// Package picture draws figures.Picture as a PNG that reads well on a phone: 1,080 pixels wide, dark on light, with Chinese
// text. It lays out itself, on golang.org/x/image, and needs one font with Chinese characters (FindFont); without one pictures
// are off and everything else goes on.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/yaoban/yaoban/domain/figures"
)

// The measures in pixels. A phone shows 1,080 of them about 70 mm wide, so that 34 are a text of its own usual size.
const (
	wide   = 1080
	margin = 36
	// pad is the room inside a card, inner what is left for its contents.
	pad    = 36
	inner  = wide - 2*margin - 2*pad
	left   = margin + pad
	right  = wide - margin - pad
	corner = 24
	// The sizes of text.
	huge, large, body, small = 60, 46, 34, 28
	lineHeight               = 1.35
	// tallest bounds the picture, so that a mistake takes no memory: at this height it has some 200 rows.
	tallest = 16_000
)

var (
	ground = color.RGBA{0xee, 0xf3, 0xf3, 0xff}
	card   = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink    = color.RGBA{0x14, 0x25, 0x28, 0xff}
	soft   = color.RGBA{0x5a, 0x6d, 0x72, 0xff}
	grid   = color.RGBA{0xe0, 0xe8, 0xe9, 0xff}
	track  = color.RGBA{0xe3, 0xec, 0xec, 0xff}
	accent = color.RGBA{0x0e, 0x7c, 0x70, 0xff}
	zebra  = color.RGBA{0xf5, 0xf9, 0xf9, 0xff}
	header = color.RGBA{0xe2, 0xf1, 0xef, 0xff}
	// series are told apart without red and green beside each other.
	series = []color.RGBA{accent, {0xe0, 0x8a, 0x1e, 0xff}, {0x35, 0x63, 0xb5, 0xff}, {0x8d, 0x4f, 0xa6, 0xff}}
	tones  = map[figures.Tone]color.RGBA{figures.Plain: ink, figures.Good: accent, figures.Warn: {0xb5, 0x68, 0x00, 0xff}, figures.Bad: {0xc0, 0x2f, 0x27, 0xff}}
)

// Drawer draws pictures with one font. It is safe for concurrent use.
type Drawer struct{ font *sfnt.Font }

// New makes a Drawer with the font at path, which FindFont gives.
func New(path string) (*Drawer, error) {
	f, err := loadFont(path)
	if err != nil {
		return nil, err
	}
	return &Drawer{f}, nil
}

func (d *Drawer) canvas() *canvas {
	return &canvas{font: d.font, faces: map[int]font.Face{}, widths: map[glyphKey]fixed.Int26_6{}}
}

// Draw returns the picture as PNG. The error says which rule of figures the picture breaks, or that it would be too tall.
func (d *Drawer) Draw(p figures.Picture) ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	c := d.canvas()
	height := c.draw(p)
	if c.err != nil {
		return nil, fmt.Errorf("draw a picture: %w", c.err)
	}
	if height > tallest {
		return nil, fmt.Errorf("draw a picture: %d pixels are too tall for a phone, %d is the most", height, tallest)
	}
	c.img = image.NewRGBA(image.Rect(0, 0, wide, height))
	c.draw(p)
	if c.err != nil {
		return nil, fmt.Errorf("draw a picture: %w", c.err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, c.img); err != nil {
		return nil, fmt.Errorf("draw a picture: %w", err)
	}
	return out.Bytes(), nil
}

// draw draws everything from top to bottom and returns the height.
func (c *canvas) draw(p figures.Picture) int {
	if c.img != nil {
		c.rect(0, 0, wide, c.img.Bounds().Dy(), ground)
	}
	y := margin + 12
	for _, line := range c.fit(p.Title, large, wide-2*margin, 2) {
		y = c.put(line, large, margin, y, ink)
	}
	for _, line := range c.fit(p.Subtitle, small, wide-2*margin, 2) {
		if line != "" {
			y = c.put(line, small, margin, y+2, soft)
		}
	}
	y += 20
	for _, b := range p.Blocks {
		y = c.block(b, y) + 24
	}
	for _, note := range p.Notes {
		for _, line := range c.fit(note, small, wide-2*margin, 3) {
			y = c.put(line, small, margin, y, soft)
		}
	}
	return y + margin - 12
}

// put writes a line whose top is at y and returns where the next one begins.
func (c *canvas) put(text string, size, x, y int, of color.Color) int {
	c.text(text, size, x, baseline(y, size), of)
	return y + lines(1, size)
}

// lines is the height of n lines of a size.
func lines(n, size int) int { return int(math.Ceil(float64(n*size) * lineHeight)) }

// baseline is where a line whose top is at y stands: Chinese characters fill their square from 0.86 above to 0.14 below.
func baseline(y, size int) int {
	return y + (lines(1, size)-size)/2 + size*86/100
}

// block draws one block as a card from y on and returns where it ends.
func (c *canvas) block(b figures.Block, y int) int {
	end := c.contents(b, y+pad-6, false) + pad - 6
	c.round(margin, y, wide-margin, end, corner, card)
	c.contents(b, y+pad-6, true)
	return end
}

// contents draws what is in a card, or only measures it.
func (c *canvas) contents(b figures.Block, y int, drawn bool) int {
	img := c.img
	if !drawn {
		c.img = nil
		defer func() { c.img = img }()
	}
	switch b := b.(type) {
	case figures.KeyFigures:
		return c.keyFigures(b, y)
	case figures.Bars:
		return c.bars(b, c.title(b.Title, y))
	case figures.Table:
		return c.table(b, c.title(b.Title, y))
	case figures.Chart:
		return c.chart(b, c.title(b.Title, y))
	}
	if c.err == nil {
		c.err = fmt.Errorf("a block of the kind %T has no form", b)
	}
	return y
}

// title writes a card's title, if it has one.
func (c *canvas) title(text string, y int) int {
	if text == "" {
		return y
	}
	for _, line := range c.fit(text, body+2, inner, 2) {
		y = c.put(line, body+2, left, y, ink)
	}
	return y + 14
}

// nothing says that there are no figures.
func (c *canvas) nothing(y int) int {
	c.middle("暂无数据", body, wide/2, baseline(y+20, body), soft)
	return y + 40 + lines(1, body)
}

// keyFigures draws large figures, three in a row.
func (c *canvas) keyFigures(k figures.KeyFigures, y int) int {
	if len(k) == 0 {
		return c.nothing(y)
	}
	for len(k) > 0 {
		n := min(3, len(k))
		cell, tall := inner/n, 0
		for i, f := range k[:n] {
			x, top := left+i*cell, y
			room := cell - 20
			top = c.put(c.fit(f.Name, small, room, 1)[0], small, x, top, soft)
			size := huge
			for size > body && c.width(c.plain(f.Value), size) > room {
				size -= 2
			}
			c.text(c.fit(f.Value, size, room, 1)[0], size, x, baseline(top+(lines(1, huge)-lines(1, size))/2, size), tones[f.Tone])
			top += lines(1, huge)
			if f.Note != "" {
				for _, line := range c.fit(f.Note, small, room, 2) {
					top = c.put(line, small, x, top, soft)
				}
			}
			tall = max(tall, top-y)
		}
		if y, k = y+tall, k[n:]; len(k) > 0 {
			y += 22
		}
	}
	return y
}

func sqrt(v float32) float32 { return float32(math.Sqrt(float64(v))) }
