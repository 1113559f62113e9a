package main

import (
	"fmt"
	"time"

	"github.com/yaoban/yaoban/domain/audit"
	"github.com/yaoban/yaoban/domain/postgres"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check that nobody altered the log of decisions and changes."`
	Export auditExportCommand `cmd:"" help:"Write the pack for an inspector: the log by period and person, with the records and the result of the check."`
}

type auditVerifyCommand struct {
	Anchor string `placeholder:"NUMBER:HASH" help:"A seal that was kept outside; the chain must still lead through it."`
}

// Help is shown by --help.
func (auditVerifyCommand) Help() string {
	return `Every fact (who did what when, before and after) is sealed into a chain of hashes within seconds. This reads them all and finds whatever was
changed, removed, put in or moved since. Keep the anchor that it prints where the database's owner cannot write: with it a chain that was
sealed anew or cut off at its end is found too. The server logs an anchor each hour.`
}

// Run checks the chain.
func (c auditVerifyCommand) Run(sh *shell) error {
	anchor, err := readAnchor(c.Anchor)
	if err != nil {
		return usageError{err}
	}
	return sh.withDB(func(db *postgres.DB) error {
		p := sh.progress("Checking facts")
		report, err := db.VerifyAudit(sh.ctx, anchor, func(done int) { p.show(done, 0) })
		p.end()
		if err != nil {
			return err
		}
		c.print(sh, report)
		if !report.OK() {
			return errAlready
		}
		return nil
	})
}

func readAnchor(s string) (*audit.Anchor, error) {
	if s == "" {
		return nil, nil
	}
	a, err := audit.ParseAnchor(s)
	if err != nil {
		return nil, fmt.Errorf("--anchor: %w", err)
	}
	return &a, nil
}

func (c auditVerifyCommand) print(sh *shell, r audit.Report) {
	for _, f := range r.Findings {
		fmt.Fprintln(sh.stderr, f)
	}
	if !r.OK() {
		fmt.Fprintf(sh.stderr, "the audit log was tampered with: %s in %s\n", count(len(r.Findings), "finding", "findings"), count(int(r.Seals), "seal", "seals"))
		return
	}
	fmt.Fprintf(sh.stdout, "%s in %s, all as they were sealed\n", count(int(r.Facts), "fact", "facts"), count(int(r.Seals), "seal", "seals"))
	if r.Seals > 0 {
		fmt.Fprintf(sh.stdout, "anchor %s (sealed %s; keep it outside of this database)\n", r.Head.Anchor(), r.Head.At.Format(time.DateTime))
	}
	if c.Anchor != "" {
		fmt.Fprintln(sh.stdout, "the chain leads through the anchor that was given")
	}
	if r.Backdated > 0 {
		fmt.Fprintf(sh.stdout, "%s carry a time more than an hour before they were written\n", count(int(r.Backdated), "fact", "facts"))
	}
	if r.Unsealed > 0 {
		fmt.Fprintf(sh.stdout, "%s not sealed yet, the oldest of %s\n", count(int(r.Unsealed), "fact is", "facts are"), r.Oldest.Format(time.DateTime))
	}
}
