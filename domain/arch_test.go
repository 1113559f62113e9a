package domain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The architecture, as a test: who may import whom, and what a file may look like (arch_form_test.go). A new package or a new
// dependency fails here until it is given its place in one of the tables.

const module = "github.com/yaoban/yaoban"

// layer says what the packages at and below a folder may import of this module. The first layer that fits a package is its own.
type layer struct {
	at string
	// alone is for a package without those below it.
	alone bool
	// may holds folders; one that ends in /... holds all below it too.
	may []string
	// pure layers do no I/O: they import nothing that reads files, speaks over the network or starts programs.
	pure bool
}

// layers is DESIGN.md part 1: cmd → {bot, notify, jobs, domain/postgres} → domain/* → domain.
var layers = []layer{
	{at: "domain", alone: true, pure: true},
	{at: "domain/postgres/pgserver", may: []string{"deploy/child"}},
	{at: "domain/postgres/pgtest", may: []string{"domain/postgres", "domain/postgres/pgserver"}},
	{at: "domain/postgres", alone: true, may: []string{"domain/..."}},
	{at: "domain", may: []string{"domain/..."}, pure: true},
	{at: "bot/understand", may: []string{"domain/..."}, pure: true},
	{at: "bot/dialog", may: []string{"domain/..."}, pure: true},
	{at: "bot/command", may: []string{"domain/...", "bot/dialog", "bot/understand"}, pure: true},
	{at: "bot", may: []string{"domain/...", "bot/..."}},
	{at: "notify", may: []string{"domain/...", "notify/..."}},
	{at: "jobs/redisserver", may: []string{"deploy/child"}},
	{at: "jobs", may: []string{"domain/...", "jobs/...", "notify"}},
	{at: "cmd", may: []string{"domain/...", "bot/...", "notify/...", "jobs/...", "cmd/...", "domain/postgres", "domain/postgres/pgserver"}},
	{at: "deploy", may: []string{"deploy/..."}},
}

// notUnderDomain are the folders that domain/... does not include: rules, bot, notify and jobs never import the SQL.
const notUnderDomain = "domain/postgres"

// testsMay is what a _test.go file may import beyond its layer: the real parts, never a stand-in for them.
var testsMay = []string{
	"domain/postgres", "domain/postgres/pgtest", "domain/postgres/pgserver", "jobs/redisserver", "notify/wecom/wecomtest", "notify/sms/smstest",
	"deploy/child", // the program itself, which ends with its test
}

// homes says where a module from outside may be imported. Tests may use those of homesOfTests anywhere too.
var homes = map[string][]string{
	"github.com/jackc/pgx/v5":                {"domain/postgres/..."},
	"github.com/pressly/goose/v3":            {"domain/postgres"},
	"github.com/hibiken/asynq":               {"jobs", "cmd/..."},
	"github.com/redis/go-redis/v9":           {"jobs/...", "notify/wecom", "cmd/..."},
	"github.com/alicebob/miniredis/v2":       {"jobs/redisserver"},
	"github.com/silenceper/wechat/v2":        {"notify/wecom/..."},
	"github.com/aliyun/alibaba-cloud-sdk-go": {"notify/sms"},
	"github.com/mozillazg/go-pinyin":         {"bot/understand", "domain/roster"},
	"github.com/alecthomas/kong":             {"cmd/..."},
	"github.com/caarlos0/env/v11":            {"cmd/..."},
	"github.com/prometheus/client_golang":    {"cmd/..."},
	"github.com/xuri/excelize/v2":            {"cmd/..."},
	"github.com/chromedp/chromedp":           {"cmd/yaoban/sandbox/chromium"},
	"github.com/chromedp/cdproto":            {"cmd/yaoban/sandbox/chromium"},
	"golang.org/x/image":                     {"cmd/yaoban/picture"},
	"go.yaml.in/yaml/v3":                     {"domain/grading", "domain/scheme"},
	"golang.org/x/sync":                      {"bot/...", "notify/...", "jobs/...", "cmd/..."},
	"golang.org/x/text":                      {"domain/roster"},
	"golang.org/x/time":                      {"bot/...", "notify/...", "jobs/...", "cmd/..."},
	"golang.org/x/crypto":                    {"bot/...", "notify/...", "cmd/..."},
}

