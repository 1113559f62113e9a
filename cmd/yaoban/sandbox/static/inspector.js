// How one message travelled, for the curious: the decrypted callback, the passive reply, the calls of the message API.

import { h, icon } from './dom.js';
import { t } from './text.js';
import { receipt, way } from './way.js';

const dialog = document.getElementById('inspector');
dialog.addEventListener('click', (e) => { if (e.target === dialog) dialog.close(); });

// inspect opens the panel for a bubble.
export function inspect(b) {
  const w = b.wire ?? {};
  const facts = [['way', way(b)], ['path', w.path], ['status', w.status && `HTTP ${w.status}`],
    ['took', w.ms && `${w.ms.toFixed(1)} ms`], ['tries', w.tries > 1 && w.tries], ['receipt', w.how === 'sms' && receipt(b)]];
  const own = b.from !== 'assistant';
  const answered = own && w.status;
  dialog.replaceChildren(h('div', {},
    h('header', {}, h('h2', { id: 'inspector-title' }, t('inspector')),
      h('button', { type: 'button', className: 'plain', 'aria-label': t('close'), onclick: () => dialog.close() }, icon('close'))),
    h('dl', {}, facts.filter(([, v]) => v).map(([k, v]) => [h('dt', {}, t(k)), h('dd', {}, String(v))])),
    w.how === 'passive' && !w.request && h('p', { className: 'empty-note' }, t('same')),
    w.request && block(t(w.how === 'callback' || w.how === 'passive' ? 'request' : 'plainRequest'), w.request),
    answered && (w.answer ? block(t(w.how === 'callback' ? 'answer' : 'plainAnswer'), w.answer)
      : h('p', { className: 'empty-note' }, t('noAnswer')))));
  dialog.showModal();
}

const block = (title, text) => h('section', {}, h('h3', {}, title), h('pre', { tabIndex: 0 }, pretty(text)));

// pretty indents XML and JSON; anything else stays as it is.
function pretty(text) {
  const s = text.trim();
  if (s.startsWith('{') || s.startsWith('[')) {
    try {
      return JSON.stringify(JSON.parse(s), null, 2);
    } catch {
      return s;
    }
  }
  if (!s.startsWith('<')) return s;
  let depth = 0;
  const lines = s.replace(/<!\[CDATA\[[\s\S]*?\]\]>|>\s*(?=<[^!])/g, (m) => (m.startsWith('<') ? m : '>\n')).split(/\n(?=<)/);
  return lines.map((line) => {
    if (line.startsWith('</')) depth--;
    const out = '  '.repeat(Math.max(depth, 0)) + line;
    if (/^<\w+>$/.test(line)) depth++;
    return out;
  }).join('\n');
}
