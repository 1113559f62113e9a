package fact

const (
	// RecordsChanged: a transaction changed the company's records and named no fact of its own; After names the tables. It stands for
	// what a programmer forgot to name, so that the log of changes has no hole.
	RecordsChanged Kind = "records.changed"
	// EvidenceKept: a picture or a place waits for the visit that it belongs to; Subject is the evidence.
	EvidenceKept Kind = "evidence.kept"
	// DataExported: somebody took data out by command; After says what and of which days.
	DataExported Kind = "data.exported"
)
