package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/export"
)

var exportEvidence = statement(`
select e.id, coalesce(e.person, ''), coalesce(c.number, 0), e.kind, e.channel, e.said_at, coalesce(v.number, 0), coalesce(v.doctor, ''), coalesce(d.hospital, ''),
    coalesce(v.status, ''), e.attached_at, coalesce(e.file, ''), coalesce(f.type, ''), coalesce(octet_length(f.content), 0),
    coalesce(encode(f.sha256, 'hex'), ''), coalesce(e.lat, 0), coalesce(e.lon, 0), coalesce(e.label, ''), coalesce(h.lat, 0), coalesce(h.lon, 0)
from evidence e left join visit v on v.id = e.visit left join doctor d on d.code = v.doctor left join hospital h on h.code = d.hospital
left join evidence_file f on f.evidence = e.id left join desk_case c on c.id = e.report
where ($1::timestamptz is null or e.said_at >= $1) and ($2::timestamptz is null or e.said_at < $2)
    and ($3 or v.status is distinct from 'withdrawn')
order by e.said_at, e.id`)

// ExportEvidence hands what people sent as evidence to each in the order in which they sent it.
func (db *DB) ExportEvidence(ctx context.Context, r export.Range, each func(export.Evidence) error) error {
	from, before := db.instants(r)
	return stream(ctx, db, "evidence", func(row pgx.Rows) (e export.Evidence, err error) {
		var said time.Time
		var attached *time.Time
		var hospital evidence.Point
		err = row.Scan(&e.ID, &e.Person, &e.Case, &e.Kind, &e.Channel, &said, &e.Visit, &e.Doctor, &e.Hospital, &e.Status, &attached, &e.File,
			&e.Type, &e.Bytes, &e.SHA256, &e.Lat, &e.Lon, &e.Label, &hospital.Lat, &hospital.Lon)
		e.SaidAt, e.AttachedAt = db.second(&said), db.second(attached)
		if at := (evidence.Point{Lat: e.Lat, Lon: e.Lon}); at.Known() && hospital.Known() {
			metres := at.Metres(hospital)
			e.Metres = &metres
		}
		return e, err
	}, each, exportEvidence, from, before, r.All)
}

var exportFiles = statement(`
select f.evidence, f.type, f.content
from evidence_file f join evidence e on e.id = f.evidence left join visit v on v.id = e.visit
where ($1::timestamptz is null or e.said_at >= $1) and ($2::timestamptz is null or e.said_at < $2)
    and ($3 or v.status is distinct from 'withdrawn')
order by e.said_at, e.id`)

// EvidenceFiles hands the kept pictures of the range to each, with their ids and types.
func (db *DB) EvidenceFiles(ctx context.Context, r export.Range, each func(id domain.ID, kind string, content []byte) error) error {
	type file struct {
		id      domain.ID
		kind    string
		content []byte
	}
	from, before := db.instants(r)
	return stream(ctx, db, "pictures of visits", func(row pgx.Rows) (f file, err error) {
		err = row.Scan(&f.id, &f.kind, &f.content)
		return f, err
	}, func(f file) error { return each(f.id, f.kind, f.content) }, exportFiles, from, before, r.All)
}
