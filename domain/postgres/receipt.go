package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// settleDelivery takes the gateway's word on a short message. A receipt finds its delivery by our own id or by the gateway's;
// one that comes again, late or out of order changes nothing that is final already. That the phone has the message is true
// whichever attempt brought it there; that an attempt failed means nothing once a newer one was begun. What failed is taken
// up again by the notice's own row, for the other channel. $9 says that the person wants no short messages ever.
var settleDelivery = statement(`
with d as (
    update delivery set state = case when $3 then 'delivered' else 'refused' end, code = $4, settled_at = $5,
        provider_id = coalesce(provider_id, nullif($2, ''))
    where channel = 'sms' and (id = $1 or provider_id = nullif($2, '') and address = $6)
        and (state in ('claimed', 'sent', 'unknown') or $3 and state = 'refused')
        and ($3 or $7 = 0 or attempts = $7)
    returning notice, person
), s as (
    update staff set sms_stopped_at = coalesce(sms_stopped_at, $5) from d where staff.userid = d.person and $9 and not $3
)
insert into outbox (id, topic, ref, due_at) select $8, 'notice', notice::text, $5 from d where not $3 limit 1`)

// stillWaiting is the code of a receipt that says only that the carrier has the message (protocols: Aliyun SMS, part 7).
const stillWaiting = "REQUEST_SUCCESS"

// optedOut is the code of a receipt which says that the person herself opted out with her carrier, the same as 退订 to us. A
// blacklist (MOBILE_IN_BLACK) may have got her by a rule and says nothing of what she wants.
const optedOut = "USER_REJECT"

// takeReceipts queues what receipts say of deliveries. Nothing is ever created from a receipt: anybody might push one.
func (tx *Tx) takeReceipts(_ context.Context, receipts []inbox.Receipt) error {
	for _, r := range receipts {
		if r.Code == stillWaiting {
			continue
		}
		row, err := tx.NewID()
		if err != nil {
			return err
		}
		id, attempt := deliveryOf(r.OutID)
		tx.write(settleDelivery, orNull(id), r.BizID, r.Delivered, r.Code, tx.now, r.Mobile, attempt, row,
			r.Code == optedOut)
		tx.wakes = tx.wakes || !r.Delivered
	}
	return nil
}

// deliveryOf reads our id and the attempt from an OutId ("<delivery id>-<attempt>"); zeros where it is not one of ours.
func deliveryOf(outID string) (domain.ID, int) {
	i := strings.LastIndexByte(outID, '-')
	if i < 0 {
		return domain.ID{}, 0
	}
	id, err := domain.ParseID(outID[:i])
	if err != nil {
		return domain.ID{}, 0
	}
	attempt, err := strconv.Atoi(outID[i+1:])
	if err != nil {
		return domain.ID{}, 0
	}
	return id, attempt
}
