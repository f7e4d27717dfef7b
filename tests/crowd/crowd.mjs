// Many writers at one part over HTTP, each as the page's own script would do it: what is typed goes up by small POSTs, what
// others type comes down a stream or by asking, and what is not answered is sent again. Its one argument is a JSON file;
// each line of JSON on its input says what is to be done, each line on its output what came of it.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { GATHER, Writing, splice } = await import(pathToFileURL(given.script));
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const begun = new Map(), seen = [], told = { again: 0, refused: {}, late: 0 };

class Writer {
  constructor(person, place) {
    Object.assign(this, person, { place, letter: LETTERS[place], typed: 0, acknowledged: [], stopped: false, busy: false, token: person.token ?? "", streams: 0 });
  }
  async ask(path, options = {}, timeout = 8000) {
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json", ...options.headers };
    return fetch(given.base + path, { ...options, headers, signal: options.signal ?? AbortSignal.timeout(timeout) });
  }
  async signIn() {
    const body = JSON.stringify({ sign_in_name: this.name, passphrase: this.passphrase });
    const answer = await this.ask("/people/sign-ins", { method: "POST", body, headers: { Authorization: "" } }, 60000);
    if (answer.ok) this.token = (await answer.json()).token;
    else await answer.text();
    return answer.ok;
  }
  // Until there is an answer, as a browser or a patient person does.
  async insist(act) {
    for (let wait = 100; ; wait = Math.min(wait * 2, 1000)) {
      try {
        const answer = await act();
        if (answer.ok) return await answer.json();
        await answer.text();
        if (answer.status === 401) await this.signIn();
        told.refused[answer.status] = (told.refused[answer.status] ?? 0) + 1;
      } catch { told.again++; }
      await pause(wait);
    }
  }
  async open() {
    if (!this.token) while (!await this.signIn().catch(() => false)) await pause(500);
    const { text, number } = await this.insist(() => this.ask(given.words));
    this.me = `${given.run}${this.place}`;
    this.writing = new Writing({ text, number, me: this.me, seat: this.seat });
    this.area = text;
    if (this.place < given.streaming) this.listens(this);
    else this.asks();
  }
  show(changes) {
    const edits = [];
    changes.iterChanges((from, to, _a, _b, words) => edits.push([from, to, words.toString()]));
    for (const [from, to, words] of edits.reverse()) this.area = this.area.slice(0, from) + words + this.area.slice(to);
  }
  receive(changes) {
    const now = performance.now();
    for (const each of changes) {
      if (each.number <= this.writing.number) continue;
      if (each.seat_id === this.seat && each.key.startsWith(`${this.me}-`)) this.acknowledged.push(each.key);
      else if (begun.has(each.key)) seen.push(now - begun.get(each.key));
    }
    const whole = this.writing.receive(changes, (made) => this.show(made));
    if (this.area !== this.writing.text) throw new Error("the field shows something else than the text");
    return whole;
  }
  // Somebody types a letter of their own somewhere, or takes some letters away where the text is long: none that are held,
  // since those would never be sent, and every letter is counted.
  types() {
    const long = this.area.length > given.longest && !this.writing.held, at = Math.floor(Math.random() * (this.area.length + 1));
    const gone = long ? Math.min(30, this.area.length - at) : 0;
    const area = this.area.slice(0, at) + (long ? "" : this.letter) + this.area.slice(at + gone);
    if (area === this.area) return;
    const before = this.writing.waiting.length;
    this.writing.type(splice(this.area, area, long ? at : at + 1));
    this.area = area;
    if (!long) this.typed++;
    const key = `${this.me}-${this.writing.confirmed + before}`;
    if (!begun.has(key)) begun.set(key, performance.now());
    if (!this.busy) setTimeout(() => this.push(), GATHER);
  }
  async push() {
    if (this.busy || !this.writing.owes) return;
    this.busy = true;
    try {
      const answer = await this.ask(given.changes, { method: "POST", body: JSON.stringify(this.writing.request()) });
      if (answer.ok) this.receive((await answer.json()).changes);
      else {
        told.refused[answer.status] = (told.refused[answer.status] ?? 0) + 1;
        await answer.text();
        if (answer.status === 401) await this.signIn();
        await pause(250);
      }
    } catch (error) {
      if (error.message.startsWith("the field")) throw error;
      told.again++;
      await pause(250);
    }
    this.busy = false;
    if (this.writing.owes) this.push();
  }
  async asks() {
    while (!this.stopped) {
      await pause(given.askEvery);
      const path = `${given.live}?after=${this.writing.number}`;
      const { changes } = await this.insist(() => this.ask(path, { headers: { Accept: "application/json" } }));
      this.receive(changes);
    }
  }
  // A stream as EventSource reads it; `reader` hears what comes.
  async listens(reader) {
    while (!this.stopped) {
      const leaves = new AbortController();
      const late = setTimeout(() => leaves.abort(), 15000);
      try {
        const path = `${given.live}?after=${this.writing.number}`;
        const answer = await this.ask(path, { headers: { Accept: "text/event-stream" }, signal: leaves.signal });
        if (answer.status === 204) { told.full = (told.full ?? 0) + 1; await answer.text(); return reader && this.asks(); }
        if (answer.status === 401) await this.signIn();
        if (answer.status !== 200) throw new Error("no stream");
        this.streams++;
        let rest = "";
        for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
          late.refresh();
          const events = (rest + piece).split("\n\n");
          rest = events.pop();
          for (const event of events) {
            const lines = event.split("\n"), data = lines.find((line) => line.startsWith("data: "));
            if (data && !lines.some((line) => line.startsWith("event: "))) reader?.receive(JSON.parse(data.slice(6)));
          }
        }
      } catch (error) {
        if (error.message.startsWith("the field")) throw error;
        await pause(200);
      }
      clearTimeout(late);
      this.streams = Math.max(0, this.streams - 1);
    }
  }
}

