// The clock bar: business time, running, and the ways to move it on.

import { h, icon, pop } from './dom.js';
import { onLang, t } from './text.js';
import { now, on, state } from './store.js';
import { lang } from './text.js';
import { post, toast } from './api.js';
import * as time from './time.js';

// clockBar fills the clock's section.
export function clockBar(el) {
  const day = h('span', { className: 'date' });
  const big = h('time', { className: 'time' });
  const field = h('input', { type: 'datetime-local', id: 'clock-to', required: true, step: 60 });
  const go = (body) => post('clock', body).catch(() => {});
  const button = (word, body) => h('button', { type: 'button', 'data-t': word, onclick: () => go(body) });
  const nextTime = h('b', {});
  const next = h('button', { type: 'button', className: 'next', onclick: () => go({ next: true }) }, h('span', { 'data-t': 'toNext' }), nextTime);
  const choose = h('button', { type: 'button', className: 'choose' }, h('span', { 'data-t': 'choose' }), icon('down', 14));
  const panel = h('form', { className: 'pop', onsubmit: (e) => {
    e.preventDefault();
    shut();
    choose.focus();
    go({ to: field.value.slice(0, 16) });
  } }, h('label', { htmlFor: 'clock-to', 'data-t': 'chooseLabel' }), field, h('p', { 'data-t': 'forward' }),
  h('button', { type: 'submit', className: 'strong', 'data-t': 'go' }));
  const shut = pop(choose, panel, () => {
    field.min = time.field(now() + 60e3);
    field.value = time.field(now() + 3600e3);
    field.focus();
  });
  const progress = h('p', { className: 'progress', role: 'status' });
  const moves = h('div', { className: 'moves' }, button('plus30', { minutes: 30 }), button('to1830', { time: '18:30' }), next,
    h('div', { className: 'with-pop' }, choose, panel));
  el.append(h('div', { className: 'face' }, day, big), moves, progress);

  function tick() {
    if (!state.ready) return;
    const ms = now();
    day.textContent = time.day(ms);
    big.textContent = time.seconds(ms);
    big.dateTime = time.field(ms);
  }

  let said;
  function draw() {
    const c = state.clock;
    tick();
    el.classList.toggle('moving', Boolean(c.moving));
    for (const b of moves.querySelectorAll('button')) b.disabled = Boolean(c.moving) || !state.ready;
    const some = c.next && c.next > now() - 60e3;
    next.disabled ||= !some;
    next.title = some ? '' : t('noNext');
    nextTime.textContent = some ? time.short(c.next, now()) : '';
    progress.textContent = c.moving && c.to ? `${t('moving', time.short(c.to, now()))}${c.stops ? ` ${t('stops', c.stops)}` : ''}` : '';
    if (c.wrong && c.wrong !== said) toast(lang() === 'en' ? c.wrong.say_en : c.wrong.say);
    said = c.wrong;
  }
  on('clock', draw);
  onLang(draw);
  setInterval(tick, 500);
}
