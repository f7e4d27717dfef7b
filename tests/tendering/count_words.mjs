// Counts words by the script of the pages, under Node: texts in, numbers out.
import { readFileSync } from "node:fs";

const { countWords } = await import(process.argv[2]);
const { parts } = await import(process.argv[3]);
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify({ words: asked.texts.map(countWords), parts: asked.seconds.map(parts) }));
