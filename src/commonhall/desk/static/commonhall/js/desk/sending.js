// Sends a call's form from within the page, so that what was typed stays on it until the answer is there. Where the
// connection is lost it is kept in this page's memory, nowhere else, and sent when the connection is back: once, by the
// id in the draft.
const AGAIN_AFTER = 3000; // ms
let waiting = null; // the button whose sending did not arrive
let contact = null; // of a caller who becomes anonymous, until the server has taken it out of the words
let isSending = false;
let retry;

export function watch(shown) {
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "call") return;
    const leaves = event.submitter?.hasAttribute("formaction"); // the same page in the other language
    if (leaves && navigator.onLine) return;
    event.preventDefault();
    if (event.submitter?.name === "stay" && !leaves) return; // the Enter key: what is typed is looked up already
    if (event.submitter?.name === "anonymous") forget(event.target);
    if (leaves) lose(null);
    else send(event.target, event.submitter, shown);
  });
  window.addEventListener("offline", () => say("line"));
  window.addEventListener("online", () => again(shown));
  if (!navigator.onLine) say("line");
}

// What was typed while the answer was on its way stands in the answer too.
function valuesOf(form) {
  const seen = [...form.elements].filter((field) => field.id && field.type !== "hidden");
  return new Map(seen.map((field) => [field.id, isTicked(field) ? field.checked : field.value]));
}

function putBack([id, value]) {
  const field = document.getElementById(id);
  if (field) field[isTicked(field) ? "checked" : "value"] = value;
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

// The screen forgets the caller at once, whether or not there is a connection.
function forget(form) {
  const fields = form.querySelector(".contact-fields");
  if (!fields || fields.disabled) return;
  contact = [...fields.querySelectorAll("input")].map((field) => [field.name, field.value]);
  for (const field of fields.querySelectorAll("input")) field.value = "";
  fields.disabled = true;
}

async function send(form, button, shown) {
  if (isSending) return;
  isSending = true;
  clearTimeout(retry);
  try {
    const before = valuesOf(form);
    const answer = await post(form, button);
    if (!answer) return say("refused");
    found();
    if (!answer.desk) return say("session");
    contact = null;
    const since = [...valuesOf(form)].filter(([id, value]) => before.get(id) !== value);
    shown(answer.desk, answer.title);
    if (button?.name !== "anonymous") since.forEach(putBack);
  } catch {
    lose(button, shown);
  } finally {
    isSending = false;
  }
}

// The desk as it is answered; nothing where the server refused. After signing in again the form's secret is another one.
async function post(form, button) {
  for (const isLast of [false, true]) {
    const response = await fetch(form.action, { method: "POST", body: bodyOf(form, button) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const desk = page.getElementById("desk");
    if (desk || response.redirected) return { desk, title: page.title };
    if (response.status !== 403 || isLast || !(await renewSecret(form))) return null;
  }
}

function bodyOf(form, button) {
  const body = new FormData(form, button);
  for (const [name, value] of contact ?? []) body.set(name, value);
  return body;
}

async function renewSecret(form) {
  const response = await fetch(form.action);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const secret = page.querySelector("#desk [name=csrfmiddlewaretoken]");
  if (!secret) return false;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = secret.value;
  return true;
}

function lose(button, shown) {
  waiting = button;
  say("line");
  if (button) retry = setTimeout(() => again(shown), AGAIN_AFTER);
}

function again(shown) {
  if (!navigator.onLine) return;
  const button = waiting?.isConnected ? waiting : waiting && document.getElementById(waiting.id);
  if (button) send(document.getElementById("call"), button, shown);
  else if (!isSending) found();
}

function found() {
  waiting = null;
  const band = document.getElementById("lost");
  if (band) band.hidden = true;
}

function say(what) {
  const band = document.getElementById("lost");
  if (!band) return;
  for (const line of band.querySelectorAll("p")) line.hidden = line.dataset.lost !== what;
  band.querySelector("[data-lost=waits]").hidden = !waiting;
  band.hidden = false;
}