var homesOfTests = []string{
	"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/jackc/pgx/v5", "github.com/redis/go-redis/v9", "github.com/hibiken/asynq",
	"github.com/chromedp/chromedp", "github.com/chromedp/cdproto", "golang.org/x/sync",
}

// impure are the packages of the standard library that a pure layer does without.
var impure = []string{"net", "net/http", "net/url", "os", "os/exec", "os/signal", "database/sql", "log", "log/slog", "syscall"}

func TestArchArrows(t *testing.T) {
	for _, f := range sources(t) {
		own, ok := layerOf(f.dir)
		if !ok {
			t.Errorf("%s: the folder %s is in no layer: DESIGN.md part 1 has the tree", f.path, f.dir)
			continue
		}
		for _, imported := range f.imports() {
			switch target, internal := strings.CutPrefix(imported, module+"/"); {
			case internal:
				if !mayImport(own, f, target) {
					t.Errorf("%s imports %s, which its layer %s may not", f.path, target, own.at)
				}
			case strings.Contains(strings.Split(imported, "/")[0], "."):
				checkHome(t, f, own, imported)
			case own.pure && !f.test && slices.Contains(impure, imported):
				t.Errorf("%s imports %s: rules do no I/O", f.path, imported)
			}
		}
	}
}

func layerOf(dir string) (layer, bool) {
	for _, l := range layers {
		if dir == l.at || !l.alone && strings.HasPrefix(dir, l.at+"/") {
			return l, true
		}
	}
	return layer{}, false
}

func mayImport(own layer, f source, target string) bool {
	if target == f.dir && f.test { // an external test of the package itself
		return true
	}
	if f.test && slices.Contains(testsMay, target) {
		return true
	}
	return slices.ContainsFunc(own.may, func(pattern string) bool {
		sql := target == notUnderDomain || strings.HasPrefix(target, notUnderDomain+"/")
		return matches(pattern, target) && (pattern != "domain/..." || !sql)
	})
}

func checkHome(t *testing.T, f source, own layer, imported string) {
	t.Helper()
	of := func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") }
	if f.test && slices.ContainsFunc(homesOfTests, of) {
		return
	}
	for m, where := range homes {
		if !of(m) {
			continue
		}
		if !slices.ContainsFunc(where, func(pattern string) bool { return matches(pattern, f.dir) }) {
			t.Errorf("%s imports %s, whose home is %s", f.path, imported, strings.Join(where, ", "))
		}
		return
	}
	t.Errorf("%s imports %s, which has no home yet: give it one in the table (layer %s), or do without it", f.path, imported, own.at)
}

// matches reports whether the folder dir is named by the pattern, which may end in /... for all below.
func matches(pattern, dir string) bool {
	if base, deep := strings.CutSuffix(pattern, "/..."); deep {
		return dir == base || strings.HasPrefix(dir, base+"/")
	}
	return pattern == dir
}

// source is one parsed Go file of the module.
type source struct {
	path, dir string // with slashes, from the module's root
	test      bool
	lines     int
	generated bool
	fset      *token.FileSet
	ast       *ast.File
}

func (f source) imports() []string {
	var all []string
	for _, spec := range f.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err == nil { // the parser has accepted it
			all = append(all, p)
		}
	}
	return all
}

// sources parses every Go file below the module's root.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			base := path.Base(name)
			if name != "." && strings.HasPrefix(base, ".") || base == "node_modules" || base == "testdata" || name == "data" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, filepath.Join("..", name), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		all = append(all, source{
			path: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), lines: strings.Count(string(text), "\n"),
			generated: ast.IsGenerated(file), fset: fset, ast: file,
		})
		return nil
	})
	if err != nil {
		t.Fatalf("read the module: %v", err)
	}
	if len(all) < 20 {
		t.Fatalf("only %d Go files were found: the test looks at the wrong folder", len(all))
	}
	return all
}
