// Small helpers to build the page: elements without HTML strings, so that no text is ever read as markup.

const svgSpace = 'http://www.w3.org/2000/svg';

// h makes an element. Properties that begin with "on" are listeners; data and aria attributes are set as attributes.
export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name in el && !name.includes('-') && name !== 'list') el[name] = value;
    else el.setAttribute(name, value === true ? '' : value);
  }
  el.append(...children.flat(Infinity).filter((c) => c !== undefined && c !== null && c !== false));
  return el;
}

const shapes = {
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 5h.01M11 12h1v4h1',
  plus: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 5v8M8 12h8',
  send: 'M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4',
  image: 'M4 5h16v14H4ZM4 16l5-5 4 4 3-3 4 4M15.5 9h.01',
  voice: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3ZM6 11a6 6 0 0 0 12 0M12 17v4',
  location: 'M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11Zm0-9a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  down: 'm6 9 6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  wecom: 'M5 6h14v9h-7l-4 4v-4H5Z',
  manager: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c0-4 3-6 7-6s7 2 7 6',
  sms: 'M7 3h10v18H7ZM11 18h2',
  records: 'M5 4h14v16H5ZM8.5 9h7M8.5 13h7M8.5 17h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  ring: 'M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
  cross: 'M7 7l10 10M17 7 7 17',
  plus2: 'M12 6v12M6 12h12',
  dash: 'M6 12h12',
  swap: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  alert: 'M12 4 2.5 20h19ZM12 10v4M12 17h.01',
};

// icon makes a line drawing of that name; it says nothing to a screen reader.
export function icon(name, size = 20) {
  const svg = document.createElementNS(svgSpace, 'svg');
  for (const [k, v] of Object.entries({ viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor',
    'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(k, v);
  const path = document.createElementNS(svgSpace, 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

// share sets a custom property of an element to a share, 0 to 1; the style sheet makes a length of it.
export function share(el, name, part) {
  el.style.setProperty(name, Math.max(0, Math.min(1, part)));
  return el;
}

// pop opens and closes a small panel with its button: Escape and a press elsewhere close it, and focus goes back.
export function pop(button, panel, opened = () => {}) {
  panel.hidden = true;
  button.setAttribute('aria-expanded', 'false');
  const set = (open) => {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (open) opened();
  };
  button.addEventListener('click', () => set(panel.hidden));
  document.addEventListener('pointerdown', (e) => {
    if (!panel.hidden && !panel.contains(e.target) && !button.contains(e.target)) set(false);
  });
  for (const el of [panel, button]) {
    el.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || panel.hidden) return;
      e.stopPropagation();
      set(false);
      button.focus();
    });
  }
  return () => set(false);
}
