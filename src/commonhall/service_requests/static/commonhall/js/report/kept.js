// Keeps a report that is being written in this tab, so that a reload, the back button, a call in between or a lost
// connection takes nothing of it. In this tab alone: two tabs are two reports, and what is kept goes with the tab. It
// goes when the report is sent, by the button on each step, and after a day.
const DRAFT = "commonhall.report.draft"; // the form's sealed field; large, so written once a page
const TYPED = "commonhall.report.typed";
const A_DAY = 24 * 60 * 60 * 1000; // ms
const QUIET = 250; // ms without typing before it is written
const PATIENCE = 8000; // ms until a connection counts as lost
const NOT_TYPED = new Set(["hidden", "file", "submit", "button", "password"]);

const form = document.querySelector("form[data-step]");
const part = (name) => document.querySelector(`[data-kept="${name}"]`);
const isRepeated = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
let kept = null;
let isOver = false; // forgotten: nothing is written any more
let isReached = false; // the connection was tried, so the form may leave
let pressed = null; // the button whose form did not leave
let writing; // a timer, while something typed is not written yet

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

function save() {
  clearTimeout(writing);
  writing = null;
  if (isOver || !form || !kept) return;
  kept.at = Date.now();
  kept.steps[form.dataset.step] = [...form.elements].filter(isTypedIn).map((field) => [field.id, valueOf(field)]);
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
  const steps = kept?.service === service ? kept.steps : {};
  kept = { at: Date.now(), service, about, step, steps };
  write(DRAFT, form.elements.draft.value);
  save();
}

function begin() {
  const { service, step, begun } = form.dataset;
  const isSame = kept?.service === service;
  if (isSame && isRepeated) {
    form.elements.draft.value = draft() ?? form.elements.draft.value; // the page is as it was; what is kept is newer
    fill(kept.steps[step]);
  } else if (isSame && kept.goesOn) {
    fill(kept.steps[step]);
  } else if (kept && begun !== undefined && draft()) {
    return offer(); // and nothing is written over before something is typed
  }
  adopt();
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
    kept.goesOn = true;
    write(TYPED, JSON.stringify(kept));
  });
}

function startsAnew() {
  const band = part("go-on");
  if (!band || band.hidden) return;
  band.hidden = true;
  forget();
  adopt();
}

function typed() {
  startsAnew();
  clearTimeout(writing);
  writing = setTimeout(save, QUIET);
}

function leave() {
  isOver = true;
  forget();
  form?.reset();
  location.replace(part("forget").dataset.start);
}

// A form that leaves without a connection ends at a page of the browser's. So the connection is tried first.
async function send(event) {
  if (event.defaultPrevented) return;
  if (event.target === form && !isOver) {
    startsAnew();
    save();
  }
  if (isReached) return;
  event.preventDefault();
  const { target, submitter } = event;
  if (pressed?.isTrying) return;
  pressed = { target, submitter, isTrying: true };
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
  for (const button of document.querySelectorAll('[data-kept="forget"]')) button.addEventListener("click", leave);
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
  if (form) begin();
  else if (kept) offer();
}
