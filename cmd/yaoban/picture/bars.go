package picture

import (
	"math"

	"github.com/yaoban/yaoban/domain/figures"
)

// bars draws horizontal bars: names at the left, the bar on its track with a mark at the target, the figure at the right.
func (c *canvas) bars(b figures.Bars, y int) int {
	if len(b.Bars) == 0 {
		return c.nothing(y)
	}
	const gap, thick, row = 20, 30, 74
	names, shown, most := 0, 0, 0.0
	for _, one := range b.Bars {
		names = max(names, c.width(c.plain(one.Name), body))
		shown = max(shown, c.width(c.plain(one.Shown), body))
		most = math.Max(most, math.Max(one.Value, one.Target))
	}
	names, shown = min(names, inner*38/100), min(shown, inner*26/100)
	from, to := left+names+gap, right-gap-shown
	if shown == 0 {
		to = right
	}
	for _, one := range b.Bars {
		name := c.fit(one.Name, body, names, 2)
		tall := max(row, lines(len(name), body)+16)
		top := y + (tall-lines(len(name), body))/2
		for _, line := range name {
			top = c.put(line, body, left, top, ink)
		}
		middle := y + tall/2
		c.round(from, middle-thick/2, to, middle+thick/2, thick/2, track)
		if one.Value > 0 && most > 0 {
			fill := accent
			if one.Tone != figures.Plain {
				fill = tones[one.Tone]
			}
			end := from + max(int(math.Round(float64(to-from)*one.Value/most)), thick) // never shorter than it is thick
			c.round(from, middle-thick/2, min(end, to), middle+thick/2, thick/2, fill)
		}
		if one.Target > 0 && most > 0 {
			x := from + int(math.Round(float64(to-from)*one.Target/most))
			x = min(max(x, from+3), to-3)
			c.rect(x-3, middle-thick/2-10, x+3, middle+thick/2+10, card) // a light edge, so that the mark is seen on the bar too
			c.rect(x-2, middle-thick/2-9, x+2, middle+thick/2+9, ink)
		}
		c.right(c.fit(one.Shown, body, shown, 1)[0], body, right, baseline(middle-lines(1, body)/2, body), tones[one.Tone])
		y += tall
	}
	return y
}
