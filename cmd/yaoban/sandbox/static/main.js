// Puts the page together: three phones, the panel, the clock, and on a narrow screen the tabs that choose among them.

import { h, icon } from './dom.js';
import { apply, lang, onLang, t, toggle } from './text.js';
import { connect, on, state } from './store.js';
import { phone } from './phone.js';
import { panel as makePanel } from './panel.js';
import { clockBar } from './clock.js';

const stage = document.getElementById('stage');
const phones = [
  phone('rep', 'wecom', (p) => p.role === 'rep', 'chenxiao'),
  phone('manager', 'wecom', (p) => p.role !== 'rep', 'wangjianguo', 'sms'),
  phone('sms', 'sms', () => true, 'zhaolei', 'manager'),
];
const panel = makePanel(phones);
stage.append(...phones.map((p) => p.el), panel.el);
clockBar(document.getElementById('clock'));

// The tabs of a narrow screen.
const tabs = [['rep', 'tabRep', 'wecom'], ['manager', 'tabManager', 'manager'], ['sms', 'tabSms', 'sms'], ['records', 'tabRecords', 'records']]
  .map(([id, word, picture], i) => h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`,
    onclick: () => show(i), onkeydown: (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (step) show((i + step + 4) % 4, true);
    } }, icon(picture), h('span', { 'data-t': word }), h('i', { className: 'dot', hidden: true })));
document.getElementById('tabs').append(...tabs);
const panels = [...phones.map((p) => p.el), panel.el];

function show(n, focus) {
  for (const [i, tab] of tabs.entries()) {
    tab.setAttribute('aria-selected', String(i === n));
    tab.tabIndex = i === n ? 0 : -1;
    panels[i].classList.toggle('chosen', i === n);
  }
  tabs[n].querySelector('.dot').hidden = true;
  if (focus) tabs[n].focus();
  phones[n]?.shown();
}
show(0);
// Where there is room for two phones, the manager's and the SMS phone share the second place.
const second = (slot) => { stage.dataset.second = slot; };
second('manager');
for (const p of phones.slice(1)) {
  p.el.addEventListener('swap', () => {
    const next = p.slot === 'sms' ? 'manager' : 'sms';
    second(next);
    phones.find((x) => x.slot === next).shown();
    document.querySelector(`#panel-${next} .swap`).focus();
  });
}
// What the panel puts on a phone is seen there.
panel.el.addEventListener('say', (e) => {
  const i = phones.findIndex((p) => p.slot === e.detail);
  if (i < 0) return;
  show(i);
  if (i > 0) second(e.detail);
  document.getElementById(`write-${e.detail}`).focus();
});

on('bubble', (b) => {
  const i = phones.findIndex((p) => p.holds(b));
  if (i >= 0 && b.from === 'assistant' && tabs[i].getAttribute('aria-selected') !== 'true') tabs[i].querySelector('.dot').hidden = false;
});

const link = document.getElementById('link');
let up;
on('link', (is) => {
  up = is;
  say();
});
function say() {
  link.className = `link ${up ? 'up' : 'down'}`;
  link.textContent = up === undefined ? '' : t(up ? 'online' : 'offline');
}

const button = document.getElementById('lang');
button.addEventListener('click', toggle);
onLang(() => {
  button.textContent = lang() === 'en' ? '中文' : 'English';
  button.lang = lang() === 'en' ? 'zh-CN' : 'en';
  say();
});
on('hello', () => {
  for (const p of phones) p.fill(state.people);
  panel.fill();
});
apply();
connect();
