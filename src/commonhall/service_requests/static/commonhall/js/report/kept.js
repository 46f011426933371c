// Keeps a report that is being written in this tab, so that a reload, the back button, a call in between or a lost
// connection takes nothing of it. In this tab alone: two tabs are two reports. It goes when it is sent, by the button on
// each step, and after a day; a browser that brings back its tabs brings it back too. A report that is begun beside
// another takes nothing of that one.
import * as tab from "./tab.js";

const QUIET = 100; // ms without typing before it is written
const PATIENCE = 8000; // ms until a connection counts as lost
const NOT_TYPED = new Set(["hidden", "file", "submit", "button", "password"]);

const form = document.querySelector("form[data-step]");
const part = (name) => document.querySelector(`[data-kept="${name}"]`);
const isRepeated = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
const touched = new Set(); // fields that were typed in before what is kept had come
let mine = null; // what is kept of this page's report
let steps = {}; // what was typed in it, by step
let key = null;
let turn = 0; // of sealing: one that was overtaken writes nothing
let isBegun = false; // what was kept has come, so it is not written over
let isOver = false; // forgotten: nothing is written any more
let isReached = false; // the connection was tried, so the form may leave
let pressed = null; // the button whose form did not leave
let writing; // a timer, while something typed is not written yet

async function takeKey({ dataset }) {
  key = globalThis.crypto?.subtle ? await tab.keyOf(dataset.key) : null;
  delete dataset.key;
}

