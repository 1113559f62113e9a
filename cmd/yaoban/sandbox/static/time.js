// Business time as people read it, in the company's time zone whatever zone the browser is in.

import { lang } from './text.js';
import { state } from './store.js';

const made = new Map();

function format(ms, name, options) {
  const key = `${state.zone} ${lang()} ${name}`;
  if (!made.has(key)) {
    made.set(key, new Intl.DateTimeFormat(lang() === 'en' ? 'en-GB' : 'zh-CN', { timeZone: state.zone, hourCycle: 'h23', ...options }));
  }
  return made.get(key).format(ms);
}

// clock returns 15:04.
export const clock = (ms) => format(ms, 'clock', { hour: '2-digit', minute: '2-digit' });
// seconds returns 15:04:05.
export const seconds = (ms) => format(ms, 'seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
// day returns 11月23日周一.
export const day = (ms) => format(ms, 'day', { month: 'short', day: 'numeric', weekday: 'short' });

// field returns what a date and time field takes: 2026-11-23T15:04.
export function field(ms) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', { timeZone: state.zone, hourCycle: 'h23', year: 'numeric', month: '2-digit',
    day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(ms).map((p) => [p.type, p.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

// date returns the civil date 2026-11-23 of an instant.
export const date = (ms) => field(ms).slice(0, 10);

// short returns 15:04 for an instant of today and 11-24 15:04 for another day.
export function short(ms, now) {
  const f = field(ms);
  return f.slice(0, 10) === date(now) ? f.slice(11) : `${f.slice(5, 10)} ${f.slice(11)}`;
}
