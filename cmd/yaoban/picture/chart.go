package picture

import (
	"math"
	"strconv"

	"github.com/yaoban/yaoban/domain/figures"
)

// chart draws columns beside each other and lines over them, on an axis that begins at 0.
func (c *canvas) chart(ch figures.Chart, y int) int {
	most, any := 0.0, false
	for _, s := range ch.Series {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				most, any = math.Max(most, v), true
			}
		}
	}
	if !any || len(ch.Labels) == 0 {
		return c.nothing(y)
	}
	y = c.legend(ch, y)
	if ch.Unit != "" {
		y = c.put(c.fit(ch.Unit, small, inner, 1)[0], small, left, y, soft)
	}
	step := nice(most)
	top := math.Ceil(most/step) * step
	axis := 0
	for v := 0.0; v <= top+step/2; v += step {
		axis = max(axis, c.width(number(v, step), small))
	}
	const tall = 420
	p := plot{c: c, from: left + axis + 16, to: right, top: y + 40, bottom: y + 40 + tall, most: top, labels: ch.Labels}
	for v := 0.0; v <= top+step/2; v += step {
		at := p.y(v)
		c.rect(p.from, at-1, p.to, at+1, grid)
		c.right(number(v, step), small, p.from-14, at+small*36/100, soft)
	}
	p.axisNames()
	var columns, lined []int
	for i, s := range ch.Series {
		if s.Line {
			lined = append(lined, i)
		} else {
			columns = append(columns, i)
		}
	}
	p.said = len(lined) == 0 // figures that lines cross cannot be read
	for k, i := range columns {
		p.columns(ch.Series[i], i, k, len(columns), step/10)
	}
	for _, i := range lined {
		p.curve(ch.Series[i], i)
	}
	return p.bottom + 14 + lines(1, small)
}

// legend names the series, if there are several.
func (c *canvas) legend(ch figures.Chart, y int) int {
	if len(ch.Series) < 2 {
		return y
	}
	x := left
	for i, s := range ch.Series {
		if s.Name == "" {
			continue
		}
		name := c.fit(s.Name, small, inner/2, 1)[0]
		w := 34 + c.width(name, small) + 30
		if x > left && x+w > right+30 {
			x, y = left, y+lines(1, small)+6
		}
		c.round(x, y+9, x+24, y+9+20, 6, series[i%len(series)])
		c.text(name, small, x+34, baseline(y, small), soft)
		x += w
	}
	return y + lines(1, small) + 12
}

// plot is the field of a chart.
type plot struct {
	c                     *canvas
	from, to, top, bottom int
	most                  float64
	labels                []string
	// said: each column has its figure above it.
	said bool
}

func (p plot) y(v float64) int {
	return p.bottom - int(math.Round(float64(p.bottom-p.top)*v/p.most))
}

// slot is the room of one label.
func (p plot) slot() float64 { return float64(p.to-p.from) / float64(len(p.labels)) }

func (p plot) x(i int) int { return p.from + int((float64(i)+.5)*p.slot()) }

// axisNames writes the labels: all where they fit beside each other, else each second, third … with the last one kept.
func (p plot) axisNames() {
	widest, room := 1, max(int(p.slot())-8, 7*small)
	for _, l := range p.labels {
		widest = max(widest, min(p.c.width(p.c.plain(l), small), room))
	}
	every := 1
	if float64(widest+10) > p.slot() { // the last one may stand half its width to the left
		every = int(math.Ceil(float64(widest*3/2+14) / p.slot()))
	}
	last := len(p.labels) - 1
	for i, l := range p.labels {
		if (last-i)%every != 0 {
			continue
		}
		text := p.c.fit(l, small, room, 1)[0]
		half := p.c.width(text, small) / 2
		at := min(max(p.x(i), left+half), right-half)
		p.c.middle(text, small, at, baseline(p.bottom+10, small), soft)
	}
}

// columns draws the k-th of n series of columns, with figures that are as exact as step.
func (p plot) columns(s figures.Series, of, k, n int, step float64) {
	group := math.Min(p.slot()*.7, 120*float64(n))
	each := group / float64(n)
	for i, v := range s.Values {
		if math.IsNaN(v) {
			continue
		}
		x := float64(p.x(i)) - group/2 + float64(k)*each
		x0, x1 := int(x+each*.06), max(int(x+each*.94), int(x+each*.06)+2)
		p.c.round(x0, p.y(v), x1, p.bottom, min(8, (x1-x0)/2), series[of%len(series)])
		if p.bottom-p.y(v) > 16 {
			p.c.rect(x0, p.bottom-8, x1, p.bottom, series[of%len(series)]) // it stands flat on the axis
		}
		if text := number(v, step); p.said && float64(p.c.width(text, small)+6) <= p.slot()/float64(n) {
			p.c.middle(text, small, (x0+x1)/2, p.y(v)-10, ink)
		}
	}
}

// curve draws a series as a line with its points; a gap interrupts it.
func (p plot) curve(s figures.Series, of int) {
	colour := series[of%len(series)]
	for i, v := range s.Values {
		if i > 0 && !math.IsNaN(v) && !math.IsNaN(s.Values[i-1]) {
			p.c.line(float32(p.x(i-1)), float32(p.y(s.Values[i-1])), float32(p.x(i)), float32(p.y(v)), 5, colour)
		}
	}
	for i, v := range s.Values {
		if !math.IsNaN(v) {
			p.c.dot(p.x(i), p.y(v), 10, card)
			p.c.dot(p.x(i), p.y(v), 7, colour)
		}
	}
}

// nice is a step of 1, 2 or 5 times a power of ten that cuts the axis into four or five parts; of whole numbers it is whole.
func nice(most float64) float64 {
	if most <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(most/4)))
	for _, f := range []float64{1, 2, 5, 10} {
		if step := f * power; most/step <= 5 {
			return step
		}
	}
	return 10 * power
}

// number writes a value as short as its step allows.
func number(v, step float64) string {
	if v == math.Trunc(v) {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	digits := 1
	if step < .1 {
		digits = 2
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}
