// Twin of holdings/oversharing/patterns.py and health.py, where the reasons stand. Details with a shape; words about health.
import { between, detail, isUpper, length, phrasesIn } from "./reading.js";

export function* patternsIn(reading, table) {
  for (const pattern of table.patterns) {
    const isWorthTrying = (pattern.digits ?? 0) <= reading.digits && reading.lower.includes(pattern.has ?? "")
      && (!pattern.words.size || [...pattern.words].some((word) => reading.bag.has(word)));
    if (!isWorthTrying) continue;
    for (const match of reading.lower.matchAll(pattern.expression)) {
      const [start, end] = match.indices[match.length > 1 ? 1 : 0];
      const before = [...reading.lower.slice(Math.max(0, match.index - 80), match.index)].slice(-40).join("");
      if (pattern.unless.some((word) => before.includes(word))) continue;
      if (CHECKS[pattern.check]?.(reading, match[0], { start, end }) ?? true) yield detail(start, end, pattern.kind);
    }
  }
  yield* spokenIn(reading, table);
}

const CHECKS = {
  luhn: (_reading, written) => {
    const digits = [...written.replace(/[^0-9]/g, "")].map(Number).reverse();
    const sum = digits.reduce((total, digit, place) => total + (place % 2 ? Math.floor((2 * digit) / 10) + ((2 * digit) % 10) : digit), 0);
    return sum % 10 === 0;
  },
  iban: (_reading, written) => {
    const bare = written.replaceAll(" ", "");
    const digits = [...bare.slice(4) + bare.slice(0, 4)].map((sign) => parseInt(sign, 36)).join("");
    return BigInt(digits) % 97n === 1n;
  },
  capitals: (reading, _written, place) => reading.caseTells && isUpper(reading, place),
};

function* spokenIn(reading, table) {
  const isDigits = (word) => word.text in table.spoken || /^[0-9-]+$/.test(word.text);
  let run = [];
  for (const word of [...reading.words, null]) {
    if (run.length && (!word || !isDigits(word) || length(between(reading, run.at(-1), word)) > 3)) {
      const digits = run.map(({ text }) => table.spoken[text] ?? text.replaceAll("-", "")).join("");
      const said = run.filter(({ text }) => text in table.spoken).length;
      if (digits.length >= 7 && digits.length <= 15 && said > 2) yield detail(run[0].start, run.at(-1).end, "phone");
      run = [];
    }
    if (word && isDigits(word)) run.push(word);
  }
}

export function* healthIn(reading, table) {
  for (const [first, after] of phrasesIn(reading, table.health)) {
    if (!table.harmless.has(reading.words[after]?.text)) {
      yield detail(reading.words[first].start, reading.words[after - 1].end, "health", "ask");
    }
  }
}
