package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/delivery"
)

// insertAttachment is written with its delivery.
var insertAttachment = statement(`insert into attachment (delivery, name, content, made_at, evidence) values ($1, $2, $3, $4, $5)`)

// selectAttachment finds nothing where the bytes lie with an evidence and were purged there.
var selectAttachment = statement(`
select a.delivery, a.name, coalesce(a.content, f.content), coalesce(a.media_id, ''), a.uploaded_at, a.uploads
from attachment a left join evidence_file f on f.evidence = a.evidence where a.delivery = $1 and (a.content is not null or f.content is not null)`)

// Attachment returns the picture or the file of a delivery, and false if there is none or it was purged.
func (db *DB) Attachment(ctx context.Context, id domain.ID) (delivery.Attachment, bool, error) {
	rows, err := db.pool.Query(ctx, selectAttachment, id)
	if err != nil {
		return delivery.Attachment{}, false, fmt.Errorf("read an attachment: %w", err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (a delivery.Attachment, err error) {
		var uploaded *time.Time
		err = row.Scan(&a.Delivery, &a.Name, &a.Content, &a.MediaID, &uploaded, &a.Uploads)
		a.UploadedAt = orZero(uploaded)
		return a, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return delivery.Attachment{}, false, nil
	}
	if err != nil {
		return delivery.Attachment{}, false, fmt.Errorf("read an attachment: %w", err)
	}
	return a, true, nil
}

var markUploaded = statement(`
update attachment set media_id = $2, uploaded_at = $3, uploads = uploads + 1 where delivery = $1`)

// Uploaded records the media id of a new copy at WeCom, before anything is sent with it.
func (db *DB) Uploaded(ctx context.Context, id domain.ID, mediaID string, wall time.Time) error {
	if _, err := db.pool.Exec(ctx, markUploaded, id, mediaID, wall); err != nil {
		return fmt.Errorf("record an upload: %w", err)
	}
	return nil
}

var forgetUpload = statement(`update attachment set media_id = null where delivery = $1 and media_id = $2`)

// ForgetUpload records that WeCom no longer has the copy of that media id.
func (db *DB) ForgetUpload(ctx context.Context, id domain.ID, mediaID string) error {
	if _, err := db.pool.Exec(ctx, forgetUpload, id, mediaID); err != nil {
		return fmt.Errorf("forget an upload: %w", err)
	}
	return nil
}

var purgeAttachments = statement(`
delete from attachment where delivery in (select delivery from attachment where made_at < $1 order by made_at limit $2)`)

// PurgeAttachments removes the bytes of pictures and files that were drawn before the business time and returns how many. Their
// deliveries stay.
func (db *DB) PurgeAttachments(ctx context.Context, before time.Time) (int, error) {
	return db.purge(ctx, "attachments", purgeAttachments, before)
}
