// The page's requests. Each carries the header that other sites' pages cannot send.

import { lang, t } from './text.js';

// post sends a request and returns what it answers; a problem is shown to the person and thrown.
export async function post(what, body) {
  let answer;
  try {
    answer = await fetch(`/sandbox/${what}`, { method: 'POST', body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'X-Yaoban-Sandbox': '1' } });
  } catch {
    toast(t('noAnswerAtAll'));
    throw new Error('no answer');
  }
  const said = await answer.json();
  if (!answer.ok) {
    toast(lang() === 'en' ? said.say_en : said.say);
    throw new Error(said.error);
  }
  return said;
}

let timer;

// toast shows one sentence for a few seconds.
export function toast(text) {
  const el = document.getElementById('toast');
  el.textContent = text;
  el.classList.add('shown');
  clearTimeout(timer);
  timer = setTimeout(() => el.classList.remove('shown'), 5000);
}