const writers = given.writers.map((person, place) => new Writer(person, place));
let typing = null;

const percentile = (percent) => { const sorted = seen.toSorted((a, b) => a - b); return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * percent / 100))] ?? null; };
const acts = {
  open: async () => { await Promise.all(writers.map((each) => each.open())); return { open: writers.length }; },
  // More streams of the same people: they are held, and what they hear is thrown away.
  hold: async ({ streams }) => {
    const more = streams - writers.reduce((sum, each) => sum + each.streams, 0);
    for (let n = 0; n < more; n++) writers[n % writers.length].listens(null);
    for (let n = 0; n < 100 && writers.reduce((sum, each) => sum + each.streams, 0) < streams; n++) await pause(100);
    return { held: writers.reduce((sum, each) => sum + each.streams, 0), full: told.full ?? 0 };
  },
  // Each types once in so many milliseconds, at random moments.
  type: ({ every }) => {
    seen.length = 0;
    typing = writers.map((each) => { const go = () => { each.types(); each.timer = setTimeout(go, every * (0.5 + Math.random())); }; each.timer = setTimeout(go, every * Math.random()); return each; });
    return { typing: writers.length };
  },
  rest: () => { for (const each of typing ?? []) clearTimeout(each.timer); typing = null; return { p50: percentile(50), p95: percentile(95), seen: seen.length, typed: writers.reduce((sum, each) => sum + each.typed, 0), ...told }; },
  // Everybody hears everything, by themselves.
  settle: async ({ seconds }) => {
    const until = Date.now() + seconds * 1000;
    for (;;) {
      const newest = Math.max(...writers.map((each) => each.writing.number));
      const done = writers.every((each) => !each.writing.owes && !each.busy && each.writing.number === newest);
      if (done || Date.now() > until) {
        return { done, texts: [...new Set(writers.map((each) => each.writing.text))], number: newest, acknowledged: writers.flatMap((each) => each.acknowledged.map((key) => [each.seat, key])), typed: Object.fromEntries(writers.map((each) => [each.letter, each.typed])), ...told };
      }
      await pause(200);
    }
  },
  stop: () => { for (const each of writers) each.stopped = true; setTimeout(() => process.exit(0), 50); return {}; },
};

process.on("unhandledRejection", (error) => { console.log(JSON.stringify({ broken: String(error.stack) })); process.exit(1); });
for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...rest } = JSON.parse(line);
  console.log(JSON.stringify(await acts[act](rest)));
}
