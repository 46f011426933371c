// What this tab keeps of the reports that were begun in it and not sent: of each what was typed, and the draft as the
// server sealed it. The one that was written last stands first.
// Browsers write this storage to the disk, and leave it there after it was taken away. So nothing typed stands in it in
// clear: it is sealed under a key that comes with the page and is never stored. The server gives it to whom it answers
// the draft. Where the browser can't seal (no https), only the draft is kept, which the server sealed.
const TYPED = "commonhall.report.typed"; // of each: id, at, service, about, step, sent, sealed
const DRAFT = "commonhall.report.draft"; // by the id: the form's sealed field; large, so written once a page
export const A_DAY = 24 * 60 * 60 * 1000; // ms

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (read) => Array.from(new Uint8Array(read), (byte) => byte.toString(16).padStart(2, "0")).join("");

export const keyOf = (hex) => crypto.subtle.importKey("raw", bytes(hex), "AES-GCM", false, ["encrypt", "decrypt"]);

export async function seal(key, plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(plain));
  return hex(iv) + hex(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text));
}

// Null for what another report's key sealed.
export async function open(key, sealed) {
  try {
    const iv = bytes(sealed.slice(0, 24));
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes(sealed.slice(24)));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

export function reports() {
  const found = read(TYPED, []);
  const kept = found.filter(({ at }) => Date.now() - at < A_DAY);
  for (const each of found) if (!kept.includes(each)) drop(each);
  return kept;
}

export function put(report) {
  write(TYPED, [report, ...without(report)]);
}

export function draftOf({ id }) {
  return read(DRAFT, {})[id] ?? null;
}

// With photos a draft may be more than a browser keeps beside another one, or at all: the words stay all the same.
export function putDraft({ id }, draft) {
  if (write(DRAFT, { ...read(DRAFT, {}), [id]: draft }) || write(DRAFT, { [id]: draft })) return;
  try { sessionStorage.removeItem(DRAFT); } catch { /* nothing is kept then */ } // what stands there is older
}

export function drop(report) {
  const left = without(report);
  if (!left.length) return dropAll();
  write(TYPED, left);
  write(DRAFT, Object.fromEntries(left.map((each) => [each.id, draftOf(each)])));
}

export function dropAll() {
  try {
    sessionStorage.removeItem(TYPED);
    sessionStorage.removeItem(DRAFT);
  } catch { /* nothing is kept then */ }
}

function without({ id }) {
  return read(TYPED, []).filter((each) => each.id !== id);
}

function read(name, none) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? none;
  } catch {
    return none; // the browser keeps nothing, or something else
  }
}

// Whether it is kept; what is too large leaves what stood there.
function write(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
