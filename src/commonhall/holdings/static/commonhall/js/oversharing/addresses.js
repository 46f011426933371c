// Twin of holdings/oversharing/addresses.py, where the reasons stand. Street addresses.
import { between, detail, isCapital, length, phrasesIn, read } from "./reading.js";

const HOUSE = /^[0-9]{1,5}(?:-[0-9]{1,5})?[a-z]?$/;
const GAP = /^(?:[ ]{1,2}|\. ?|, ?| ?# ?)$/;
const LONGEST = 6;

export function* addressesIn(reading, table) {
  const homes = [...phrasesIn(reading, table.home)].map(([, after]) => after);
  let takenUntil = 0;
  for (const [index, word] of reading.words.entries()) {
    if (index < takenUntil || !HOUSE.test(word.text)) continue;
    if (word.start > 0 && "$.:/-".includes(reading.lower[word.start - 1])) continue;
    const [first, last] = extent(reading, index, table);
    if (first === last) continue;
    const end = unitAfter(reading, last, table);
    const isHome = end > last || homes.some((after) => first - after >= 0 && first - after <= 4);
    yield detail(reading.words[first].start, reading.words[end].end, "address", isHome ? "remove" : "ask");
    takenUntil = end + 1;
  }
}

function extent(reading, number, table) {
  const last = streetAfter(reading, number, table);
  return last === null ? [streetBefore(reading, number, table), number] : [number, last];
}

function streetAfter(reading, number, table) {
  const rules = table.addresses;
  const isShort = reading.words[number].text.length < 3;
  let last = null;
  for (let index = number + 1; index < Math.min(number + 1 + LONGEST, reading.words.length); index += 1) {
    const word = reading.words[index];
    if (!GAP.test(between(reading, reading.words[index - 1], word))) break;
    const isSure = !isShort || (reading.caseTells && isCapital(reading, word));
    if (index > number + 1 && rules.types.has(word.text) && (isSure || !rules.loose.has(word.text))) last = index;
    else if (last !== null || /^[0-9]+$/.test(word.text) || !mayNameAStreet(word.text, isSure, table)) break;
  }
  return last !== null && rules.things.has(reading.words[last + 1]?.text) ? null : last;
}

function mayNameAStreet(text, isSure, { addresses, names }) {
  return !addresses.stops.has(text) && (isSure || addresses.compass.has(text) || !names.common.has(text));
}

function streetBefore(reading, number, { addresses, names }) {
  for (let index = number - 1; index > Math.max(-1, number - LONGEST); index -= 1) {
    const word = reading.words[index];
    if (!GAP.test(between(reading, word, reading.words[index + 1]))) break;
    if (addresses.first.has(word.text)) return index < number - 1 ? index : number;
    const isName = reading.caseTells && isCapital(reading, word);
    const mayStand = isName || addresses.compass.has(word.text) || names.particles.has(word.text);
    if (names.common.has(word.text) && !mayStand) break;
  }
  return number;
}

function unitAfter(reading, last, { addresses }) {
  const [street, unit, number] = reading.words.slice(last, last + 3);
  const gap = unit ? between(reading, street, unit) : "\n";
  if (gap.includes("\n") || length(gap) > 3) return last;
  if (gap.includes("#")) return last + 1;
  return addresses.units.has(unit.text) && number && length(between(reading, unit, number)) <= 3 ? last + 2 : last;
}

export function blockOf(written, table, words) {
  const reading = read(written, table);
  for (const [index, word] of reading.words.entries()) {
    const [first, last] = extent(reading, index, table);
    if (first === last || !HOUSE.test(word.text)) continue;
    const [from, to] = last === index ? [first, last - 1] : [first + 1, last];
    const end = reading.words[to].end - 1;
    const street = written.slice(reading.places[reading.words[from].start], reading.places[end] + reading.widths[end]);
    const hundred = Math.floor(parseInt(word.text, 10) / 100) * 100;
    const block = words[hundred ? "block" : "first_block"].replace("{hundred}", hundred).replace("{street}", () => street);
    return new RegExp(`^(?:${table.takenOut})$`, "i").test(block) ? block : words.address;
  }
  return words.address;
}
