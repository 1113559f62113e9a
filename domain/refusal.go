package domain

import (
	"errors"
	"fmt"
)

// Refusal is the error of a rule that said no to a person. It carries a code, for which the catalogue has words, and the
// arguments that the words need. Every other error is for operators: the person reads only a reference.
type Refusal struct {
	// Code names the refusal in lower case with dots (visit.future). The catalogue has exactly one text for it.
	Code string
	// Args fill the text's placeholders, in order.
	Args []any
}

// Refuse makes a Refusal.
func Refuse(code string, args ...any) Refusal { return Refusal{Code: code, Args: args} }

// Error implements error, for logs; it holds no words for people.
func (r Refusal) Error() string { return fmt.Sprintf("refused: %s", r.Code) }

// AsRefusal returns the Refusal in err's chain, if there is one.
func AsRefusal(err error) (Refusal, bool) {
	var r Refusal
	ok := errors.As(err, &r)
	return r, ok
}
