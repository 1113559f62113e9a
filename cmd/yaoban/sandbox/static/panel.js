// The panel beside the phones: what the chats have led to. A rep's month, what waits for a manager and how her team stands, and
// what was stored. It follows the phone that was last talked to, until a person is chosen.

import { h } from './dom.js';
import { onLang, t } from './text.js';
import { on, person, state } from './store.js';
import { records } from './records.js';
import { month } from './month.js';
import { team, waiting } from './team.js';

// views are what a role can look at, the first one to begin with.
const views = { rep: ['month', 'stored'], manager: ['waiting', 'team', 'stored'], director: ['waiting', 'team', 'stored'] };

// panel makes it; phones are those beside it.
export function panel(phones) {
  let who = '';
  const looked = new Map(); // what was looked at last, by role
  const people = h('div', { className: 'segments people', role: 'group', 'data-label': 'whoseRecords' });
  const tabs = h('div', { className: 'segments views', role: 'group', 'data-label': 'views' });
  const body = h('div', { className: 'lists', tabIndex: 0, role: 'region', 'data-label': 'records' });
  const el = h('aside', { className: 'records', id: 'panel-records', role: 'tabpanel', 'aria-labelledby': 'name-records' },
    h('header', {}, h('h2', { id: 'name-records', className: 'hidden', 'data-t': 'records' }), people, tabs), body);
  // say puts words on the phone of whoever is looked at, for the person at the page to send or change.
  const say = (text) => {
    const phone = phones.find((p) => p.el.classList.contains('wecom') && p.who() === who) ?? phones.find((p) => p.take(who));
    phone?.write(text);
    el.dispatchEvent(new CustomEvent('say', { detail: phone?.slot }));
  };
  const makers = { month: month(say), waiting: waiting(say), team: team(choose), stored: records() };
  for (const [name, m] of Object.entries(makers)) {
    m.el.classList.add('view', name);
    body.append(m.el);
  }

  function choose(id) {
    who = id;
    people.replaceChildren(...segments());
    offer();
    for (const m of Object.values(makers)) m.draw(who);
    body.scrollTop = 0;
  }

  function segments() {
    const ids = [...new Set([...phones.map((p) => p.who()), who].filter(Boolean))];
    return ids.map((id) => h('button', { type: 'button', 'aria-pressed': String(id === who), onclick: () => choose(id) }, person(id)?.name ?? id));
  }

  const role = () => person(who)?.role ?? '';
  const able = () => views[role()] ?? ['stored'];

  // offer shows the views of the person's role and the chosen one of them.
  function offer() {
    const chosen = looked.get(role()) ?? able()[0];
    tabs.hidden = able().length < 2;
    tabs.replaceChildren(...able().map((v) => h('button', { type: 'button', 'aria-pressed': String(v === chosen), 'data-view': v, onclick: () => {
      looked.set(role(), v);
      offer();
      tabs.querySelector(`[data-view="${v}"]`).focus();
      body.scrollTop = 0;
    } }, t(`view_${v}`), v === 'waiting' && badge())));
    for (const [name, m] of Object.entries(makers)) m.el.hidden = name !== chosen;
  }

  const badge = () => {
    const w = state.months[who]?.waiting;
    const n = w ? w.total + w.weeks.length : 0;
    return n > 0 && h('i', { className: 'badge' }, String(n));
  };

  const fresh = (id) => {
    if (id !== who) return;
    const held = document.activeElement?.dataset?.view;
    offer();
    if (held) tabs.querySelector(`[data-view="${held}"]`)?.focus();
  };
  on('stored', (id) => { if (id === who) makers.stored.draw(who); });
  on('month', (id) => {
    if (id !== who) return;
    for (const name of ['month', 'waiting', 'team']) makers[name].draw(who);
    fresh(id);
  });
  on('bubble', (b) => {
    if (b.from === 'me' && b.state === 'sending' && b.person !== who && phones.some((p) => p.holds(b))) choose(b.person);
  });
  for (const p of phones) {
    p.el.addEventListener('person', (e) => {
      // The panel begins with the rep, and follows a phone on which another person is chosen.
      if (who && person(who) && !e.detail.chosen) people.replaceChildren(...segments());
      else choose(e.detail.id);
    });
  }
  onLang(() => choose(who));
  return { el, fill: () => choose(person(who) ? who : phones[0].who()) };
}
