// Keeps a report that is being written in this tab, so that a reload, the back button, a call in between or a lost
// connection takes nothing of it. In this tab alone: two tabs are two reports. It goes when the report is sent, by the
// button on each step, and after a day; a browser that brings back its tabs brings it back too.
// Browsers write this storage to the disk, and leave it there after it was taken away. So nothing typed stands in it in
// clear: it is sealed under a key that comes with the page and is never stored. The server gives it to whom it answers
// the draft. Where the browser can't seal (no https), only the draft is kept, which the server sealed.
const DRAFT = "commonhall.report.draft"; // the form's sealed field; large, so written once a page
const TYPED = "commonhall.report.typed";
const A_DAY = 24 * 60 * 60 * 1000; // ms
const QUIET = 100; // ms without typing before it is written
const PATIENCE = 8000; // ms until a connection counts as lost
const NOT_TYPED = new Set(["hidden", "file", "submit", "button", "password"]);

const form = document.querySelector("form[data-step]");
const part = (name) => document.querySelector(`[data-kept="${name}"]`);
const isRepeated = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
let kept = null; // what may be stored: service, about, step, when; and `sealed`
let steps = {}; // what was typed, by step
let key = null;
let turn = 0; // of sealing: one that was overtaken writes nothing
let isOver = false; // forgotten: nothing is written any more
let isReached = false; // the connection was tried, so the form may leave
let pressed = null; // the button whose form did not leave
let writing; // a timer, while something typed is not written yet

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
const hex = (read) => Array.from(new Uint8Array(read), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function takeKey() {
  if (!form || !globalThis.crypto?.subtle) return;
  key = await crypto.subtle.importKey("raw", bytes(form.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);
  delete form.dataset.key;
}

async function seal(plain) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(plain));
  return hex(iv) + hex(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text));
}

// Null for what another draft's key sealed.
async function open(sealed) {
  try {
    const iv = bytes(sealed.slice(0, 24));
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes(sealed.slice(24)));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

function read() {
  try {
    const found = JSON.parse(sessionStorage.getItem(TYPED));
    if (found && Date.now() - found.at < A_DAY) return found;
  } catch { /* the browser keeps nothing, or something else */ }
  forget();
  return null;
}

function forget() {
  clearTimeout(writing);
  writing = null;
  kept = null;
  steps = {};
  turn += 1;
  try {
    sessionStorage.removeItem(TYPED);
    sessionStorage.removeItem(DRAFT);
  } catch { /* nothing is kept then */ }
}

// The photos lie in the sealed field too, and may be more than a browser keeps: the words stay all the same.
function write(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    try { sessionStorage.removeItem(name); } catch { /* nothing is kept then */ }
  }
}

async function save() {
  clearTimeout(writing);
  writing = null;
  if (isOver || !form || !kept) return;
  kept.at = Date.now();
  steps[form.dataset.step] = [...form.elements].filter(isTypedIn).map((field) => [field.id, valueOf(field)]);
  const mine = ++turn;
  const sealed = key ? await seal(steps) : "";
  if (mine !== turn) return;
  kept.sealed = sealed;
  write(TYPED, JSON.stringify(kept));
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isTypedIn = (field) => field.id && "value" in field && !NOT_TYPED.has(field.type);
const valueOf = (field) => (isTicked(field) ? field.checked : field.value);

function fill(values) {
  for (const [id, value] of values ?? []) {
    const field = document.getElementById(id);
    if (!field || !isTypedIn(field) || valueOf(field) === value) continue;
    field[isTicked(field) ? "checked" : "value"] = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// This page is what is kept from now on.
function adopt() {
  const { service, about, step } = form.dataset;
  kept = { at: Date.now(), service, about, step, sealed: kept?.sealed ?? "" };
  write(DRAFT, form.elements.draft.value);
  return save();
}

async function begin() {
  const { service, step, begun } = form.dataset;
  if (kept && begun !== undefined && draft()) return offer(); // and nothing is written over before something is typed
  const isSame = kept?.service === service;
  const opened = isSame && key ? await open(kept.sealed ?? "") : null;
  steps = { ...opened, ...steps };
  if (isSame && isRepeated) form.elements.draft.value = draft() ?? form.elements.draft.value; // what is kept is newer
  if (opened && (isRepeated || kept.goesOn)) fill(opened[step]);
  await adopt();
}

function draft() {
  try { return sessionStorage.getItem(DRAFT); } catch { return null; }
}

function offer() {
  const band = part("go-on");
  if (!band || !draft()) return;
  part("about").textContent = kept.about;
  band.elements.draft.value = draft();
  band.elements.step.value = "check"; // the step that adds nothing to the draft
  band.elements.change.value = kept.step;
  band.hidden = false;
  band.addEventListener("submit", () => {
    if (isOver) return;
    kept.goesOn = true;
    write(TYPED, JSON.stringify(kept));
  });
}

async function startsAnew() {
  const band = part("go-on");
  if (!band || band.hidden) return;
  band.hidden = true;
  forget();
  return adopt();
}

function typed() {
  startsAnew();
  clearTimeout(writing);
  writing = setTimeout(save, QUIET);
}

// The button's form leaves for the server, which forgets the draft; with nothing typed since, and whatever the connection.
function takeAway() {
  isOver = true;
  forget();
  form?.reset();
}

function leave() {
  takeAway();
  location.replace(part("forget").dataset.start);
}

// A form that leaves without a connection ends at a page of the browser's. So the connection is tried first.
async function send(event) {
  if (event.defaultPrevented || isOver || isReached) return;
  event.preventDefault();
  const { target, submitter } = event;
  if (pressed?.isTrying) return;
  pressed = { target, submitter, isTrying: true };
  if (target === form) {
    await startsAnew();
    await save();
  }
  isReached = await reaches();
  pressed.isTrying = false;
  part("lost").hidden = isReached;
  if (isReached) again();
}

function again() {
  if (pressed) pressed.target.requestSubmit(pressed.submitter);
}

async function reaches() {
  const own = document.querySelector("link[rel=icon]").href;
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(own, { method: "HEAD", cache: "no-store", signal }).then((answer) => answer.ok, () => false);
}

function watch() {
  for (const shown of document.querySelectorAll('[data-kept="notice"]')) shown.hidden = false;
  for (const button of document.querySelectorAll('[data-kept="forget"]')) button.addEventListener("click", takeAway);
  part("again")?.addEventListener("click", again);
  if (part("lost")) document.addEventListener("submit", send);
  form?.addEventListener("input", typed);
  form?.addEventListener("change", typed);
  document.addEventListener("visibilitychange", () => { if (writing) save(); });
  window.addEventListener("pagehide", () => { if (writing) save(); });
  setTimeout(() => { isOver = true; forget(); }, A_DAY);
  window.addEventListener("pageshow", (event) => {
    isReached = false;
    if (event.persisted && form && !read()) leave(); // sent or forgotten since the browser put this page aside
  });
}

if (part("over")) forget();
else {
  kept = read();
  watch();
  if (form) {
    await takeKey();
    await begin();
  } else if (kept) offer();
}
