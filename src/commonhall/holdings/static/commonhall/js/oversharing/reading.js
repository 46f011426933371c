// Twin of holdings/oversharing/reading.py and phrases.py, where the reasons stand. A text as the rules read it.
const WORD = /[a-z0-9]+(?:['-][a-z0-9]+)*/g;
const ODD = /[^\n -~]/u;
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const ABBREVIATION = /(?<![a-z])(?:[a-z]{1,2}|mrs|sra|srta|rev|sgt)\.$/;
const GONE = "\x00";

function fold(sign, table) {
  if (table.signs.has(sign)) return table.signs.get(sign);
  const kept = [...sign.normalize("NFKD")].filter((part) => !UNSEEN.test(part));
  if (kept.length > 1) return sign;
  return kept.length ? table.signs.get(kept[0]) ?? kept[0] : "";
}

export function read(text, table) {
  let plain = "";
  const places = [];
  const widths = [];
  const add = (sign, place, width) => {
    for (const unit of sign.split("")) { plain += unit; places.push(place); widths.push(width); }
  };
  const gone = [...text.matchAll(new RegExp(table.takenOut, "gi"))].map((match) => [match.index, match.index + match[0].length]);
  let place = 0;
  for (const [start, end] of [...gone, [text.length, text.length]]) {
    for (const sign of text.slice(place, start)) {
      add(ODD.test(sign) ? fold(sign, table) : sign, place, sign.length);
      place += sign.length;
    }
    if (start < end) add(GONE, start, end - start);
    place = end;
  }
  const lower = plain.toLowerCase();
  const list = [...lower.matchAll(WORD)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
  const reading = { plain, lower, places, widths, words: list, bag: new Set(list.map((word) => word.text)) };
  reading.digits = lower.replace(/[^0-9]/g, "").length;
  reading.caseTells = caseTells(reading);
  return reading;
}

function caseTells(reading) {
  const letters = reading.words.filter((word) => word.text[0] > "9");
  const initials = letters.filter((word) => isCapital(reading, word));
  if (letters.length > 2 && initials.length > 0.8 * letters.length) {
    return !letters.every((word) => isUpper(reading, word)) && letters.length < 5;
  }
  const ofItself = ["i", "i'm", "i've", "i'll", "i'd"];
  return initials.some((word) => !ofItself.includes(word.text) && !startsSentence(reading, word));
}

function startsSentence(reading, word) {
  const before = reading.lower.slice(0, word.start).replace(/[ "'(-]+$/, "");
  return before === "" || (".!?\n:".includes(before.at(-1)) && !ABBREVIATION.test(before));
}

export function isCapital(reading, word) {
  return reading.plain[word.start] !== word.text[0];
}

export function isUpper(reading, { start, end }) {
  const written = reading.plain.slice(start, end);
  return written === written.toUpperCase() && written !== written.toLowerCase();
}

export function between(reading, left, right) {
  return reading.lower.slice(left.end, right.start);
}

// How many signs stand there; some take two places of a string.
export function length(gap) {
  return [...gap].length;
}

export function* phrasesIn(reading, list) {
  for (const [first, word] of reading.words.entries()) {
    for (const { rest, meaning } of list.get(word.text) ?? []) {
      const after = first + 1 + rest.length;
      if (rest.every((text, index) => follows(reading, first + 1 + index, text))) yield [first, after, meaning];
    }
  }
}

function follows(reading, index, text) {
  if (reading.words[index]?.text !== text) return false;
  const gap = between(reading, reading.words[index - 1], reading.words[index]);
  return length(gap) <= 3 && !gap.includes("\n");
}

export function detail(start, end, kind, advice = "remove") {
  return { kind, start, end, advice };
}
