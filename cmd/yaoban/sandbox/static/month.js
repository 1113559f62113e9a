// A rep's month as the product computes it: how far along it is, the week with what became of each stop, the weekly report, and
// her doctors, those who are most behind first, with why each has her grade. Nothing is counted here.

import { h, icon, share } from './dom.js';
import { code, known, t } from './text.js';
import { state } from './store.js';

const marks = { done: 'check', planned: 'ring', missed: 'cross', off: 'plus2', absent: 'dash' };
const shownFirst = 6;

// bar is how much of something was done, with a mark where it should be by now.
export function bar(done, of, due, level = 0) {
  return h('span', { className: `bar l${level}`, 'aria-hidden': 'true' }, share(h('i', {}), '--part', of ? done / of : 0),
    due !== undefined && share(h('b', {}), '--part', due));
}

// level says how far off course a count is.
export const level = (n, elapsed) => h('span', { className: `status ${['done', 'missed', 'refused'][n]}` }, t(elapsed < 5 && !n ? 'level_early' : `level_${n}`));

// percent writes thousandths, and a dash where nothing was counted.
export const percent = (n) => (n < 0 ? '–' : `${Math.round(n / 10)}%`);

// indicator names what a grade looks at: a standard one, or a field of the company's own.
const indicator = (of) => (known(`of_${of}`) ? t(`of_${of}`) : of.split('.').at(-1));

