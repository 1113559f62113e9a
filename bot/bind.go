package bot

import (
	"context"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/binding"
	"github.com/yaoban/yaoban/domain/fact"
	"github.com/yaoban/yaoban/domain/inbox"
	"github.com/yaoban/yaoban/domain/notice"
	"github.com/yaoban/yaoban/domain/team"
	"github.com/yaoban/yaoban/domain/words"
)

var sayBound = words.New("bind.done", "已绑定 %s。以后用这个号码发短信，就是您本人。")

// binder is what confirms a phone.
type binder interface {
	// BindingsWaiting returns the bindings that wait for a code from that phone.
	BindingsWaiting(ctx context.Context, mobile string) ([]binding.Binding, error)
	// Bind gives the person the number, unless it is a colleague's.
	Bind(ctx context.Context, person, mobile string) (ok bool, err error)
}

// confirms takes a short message of an unknown phone as the code of a binding, and reports whether it was one. A wrong code is
// counted against the bindings of that phone and is answered with nothing, as everything from an unknown phone.
func confirms(ctx context.Context, tx Tx, in inbox.Inbound) (bool, error) {
	code, ok := binding.CodeIn(in.Text)
	if !ok || in.Channel != domain.SMS {
		return false, nil
	}
	waiting, err := tx.BindingsWaiting(ctx, in.From)
	if err != nil {
		return false, err
	}
	for _, b := range waiting {
		if !b.Open(in.At) || !b.Open(tx.Now()) {
			continue
		}
		if b.Code != code {
			b.Tries++
			tx.PutBinding(b)
			continue
		}
		bound, err := tx.Bind(ctx, b.Person, b.Mobile)
		if err != nil || !bound {
			return false, err
		}
		b.DoneAt = tx.Now()
		tx.PutBinding(b)
		mask := team.Mask(b.Mobile)
		tx.Remember(fact.Fact{Kind: fact.PhoneBound, At: tx.Now(), Person: b.Person, After: mask})
		return true, tellLate(tx, b.Person, "bind/"+in.ID, notice.Content{Only: domain.WeCom, Text: sayBound.Say(mask)})
	}
	return false, nil
}
