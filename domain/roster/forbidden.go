package roster

import (
	"slices"
	"strings"
)

// forbiddenParts are what the header of a column holds that tells how much a doctor prescribes, in the form of headerKey.
// Such figures are never kept, in no file (统方; PRODUCT.md D11, C3, S1).
var forbiddenParts = []string{
	"统方", "开方", "开药", "开单", "用药量", "处方", "方量", "prescri", "rxcount", "rxvolume", "rxnum", "scripts",
}

// harmlessParts are words that hold a forbidden part and mean something else: the kind of a drug, the right to prescribe.
var harmlessParts = []string{"非处方药", "处方药", "处方权"}

// ForbiddenIndicator reports whether a name speaks of what may neither be kept nor measured of a doctor: how much she prescribes,
// what is sold, gifts, birthdays.
func ForbiddenIndicator(name string) bool {
	key := headerKey(name)
	return forbidden(key) || slices.ContainsFunc(forbiddenFields, func(part string) bool { return strings.Contains(key, part) })
}

// forbidden reports whether a column of that header may not be read.
func forbidden(key string) bool {
	for _, p := range harmlessParts {
		// 处方药数量 is a forbidden figure again.
		if before, after, found := strings.Cut(key, p); found && !strings.ContainsAny(after, "量数额次") {
			key = before + after
			break
		}
	}
	for _, p := range forbiddenParts {
		if strings.Contains(key, p) {
			return true
		}
	}
	return key == "rx"
}
