package main

import (
	"fmt"
	"strings"

	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/screen"
)

// mostForbidden bounds how many forbidden lines of a file are named.
const mostForbidden = 20

// forbidden says why a text of an operator may not be written down, nil if it may. The words themselves are masked in it.
func forbidden(where, text string) error {
	v := screen.Check(text)
	if !v.Refused {
		return nil
	}
	return fmt.Errorf("%s holds %s, which may not be written down (%s): %s", where, screen.Names[v.Rule], v.Article, v.Masked)
}

// forbiddenArgument looks at every argument of the command line, whatever the command: options, values, names of files.
func forbiddenArgument(args []string) error {
	for i, arg := range args {
		if err := forbidden(fmt.Sprintf("argument %d", i+1), arg); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// forbiddenLines looks at every cell of a file before anything else does, headers included; sheets and schemes come this way.
func forbiddenLines(lines []roster.Line) error {
	known := map[string]bool{} // most cells of a column are alike
	var found []string
	for _, l := range lines {
		for n, cell := range l.Cells {
			if known[cell] {
				continue
			}
			if err := forbidden(fmt.Sprintf("line %d, cell %d", l.Number, n+1), cell); err != nil {
				if found = append(found, err.Error()); len(found) == mostForbidden {
					return fmt.Errorf("nothing was read:\n%s\n…", strings.Join(found, "\n"))
				}
				continue
			}
			known[cell] = true
		}
	}
	if len(found) > 0 {
		return fmt.Errorf("nothing was read:\n%s", strings.Join(found, "\n"))
	}
	return nil
}

// forbiddenText looks at the lines of a file that is no table.
func forbiddenText(raw []byte) error {
	var lines []roster.Line
	for n, l := range strings.Split(string(raw), "\n") {
		lines = append(lines, roster.Line{Number: n + 1, Cells: []string{l}})
	}
	return forbiddenLines(lines)
}
