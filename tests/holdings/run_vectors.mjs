// Prints what the browser's twin finds: `node run_vectors.mjs FOLDER < texts.json`.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const { check, replacement } = await import(pathToFileURL(`${folder}/oversharing.js`));
const rules = JSON.parse(readFileSync(`${folder}/rules.json`, "utf8"));
const texts = JSON.parse(readFileSync(0, "utf8"));
const found = texts.map((text) => check(text, rules).map((detail) => [
  detail.kind, text.slice(detail.start, detail.end), detail.advice, replacement(text, detail, rules, "es"),
]));
process.stdout.write(JSON.stringify(found));
