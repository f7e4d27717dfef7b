// Several writers, as browsers have them, without a browser: each line of JSON says what one of them does.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { Writing, splice } = await import(pathToFileURL(process.argv[2]));
const writers = {};

// What stands in the text field, which only hears of changes, as a real one does.
const show = (writer) => (changes) => {
  const edits = [];
  changes.iterChanges((from, to, _a, _b, words) => edits.push([from, to, words.toString()]));
  for (const [from, to, words] of edits.reverse()) writer.area = writer.area.slice(0, from) + words + writer.area.slice(to);
};

const acts = {
  open: ({ text, number, me, seat }) => ({ writing: new Writing({ text, number, me, seat }), area: text }),
  type: (writer, { area, caret }) => {
    const change = splice(writer.area, area, caret);
    writer.writing.type(change);
    writer.area = area;
    return { typed: change.insert };
  },
  undo: (writer) => { const changes = writer.writing.undo(); if (changes) show(writer)(changes); },
  receive: (writer, { changes }) => writer.writing.receive(changes, show(writer)),
  // Closing the laptop: what is not sent yet is read again from where it was kept.
  reload: (writer) => {
    writer.writing = new Writing(JSON.parse(JSON.stringify(writer.writing.stored)));
    writer.area = writer.writing.text;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const came = asked.act === "open" ? void (writers[asked.me] = acts.open(asked)) : acts[asked.act]?.(writers[asked.me], asked);
  const { writing, area } = writers[asked.me];
  if (area !== writing.text) throw new Error(`the field shows ${JSON.stringify(area)}, not ${JSON.stringify(writing.text)}`);
  console.log(JSON.stringify({ text: area, number: writing.number, request: writing.request(), held: writing.held !== null, ...came }));
}
