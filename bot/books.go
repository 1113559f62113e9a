package bot

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/yaoban/yaoban/bot/command"
	"github.com/yaoban/yaoban/domain"
)

// mostBooks bounds how many people's books one process holds; beyond it any of them goes, and is read again when needed.
const mostBooks = 20_000

// Books holds what each person's world looks like, one edition of it, and reads a newer one when a turn finds that there is
// one. It is safe for use by many turns at once.
type Books struct {
	// Read makes the book of one person from the database.
	Read func(ctx context.Context, person string) (*command.Book, error)

	mu    sync.RWMutex
	books map[string]held
	once  singleflight.Group
}

// edition is what a book depends on: the version of people, doctors, hospitals and products, and the civil date, because
// assignments begin and end with a day.
type edition struct {
	world int64
	day   domain.Date
}

// covers reports whether a book of edition e serves a turn that needs the other: it is as new or newer.
func (e edition) covers(other edition) bool {
	return e.world >= other.world && !e.day.Before(other.day)
}

type held struct {
	edition
	book *command.Book
}

// oldBook says that a person's book must be read in that edition before her turn can be taken. The turn gives up its
// transaction first, so that reading never waits for a connection while it holds one.
type oldBook struct {
	person string
	edition
}

func (oldBook) Error() string { return "the person's book is older than the world or of another day" }

// get returns the person's book if it is of that edition or a newer one.
func (b *Books) get(person string, e edition) (*command.Book, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	h, ok := b.books[person]
	return h.book, ok && h.covers(e)
}

// load reads the person's book; several turns that need it at once read it once.
func (b *Books) load(ctx context.Context, person string, e edition) error {
	_, err, _ := b.once.Do(fmt.Sprint(person, "/", e.world, "/", e.day), func() (any, error) {
		if _, ok := b.get(person, e); ok {
			return nil, nil
		}
		book, err := b.Read(ctx, person)
		if err != nil {
			return nil, fmt.Errorf("read the book of %s: %w", person, err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.books == nil {
			b.books = map[string]held{}
		}
		if len(b.books) >= mostBooks {
			for other := range b.books {
				delete(b.books, other)
				break
			}
		}
		b.books[person] = held{e, book}
		return nil, nil
	})
	return err
}
