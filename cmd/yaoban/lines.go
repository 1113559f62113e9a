package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// longestLine bounds one line of json on standard input.
const longestLine = 1 << 20

// plain is an answer that is written as it is.
type plain string

// eachLine reads json lines from standard input, has each answered by f, and writes the answers in the same order, as json unless they
// are plain. A line that
// cannot be read or answered is named on standard error; the others are still done, and the command fails at its end.
func eachLine[In any](sh *shell, f func(In) (any, error)) error {
	in := bufio.NewScanner(sh.stdin)
	in.Buffer(make([]byte, 64<<10), longestLine)
	out := bufio.NewWriter(sh.stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	bad := false
	for number := 1; in.Scan(); number++ {
		if err := sh.ctx.Err(); err != nil {
			return errors.Join(err, out.Flush())
		}
		line := bytes.TrimPrefix(bytes.TrimSpace(in.Bytes()), []byte("\ufeff"))
		if len(line) == 0 {
			continue
		}
		answer, err := answerLine(line, f)
		if err != nil {
			bad = true
			fmt.Fprintf(sh.stderr, "line %d: %v\n", number, err)
			continue
		}
		if text, ok := answer.(plain); ok {
			_, err = out.WriteString(string(text))
		} else {
			err = enc.Encode(answer)
		}
		if err != nil {
			return fmt.Errorf("write the answer to line %d: %w", number, err)
		}
	}
	if err := in.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("a line is longer than %d bytes", longestLine)
		}
		return errors.Join(fmt.Errorf("read standard input: %w", err), out.Flush())
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	if bad {
		return errAlready
	}
	return nil
}

func answerLine[In any](line []byte, f func(In) (any, error)) (any, error) {
	var in In
	if err := json.Unmarshal(line, &in); err != nil {
		return nil, fmt.Errorf("is no message: %w", err)
	}
	return f(in)
}
