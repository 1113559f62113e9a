package postgres

// statements holds every statement of the package, so that a test can PREPARE each of them against the migrated schema: a
// typing error in SQL fails there and not in front of a rep.
var statements []string

// statement registers a statement and returns it.
func statement(sql string) string {
	statements = append(statements, sql)
	return sql
}
