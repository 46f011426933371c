// Twin of holdings/oversharing/names.py, where the reasons stand. Names of persons.
import { between, detail, isCapital, isUpper, phrasesIn } from "./reading.js";

const SURE = ["certain", "labelled"];
const WEAK = ["possible", "faint"];
const MOST_WORDS = 4;
const AFTER_CUE = /^(?: {1,2}['"(]?| ?[:,(-] ?['"(]?)$/;
const AFTER_TITLE = /^(?:\. {0,2}| {1,2})$/;
const AFTER_LABEL = /^ ?[:=] {0,2}$/;
const AFTER_CLOSING = /^[ ,.!:\n-]{1,6}$/;
const WITHIN_NAME = /^(?: {1,2}|\. ?)$/;
const REST_OF_LINE = /^[ .,!)]{0,3}(?:\n|\x00|[0-9(+]|$)/;

export function* namesIn(reading, table) {
  const found = [
    ...behindCues(reading, table, table.cues), ...behindCues(reading, table, table.weakCues), ...givenAndAnother(reading, table),
  ].sort((left, right) => left[0] - right[0] || left[1] - right[1]);
  for (const [first, after] of joined(found)) {
    const last = reading.words[after - 1];
    yield detail(reading.words[first].start, last.start + base(last).length, "name");
  }
}

function* joined(found) {
  let [first, after] = [0, 0];
  for (const [nextFirst, nextAfter] of found) {
    if (nextFirst >= after) {
      if (after) yield [first, after];
      first = nextFirst;
    }
    after = Math.max(after, nextAfter);
  }
  if (after) yield [first, after];
}

function* behindCues(reading, table, cues) {
  for (const [cue, afterCue, strength] of phrasesIn(reading, cues)) {
    const first = firstWord(reading, table, cue, afterCue, strength);
    if (first === null) continue;
    const after = withoutPlace(reading, table, first, endOfName(reading, table, first, strength), strength);
    if (after > first && (strength !== "closing" || endsLine(reading, after))) yield [first, after];
  }
}

function firstWord(reading, table, cue, afterCue, strength) {
  const { words } = reading;
  if (afterCue >= words.length || isStreetType(reading, table, cue)) return null;
  const gap = between(reading, words[afterCue - 1], words[afterCue]);
  if (strength === "labelled") return AFTER_LABEL.test(gap) ? afterCue : null;
  if (strength === "closing") return AFTER_CLOSING.test(gap) ? afterCue : null;
  const isTitle = strength === "certain" && cue + 1 === afterCue;
  if (!AFTER_CUE.test(gap) && !(isTitle && AFTER_TITLE.test(gap))) return null;
  let first = afterCue;
  while (strength === "likely" && first + 1 < words.length && table.names.fill.has(words[first].text)) first += 1;
  return first;
}

function isStreetType(reading, { names }, cue) {
  const [before, word] = [reading.words[cue - 1], reading.words[cue]];
  if (!before || !names.titles_after_a_street.has(word.text)) return false;
  const isName = isCapital(reading, before) || !reading.caseTells;
  return between(reading, before, word) === " " && isName && !names.common.has(before.text);
}

function* givenAndAnother(reading, table) {
  let after = 0;
  for (let first = 0; first < reading.words.length; first += 1) {
    if (first < after || !mayBegin(reading, table, first)) continue;
    after = withoutPlace(reading, table, first, endOfName(reading, table, first, "given"), "given");
    if (after > first + 1) yield [first, after];
  }
}

function mayBegin(reading, { names }, first) {
  const word = reading.words[first];
  const begins = isGiven(word, names.given) || (reading.caseTells && names.doubtful.has(word.text));
  if (!begins || (reading.caseTells && !isCapital(reading, word))) return false;
  return first === 0 || !names.saints.has(reading.words[first - 1].text);
}

function endOfName(reading, table, first, strength) {
  const { words } = reading;
  let after = first;
  for (let index = first; index < words.length && after - first < MOST_WORDS; index += 1) {
    if (index > first && !WITHIN_NAME.test(between(reading, words[index - 1], words[index]))) break;
    if (isPart(reading, table, first, index, strength)) {
      after = index + 1;
      if (base(words[index]) !== words[index].text) break;
    } else if (!table.names.particles.has(words[index].text) || index - after > 1) break;
  }
  return after;
}

function isPart(reading, { names }, first, index, strength) {
  const word = reading.words[index];
  const own = base(word);
  if (!/^[a-z'-]+$/.test(own)) return false;
  const capital = reading.caseTells && isCapital(reading, word);
  if (names.common.has(own) && !isANameToo(names, own, capital, index === first, strength)) return false;
  if (capital && own.length === 1) return !"ai".includes(own) && (index > first || !WEAK.includes(strength));
  if (capital) return index > first || mayFollow(reading, names, word, strength);
  if (index === first) {
    const isFree = SURE.includes(strength) || (strength === "closing" && !reading.caseTells);
    return isFree || isGiven(word, names.given);
  }
  return continuesInLowerCase(reading, names, first, index, strength);
}

function isANameToo(names, own, capital, isFirst, strength) {
  if (names.any.has(own)) return capital || (isFirst && SURE.includes(strength));
  const isBehind = !isFirst || !WEAK.includes(strength);
  return names.surnames_too.has(own) && (SURE.includes(strength) || (capital && isBehind));
}

function mayFollow(reading, names, word, strength) {
  const given = isGiven(word, names.given);
  if (WEAK.includes(strength)) return given || (strength === "possible" && names.doubtful.has(word.text));
  return SURE.includes(strength) || given || !isUpper(reading, word) || word.text.length >= 4;
}

function continuesInLowerCase(reading, names, first, index, strength) {
  if (reading.caseTells && isCapital(reading, reading.words[first])) return false;
  const [before, word] = [reading.words[index - 1], reading.words[index]];
  if (index === first + 1 && [...SURE, "closing"].includes(strength)) return true;
  const isWithin = SURE.includes(strength) || !names.particles.has(reading.words[first].text);
  if (isWithin && names.particles.has(before.text)) return true;
  return isGiven(before, names.given) || isGiven(word, names.given);
}

function withoutPlace(reading, { names }, first, after, strength) {
  for (let index = first; index < Math.min(after + 1, reading.words.length); index += 1) {
    if (!isPlaceWord(reading, names, index, after)) continue;
    if (SURE.includes(strength)) {
      const isStreet = !names.surnames_too.has(reading.words[index].text);
      if (first < index && index < after && isStreet && !reading.caseTells) return index;
    } else if (index === first || !isSurname(reading, names, first, index, after, strength)) return first;
  }
  return after;
}

function isPlaceWord(reading, names, index, after) {
  const word = reading.words[index];
  if (index < after) return names.places.has(word.text);
  if (index === 0 || between(reading, reading.words[index - 1], word) !== " ") return false;
  const isName = reading.caseTells && isCapital(reading, word);
  return (isName ? names.places : names.places_in_any_case).has(word.text);
}

function isSurname(reading, names, first, index, after, strength) {
  const isLast = index === after - 1 && names.surnames_too.has(reading.words[index].text);
  return isLast && isGiven(reading.words[first], strength === "given" ? names.given : names.any);
}

function endsLine(reading, after) {
  return REST_OF_LINE.test(reading.lower.slice(reading.words[after - 1].end));
}

function isGiven(word, names) {
  return names.has(base(word)) || names.has(base(word).split("-")[0]);
}

function base(word) {
  return word.text.replace(/'s$/, "");
}
