// The other implementation of changes: answers each line of JSON with a line of JSON.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { ChangeSet, Text } = await import(pathToFileURL(process.argv[2]));

const answers = {
  mapped: ({ a, b, first }) => ChangeSet.fromJSON(a).map(ChangeSet.fromJSON(b), first).toJSON(),
  changed: ({ text, a }) => ChangeSet.fromJSON(a).apply(Text.of(text.split("\n"))).toString(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(answers[asked.what](asked)));
}
