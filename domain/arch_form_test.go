package domain_test

import (
	"go/ast"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines keeps a file to one thought.
const maxLines = 400

func TestArchFileLength(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test && !f.generated && f.lines > maxLines {
			t.Errorf("%s has %d lines, %d at most: it probably holds several thoughts", f.path, f.lines, maxLines)
		}
	}
}

// emptyNames say nothing about what a package is for.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types", "misc", "base", "shared", "lib", "core"}

func TestArchPackageNames(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t) {
		name := strings.TrimSuffix(f.ast.Name.Name, "_test")
		if slices.Contains(emptyNames, name) || slices.Contains(emptyNames, path.Base(f.dir)) {
			t.Errorf("%s: a package named %q says nothing about what it is for", f.path, name)
		}
		if !f.test {
			documented[f.dir] = documented[f.dir] || f.ast.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no file says what the package is for (a comment above the package clause)", dir)
		}
	}
}

// wallClock are the files that may read the machine's clock where business time rules, and why.
var wallClock = map[string]string{
	"domain/clock.go": "it makes the clock that everybody else is given",
	"bot/bot.go":      "how long a turn took, and how much of WeCom's five seconds is left",
}

func TestArchBusinessTime(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		if f.test || !businessTime(f.dir) {
			continue
		}
		for _, sel := range selectors(f.ast) {
			if isPackage(sel, "time") && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				used[f.path] = true
				if wallClock[f.path] == "" {
					t.Errorf("%s reads the machine's clock: business time comes from a domain.Clock or an argument", f.fset.Position(sel.Pos()))
				}
			}
		}
	}
	for name := range wallClock {
		if !used[name] {
			t.Errorf("%s no longer reads the machine's clock: take it off the list", name)
		}
	}
}

// businessTime reports whether rules or turns live in the folder. Storage, senders, jobs and servers have wall time too: leases,
// tokens, time-outs.
func businessTime(dir string) bool {
	return matches("bot/...", dir) || matches("domain/...", dir) && !matches("domain/postgres/...", dir)
}

func TestArchNoSkippedTests(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test || strings.HasPrefix(f.path, "domain/arch_") {
			continue
		}
		for _, sel := range selectors(f.ast) {
			switch sel.Sel.Name {
			case "Skip", "Skipf", "SkipNow":
				t.Errorf("%s skips a test: one that cannot start what it needs must fail", f.fset.Position(sel.Pos()))
			case "Short":
				if isPackage(sel, "testing") {
					t.Errorf("%s tests less under -short: there is one way to run the tests", f.fset.Position(sel.Pos()))
				}
			}
		}
	}
}

// startUp are the functions that may panic: their names say that they run before anything else does.
var startUp = regexp.MustCompile(`^(init|[mM]ust([A-Z].*)?|register)$`)

// startUpToo are functions that run at start-up though their names do not say so.
var startUpToo = map[string]string{"domain/words/words.go": "New"}

func TestArchNoPanicAfterStartUp(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, decl := range f.ast.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || startUp.MatchString(fn.Name.Name) || startUpToo[f.path] == fn.Name.Name {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" && !abortsHandler(call) {
					t.Errorf("%s panics in %s, which runs after start-up: return an error", f.fset.Position(call.Pos()), fn.Name.Name)
				}
				return true
			})
		}
	}
}

// abortsHandler tells the panic that net/http provides for breaking a connection off.
func abortsHandler(call *ast.CallExpr) bool {
	sel, ok := call.Args[0].(*ast.SelectorExpr)
	return ok && isPackage(sel, "http") && sel.Sel.Name == "ErrAbortHandler"
}

func TestArchExportedThingsAreDocumented(t *testing.T) {
	for _, f := range sources(t) {
		if f.test {
			continue
		}
		for _, decl := range f.ast.Decls {
			for _, id := range undocumented(decl) {
				t.Errorf("%s: %s has no comment that says what it is for", f.fset.Position(id.Pos()), id.Name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that have no comment: their own, or that of their group. Methods of
// unexported types are reached through an interface, which has the comment.
func undocumented(decl ast.Decl) []*ast.Ident {
	var bare []*ast.Ident
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))) {
			bare = append(bare, d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					bare = append(bare, s.Name)
				}
			case *ast.ValueSpec:
				for _, name := range s.Names {
					if name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						bare = append(bare, name)
					}
				}
			}
		}
	}
	return bare
}

func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch e := t.(type) {
		case *ast.StarExpr:
			t = e.X
		case *ast.IndexExpr:
			t = e.X
		case *ast.IndexListExpr:
			t = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// topLevel are the names that the root of the repository may hold; those with a dot in front are settings of tools.
var topLevel = regexp.MustCompile(`^(bot|notify|domain|jobs|cmd|deploy|go\.mod|go\.sum|Makefile|LICENSE|README\.md|README\.zh-CN\.md|CONTRIBUTING\.md|CHANGELOG\.md|SECURITY\.md|\..+)$`)

// leftovers are what .gitignore keeps out of the repository.
var leftovers = regexp.MustCompile(`^(data|yaoban|node_modules|.+\.(test|out|prof))$`)

func TestArchTopLevel(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !topLevel.MatchString(e.Name()) && !leftovers.MatchString(e.Name()) {
			t.Errorf("%s: the root of the repository has a fixed set of names", e.Name())
		}
	}
}

// selectors returns every x.Name of the file.
func selectors(file *ast.File) []*ast.SelectorExpr {
	var all []*ast.SelectorExpr
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			all = append(all, sel)
		}
		return true
	})
	return all
}

func isPackage(sel *ast.SelectorExpr, name string) bool {
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == name
}
