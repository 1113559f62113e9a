package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/yaoban/yaoban/cmd/yaoban/sheet"
	"github.com/yaoban/yaoban/cmd/yaoban/simulate"
	"github.com/yaoban/yaoban/domain"
)

type simulateCommand struct {
	Reps     int     `default:"200" help:"How many reps the generated company has."`
	Doctors  int     `default:"80" help:"How many doctors each of them has."`
	Days     int     `default:"30" help:"How many days are played."`
	Seed     uint64  `default:"1" help:"What the dice start from: the same seed and first day play the same days."`
	Rare     int     `default:"1" help:"How many times as often as usual people do what is rare: adverse events, group events, broadcasts, ratings, new doctors, deputies; up to 20."`
	From     string  `placeholder:"YYYY-MM-DD" help:"The first day; it lies ahead, because the clock only moves forward. Without it, the first of the next month."`
	Company  string  `type:"path" placeholder:"DIR" help:"Play this company instead: a folder with staff, hospitals, doctors, products and perhaps words and holidays, csv or xlsx, in the form of the import."`
	Database string  `placeholder:"URL" help:"An empty database to play in, instead of a private PostgreSQL that is gone afterwards. One that holds a company is refused."`
	SMSPrice float64 `name:"sms-price" default:"0.045" help:"What a part of a short message costs, in yuan."`
	JSON     bool    `name:"json" help:"Write the report as JSON."`
}

// Help is shown by --help.
func (simulateCommand) Help() string {
	return `Reps and managers write over the real protocols of WeCom and of the SMS gateway, the clock is moved through every instant at which something is due, and every push, record and quota is held against what the simulation itself sent and was told.
YAOBAN_DATABASE_URL and the other variables are not read: nothing of it ever reaches a company's own database, Redis or gateways.
It ends with status 1 if anything happened that must not. Interrupted (Ctrl-C), it reports what was played by then.`
}

// The bounds of what can be played.
const (
	mostSimulatedReps    = 5000
	mostSimulatedDoctors = 300
	mostSimulatedDays    = 92
	mostSimulatedRare    = 20
)

// Run plays the days and prints the report.
func (c simulateCommand) Run(sh *shell) error {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return fmt.Errorf("load the time zone: %w", err)
	}
	from, err := c.check(time.Now().In(zone))
	if err != nil {
		return usageError{err}
	}
	files, err := c.files(from)
	if err != nil {
		return usageError{err}
	}
	began := time.Now()
	report, err := c.play(sh, zone, from, files)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(sh.stdout)
		e.SetIndent("", "  ")
		err = e.Encode(report)
	} else if err = report.Print(sh.stdout); err == nil {
		fmt.Fprintf(sh.stderr, "It took %s.\n", time.Since(began).Round(time.Second))
	}
	if err == nil && (report.Interrupted || !report.Holds()) {
		return errAlready
	}
	return err
}

// check reads the first day and refuses what cannot be played.
func (c simulateCommand) check(now time.Time) (from domain.Date, err error) {
	between := func(name string, n, most int) error {
		if n < 1 || n > most {
			return fmt.Errorf("--%s %d is not between 1 and %d", name, n, most)
		}
		return nil
	}
	errs := []error{between("reps", c.Reps, mostSimulatedReps), between("doctors", c.Doctors, mostSimulatedDoctors), between("days", c.Days, mostSimulatedDays),
		between("rare", c.Rare, mostSimulatedRare)}
	if c.SMSPrice < 0 {
		errs = append(errs, fmt.Errorf("--sms-price %v is less than nothing", c.SMSPrice))
	}
	today := domain.DateOf(now)
	from = today.LastOfMonth().AddDays(1)
	if c.From != "" {
		if from, err = domain.ParseDate(c.From); err != nil {
			errs = append(errs, fmt.Errorf("--from %s is no date of the form YYYY-MM-DD", c.From))
		} else if !from.After(today) {
			errs = append(errs, fmt.Errorf("--from %s does not lie ahead", c.From))
		}
	}
	return from, errors.Join(errs...)
}

// files are the generated company, or the one of the folder.
func (c simulateCommand) files(from domain.Date) (simulate.Files, error) {
	if c.Company == "" {
		return simulate.Generate(c.Seed, c.Reps, c.Doctors, from, c.Days)
	}
	files := simulate.Files{}
	for _, table := range simulate.Tables {
		f, err := openTable(c.Company, table)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !simulate.Needed(table):
			continue
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("--company %s: there is neither %s.csv nor %[2]s.xlsx", c.Company, table)
		case err != nil:
			return nil, fmt.Errorf("--company %s: %w", c.Company, err)
		}
		files[table], err = sheet.Read(f)
		_ = f.Close() // it was only read
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	if err := simulate.Check(files, from); err != nil {
		return nil, fmt.Errorf("--company %s: %w", c.Company, err)
	}
	return files, nil
}

func openTable(dir, table string) (*os.File, error) {
	f, err := os.Open(filepath.Join(dir, table+".csv"))
	if errors.Is(err, fs.ErrNotExist) {
		return os.Open(filepath.Join(dir, table+".xlsx"))
	}
	return f, err
}
