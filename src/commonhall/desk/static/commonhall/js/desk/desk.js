// The desk within one page: the clock, what is found while one types, keys, the stop, and sending that survives a lost
// connection. Without it the page does all of it but the last, by its buttons.
import * as keys from "./keys.js";
import * as sending from "./sending.js";
import * as stop from "./stop.js";

const QUIET = 200; // ms without typing before something is looked up
let typing;

// The answer to what was sent. The column of the caller stays as it is, unless the caller is another or nobody now.
function show(desk, title) {
  const old = document.getElementById("desk");
  const hadFocus = document.activeElement?.id;
  document.title = title;
  const whole = old.dataset.state !== desk.dataset.state;
  const parts = whole ? [] : [...old.querySelectorAll("[data-part]")];
  if (whole) old.replaceWith(desk);
  for (const part of parts) part.replaceWith(desk.querySelector(`[data-part=${part.dataset.part}]`));
  if (!whole && desk.querySelector("#stop[open]")) old.querySelector("#stop").replaceWith(desk.querySelector("#stop"));
  document.dispatchEvent(new CustomEvent("shown")); // for scripts that watch over fields
  keys.showSwitch();
  stop.raise();
  if (!stop.isRaised()) focus(hadFocus);
}

function focus(before) {
  const desk = document.getElementById("desk");
  const wanted = desk.querySelector(".usa-alert--error, .lastlook, h1[autofocus], [data-part] [autofocus]");
  (wanted ?? document.getElementById(before) ?? desk.querySelector("#id_where"))?.focus();
}

// The clock runs on by the wall: a sleeping computer counts no ticks.
function tick() {
  const clock = document.querySelector("[data-seconds]");
  if (!clock) return;
  clock.dataset.began ??= Date.now() - Number(clock.dataset.seconds) * 1000;
  const seconds = Math.floor((Date.now() - clock.dataset.began) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

// The answer stands in its place; where the session is over, why it is.
async function put(response, place) {
  if (response.status === 401) place.textContent = await response.text();
  if (!response.ok || response.redirected) return;
  const answer = new DOMParser().parseFromString(await response.text(), "text/html");
  place.replaceChildren(...answer.body.childNodes);
}

// What is found stands below the field; where the connection is lost, what was found before stays.
async function find(field, at, place) {
  const body = new FormData();
  body.append(field.name, field.value);
  body.append("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  const typed = field.value;
  try {
    const response = await fetch(at, { method: "POST", body });
    if (field.value === typed) await put(response, place);
  } catch {
    // the band says that the line is lost
  }
}

document.addEventListener("input", ({ target }) => {
  const place = document.querySelector(`[data-finds-place][data-of="${CSS.escape(target.id)}"]`);
  const [at, found] = place ? [place.dataset.findsPlace, place] : [target.dataset.at, document.getElementById(target.dataset.finds)];
  if (!found) return;
  clearTimeout(typing);
  typing = setTimeout(() => find(target, at, found), QUIET);
});

// Enter in the field for a service takes the first that is found; in the one for people it goes to the first, since
// opening somebody is a look.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.dataset?.finds) return;
  const first = document.querySelector(`#${event.target.dataset.finds} button`);
  if (event.target.dataset.finds !== "services" && !first) return;
  event.preventDefault();
  if (event.target.dataset.finds === "services") first?.click();
  else first.focus();
});

// A form whose answer stands within the page.
document.addEventListener("submit", async (event) => {
  const place = document.getElementById(event.target.dataset.into);
  if (!place || (event.target.dataset.at && !document.getElementById("call"))) return; // outside a call it is a page
  event.preventDefault();
  const body = new FormData(event.target, event.submitter);
  try {
    const response = await fetch(event.target.dataset.at ?? event.target.action, { method: "POST", body });
    await put(response, place);
    place.querySelector("[tabindex='-1']")?.focus();
  } catch {
    // the band says that the line is lost
  }
});

setInterval(tick, 1000);
keys.watch();
stop.watch();
sending.watch(show);
