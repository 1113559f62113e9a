package scheme

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/yaoban/yaoban/domain/roster"
)

// tree reads YAML as rows of depth keys: a mapping leads from key to key, an entry of a list has no key of its own. Anchors and
// several documents are not read.
func tree(text []byte, depth int) (rows []Row, problems []roster.Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, []roster.Problem{{Reason: fmt.Sprintf("the file is no YAML: %v", err)}}
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, []roster.Problem{{Reason: "the file must be a mapping: its parts by name"}}
	}
	var walk func(n *yaml.Node, keys []string)
	walk = func(n *yaml.Node, keys []string) {
		wrong := func(reason string) {
			problems = append(problems, roster.Problem{Line: n.Line, Column: strings.Join(keys, " "), Reason: reason})
		}
		switch {
		case n.Kind == yaml.ScalarNode:
			full := make([]string, depth)
			copy(full, keys)
			rows = append(rows, Row{Line: n.Line, Keys: full, Value: n.Value})
		case len(keys) >= depth:
			wrong("a single value belongs here")
		case n.Kind == yaml.SequenceNode:
			for _, entry := range n.Content {
				if entry.Kind != yaml.ScalarNode {
					wrong("an entry of this list must be a single word")
					return
				}
				walk(entry, keys)
			}
		case n.Kind == yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], append(keys[:len(keys):len(keys)], strings.TrimSpace(n.Content[i].Value)))
			}
		default:
			wrong("cannot be read here")
		}
	}
	walk(doc.Content[0], nil)
	return rows, problems
}

// YAML writes rows as a file that can be edited and applied: nested mappings in the order of the rows. Keys that are empty or
// stand for no level are left out; order says, for a part, which of the keys lead inwards.
func YAML(rows []Row, order func(Row) []string) string {
	var b strings.Builder
	var open []string
	for _, r := range rows {
		keys := order(r)
		same := 0
		for same < len(keys)-1 && same < len(open) && open[same] == keys[same] {
			same++
		}
		for i := same; i < len(keys)-1; i++ {
			fmt.Fprintf(&b, "%s%s:\n", strings.Repeat("  ", i), keys[i])
		}
		fmt.Fprintf(&b, "%s%s: %s\n", strings.Repeat("  ", len(keys)-1), keys[len(keys)-1], r.Value)
		open = keys[:len(keys)-1]
	}
	return b.String()
}
