// What was stored, filling as one talks: the last visits, plans, reminders, reports and deliveries of one person.

import { h } from './dom.js';
import { code, t } from './text.js';
import { now, person, state } from './store.js';
import * as time from './time.js';

// records makes the lists; draw shows those of a person.
export function records() {
  let who = '';
  let seen = new Map();
  const el = h('div', {});

  function draw(id) {
    if (id !== who) seen = new Map();
    who = id;
    const s = state.stored[who] ?? {};
    const kinds = [['visits', visit, 'noVisits'], ['plans', plan, 'noPlans'], ['reminders', reminder, 'noReminders'],
      ['reports', report, ''], ['deliveries', delivery, 'noDeliveries']];
    const first = !seen.size;
    const mine = person(who)?.name;
    el.replaceChildren(...kinds.map(([kind, make, none]) => {
      const list = s[kind] ?? [];
      if (!list.length && !none) return '';
      return h('section', { className: kind }, h('h3', {}, t(kind), h('span', { className: 'count' }, String(list.length))),
        list.length ? h('ul', {}, list.map((x) => {
          const key = `${kind}/${x.number ?? x.id}`;
          const said = JSON.stringify(x);
          const li = make(x, mine);
          // What is new or has changed since the last look shows up for a moment.
          if (!first && seen.get(key) !== said) li.classList.add('fresh');
          seen.set(key, said);
          return li;
        })) : h('p', { className: 'none' }, t(none)));
    }));
    seen.set('looked', '');
  }

  return { el, draw };
}

const number = (n) => h('span', { className: 'number' }, `#${n}`);
const status = (s) => h('span', { className: `status ${s}` }, t(s));
const line = (...parts) => parts.filter(Boolean).join(' · ');
const dated = (date, start) => [date?.slice(5), start].filter(Boolean).join(' ');
const at = (iso) => time.short(Date.parse(iso), now());

function doctor(d) {
  return h('span', { className: 'doctor', lang: 'zh-CN' }, h('b', {}, d.name), d.grade && h('span', { className: `grade g${d.grade}` }, d.grade),
    h('span', { className: 'place' }, `${d.hospital} ${d.department}`));
}

// The makers of one row each; mine is the name of the person whose records they are, which is not said again.

function visit(v, mine) {
  const gone = v.status === 'withdrawn';
  return h('li', { className: gone ? 'gone' : '' },
    h('div', { className: 'head' }, number(v.number), doctor(v.doctor),
      h('span', { className: `score ${v.effective ? 'effective' : ''}`, title: line(t('score'), v.effective && t('effective')) },
        h('span', { className: 'hidden' }, t('score')), String(v.score))),
    h('p', { lang: 'zh-CN' }, line(dated(v.date, v.start), v.minutes && t('minutes', v.minutes), v.products?.join('、'),
      v.purpose && code(v.purpose), v.result && code(v.result))),
    h('p', { className: 'foot' }, status(v.status), v.effective && !gone && h('span', { className: 'status effective' }, t('effective')),
      h('span', {}, line(v.rep !== mine && v.rep, v.next_date && t('next', dated(v.next_date, v.next_start)), v.joint && t('joint', v.joint),
        v.revision > 0 && t('changed', v.revision), t(`${v.channel}Name`)))));
}

function plan(p, mine) {
  return h('li', { className: p.state === 'cancelled' ? 'gone' : '' },
    h('div', { className: 'head' }, number(p.number), doctor(p.doctor), status(p.state)),
    h('p', { lang: 'zh-CN' }, line(dated(p.date, p.start) || t('undated'), p.products?.join('、'), p.remind && t('remind', p.remind), p.rep !== mine && p.rep)));
}

function reminder(r) {
  return h('li', { className: r.state === 'cancelled' ? 'gone' : '' },
    h('div', { className: 'head' }, number(r.number), h('b', {}, at(r.at)), status(r.state)),
    h('p', { lang: 'zh-CN' }, r.subject));
}

function report(r, mine) {
  return h('li', { className: r.state === 'withdrawn' ? 'gone' : '' },
    h('div', { className: 'head' }, number(r.number), h('b', {}, t(r.kind)), status(r.state)),
    h('p', { lang: 'zh-CN' }, r.text), h('p', { className: 'foot' }, h('span', {}, line(r.person !== mine && r.person, r.doctor, at(r.said_at)))));
}

function delivery(d) {
  const wrong = ['refused', 'unknown'].includes(d.state) && d.code; // the gateway's word is worth reading where it says no
  return h('li', {},
    h('div', { className: 'head' }, h('span', { className: `channel ${d.channel}` }, t(`${d.channel}Name`)), h('b', {}, at(d.sent_at ?? d.due_at)), status(d.state)),
    h('p', { lang: 'zh-CN' }, d.text), (wrong || d.attempts > 1) && h('p', { className: 'foot' }, h('span', {}, line(d.attempts > 1 && `×${d.attempts}`, wrong))));
}