// month makes the view; say puts words on the rep's phone.
export function month(say) {
  let who = '';
  let open; // the doctor whose grade is explained
  let all = false;
  let monday = '';
  const el = h('div', {});

  function draw(id) {
    if (id !== who) [open, all, monday] = [undefined, false, ''];
    who = id;
    const m = state.months[who];
    const held = document.activeElement?.dataset?.key;
    if (!m?.rep) {
      el.replaceChildren();
      return;
    }
    if (open === undefined) open = m.rep.doctors.find((d) => d.why)?.code ?? '';
    el.replaceChildren(head(m), week(m), report(m), doctors(m));
    if (held) el.querySelector(`[data-key="${held}"]`)?.focus();
  }
  const again = () => draw(who);

  function head(m) {
    const due = m.elapsed / m.days;
    const r = m.rep;
    return h('section', { className: 'tile head-month' },
      h('div', { className: 'big' }, h('h3', {}, t('monthOf', Number(m.on.slice(5, 7)))), level(r.level, m.elapsed),
        h('p', {}, h('strong', {}, String(r.progress.done)), ` / ${r.progress.of}`)),
      bar(r.progress.done, r.progress.of, due, r.level),
      h('p', { className: 'also' }, [t('workday', `${m.elapsed}/${m.days}`), r.remaining ? t('remaining', r.remaining) : t('allDone'),
        r.short && t('short', r.short), !m.known && t('noHolidays')].filter(Boolean).join(' · ')),
      h('dl', { className: 'grades' }, r.grades.map((g) => h('div', {}, h('dt', {}, h('span', { className: `grade g${g.grade}` }, g.grade)),
        h('dd', {}, bar(g.done, g.of, due, g.level), h('span', { className: 'of' }, `${g.done}/${g.of}`))))));
  }

  function week(m) {
    const weeks = m.rep.weeks;
    const w = weeks.find((x) => x.monday === monday) ?? weeks[0];
    return h('section', { className: 'tile week' },
      h('div', { className: 'row-head' }, h('div', { className: 'segments little' }, weeks.map((x, i) => h('button', { type: 'button', 'data-key': `week-${i}`,
        'aria-pressed': String(x === w), onclick: () => { monday = x.monday; again(); } }, t(i ? 'nextWeek' : 'thisWeek')))),
      w.number ? [h('span', { className: `status ${w.state === 'approved' ? 'approved' : w.state === 'sent_back' ? 'rejected' : w.state === 'submitted' ? 'missed' : ''}` }, t(`week_${w.state}`)),
        h('span', { className: 'number' }, `#${w.number}`)] : h('span', { className: 'status' }, t('week_none'))),
      h('ol', { className: 'days' }, w.days.map((d) => day(d, m.on))),
      h('p', { className: 'legend' }, Object.keys(marks).map((s) => h('span', { className: `stop ${s}` }, icon(marks[s], 11), t(`stop_${s}`)))));
  }

  function day(d, today) {
    const [, mm, dd] = d.date.split('-').map(Number);
    const name = t(`day_${new Date(`${d.date}T00:00:00Z`).getUTCDay()}`);
    return h('li', { className: `${d.date === today ? 'today' : ''} ${d.work ? '' : 'free'}`, 'aria-label': `${mm}-${dd} ${name}` },
      h('p', { className: 'day-name' }, name, h('b', {}, String(dd))),
      d.stops?.length ? h('ul', {}, d.stops.map(stop)) : h('p', { className: 'nothing' }, d.work ? '·' : t('free')));
  }

  function stop(s) {
    const say = [t(`stop_${s.state}`), `${s.hospital} ${s.department}`, s.start, s.result && code(s.result), s.score > 0 && t('points', s.score), s.effective && t('effective')]
      .filter(Boolean).join(' · ');
    return h('li', { className: `stop ${s.state}`, title: `${s.name} ${say}`, lang: 'zh-CN' }, icon(marks[s.state], 11), h('span', {}, s.name),
      h('span', { className: 'hidden' }, say));
  }

  function report(m) {
    const r = (m.rep.weeks.find((x) => x.monday === monday) ?? m.rep.weeks[0]).report;
    const results = Object.entries(r.results ?? {}).sort((a, b) => b[1] - a[1]);
    const sum = results.reduce((n, [, k]) => n + k, 0);
    const fact = (word, big, small) => h('div', {}, h('dt', {}, t(word)), h('dd', {}, h('strong', {}, big), small && h('span', {}, small)));
    return h('section', { className: 'tile report' },
      h('div', { className: 'row-head' }, h('h3', {}, t('weekReport')), h('button', { type: 'button', className: 'plain mini', 'data-key': 'say-report',
        onclick: () => say('周报') }, t('askReport'))),
      h('dl', { className: 'facts' }, fact('completion', percent(r.completion), `${r.done}/${r.due}`), fact('offPlan', String(r.off_plan)),
        fact('effectiveRate', percent(r.rate), `${r.effective}/${r.met}`), fact('quality', r.quality < 0 ? '–' : String(Math.round(r.quality / 1000)))),
      sum > 0 && h('div', { className: 'results' }, h('div', { className: 'stack', 'aria-hidden': 'true' }, results.map(([k, n]) => share(h('i', { className: `r-${k}` }), '--part', n / sum))),
        h('p', { className: 'legend' }, results.map(([k, n]) => h('span', { className: `key r-${k}` }, `${code(k)} ${n}`)))),
      (r.open > 0 || r.ahead > 0 || r.feedback > 0) && h('p', { className: 'also' }, [r.open > 0 && t('carried', r.open), r.ahead > 0 && t('ahead', r.ahead), r.feedback > 0 && t('feedback', r.feedback)].filter(Boolean).join(' · ')));
  }

  function doctors(m) {
    const list = all ? m.rep.doctors : m.rep.doctors.slice(0, shownFirst);
    return h('section', { className: 'tile doctors' },
      h('div', { className: 'row-head' }, h('h3', {}, t('doctors')), h('span', { className: 'count' }, String(m.rep.doctors.length))),
      h('ul', {}, list.map((d) => doctor(d))),
      m.rep.doctors.length > shownFirst && h('button', { type: 'button', className: 'plain mini', 'data-key': 'all', onclick: () => { all = !all; again(); } }, t(all ? 'fewer' : 'everybody')));
  }

  function doctor(d) {
    const is = d.code === open;
    const pips = Array.from({ length: Math.max(d.required, d.effective) }, (_, i) => h('i', { className: i < d.effective ? (i < d.required ? 'on' : 'more') : '' }));
    return h('li', { className: is ? 'open' : '' },
      h('button', { type: 'button', className: 'doctor-row', 'aria-expanded': String(is), 'data-key': `d-${d.code}`, lang: 'zh-CN', onclick: () => { open = is ? '' : d.code; again(); } },
        h('span', { className: `grade g${d.grade}` }, d.grade || '–'), h('b', {}, d.name), h('span', { className: 'place' }, `${d.hospital} ${d.department}`),
        h('span', { className: 'pips', 'aria-hidden': 'true' }, pips), h('span', { className: 'of' }, d.required || d.effective ? `${d.effective}/${d.required}` : ''),
        h('span', { className: `ago ${d.overdue ? 'over' : ''}` }, d.overdue ? t('overdue', d.overdue) : d.last ? t('ago', d.ago) : t('never')), icon('down', 13)),
      is && d.why && why(d));
  }

  function why(d) {
    const g = d.why;
    const moved = g.history.length > 1 && g.history.map((x) => x.grade + (x.from > '2000' ? ` ${x.from.slice(5)}` : '')).join(' → ');
    return h('div', { className: 'why', lang: 'zh-CN' },
      h('p', { className: 'why-head' }, h('span', { className: `letter g${g.grade}` }, g.grade), h('span', {}, t('whyGrade', g.grade)), h('strong', {}, t('points', g.score / 100))),
      h('div', { className: 'stack score-stack', 'aria-hidden': 'true' }, g.parts.map((p, i) => share(h('i', { className: `p${i % 5}` }), '--part', p.points / 10000)),
        ['A', 'B', 'C'].map((x) => share(h('b', { 'data-grade': x }), '--part', g.least[x] / 100))),
      h('dl', {}, g.parts.map((p, i) => h('div', {}, h('dt', {}, h('i', { className: `p${i % 5}` }), indicator(p.of), p.value && h('span', {}, p.value)), h('dd', {}, `${p.points / 100}`, h('span', {}, `/${p.most / 100}`))))),
      h('p', { className: 'also' }, [t('schemeVersion', g.version), moved && t('moved2', moved)].filter(Boolean).join(' · ')));
  }

  return { el, draw };
}