async function save() {
  clearTimeout(writing);
  writing = null;
  if (isOver || !isBegun || !mine) return;
  steps[form.dataset.step] = [...form.elements].filter(isTypedIn).map((field) => [field.id, valueOf(field)]);
  const now = ++turn;
  const sealed = key ? await tab.seal(key, steps) : "";
  if (now !== turn) return;
  mine = { ...mine, at: Date.now(), sealed };
  tab.put(mine);
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const isTypedIn = (field) => field.id && "value" in field && !NOT_TYPED.has(field.type);
const valueOf = (field) => (isTicked(field) ? field.checked : field.value);

function fill(values) {
  for (const [id, value] of values ?? []) {
    const field = document.getElementById(id);
    if (!field || !isTypedIn(field) || touched.has(field) || valueOf(field) === value) continue;
    field[isTicked(field) ? "checked" : "value"] = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// This page is what is kept of its report from now on.
function adopt() {
  isBegun = true;
  const { service, about, step } = form.dataset;
  mine = { id: mine?.id ?? Math.random(), at: Date.now(), service, about, step, sent: "", sealed: mine?.sealed ?? "" };
  tab.put(mine);
  tab.putDraft(mine, form.elements.draft.value);
  return save();
}

async function begin() {
  await takeKey(form);
  const { service, step, begun } = form.dataset;
  const isFirst = begun !== undefined; // its own address, which holds nothing of a report
  const kept = tab.reports().filter((each) => each.service === service);
  const found = isFirst ? isRepeated && kept.find(tab.draftOf) : await sameIn(kept);
  const isElsewhere = isFirst || (found && found.step !== step && tab.draftOf(found));
  const isBack = found && isRepeated && isElsewhere && (await bringBack(found));
  if (isFirst && !isBack) return beginBeside(tab.reports());
  if (!isBack) goOn(found);
  await adopt();
  tab.reports().filter(({ id }) => isFirst && id !== mine.id).forEach(offer);
}

// With the key of a step that the server answered opens what was typed in the same report, and nothing of another.
async function sameIn(kept) {
  for (const each of kept) {
    const opened = key && (await tab.open(key, each.sealed));
    if (key && each.sealed && !opened) continue;
    steps = opened ?? {};
    return each;
  }
  return null;
}

// Nothing is begun before something is typed, where others wait.
async function beginBeside(others) {
  others.forEach(offer);
  isBegun = true;
  if (!others.length || touched.size) await adopt();
}

function goOn(found) {
  if (!found) return;
  mine = found;
  if (isRepeated) form.elements.draft.value = tab.draftOf(found) ?? form.elements.draft.value; // what is kept is newer
  else delete steps[found.sent]; // it arrived: what the server shows of it is newer
  fill(steps[form.dataset.step]);
}

// By reload or the back button: the browser shows a step as it was before others. Only the server can tell what stands
// in the draft now, and has the key to what was typed since. Whether it came.
async function bringBack(report) {
  const { step } = form.dataset;
  const page = new DOMParser().parseFromString(await post(asking(report, step)), "text/html");
  const came = page.querySelector(`form[data-step="${step}"]`);
  if (page.querySelector('[data-kept="over"]')) { // sent or forgotten since
    tab.drop(report);
    location.reload();
  }
  if (!came) return false;
  mine = report;
  form.elements.draft.value = came.elements.draft.value;
  await takeKey(came);
  steps = (key && (await tab.open(key, report.sealed))) ?? {};
  fill([...came.elements].filter(isTypedIn).map((field) => [field.id, valueOf(field)]));
  const stands = page.querySelectorAll("[data-stands]");
  document.querySelectorAll("[data-stands]").forEach((old, at) => old.replaceChildren(...stands[at].childNodes));
  fill(steps[step]);
  return true;
}

// A band, whose form asks the server for that step of the report.
function asking(report, step) {
  const band = document.importNode(part("go-on").content, true).querySelector("form");
  band.elements.draft.value = tab.draftOf(report);
  band.elements.step.value = "check"; // the step that adds nothing to the draft
  band.elements.change.value = step;
  return band;
}

async function post(asked, submitter) {
  const said = { method: "POST", body: new FormData(asked, submitter), signal: AbortSignal.timeout(PATIENCE) };
  return fetch(asked.action, said).then((answer) => answer.text(), () => "");
}

function offer(report) {
  if (!tab.draftOf(report)) return;
  const band = asking(report, report.step);
  band.querySelector('[data-kept="about"]').textContent = report.about;
  band.addEventListener("submit", (event) => {
    if (event.submitter?.name === "forget") forget(event, band, report);
    else if (!isOver) tab.put({ ...report, sent: "" });
  });
  part("go-on").before(band);
}

// That one alone, and the page stays: another may stand half written in it. The server forgets it as soon as it hears.
function forget(event, band, report) {
  event.preventDefault();
  post(band, event.submitter);
  tab.drop(report);
  band.remove();
  const heading = document.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
}

function typed(event) {
  if (!isBegun) touched.add(event.target);
  else if (!mine) adopt();
  clearTimeout(writing);
  writing = setTimeout(save, QUIET);
}

// The button's form leaves for the server, which forgets all drafts; with nothing typed since, whatever the connection.
function takeAway() {
  for (const other of tab.reports().filter(({ id }) => id !== mine?.id)) {
    const field = form.elements.draft.cloneNode();
    field.value = tab.draftOf(other) ?? "";
    form.append(field);
  }
  end();
}

function leave() {
  end();
  location.replace(part("forget").dataset.start);
}

function end() {
  isOver = true;
  tab.dropAll();
  form.reset();
}

// A form that leaves without a connection ends at a page of the browser's. So the connection is tried first.
async function send(event) {
  if (event.defaultPrevented || isOver || isReached) return;
  event.preventDefault();
  const { target, submitter } = event;
  if (pressed?.isTrying) return;
  pressed = { target, submitter, isTrying: true };
  await begun;
  if (target === form) await leaving(submitter);
  isReached = await reaches();
  pressed.isTrying = false;
  part("lost").hidden = isReached;
  if (isReached) again();
}

// By “Back” or in another language a step may go half typed: the server keeps what it can take, the tab all of it.
async function leaving(submitter) {
  if (!mine) await adopt();
  mine.sent = submitter?.name === "change" ? "" : form.dataset.step;
  await save();
}

function again() {
  if (pressed) pressed.target.requestSubmit(pressed.submitter);
}

async function reaches() {
  const own = document.querySelector("link[rel=icon]").href;
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(own, { method: "HEAD", cache: "no-store", signal }).then((answer) => answer.ok, () => false);
}

// The browser put this page aside and shows it again: sent or forgotten since, or gone on with.
function returned() {
  if (!tab.reports().length) leave();
  else if (mine && tab.draftOf(mine) !== form.elements.draft.value) location.reload();
}

function watch() {
  for (const shown of document.querySelectorAll('[data-kept="notice"]')) shown.hidden = false;
  part("forget")?.addEventListener("click", takeAway);
  part("again")?.addEventListener("click", again);
  if (part("lost")) document.addEventListener("submit", send);
  form?.addEventListener("input", typed);
  form?.addEventListener("change", typed);
  document.addEventListener("visibilitychange", () => { if (writing) save(); });
  window.addEventListener("pagehide", () => { if (writing) save(); });
  setTimeout(() => { isOver = true; tab.dropAll(); }, tab.A_DAY);
  window.addEventListener("pageshow", (event) => {
    isReached = false;
    if (event.persisted && form) returned();
  });
}

let begun;
if (part("over")) tab.dropAll();
else {
  watch();
  if (form) begun = begin();
  else tab.reports().forEach(offer);
}
