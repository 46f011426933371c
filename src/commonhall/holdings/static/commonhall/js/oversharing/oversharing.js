// Finds personal details in what somebody types. The twin of holdings/oversharing (Python): same rules.json, same
// test vectors, same names of things; the reasons stand there. Sends nothing anywhere.
import { addressesIn, blockOf } from "./addresses.js";
import { namesIn } from "./names.js";
import { healthIn, patternsIn } from "./patterns.js";
import { read } from "./reading.js";
import { tableOf } from "./table.js";

/** The details of `text`, in order: [{kind, start, end, advice}], places in UTF-16 units as a textarea counts them. */
export function check(text, rules) {
  const table = tableOf(rules);
  const reading = read(text, table);
  const found = [
    ...patternsIn(reading, table), ...addressesIn(reading, table), ...namesIn(reading, table), ...healthIn(reading, table),
  ];
  const kept = [];
  for (const detail of found) {
    if (kept.every((other) => detail.end <= other.start || other.end <= detail.start)) kept.push(detail);
  }
  return kept.sort((left, right) => left.start - right.start).map((detail) => ({
    ...detail, start: reading.places[detail.start], end: reading.places[detail.end - 1] + reading.widths[detail.end - 1],
  }));
}

/** What stands for a detail that is taken out, such as "[name]", in the language of the page. */
export function replacement(text, detail, rules, language) {
  const table = tableOf(rules);
  const words = rules.replacements[language.slice(0, 2)] ?? rules.replacements.en;
  return detail.kind === "address" ? blockOf(text.slice(detail.start, detail.end), table, words) : words[detail.kind];
}
