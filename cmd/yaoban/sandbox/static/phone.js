// One phone: whose it is, the conversation, what one could say, the app's menu and the line to write on.

import { h, icon, pop } from './dom.js';
import { onLang, role, t } from './text.js';
import { now, on, person, state } from './store.js';
import { bubble, daySeparator } from './bubble.js';
import { composer } from './composer.js';
import { post } from './api.js';
import * as time from './time.js';

// phone makes the phone of a slot (rep, manager, sms) on a channel. fits says who may hold it, first who holds it at the start, and
// other which phone shares its place where there is room for two only.
export function phone(slot, channel, fits, first, other) {
  let who = '';
  let lastDay = '';
  const shown = new Map();
  const select = h('select', { 'data-label': 'whose', id: `who-${slot}`, onchange: () => choose(select.value, true) });
  const avatar = h('span', { className: 'avatar', 'aria-hidden': 'true' });
  const title = h('h2', { id: `name-${slot}` });
  // On a screen for two phones, this one gives its place to the other.
  const swap = h('button', { type: 'button', className: 'swap', onclick: () => el.dispatchEvent(new CustomEvent('swap')) }, icon('swap', 16), h('span', { 'data-t': `to_${other}` }));
  const others = h('div', { className: 'others', role: 'status' });
  const news = new Map(); // how many messages came for people whose phone is not shown here
  const log = h('div', { className: 'log', role: 'log', tabIndex: 0, 'data-label': 'messages', lang: 'zh-CN' });
  const newest = h('button', { type: 'button', className: 'newest', hidden: true, onclick: () => toEnd(true) },
    icon('down', 16), h('span', { 'data-t': 'newest' }));
  const chips = h('div', { className: 'chips', role: 'group', 'data-label': 'examples' });
  const menu = h('div', { className: 'menu', role: 'group', 'data-label': 'appMenu', lang: 'zh-CN' });
  const write = composer(slot, channel, () => who);
  const el = h('section', { className: `phone ${channel}`, id: `panel-${slot}`, role: 'tabpanel', 'aria-labelledby': `name-${slot}` },
    h('header', {},
      avatar,
      h('div', { className: 'whose' }, title, h('div', { className: 'pick' }, select, icon('down', 14))), others, other && swap),
    h('div', { className: 'screen' }, log, newest),
    chips, channel === 'wecom' && menu, write.el);

  // The conversation stays at its newest message, also when the phone's size changes, until one scrolls up.
  let follows = true;
  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 60;

  function toEnd(smooth) {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    log.scrollTo({ top: log.scrollHeight, behavior: smooth && !calm ? 'smooth' : 'instant' });
    newest.hidden = true;
    follows = true;
  }
  let top = 0;
  // Scrolling smoothly to the end passes places that are not the end; only going up is a wish to stay there. The browser tells of
  // scrolling a frame late, so whoever wants to follow looks first: what one has just scrolled to must not jump away.
  function scrolled() {
    if (log.scrollTop < top) follows = false;
    if (atEnd()) {
      follows = true;
      newest.hidden = true;
    }
    top = log.scrollTop;
  }
  log.addEventListener('scroll', scrolled);
  new ResizeObserver(() => { if (follows && log.scrollTop >= top) toEnd(); }).observe(log);

  const latest = (b) => state.bubbles.find((x) => x.id === b.id) ?? b;

  // add shows a bubble, or the new look of one that is shown.
  function add(b) {
    const made = bubble(b);
    const old = shown.get(b.id);
    if (old?.matches(':active')) {
      // A press is not lost: between button down and up the bubble stays the same element.
      addEventListener('pointerup', () => setTimeout(() => { if (holds(b) && shown.get(b.id) === old) add(latest(b)); }), { once: true });
      return;
    }
    shown.set(b.id, made);
    if (old) {
      // A button that was focused stays so.
      const held = old.contains(document.activeElement) ? document.activeElement.className : '';
      old.replaceWith(made);
      if (held) made.querySelector(`button.${held.split(' ')[0]}`)?.focus();
      return;
    }
    log.querySelector('.empty')?.remove();
    const d = time.date(b.at);
    if (d !== lastDay) log.append(daySeparator(b.at));
    lastDay = d;
    log.append(made);
  }

  function draw() {
    shown.clear();
    lastDay = '';
    log.replaceChildren();
    const mine = state.bubbles.filter(holds);
    if (!mine.length) {
      log.append(h('p', { className: 'empty', lang: document.documentElement.lang }, icon(channel === 'sms' ? 'sms' : 'wecom', 36),
        t(channel === 'sms' ? 'emptySms' : 'emptyWecom')));
    }
    for (const b of mine) add(b);
    toEnd();
  }

  const holds = (b) => b.person === who && b.channel === channel;

  on('bubble', (b) => {
    if (!holds(b)) {
      hear(b);
      return;
    }
    if (log.scrollTop < top) scrolled();
    const follow = follows || b.from !== 'assistant';
    const fresh = !shown.has(b.id);
    add(b);
    if (follow) toEnd(fresh);
    else if (fresh) newest.hidden = false;
  });

  // hear counts what came for somebody whose phone is not shown, and offers to look at it.
  function hear(b) {
    const p = person(b.person);
    if (b.channel !== channel || b.from !== 'assistant' || !p || !fits(p) || heard.has(b.id)) return;
    heard.add(b.id);
    news.set(b.person, (news.get(b.person) ?? 0) + 1);
    tellNews();
  }
  const heard = new Set();

  function tellNews() {
    const last = [...news.keys()].at(-1);
    const sum = [...news.values()].reduce((a, b) => a + b, 0);
    others.replaceChildren(...(last ? [h('button', { type: 'button', className: 'other', title: t('newFor', person(last).name), onclick: () => choose(last, true) },
      h('span', {}, person(last).name), h('i', { className: 'badge' }, String(sum)))] : []));
  }

  function choose(id, chosen) {
    who = id;
    select.value = id;
    news.delete(id);
    tellNews();
    const p = person(id);
    avatar.textContent = p.name.slice(-1);
    avatar.dataset.hue = String([...p.id].reduce((n, c) => n + c.charCodeAt(0), 0) % 6);
    draw();
    offer();
    name();
    el.dispatchEvent(new CustomEvent('person', { detail: { id, chosen } }));
    if (channel === 'wecom') post('enter', { person: id }).catch(() => {});
  }

  // offer shows the examples of the person, or of her role where she has none of her own. One that speaks of a record is offered
  // with the number of one that is there, and not at all where there is none.
  let offered = '';
  function offer() {
    const p = person(who);
    if (!p) return;
    const on = state.examples.filter((x) => x.channel === channel);
    const own = on.filter((x) => x.person === who);
    const list = (own.length ? own : on.filter((x) => x.person === `*${p.role}`)).map((x) => ({ ...x, text: withNumbers(x.text) })).filter((x) => x.text);
    const en = document.documentElement.lang === 'en';
    const now = JSON.stringify([who, en, list]);
    if (now === offered) return;
    if (!offered.startsWith(`["${who}"`)) chips.scrollLeft = 0;
    offered = now;
    const held = chips.contains(document.activeElement) && document.activeElement.dataset.says;
    chips.replaceChildren(...list.map((x) => h('button', { type: 'button', className: 'chip', title: x.text, 'data-says': x.label,
      onclick: () => write.fill(x.text) }, en ? x.label_en : x.label)));
    if (held) chips.querySelector(`[data-says="${held}"]`)?.focus();
    chips.hidden = !list.length;
  }

  // withNumbers puts what is there now into the braces of an example; empty where something is not there.
  function withNumbers(text) {
    const m = state.months[who];
    const there = { risk: m?.waiting?.risks[0]?.number, routine: m?.waiting?.routine[0]?.number, week: m?.waiting?.weeks[0]?.number,
      commented: m?.rep?.commented, approved: state.stored[who]?.visits?.find((v) => v.status === 'approved')?.number, case: state.stored[who]?.reports?.find((r) => r.kind === 'safety' && r.state === 'open')?.number, score: state.stored[who]?.visits?.find((v) => v.status !== 'withdrawn')?.score };
    let whole = true;
    const said = text.replace(/\{(\w+)\}/g, (_, name) => {
      whole &&= there[name] !== undefined;
      return there[name];
    });
    return whole && said;
  }
  on('month', (id) => { if (id === who) offer(); });
  on('stored', (id) => { if (id === who) offer(); });

  function drawMenu() {
    menu.replaceChildren(...state.menu.map((entry) => {
      const press = (e) => post('menu', { person: who, key: e.key }).catch(() => {});
      if (!entry.sub?.length) return h('button', { type: 'button', onclick: () => press(entry) }, entry.name);
      const more = h('button', { type: 'button', className: 'more' }, entry.name, icon('down', 14));
      const panel = h('div', { className: 'pop' });
      const shut = pop(more, panel, () => panel.querySelector('button').focus());
      panel.append(...entry.sub.map((e) => h('button', { type: 'button', onclick: () => { shut(); more.focus(); press(e); } }, e.name)));
      return h('div', { className: 'with-pop' }, more, panel);
    }));
  }

  const name = () => { title.textContent = t(channel === 'sms' ? 'sms' : 'wecomOf', role(person(who)?.role ?? slot)); };

  onLang(() => {
    name();
    offer();
    if (select.options.length) label();
    if (who) draw();
  });

  function label() {
    for (const g of select.querySelectorAll('optgroup')) g.label = role(g.dataset.role);
    for (const o of select.options) {
      const p = person(o.value);
      o.textContent = `${p.name} · ${channel === 'sms' ? `${p.mobile.slice(0, 3)}****${p.mobile.slice(-4)}` : role(p.role)}`;
    }
  }

  return {
    el, slot, holds, who: () => who, shown: () => toEnd(),
    // write puts words on the line; take gives the phone to a person who may hold it, and nothing to others.
    write: (text) => write.fill(text),
    take(id) {
      if (channel !== 'wecom' || !person(id) || !fits(person(id))) return false;
      choose(id);
      return true;
    },
    // fill takes the people of the company and keeps who was chosen.
    fill(people) {
      const list = people.filter(fits);
      const roles = [...new Set(list.map((p) => p.role))];
      select.replaceChildren(...roles.map((r) => h('optgroup', { 'data-role': r }, list.filter((p) => p.role === r).map((p) => h('option', { value: p.id })))));
      label();
      drawMenu();
      const keep = list.some((p) => p.id === who) ? who : (list.find((p) => p.id === first) ?? list[0])?.id;
      if (keep) choose(keep);
    },
    now,
  };
}
