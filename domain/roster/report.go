package roster

// Report is what an import did, or what is wrong with its file: with a problem, nothing was changed.
type Report struct {
	// Table is what was imported: staff, hospitals, doctors, products, words, holidays.
	Table string `json:"table"`
	// File is the file's name without its folder.
	File      string `json:"file"`
	New       int    `json:"new"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	// Gone counts the stored rows that the file does not have; they are left as they are.
	Gone     int       `json:"gone"`
	Ignored  []string  `json:"ignored,omitempty"`
	Problems []Problem `json:"-"`
	Notes    []string  `json:"-"`
	// Rows says of each line of the file that was read whole what it does: new, changed, unchanged. It is empty with a problem.
	Rows map[int]string `json:"-"`
	// DryRun says that nothing was written.
	DryRun bool `json:"-"`
}
