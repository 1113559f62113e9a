package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/yaoban/yaoban/bot/understand"
	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/postgres"
	"github.com/yaoban/yaoban/domain/roster"
	"github.com/yaoban/yaoban/domain/team"
)

type importCommand struct {
	What string `arg:"" enum:"staff,hospitals,doctors,products,words,holidays" help:"What the file holds: staff, hospitals, doctors, products, words, holidays."`
	File string `arg:"" help:"A csv file (UTF-8 or GB18030) or a spreadsheet (xlsx, its first sheet); - reads standard input."`
	As   string `placeholder:"USERID" help:"The admin who imports; it is kept with the import."`

	Map    map[string]string `placeholder:"HEADER=COLUMN" help:"Read the file's column HEADER as COLUMN; may be said several times."`
	DryRun bool              `help:"Check and count only; nothing is imported."`
	Report string            `type:"path" placeholder:"FILE" help:"Write the rows back with a column that says what became of each, or what is wrong with it; csv, or xlsx by its name."`
}

// Help is shown by --help.
func (importCommand) Help() string {
	return `The header names the columns, in English or Chinese:
  staff      userid,name,role,manager,mobile,from,to,lines,channel,deputy
  hospitals  code,name,level,aliases,lat,lon,reception (周三|周五上午|心血管内科:周二下午; empty: every workday)
  doctors    code,name,hospital,department,title,post,grade,rep,outpatients,beds,needs,since
  products   code,brand,generic,aliases,area
  words      word,kind,standard   (kind: product, hospital, department, purpose, result; standard - takes a word back)
  holidays   date,kind,name
Lists are parted by |. Import staff and hospitals before doctors, and words last. A column that the file lacks leaves what is stored; a row that it lacks stays.
Doctors and hospitals also have the columns of ` + "`yaoban field list`" + `.
With one bad row nothing is imported, and every bad row is named.`
}

// Run imports the file and prints the report.
func (c importCommand) Run(sh *shell) error {
	lines, err := c.read(sh)
	if err != nil {
		return err
	}
	return sh.withDB(func(db *postgres.DB) error {
		actor, err := actor(sh.ctx, db, c.As)
		if err != nil {
			return err
		}
		p := sh.progress("Importing " + c.What)
		in := postgres.Importing{File: filepath.Base(c.File), Lines: lines, Actor: actor, Map: c.Map, DryRun: c.DryRun, Progress: p.show}
		report, err := importers(db)[c.What](sh.ctx, in)
		p.end()
		if err != nil {
			return err
		}
		if c.Report != "" {
			if err := writeBack(c.Report, lines, report); err != nil {
				return err
			}
		}
		return c.print(sh, report)
	})
}

// importers are the imports by the words of the command line.
func importers(db *postgres.DB) map[string]func(context.Context, postgres.Importing) (roster.Report, error) {
	return map[string]func(context.Context, postgres.Importing) (roster.Report, error){
		"staff": db.ImportStaff, "hospitals": db.ImportHospitals, "doctors": db.ImportDoctors, "products": db.ImportProducts,
		"words": func(ctx context.Context, in postgres.Importing) (roster.Report, error) {
			return db.ImportWords(ctx, in, understand.Meaning)
		},
		"holidays": db.ImportHolidays,
	}
}

func (c importCommand) read(sh *shell) (lines []roster.Line, err error) {
	in := sh.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, fmt.Errorf("open the file: %w", err)
		}
		defer f.Close() // it was only read
		in = f
	}
	if lines, err = sheet.Read(in); err != nil {
		return nil, fmt.Errorf("%s: %w", c.File, err)
	}
	return lines, nil
}

func (c importCommand) print(sh *shell, r roster.Report) error {
	for _, name := range r.Ignored {
		fmt.Fprintf(sh.stderr, "column %s means nothing here and was left out\n", name)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(sh.stderr, note)
	}
	if len(r.Problems) > 0 {
		slices.SortStableFunc(r.Problems, func(a, b roster.Problem) int { return cmp.Compare(a.Line, b.Line) })
		for _, p := range r.Problems {
			fmt.Fprintln(sh.stderr, p)
		}
		fmt.Fprintf(sh.stderr, "%s: %s wrong; nothing was imported\n", c.File, count(len(r.Problems), "thing is", "things are"))
		return errAlready
	}
	fmt.Fprintf(sh.stdout, "%s: %d new, %d changed, %d unchanged\n", r.Table, r.New, r.Changed, r.Unchanged)
	if r.DryRun {
		fmt.Fprintln(sh.stdout, "dry run: nothing was imported")
	}
	if r.Gone > 0 {
		fmt.Fprintf(sh.stdout, "%s stored and not in the file; left as they are\n", count(r.Gone, "row is", "rows are"))
	}
	return nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// fromConsole is the actor of what was done without --as.
const fromConsole = "console"

// actor returns who a write is kept under: the admin of that userid as the staff has her, or the console.
func actor(ctx context.Context, db *postgres.DB, userid string) (string, error) {
	if userid == "" {
		return fromConsole, nil
	}
	admins, err := db.Staff(ctx, domain.Admin)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(admins, func(s roster.Staff) bool { return team.SameUserID(s.UserID, userid) })
	if i < 0 {
		return "", fmt.Errorf("--as %s: she is no admin of the staff today; `yaoban staff admin` names one", userid)
	}
	return admins[i].UserID, nil
}
