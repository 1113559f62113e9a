// The line to write on. Enter sends and Shift+Enter breaks the line, but an Enter that only picks a word of the input method
// does neither.

import { h, icon, pop } from './dom.js';
import { post } from './api.js';
import { state } from './store.js';
import { t } from './text.js';

// composer makes the line of one phone; who tells whose it is at the moment.
export function composer(slot, channel, who) {
  const box = h('textarea', { id: `write-${slot}`, rows: 1, maxLength: 6000, 'data-label': 'input', 'data-hint': channel === 'sms' ? 'hintSms' : 'hintWecom',
    enterKeyHint: 'send', spellcheck: false, autocomplete: 'off', lang: 'zh-CN' });
  const button = h('button', { type: 'submit', className: 'send', 'data-label': 'send', disabled: true }, icon('send'));
  const form = h('form', { className: 'composer', onsubmit: (e) => { e.preventDefault(); send(); } });

  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 132)}px`;
    button.disabled = !box.value.trim();
  };
  box.addEventListener('input', grow);

  // Some browsers end the composition before they tell of the Enter that ended it; 229 is that key.
  box.addEventListener('keydown', (e) => {
    if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return;
    e.preventDefault();
    send();
  });

  function say(body) {
    return post('say', { person: who(), channel, ...body });
  }

  async function send() {
    const text = box.value;
    if (!text.trim()) return;
    box.value = '';
    grow();
    // What was not taken shows as such in the conversation; what was refused before it was sent comes back to be changed.
    await say({ kind: 'text', text }).catch((e) => {
      if (e.message !== 'not_taken' && !box.value) {
        box.value = text;
        grow();
      }
    });
  }

  if (channel === 'wecom') {
    const more = h('button', { type: 'button', className: 'attach', 'data-label': 'attach', 'data-tip': 'attach' }, icon('plus', 24));
    const panel = h('div', { className: 'pop attachments' });
    const shut = pop(more, panel, draw);
    const entry = (picture, word, body) => h('button', { type: 'button', onclick: () => {
      shut();
      more.focus();
      say(body).catch(() => {});
    } }, icon(picture), word);
    function draw() {
      panel.replaceChildren(entry('image', t('image'), { kind: 'image' }), entry('voice', t('voice'), { kind: 'voice' }),
        ...state.places.map((p) => entry('location', p.name, { kind: 'location', place: p.name })));
      panel.querySelector('button').focus();
    }
    form.append(h('div', { className: 'with-pop' }, more, panel));
  }
  form.append(box, button);

  return {
    el: form,
    // fill puts an example on the line, to be sent or changed.
    fill(text) {
      box.value = text;
      grow();
      box.focus();
      box.setSelectionRange(text.length, text.length);
    },
  };
}
