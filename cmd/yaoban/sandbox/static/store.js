// What the server has told: people, bubbles, records and the clock, kept fresh by server-sent events. A lost connection
// resumes where it broke; a new run of the server begins with the whole state.

const listeners = {};
export const state = { zone: 'Asia/Shanghai', people: [], menu: [], places: [], examples: [], bubbles: [], stored: {}, months: {}, ready: false,
  clock: { now: Date.now(), moving: false } };
let heard = performance.now();
let online = false;

// on calls f for each event of that name: hello, bubble, stored, month, clock, link.
export function on(name, f) {
  (listeners[name] ??= []).push(f);
}

function tell(name, detail) {
  for (const f of listeners[name] ?? []) f(detail);
}

// now returns business time in milliseconds since 1970.
export function now() {
  return state.clock.now + (performance.now() - heard);
}

// person returns a person by userid.
export const person = (id) => state.people.find((p) => p.id === id);

function setClock(clock) {
  state.clock = { ...state.clock, ...clock };
  heard = performance.now();
}

function link(is) {
  if (online === is && state.ready) return;
  online = is;
  tell('link', is);
}

const take = {
  hello(d) {
    Object.assign(state, d, { ready: true, menu: d.menu ?? [], places: d.places ?? [], bubbles: d.bubbles ?? [], stored: d.stored ?? {}, months: d.months ?? {} });
    setClock({ next: 0, to: 0, stops: 0, wrong: undefined, ...d.clock });
    tell('hello');
    tell('clock');
  },
  bubble(d) {
    const i = state.bubbles.findIndex((b) => b.id === d.id);
    if (i < 0) state.bubbles.push(d);
    else state.bubbles[i] = d;
    tell('bubble', d);
  },
  stored(d) {
    state.stored[d.person] = d.now;
    tell('stored', d.person);
  },
  month(d) {
    state.months[d.person] = d.now;
    tell('month', d.person);
  },
  clock(d) {
    setClock({ next: 0, to: 0, stops: 0, wrong: undefined, ...d });
    tell('clock');
  },
  tick(d) {
    setClock(d);
    tell('clock');
  },
};

// connect listens until the page is closed.
export function connect() {
  const source = new EventSource('/sandbox/events');
  for (const [name, f] of Object.entries(take)) {
    source.addEventListener(name, (e) => {
      link(true);
      f(JSON.parse(e.data));
    });
  }
  source.onerror = () => {
    link(false);
    // The browser connects again by itself after a broken connection, but not after an answer that it did not expect.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}
