// The way a bubble travelled, in words.

import { known, t } from './text.js';

const hows = { callback: 'callback', push: 'push', passive: 'passive', send: 'sendHow', sms: 'smsHow' };

// way names how it travelled.
export const way = (b) => t(hows[b.wire?.how] ?? '');

// receipt says what the gateway says of a text message.
export function receipt(b) {
  if (!b.receipt) return t('noReceipt');
  return known(b.receipt) ? t(b.receipt) : `${t('undelivered')} ${b.receipt}`;
}
