// Writing in one text at the same time as others: what is typed goes to the server letter by letter, and what others type
// comes here. It is an ordinary text field all the time, and without this script it is an ordinary form.
import { collab, getSyncedVersion, receiveUpdates, sendableUpdates } from "@codemirror/collab";
import { ChangeSet, EditorState } from "@codemirror/state";

export const GATHER = 5;
const QUIET = 3000, ASK_EVERY = 1500, MOST_SENT = 100, LONGEST_WAIT = 10000, GROUP = 700;

const low = (code) => code >= 0xdc00 && code <= 0xdfff;

// The one place at which `old` became `now`, near the caret, and never in the middle of a character.
export function splice(old, now, caret) {
  const most = Math.min(old.length, now.length);
  let end = now.length - caret;
  if (end > most || !old.endsWith(now.slice(caret))) {
    for (end = 0; end < most && old[old.length - 1 - end] === now[now.length - 1 - end]; ) end++;
  }
  let start = 0;
  while (start < most - end && old[start] === now[start]) start++;
  if (low(old.charCodeAt(start)) || low(now.charCodeAt(start))) start--;
  if (end && (low(old.charCodeAt(old.length - end)) || low(now.charCodeAt(now.length - end)))) end--;
  start = Math.max(0, start);
  return { from: start, to: old.length - end, insert: now.slice(start, now.length - end) };
}

// What a writer can take back: their own changes only, each mapped over what others changed since.
export class Own {
  constructor() { this.stack = []; this.last = 0; }
  add(inverse, now) {
    const joins = this.stack.length && now - this.last < GROUP;
    this.stack.push(joins ? inverse.compose(this.stack.pop()) : inverse);
    this.last = now;
  }
  map(others) {
    for (let n = this.stack.length - 1; n >= 0; n--) {
      const mapped = this.stack[n].map(others);
      others = others.map(this.stack[n], true);
      this.stack[n] = mapped;
    }
    this.last = 0;
  }
  pop() { this.last = 0; return this.stack.pop(); }
}

// The text as it is here, what is on its way or not sent yet, and what the server has. What is typed while something is on
// its way, or while there is no way, is held and becomes one change: so an hour without a network is as quick as a letter.
export class Writing {
  constructor({ text, number, me, seat, confirmed = 0, changes = [] }) {
    this.me = me;
    this.seat = seat;
    this.base = text;
    this.confirmed = confirmed;
    this.state = EditorState.create({ doc: text, extensions: [collab({ startVersion: number, clientID: me })] });
    for (const each of changes) this.state = this.state.update({ changes: ChangeSet.fromJSON(each) }).state;
    this.held = null;
    this.doc = this.state.doc;
    this.own = new Own();
  }
  get text() { return this.doc.toString(); }
  get number() { return getSyncedVersion(this.state); }
  get waiting() { return sendableUpdates(this.state); }
  // Whether there is anything that the server has not answered.
  get owes() { return this.held !== null || this.waiting.length > 0; }
  get stored() {
    const changes = [...this.waiting.map((each) => each.changes), ...this.held ? [this.held] : []].map((each) => each.toJSON());
    return { text: this.base, number: this.number, me: this.me, seat: this.seat, confirmed: this.confirmed, changes };
  }
  type(change, now = 0) {
    const made = ChangeSet.of(change, this.doc.length);
    this.own.add(made.invert(this.doc), now);
    this.hold(made);
  }
  undo() {
    const inverse = this.own.pop();
    if (!inverse) return null;
    this.hold(inverse);
    return inverse;
  }
  hold(made) {
    this.held = this.held ? this.held.compose(made) : made;
    this.doc = made.apply(this.doc);
  }
  request() {
    if (this.held && !this.waiting.length) {
      this.state = this.state.update({ changes: this.held }).state;
      this.held = null;
    }
    const changes = this.waiting.slice(0, MOST_SENT)
      .map((each, n) => ({ key: `${this.me}-${this.confirmed + n}`, change: each.changes.toJSON() }));
    return { number: this.number, changes };
  }
  // One by one, as the server maps them: joined first, two insertions at one place could change places.
  receive(changes, show) {
    for (const each of changes) {
      if (each.number <= this.number) continue;
      if (each.number > this.number + 1) return false;
      const change = ChangeSet.fromJSON(each.change);
      // Nobody else's change is mine, whatever they call it.
      const mine = each.seat_id === this.seat && each.key.startsWith(`${this.me}-`) && this.waiting.length > 0;
      this.base = change.apply(this.state.toText(this.base)).toString();
      const done = receiveUpdates(this.state, [{ changes: change, clientID: mine ? this.me : `${each.seat_id} ${each.key}` }]);
      this.state = done.state;
      if (mine) { this.confirmed++; continue; }
      // What is held comes after what others did first, as the server will see it.
      const shown = this.held ? done.changes.map(this.held, true) : done.changes;
      this.held = this.held && this.held.map(done.changes);
      this.doc = shown.apply(this.doc);
      this.own.map(shown);
      show(shown, each.seat_id);
    }
    return true;
  }
}

