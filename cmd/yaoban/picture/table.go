package picture

import (
	"image/color"

	"github.com/yaoban/yaoban/domain/figures"
)

// The measures of a table's cells.
const (
	cellGap   = 22
	cellPad   = 15
	mostLines = 2
)

// table draws a table: columns as wide as their texts where that fits, else the widest ones wrapped to two lines.
func (c *canvas) table(t figures.Table, y int) int {
	size := body
	if len(t.Columns) > 5 {
		size = small
	}
	widths := c.columns(t, size)
	names := make([]string, len(t.Columns))
	for i, h := range t.Columns {
		names[i] = h.Name
	}
	y = c.row(t, widths, names, size-4, y, header, soft)
	if len(t.Rows) == 0 {
		y = c.nothing(y)
	}
	for n, row := range t.Rows {
		back := card
		if n%2 == 1 {
			back = zebra
		}
		of := ink
		if t.Tones != nil {
			of = tones[t.Tones[n]]
		}
		y = c.row(t, widths, row, size, y, back, of)
	}
	if t.Totals != nil && len(t.Rows) > 0 {
		c.rect(left-16, y, right+16, y+3, accent)
		y = c.row(t, widths, t.Totals, size, y+3, card, accent)
	}
	return y
}

// row draws one row, as tall as its tallest cell.
func (c *canvas) row(t figures.Table, widths []int, cells []string, size, y int, back, of color.Color) int {
	wrapped, tallest := make([][]string, len(cells)), 1
	for i, text := range cells {
		wrapped[i] = c.fit(text, size, widths[i], mostLines)
		tallest = max(tallest, len(wrapped[i]))
	}
	tall := lines(tallest, size) + 2*cellPad
	c.round(left-16, y, right+16, y+tall, 10, back)
	x := left
	for i, cell := range wrapped {
		top := y + (tall-lines(len(cell), size))/2
		for _, line := range cell {
			if t.Columns[i].Right {
				c.right(line, size, x+widths[i], baseline(top, size), of)
				top += lines(1, size)
				continue
			}
			top = c.put(line, size, x, top, of)
		}
		x += widths[i] + cellGap
	}
	return y + tall
}

// columns shares the width: every column gets what its texts need if there is room for all, and the rest of the room then goes
// to the columns of words; otherwise the widest columns are narrowed to one common width that makes them fit.
func (c *canvas) columns(t figures.Table, size int) []int {
	need := make([]int, len(t.Columns))
	for i, h := range t.Columns {
		need[i] = c.width(c.plain(h.Name), size-4)
		for _, row := range t.Rows {
			need[i] = max(need[i], c.width(c.plain(row[i]), size))
		}
		if t.Totals != nil {
			need[i] = max(need[i], c.width(c.plain(t.Totals[i]), size))
		}
	}
	room := inner - cellGap*(len(t.Columns)-1)
	sum := func(limit int) (total int) {
		for _, n := range need {
			total += min(n, limit)
		}
		return total
	}
	limit := inner
	for limit > 2*size && sum(limit) > room {
		limit -= 4
	}
	var words []int
	for i := range need {
		need[i] = min(need[i], limit)
		if !t.Columns[i].Right {
			words = append(words, i)
		}
	}
	if len(words) == 0 {
		for i := range need {
			words = append(words, i)
		}
	}
	if spare := room - sum(inner); spare > 0 {
		for _, i := range words {
			need[i] += spare / len(words)
		}
	}
	return need
}
