package understand

// trie finds the words of a list in a text, each step one look-up. Every word carries values; one word may carry several.
type trie[V any] struct {
	next   map[uint64]int32
	values [][]V
	nodes  int32
}

func newTrie[V any]() *trie[V] {
	return &trie[V]{next: map[uint64]int32{}, values: make([][]V, 1), nodes: 1}
}

// add puts a word in; an empty word is ignored.
func (t *trie[V]) add(word string, value V) {
	if word == "" {
		return
	}
	node := int32(0)
	for _, c := range word {
		key := uint64(node)<<32 | uint64(uint32(c))
		to, ok := t.next[key]
		if !ok {
			to = t.nodes
			t.nodes++
			t.next[key] = to
			t.values = append(t.values, nil)
		}
		node = to
	}
	t.values[node] = append(t.values[node], value)
}

// each calls found for every word that begins at r[i], shorter ones first, with its end.
func (t *trie[V]) each(r []rune, i int, found func(end int, values []V)) {
	node := int32(0)
	for j := i; j < len(r); j++ {
		to, ok := t.next[uint64(node)<<32|uint64(uint32(r[j]))]
		if !ok {
			return
		}
		node = to
		if len(t.values[node]) > 0 {
			found(j+1, t.values[node])
		}
	}
}

// longest returns the end and the values of the longest word that begins at r[i]; end is i if there is none.
func (t *trie[V]) longest(r []rune, i int) (end int, values []V) {
	end = i
	t.each(r, i, func(e int, v []V) { end, values = e, v })
	return end, values
}
