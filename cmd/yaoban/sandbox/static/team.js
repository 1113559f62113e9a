// What a manager sees: what waits for her with the reasons to look at it, and how each of her reps stands. What a button here says
// goes onto her phone, to be sent from there: the panel decides nothing itself.

import { h } from './dom.js';
import { code, t } from './text.js';
import { state } from './store.js';
import { bar, level, percent } from './month.js';

// waiting makes the view of what waits; say puts words on the manager's phone.
export function waiting(say) {
  const el = h('div', {});

  function draw(who) {
    const held = document.activeElement?.dataset?.key;
    const w = state.months[who]?.waiting;
    if (!w) {
      el.replaceChildren(h('p', { className: 'none' }, t('nothingWaits')));
      return;
    }
    el.replaceChildren(...[
      h('dl', { className: 'tile facts' }, fact('risks', w.risks.length, w.risks.length ? 'bad' : ''), fact('routine', w.routine.length), fact('weeks', w.weeks.length)),
      w.weeks.length > 0 && list('weeksWait', w.weeks.map((x) => h('li', {},
        h('p', { className: 'head' }, h('span', { className: 'number' }, `#${x.number}`), h('b', {}, x.rep), h('span', { className: 'place' }, t('weekFrom', x.monday.slice(5)))), acts(x.number)))),
      w.risks.length > 0 && list('risksWait', w.risks.map((r) => h('li', {}, record(r), h('p', { className: 'reasons' }, r.risks.map(reason)), acts(r.number, true)))),
      w.routine.length > 0 && list('routineWaits', w.routine.map((r) => h('li', {}, record(r))), act('passRoutine', '通过 常规', 'routine')),
      !w.total && !w.weeks.length && h('p', { className: 'none' }, t('nothingWaits'))].filter(Boolean));
    if (held) el.querySelector(`[data-key="${held}"]`)?.focus();
  }

  const fact = (word, n, tone = '') => h('div', { className: tone }, h('dt', {}, t(word)), h('dd', {}, h('strong', {}, String(n))));
  const list = (word, items, more) => h('section', { className: 'tile waits' }, h('div', { className: 'row-head' }, h('h3', {}, t(word)), h('span', { className: 'count' }, String(items.length)), more), h('ul', { lang: 'zh-CN' }, items));
  const act = (word, text, key) => h('button', { type: 'button', className: 'act', 'data-key': `${key}-${word}`, title: text, onclick: () => say(text) }, t(word));
  const acts = (n, risk) => h('p', { className: 'acts' }, act('look', `看 ${n}`, n), act('approve', `批准 ${n}`, n), act('reject', `驳回 ${n} ${risk ? '请写清谈了什么、结果怎样' : '请把周五的匀一些到周四'}`, n), risk && act('comment', `评语 ${n} `, n));

  const record = (r) => h('p', { className: 'head' }, h('span', { className: 'number' }, `#${r.number}`), h('b', {}, r.rep), h('span', { className: 'place' },
    [r.date.slice(5), `${r.doctor.hospital} ${r.doctor.name}`, r.result && code(r.result)].filter(Boolean).join(' · ')), h('span', { className: 'score' }, r.result === 'absent' ? '–' : String(r.score)));
  const reason = (k) => h('span', { className: `status ${k.kind === 'near_copy' || k.kind === 'overlap' ? 'rejected' : 'missed'}` },
    t(`risk_${k.kind}`, k.kind === 'near_copy' ? `${k.percent}% #${k.amount}` : k.kind === 'overlap' ? `#${k.amount}` : k.amount));
  return { el, draw };
}

// team makes the view of a manager's reps; choose looks at one of them.
export function team(choose) {
  const el = h('div', {});

  function draw(who) {
    const m = state.months[who];
    const due = m && m.elapsed / m.days;
    el.replaceChildren(...(m?.team ?? []).map((r) => h('section', { className: 'tile team-row' },
      h('div', { className: 'row-head' }, h('button', { type: 'button', className: 'plain name', 'data-key': `t-${r.rep}`, onclick: () => choose(r.rep) }, r.name), level(r.level, m.elapsed),
        h('span', { className: 'of' }, `${r.progress.done}/${r.progress.of}`)),
      bar(r.progress.done, r.progress.of, due, r.level),
      h('dl', { className: 'facts' }, fact('completion', percent(r.week.report.completion), `${r.week.report.done}/${r.week.report.due}`), fact('visits', String(r.week.report.made)),
        fact('effectiveRate', percent(r.week.report.rate)), fact('quality', r.week.report.quality < 0 ? '–' : String(Math.round(r.week.report.quality / 1000)))),
      h('p', { className: 'also' }, [r.week.state ? t(`week_${r.week.state}`) : t('week_none'), r.week.report.open > 0 && t('carried', r.week.report.open), r.week.report.off_plan > 0 && `${t('offPlan')} ${r.week.report.off_plan}`].filter(Boolean).join(' · ')))));
  }

  const fact = (word, big, small) => h('div', {}, h('dt', {}, t(word)), h('dd', {}, h('strong', {}, big), small && h('span', {}, small)));
  return { el, draw };
}
