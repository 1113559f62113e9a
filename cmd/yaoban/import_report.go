package main

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/screen"
)

// reasonColumn is the header of the column that a report adds to the rows of a file.
const reasonColumn = "导入结果"

// writeBack writes the rows of a file that was to be imported with one more column: what became of each row, or everything that
// is wrong with it. What concerns the whole file stands beside its header. Columns that may not be kept are written empty.
func writeBack(path string, lines []roster.Line, r roster.Report) error {
	format := "csv"
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		format = "xlsx"
	}
	reasons := map[int][]string{}
	width := 0
	for _, l := range lines {
		width = max(width, len(l.Cells))
	}
	filled := func(l roster.Line) bool {
		return slices.ContainsFunc(l.Cells, func(c string) bool { return strings.TrimSpace(c) != "" })
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l roster.Line) bool { return !filled(l) })
	if len(lines) == 0 {
		lines = []roster.Line{{Number: 1}}
	}
	for _, p := range r.Problems {
		line := p.Line
		if line == 0 {
			line = lines[0].Number
		}
		reason := p.Reason
		if p.Column != "" {
			reason = p.Column + ": " + p.Reason
		}
		reasons[line] = append(reasons[line], reason)
	}
	header := reportRow(lines[0], width, nil, reasonColumn)
	if wrong := reasons[lines[0].Number]; len(wrong) > 0 {
		header[width] = reasonColumn + ": " + strings.Join(wrong, "; ")
	}
	secret := roster.ForbiddenCells(lines[0].Cells)
	return intoFile(path, func(w io.Writer) error {
		names := make([]string, len(header))
		for i, cell := range header {
			names[i], _ = cell.(string) // all of them are texts
		}
		out, err := sheet.NewWriter(format, w, r.Table, names)
		if err != nil {
			return err
		}
		for _, l := range lines[1:] {
			became := r.Rows[l.Number]
			if wrong := reasons[l.Number]; len(wrong) > 0 {
				became = strings.Join(wrong, "; ")
			}
			if err := out.Write(reportRow(l, width, secret, became)); err != nil {
				return err
			}
		}
		return out.Close()
	})
}

// reportRow is one row of the report: the cells as the file had them, and last what became of it.
func reportRow(l roster.Line, width int, secret []int, became string) []any {
	row := make([]any, width+1)
	for i := range width {
		row[i] = ""
		if i < len(l.Cells) && !slices.Contains(secret, i) {
			row[i] = screen.Check(l.Cells[i]).Masked
		}
	}
	row[width] = became
	return row
}
