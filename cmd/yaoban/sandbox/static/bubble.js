// One bubble: what was said, when, how far it has come, and the way it travelled for whoever wants to see it.

import { h, icon } from './dom.js';
import { t } from './text.js';
import { inspect } from './inspector.js';
import { receipt, way } from './way.js';
import { post } from './api.js';
import * as time from './time.js';

// daySeparator begins a new day in a conversation.
export const daySeparator = (ms) => h('p', { className: 'day' }, time.day(ms));

// bubble draws one bubble.
export function bubble(b) {
  if (b.from === 'note') return note(b);
  return h('div', { className: `row ${b.from}`, 'data-id': b.id }, h('div', { className: `bubble ${b.kind} ${b.state ?? ''}` }, body(b)), meta(b));
}

// note is what a phone did without words.
function note(b) {
  return h('div', { className: 'row note', 'data-id': b.id },
    h('button', { type: 'button', className: 'tell', title: t('details'), onclick: () => inspect(b) },
      b.state === 'failed' && icon('alert', 14), `${time.clock(b.at)} ${t(b.kind, b.text)}`, b.state === 'failed' && ` · ${t('failed')}`));
}

function body(b) {
  switch (b.kind) {
    case 'image': return b.media ? picture(b.media) : [h('span', { className: 'picture' }, icon('image', 36)), h('span', { className: 'hidden' }, t('image'))];
    case 'file': return file(b.media);
    case 'voice': return b.media ? file(b.media) : [icon('voice', 18), h('span', { className: 'wave', 'aria-hidden': 'true' }), h('span', {}, '6″'), h('span', { className: 'hidden' }, t('voice'))];
    case 'location': return [icon('location', 20), h('span', {}, b.text)];
    case 'card': return card(b);
    default: return h('p', {}, b.text);
  }
}

const address = (m) => `/sandbox/file/${encodeURIComponent(m.id)}`;

// picture shows a picture small; pressed, it opens in its own size.
function picture(m) {
  return h('a', { href: address(m), target: '_blank', rel: 'noopener', className: 'shown-picture' }, h('img', { src: address(m), alt: m.name, title: m.name }));
}

// file is a file to be downloaded.
function file(m) {
  return h('a', { href: address(m), download: m.name, className: 'shown-file' }, icon('records', 26), h('span', {}, m.name));
}

function card(b) {
  const buttons = b.card.pressed
    ? h('p', { className: 'pressed' }, b.card.pressed)
    : h('div', { className: 'buttons' }, b.card.buttons.map((x) => h('button', { type: 'button', className: 'press', onclick: async (e) => {
      const all = e.currentTarget.parentElement.querySelectorAll('button');
      for (const one of all) one.disabled = true;
      await post('click', { person: b.person, card: b.id, key: x.key }).catch(() => {});
      for (const one of all) one.disabled = false;
    } }, x.text)));
  return [b.card.title && h('h3', {}, b.card.title), b.text && h('p', {}, b.text), buttons];
}

function meta(b) {
  const parts = [time.clock(b.at)];
  if (b.state === 'sending') parts.push(t('sending'));
  if (b.state === 'failed') parts.push(t('failed'));
  if (b.wire && b.state !== 'sending') parts.push(way(b));
  if (b.wire?.ms) parts.push(`${b.wire.ms < 10 ? b.wire.ms.toFixed(1) : Math.round(b.wire.ms)} ms`);
  if (b.wire?.how === 'sms') parts.push(receipt(b));
  if (!b.wire) return h('p', { className: 'meta' }, parts.join(' · '));
  return h('button', { type: 'button', className: 'meta', title: t('details'), onclick: () => inspect(b) },
    b.state === 'failed' && icon('alert', 13), parts.join(' · '), icon('info', 13));
}