function start(box) {
  const form = box.closest("form"), area = form.querySelector("textarea[name=text]"), said = box.dataset;
  // "draft": so that signing out leaves nothing of it on this device.
  const place = `draft writing ${location.pathname}`, fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (n) => n.toString(36)).join("");
  const heard = box.querySelector("[role=status]"), saved = box.querySelector("[data-saved]"), pause = box.querySelector("button");
  const names = JSON.parse(said.names), short = JSON.parse(said.short), around = document.querySelector("[data-here]");
  let known = null;
  const found = JSON.parse(localStorage.getItem(place) || "null");
  // On a device that several people use, nobody sends what another typed.
  const kept = found?.seat === said.seat ? found : null;
  // A form that came back with an error holds words of its own; then what is typed goes by the form alone.
  if (document.querySelector(".govuk-error-summary")) { localStorage.removeItem(place); return; }
  const writing = new Writing(kept ?? { text: area.value, number: Number(said.number), me: fresh(), seat: said.seat });
  let busy = false, over = false, composing = false, pauseSaid = false, wait = 250, queue = [], counts = {}, arrived = new Set(), quiet = 0, soon = 0, poll = 0, stream = null;

  const keep = () => {
    if (writing.owes) localStorage.setItem(place, JSON.stringify(writing.stored));
    else localStorage.removeItem(place);
  };
  const tell = (words) => { saved.textContent = words; };
  const show = (changes, seat) => {
    const at = [area.selectionStart, area.selectionEnd].map((each) => changes.mapPos(each, -1)), top = area.scrollTop;
    const edits = [];
    let count = 0;
    changes.iterChanges((from, to, _a, _b, words) => { edits.push([from, to, words.toString()]); count += words.length + to - from; });
    for (const [from, to, words] of edits.reverse()) area.setRangeText(words, from, to, "preserve");
    area.setSelectionRange(...at, area.selectionDirection);
    area.scrollTop = top;
    if (seat) hear(seat, count);
  };
  const hear = (seat, count) => {
    counts[seat] = (counts[seat] ?? 0) + count;
    sayLater();
  };
  const sayLater = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      const words = Object.entries(counts).map(([each, n]) => said.heard.replace("{who}", names[each] ?? said.somebody).replace("{count}", n));
      const came = [...arrived].filter((each) => !(each in counts)).map((each) => said.came.replace("{who}", names[each] ?? said.somebody));
      counts = {};
      arrived.clear();
      if (!pauseSaid) heard.textContent = [...came, ...words].join(" ");
    }, QUIET);
  };
  // The list says who is there now; said aloud is only who came, once, and never who was there before or has left.
  const showHere = (here) => {
    const others = here.filter((each) => each.seat_id !== said.seat), list = around.querySelector("ul");
    for (const { seat_id: seat } of others) if (known && !known.has(seat)) { arrived.add(seat); sayLater(); }
    known = new Set([...known ?? [], ...others.map((each) => each.seat_id)]);
    list.replaceChildren(...others.map((each) => {
      const item = around.querySelector("template").content.cloneNode(true), [badge, name, does] = item.querySelectorAll("span");
      badge.textContent = short[each.seat_id] ?? "?";
      name.textContent = names[each.seat_id] ?? said.somebody;
      does.textContent = each.writes ? said.writes : said.reads;
      return item;
    }));
    around.querySelector("[data-nobody]").hidden = others.length > 0;
    around.querySelector("[data-lately]").hidden = true;
  };
  const receive = (changes) => {
    if (composing) { queue.push(...changes); return; }
    typed();
    if (!writing.receive(changes, show)) ask();
    form.elements.number.value = writing.number;
    keep();
  };
  const typed = () => {
    if (area.value === writing.text) return;
    writing.type(splice(writing.text, area.value, area.selectionEnd), Date.now());
    if (over) return;
    keep();
    tell(said.saving);
    clearTimeout(soon);
    soon = setTimeout(push, GATHER);
  };
  const stop = (words) => {
    over = true;
    localStorage.removeItem(place);
    stream?.close();
    clearTimeout(poll);
    tell(words);
    heard.textContent = words;
  };
  const answered = async (answer) => {
    if (answer.ok) {
      const { changes, here } = await answer.json();
      if (here) showHere(here);
      return changes;
    }
    const problem = await answer.json().catch(() => ({}));
    if (answer.status === 401) await comeBack();
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500 || problem.code === "read_on_first") throw new Error("later");
    stop(problem.detail ?? said.over);
    throw new Error("over");
  };
  // Opening the page again brings the next token, or, once somebody has signed in again elsewhere, a new CSRF token.
  const comeBack = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const same = page.querySelector("[data-writing]");
    if (same?.dataset.seat === said.seat) said.csrf = same.dataset.csrf;
  };
  const post = (body) => fetch(said.changes, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": said.csrf }, body: JSON.stringify(body) });
  const push = async () => {
    if (busy || over || !writing.owes) return;
    busy = true;
    try {
      receive(await answered(await post(writing.request())));
      wait = 250;
      if (!writing.owes) tell(said.saved);
    } catch {
      // Out of reach: what was typed is kept in this browser and goes when the server is back.
      if (!over) { wait = Math.min(wait * 2, LONGEST_WAIT); tell(said.later); await ask(); }
    }
    busy = false;
    if (writing.owes && !over) soon = setTimeout(push, wait === 250 ? 0 : wait);
  };
  const ask = async () => {
    try { receive(await answered(await fetch(`${said.writing}?after=${writing.number}`, { headers: { Accept: "application/json" } }))); } catch { /* later */ }
  };
  const asks = () => { clearTimeout(poll); if (!over && !document.hidden && !stream) poll = setTimeout(() => ask().then(asks), ASK_EVERY); };
  const listen = () => {
    if (over || document.hidden || stream) return;
    stream = new EventSource(`${said.writing}?after=${writing.number}`);
    stream.addEventListener("message", (event) => receive(JSON.parse(event.data)));
    stream.addEventListener("here", (event) => showHere(JSON.parse(event.data)));
    stream.addEventListener("error", () => { if (stream?.readyState === EventSource.CLOSED) { stream = null; asks(); } });
  };

  if (kept) { area.value = writing.text; keep(); push(); }
  area.addEventListener("input", (event) => { if (!composing && !event.isComposing) typed(); });
  area.addEventListener("compositionstart", () => { composing = true; });
  area.addEventListener("compositionend", () => { composing = false; typed(); receive(queue.splice(0)); });
  const takeBack = (event) => { event.preventDefault(); typed(); const changes = writing.undo(); if (changes) { show(changes, ""); keep(); soon = setTimeout(push, GATHER); } };
  area.addEventListener("beforeinput", (event) => { if (event.inputType === "historyUndo") takeBack(event); });
  area.addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") takeBack(event); });
  pause.addEventListener("click", () => { pauseSaid = !pauseSaid; pause.textContent = pauseSaid ? said.go : said.pause; if (pauseSaid) heard.textContent = ""; });
  document.addEventListener("visibilitychange", () => { stream?.close(); stream = null; listen(); });
  addEventListener("pagehide", () => { stream?.close(); stream = null; });
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
  addEventListener("online", () => { wait = 250; push(); listen(); });
  // The form is sent once everything typed is with the server, or has been tried for three seconds.
  form.addEventListener("submit", async (event) => {
    typed();
    const button = event.submitter;
    const until = Date.now() + 3000;
    if (!writing.owes || over || form.dataset.tried) { form.elements.number.value = writing.number; if (over || form.dataset.tried) localStorage.removeItem(place); return; }
    event.preventDefault();
    while (writing.owes && !over && Date.now() < until) { push(); await new Promise((done) => setTimeout(done, 100)); }
    form.dataset.tried = "1";
    form.requestSubmit(button);
  });
  box.hidden = false;
  tell(said.saved);
  listen();
}

if (globalThis.document) for (const box of document.querySelectorAll("[data-writing]")) start(box);
