package bot

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/yaoban/yaoban/bot/command"
)

// mostBooks bounds how many people's books one process holds; beyond it any of them goes, and is read again when needed.
const mostBooks = 20_000

// Books holds what each person's world looks like, one version of it, and reads a newer one when a turn finds that there is
// one. It is safe for use by many turns at once.
type Books struct {
	// Read makes the book of one person from the database.
	Read func(ctx context.Context, person string) (*command.Book, error)

	mu    sync.RWMutex
	books map[string]versioned
	once  singleflight.Group
}

type versioned struct {
	version int64
	book    *command.Book
}

// oldBook says that a person's book must be read in that version before her turn can be taken. The turn gives up its
// transaction first, so that reading never waits for a connection while it holds one.
type oldBook struct {
	person  string
	version int64
}

func (oldBook) Error() string { return "the person's book is older than the world" }

// get returns the person's book if it is of that version of the world or a newer one.
func (b *Books) get(person string, version int64) (*command.Book, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	v, ok := b.books[person]
	return v.book, ok && v.version >= version
}

// load reads the person's book; several turns that need it at once read it once.
func (b *Books) load(ctx context.Context, person string, version int64) error {
	_, err, _ := b.once.Do(fmt.Sprint(person, "/", version), func() (any, error) {
		if _, ok := b.get(person, version); ok {
			return nil, nil
		}
		book, err := b.Read(ctx, person)
		if err != nil {
			return nil, fmt.Errorf("read the book of %s: %w", person, err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.books == nil {
			b.books = map[string]versioned{}
		}
		if len(b.books) >= mostBooks {
			for other := range b.books {
				delete(b.books, other)
				break
			}
		}
		b.books[person] = versioned{version, book}
		return nil, nil
	})
	return err
}
