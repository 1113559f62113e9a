package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/evidence"
	"github.com/yaoban/yaoban/domain/outbox"
)

var selectVisitsNear = statement(`
select v.id, v.number, v.doctor, v.date, coalesce(v.start, ''), coalesce(v.minutes, 0), v.said_at, coalesce(h.lat, 0), coalesce(h.lon, 0)
from visit v join doctor d on d.code = v.doctor join hospital h on h.code = d.hospital
where v.rep = $1 and v.status <> 'withdrawn' and (v.said_at between $2 and $3 or v.date = $4 and v.start is not null)
order by v.said_at desc, v.number limit 50`)

// WantVisitsNear asks for the rep's standing visits that may lie near an instant, those told of last first.
func (tx *Tx) WantVisitsNear(rep string, at time.Time, into *[]evidence.Visit) {
	tx.queue(selectVisitsNear, rep, at.Add(-evidence.Window), at.Add(evidence.Window), domain.DateOf(at.In(tx.db.zone))).
		Query(func(rows pgx.Rows) error {
			all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (v evidence.Visit, err error) {
				err = row.Scan(&v.ID, &v.Number, &v.Doctor, &v.Date, &v.Start, &v.Minutes, &v.SaidAt, &v.Hospital.Lat, &v.Hospital.Lon)
				return v, err
			})
			for _, v := range all {
				if v.Near(at, tx.db.zone) {
					*into = append(*into, v)
				}
			}
			return err
		})
}

var selectUnattached = statement(`
select id, person, kind, channel, said_at, coalesce(media_id, ''), coalesce(file, ''), coalesce(lat, 0), coalesce(lon, 0), coalesce(label, '')
from evidence
where person = $1 and visit is null and report is null and said_at between $2 and $3 and (kind = 'image' or lat is not null)
order by said_at, id limit 50 for update`)

// WantWaiting asks for what the person sent between two instants and what belongs to no visit, locked; not for places that she
// has taken back her consent to.
func (tx *Tx) WantWaiting(person string, from, to time.Time, into *[]evidence.Evidence) {
	tx.queue(selectUnattached, person, from, to).Query(func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e evidence.Evidence, err error) {
			err = row.Scan(&e.ID, &e.Person, &e.Kind, &e.Channel, &e.SaidAt, &e.MediaID, &e.File, &e.Point.Lat, &e.Point.Lon, &e.Label)
			return e, err
		})
		return err
	})
}

var selectHospitalsOf = statement(`
select d.code, h.lat, h.lon from doctor d join hospital h on h.code = d.hospital
where d.code = any($1) and h.lat is not null and h.lon is not null`)

// WantHospitals asks for the coordinates of the doctors' hospitals; doctors without are left out.
func (tx *Tx) WantHospitals(doctors []string, into *map[string]evidence.Point) {
	tx.queue(selectHospitalsOf, doctors).Query(func(rows pgx.Rows) error {
		*into = map[string]evidence.Point{}
		var code string
		var p evidence.Point
		_, err := pgx.ForEachRow(rows, []any{&code, &p.Lat, &p.Lon}, func() error {
			(*into)[code] = p
			return nil
		})
		return err
	})
}

var selectConsent = statement(`
select given from consent where person = $1 and what = 'location' order by said_at desc, id desc limit 1`)

// WantConsent asks whether the person's last word was that her places may be kept.
func (tx *Tx) WantConsent(person string, into *bool) {
	tx.queue(selectConsent, person).Query(func(rows pgx.Rows) error {
		given, err := pgx.CollectRows(rows, pgx.RowTo[bool])
		*into = len(given) == 1 && given[0]
		return err
	})
}

