package postgres

import (
	"context"
	"strings"

	"github.com/yaoban/yaoban/domain"
	"github.com/yaoban/yaoban/domain/inbox"
)

// settleDelivery takes the gateway's word on a short message. A receipt finds its delivery by our own id or by the gateway's;
// one that comes again, late or out of order changes nothing that is final already.
var settleDelivery = statement(`
update delivery set state = case when $3 then 'delivered' else 'refused' end, code = $4, settled_at = $5,
    provider_id = coalesce(provider_id, nullif($2, ''))
where channel = 'sms' and (id = $1 or provider_id = nullif($2, '') and address = $6) and state in ('claimed', 'sent', 'unknown')`)

// stillWaiting is the code of a receipt that says only that the carrier has the message (protocols: Aliyun SMS, part 7).
const stillWaiting = "REQUEST_SUCCESS"

// takeReceipts queues what receipts say of deliveries. Nothing is ever created from a receipt: anybody might push one.
func (tx *Tx) takeReceipts(_ context.Context, receipts []inbox.Receipt) error {
	for _, r := range receipts {
		if !r.Delivered && r.Code == stillWaiting {
			continue
		}
		tx.write(settleDelivery, orNull(deliveryOf(r.OutID)), r.BizID, r.Delivered, r.Code, tx.now, r.Mobile)
	}
	return nil
}

// deliveryOf reads our id from an OutId ("<delivery id>-<attempt>"); the zero ID where it is not one of ours.
func deliveryOf(outID string) domain.ID {
	i := strings.LastIndexByte(outID, '-')
	if i < 0 {
		return domain.ID{}
	}
	id, err := domain.ParseID(outID[:i])
	if err != nil {
		return domain.ID{}
	}
	return id
}
