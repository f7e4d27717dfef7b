// The same load on npm's y-websocket server: so many documents, each with its own connection, each typing as often.
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const [, , address, howMany] = process.argv;
const begun = new Map(), seen = [], pause = (ms) => new Promise((done) => setTimeout(done, ms));
let typed = 0;

process.setMaxListeners(0); // every provider listens for the end of the process
// What is typed is a letter that nobody else types at that moment, so that whoever sees it knows which it was.
const people = Array.from({ length: Number(howMany) }, (_, place) => {
  const doc = new Y.Doc(), text = doc.getText("text");
  const provider = new WebsocketProvider(address, "room", doc, { WebSocketPolyfill: WebSocket, disableBc: true });
  text.observe((event, change) => {
    if (change.local) return;
    const now = performance.now();
    for (const part of event.changes.delta) if (part.insert) for (const letter of part.insert) if (begun.has(letter)) seen.push(now - begun.get(letter));
  });
  return { doc, text, provider, place };
});

const percentile = (percent) => { const sorted = seen.toSorted((a, b) => a - b); return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * percent / 100))] ?? null; };
const types = (person) => {
  const letter = String.fromCodePoint(0x4e00 + typed++ % 20000);
  begun.set(letter, performance.now());
  person.text.insert(Math.floor(Math.random() * (person.text.length + 1)), letter);
};
const acts = {
  open: async () => {
    while (!people.every((each) => each.provider.synced)) await pause(20);
    return { open: people.length };
  },
  type: ({ every }) => {
    for (const each of people) { const go = () => { types(each); each.timer = setTimeout(go, every * (0.5 + Math.random())); }; each.timer = setTimeout(go, every * Math.random()); }
    return {};
  },
  rest: () => { for (const each of people) clearTimeout(each.timer); return { p50: percentile(50), p95: percentile(95), seen: seen.length, typed }; },
  settle: async () => { await pause(500); return { texts: new Set(people.map((each) => each.text.toString())).size }; },
};
for await (const line of createInterface({ input: process.stdin })) {
  const { act, ...rest } = JSON.parse(line);
  console.log(JSON.stringify(await acts[act](rest)));
}