var insertEvidence = statement(`
insert into evidence (id, person, kind, channel, said_at, recorded_at, visit, attached_at, media_id, file, lat, lon, label, address, report)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)

// PutEvidence queues a new row, and the fetching of a picture.
func (tx *Tx) PutEvidence(e evidence.Evidence) error {
	var attached, lat, lon any
	if !e.Visit.IsZero() || !e.Report.IsZero() {
		attached = tx.now
	}
	if e.Point.Known() {
		lat, lon = e.Point.Lat, e.Point.Lon
	}
	tx.write(insertEvidence, e.ID, zeroNull(e.Person), string(e.Kind), string(e.Channel), e.SaidAt, tx.now, orNull(e.Visit), attached,
		zeroNull(e.MediaID), zeroNull(string(e.File)), lat, lon, zeroNull(e.Label), zeroNull(e.Address), orNull(e.Report))
	if e.File != evidence.Due {
		return nil
	}
	return tx.Defer(outbox.Evidence, e.ID.String(), tx.now)
}

var attachEvidence = statement(`update evidence set visit = $2, attached_at = $3 where id = $1 and visit is null and report is null`)

// Attach queues that evidence belongs to a visit; what belongs to one already stays there.
func (tx *Tx) Attach(id, visit domain.ID) { tx.write(attachEvidence, id, visit, tx.now) }

var insertConsent = statement(`
insert into consent (id, person, what, given, channel, said_at, recorded_at) values ($1, $2, 'location', $3, $4, $5, $6)`)

var erasePlaces = statement(`
update evidence set lat = null, lon = null, label = null where person = $1 and kind = 'location' and lat is not null`)

// PutConsent queues a person's word on her places; taken back, her coordinates go.
func (tx *Tx) PutConsent(person string, channel domain.Channel, saidAt time.Time, given bool) error {
	id, err := tx.NewID()
	if err != nil {
		return err
	}
	tx.write(insertConsent, id, person, given, string(channel), saidAt, tx.now)
	if !given {
		tx.write(erasePlaces, person)
	}
	return nil
}

var selectDueFile = statement(`
select id, kind, media_id, coalesce(report, '00000000-0000-0000-0000-000000000000') from evidence where id = $1 and file = 'due'`)

// DueFile returns a picture (or what else belongs to a case) that is to be fetched: its id, kind, media id and the report of its case; and
// false if there is nothing to fetch any more.
func (db *DB) DueFile(ctx context.Context, id domain.ID) (e evidence.Evidence, ok bool, err error) {
	err = db.pool.QueryRow(ctx, selectDueFile, id).Scan(&e.ID, &e.Kind, &e.MediaID, &e.Report)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, fmt.Errorf("read what picture to fetch: %w", err)
	}
	return e, true, nil
}

var insertFile = statement(`
insert into evidence_file (evidence, type, content, sha256, kept_at) values ($1, $2, $3, $4, $5) on conflict (evidence) do nothing`)

var markFile = statement(`update evidence set file = $2, media_id = null where id = $1 and file = 'due'`)

// KeepFile keeps the bytes of a picture. Keeping it again changes nothing.
func (db *DB) KeepFile(ctx context.Context, id domain.ID, kind string, content []byte) error {
	sum := sha256.Sum256(content)
	err := db.InTx(ctx, func(tx *Tx) error {
		tx.write(insertFile, id, kind, content, sum[:], tx.now)
		tx.write(markFile, id, string(evidence.Stored))
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep a picture: %w", err)
	}
	return nil
}

// LeaveFile records that a picture will not be kept: evidence.Gone or evidence.Refused.
func (db *DB) LeaveFile(ctx context.Context, id domain.ID, state evidence.File) error {
	if _, err := db.pool.Exec(ctx, markFile, id, string(state)); err != nil {
		return fmt.Errorf("leave a picture: %w", err)
	}
	return nil
}

var purgeFiles = statement(`
delete from evidence_file where evidence in (
    select f.evidence from evidence_file f join evidence e on e.id = f.evidence where f.kept_at < $1 and e.report is null order by f.kept_at limit $2)`)

// PurgeFiles removes pictures of visits that were kept before the business time and returns how many. That they were there stays. What
// belongs to a case is kept with it.
func (db *DB) PurgeFiles(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "pictures of visits", purgeFiles, before)
}
