package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// canvas is what a picture is drawn on. Without an image it only measures, so that the height is known before anything is
// drawn: both passes run the same code. It serves one goroutine.
type canvas struct {
	img    *image.RGBA
	font   *sfnt.Font
	faces  map[int]font.Face
	widths map[glyphKey]fixed.Int26_6
	buffer sfnt.Buffer
	err    error
}

type glyphKey struct {
	r    rune
	size int
}

// face returns the font in a size in pixels. The first error is kept and ends the picture.
func (c *canvas) face(size int) font.Face {
	if f, ok := c.faces[size]; ok {
		return f
	}
	f, err := opentype.NewFace(c.font, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		if c.err == nil {
			c.err = fmt.Errorf("use the font in size %d: %w", size, err)
		}
		return nil
	}
	c.faces[size] = f
	return f
}

// advance is how far a character moves on.
func (c *canvas) advance(r rune, size int) fixed.Int26_6 {
	key := glyphKey{r, size}
	if w, ok := c.widths[key]; ok {
		return w
	}
	var w fixed.Int26_6
	if f := c.face(size); f != nil {
		w, _ = f.GlyphAdvance(r)
	}
	c.widths[key] = w
	return w
}

// width is how wide a text is, in pixels.
func (c *canvas) width(text string, size int) int {
	var w fixed.Int26_6
	for _, r := range text {
		w += c.advance(r, size)
	}
	return w.Ceil()
}

// plain leaves out what the font has no form for: emoji, control characters and marks without a width of their own.
func (c *canvas) plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if i, err := c.font.GlyphIndex(&c.buffer, r); (err != nil || i == 0) && !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, text)
}

// fit returns a text in at most lines lines of a width, each broken where it is full; what is left over ends in an ellipsis.
func (c *canvas) fit(text string, size, width, lines int) []string {
	rest := []rune(c.plain(text))
	var out []string
	for len(rest) > 0 && len(out) < lines {
		n, w := 0, fixed.Int26_6(0)
		for n < len(rest) && (w+c.advance(rest[n], size)).Ceil() <= width {
			w += c.advance(rest[n], size)
			n++
		}
		if n == len(rest) {
			return append(out, string(rest))
		}
		n = max(n, 1)
		if len(out) == lines-1 {
			for n > 1 && c.width(string(rest[:n])+"…", size) > width {
				n--
			}
			return append(out, string(rest[:n])+"…")
		}
		n = wordEnd(rest, n)
		out, rest = append(out, strings.TrimRight(string(rest[:n]), " ")), trimLeft(rest[n:])
	}
	if out == nil {
		out = []string{""}
	}
	return out
}

// wordEnd moves a line's end back so that no number or word of Latin letters is torn, unless it fills the line alone.
func wordEnd(line []rune, n int) int {
	inWord := func(r rune) bool { return r < 0x2e80 && r != ' ' }
	at := n
	for at > 0 && inWord(line[at]) && inWord(line[at-1]) {
		at--
	}
	if at == 0 {
		return n
	}
	return at
}

func trimLeft(r []rune) []rune {
	for len(r) > 0 && r[0] == ' ' {
		r = r[1:]
	}
	return r
}

// text writes a line with its left end at x and its baseline at y.
func (c *canvas) text(text string, size, x, y int, ink color.Color) {
	f := c.face(size)
	if c.img == nil || f == nil {
		return
	}
	d := font.Drawer{Dst: c.img, Src: image.NewUniform(ink), Face: f, Dot: fixed.P(x, y)}
	for _, r := range text { // glyph by glyph: kerning would make other widths than were measured
		d.DrawString(string(r))
	}
}

// right writes a line with its right end at x.
func (c *canvas) right(text string, size, x, y int, ink color.Color) {
	c.text(text, size, x-c.width(text, size), y, ink)
}

// middle writes a line around x.
func (c *canvas) middle(text string, size, x, y int, ink color.Color) {
	c.text(text, size, x-c.width(text, size)/2, y, ink)
}

// rect fills a rectangle.
func (c *canvas) rect(x0, y0, x1, y1 int, ink color.Color) {
	if c.img != nil {
		draw.Draw(c.img, image.Rect(x0, y0, x1, y1), image.NewUniform(ink), image.Point{}, draw.Over)
	}
}

// round fills a rectangle with round corners.
func (c *canvas) round(x0, y0, x1, y1, radius int, ink color.Color) {
	if c.img == nil || x1 <= x0 || y1 <= y0 {
		return
	}
	r := float32(min(radius, (x1-x0)/2, (y1-y0)/2))
	w, h := float32(x1-x0), float32(y1-y0)
	v := vector.NewRasterizer(x1-x0, y1-y0)
	v.MoveTo(r, 0)
	v.LineTo(w-r, 0)
	v.QuadTo(w, 0, w, r)
	v.LineTo(w, h-r)
	v.QuadTo(w, h, w-r, h)
	v.LineTo(r, h)
	v.QuadTo(0, h, 0, h-r)
	v.LineTo(0, r)
	v.QuadTo(0, 0, r, 0)
	v.ClosePath()
	v.Draw(c.img, image.Rect(x0, y0, x1, y1), image.NewUniform(ink), image.Point{})
}

// line draws a line of a thickness between two points.
func (c *canvas) line(x0, y0, x1, y1, thick float32, ink color.Color) {
	if c.img == nil {
		return
	}
	dx, dy := x1-x0, y1-y0
	length := sqrt(dx*dx + dy*dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*thick/2, dx/length*thick/2
	b := c.img.Bounds()
	v := vector.NewRasterizer(b.Dx(), b.Dy())
	v.MoveTo(x0+nx, y0+ny)
	v.LineTo(x1+nx, y1+ny)
	v.LineTo(x1-nx, y1-ny)
	v.LineTo(x0-nx, y0-ny)
	v.ClosePath()
	v.Draw(c.img, b, image.NewUniform(ink), image.Point{})
}

// dot fills a disc.
func (c *canvas) dot(x, y, radius int, ink color.Color) { // a rectangle with corners as round as it can be
	c.round(x-radius, y-radius, x+radius, y+radius, radius, ink)
}
