// Offers places while one types, and asks the device where it is when its button is pressed. Without it the page finds
// the place when it is sent.
const QUIET = 200; // ms without typing before something is looked up
const LEAST = 2; // letters that can mean a place
const around = document.querySelector("[data-finds-places]");
const field = around.querySelector("input");
const list = around.querySelector("[data-places]");
const says = around.querySelector("[data-says]");
const here = document.querySelector("[data-here]");
let typing;
let asked = 0;

function say(count) {
  if (count === 1) says.textContent = says.dataset.one;
  else says.textContent = count ? says.dataset.many.replace("{count}", count) : says.dataset.none;
}

function put(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  list.replaceChildren(...answer.body.childNodes);
  say(list.querySelectorAll("button").length);
}

// What was typed goes in the body of the request, which no log holds. An answer that comes late is dropped.
async function find() {
  const number = ++asked;
  const body = new FormData();
  body.append("where", field.value);
  try {
    const response = await fetch(around.dataset.findsPlaces, { method: "POST", body });
    if (response.ok && number === asked) put(await response.text());
  } catch {
    // offline: the list stays as it is, and sending the page finds the place
  }
}

function move(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const options = [...list.querySelectorAll("button")];
  const at = options.indexOf(document.activeElement);
  if (event.key === "Escape" && at >= 0) field.focus();
  if (!(event.key in steps) || !options.length || (at < 0 && event.target !== field)) return;
  event.preventDefault();
  (options[at + steps[event.key]] ?? field).focus();
}

function send({ coords }) {
  for (const name of ["latitude", "longitude", "accuracy"]) here.querySelector(`[name=${name}]`).value = coords[name];
  field.form.requestSubmit();
}

function ask() {
  const told = here.querySelector("[role=status]");
  told.textContent = told.dataset.asking;
  const refused = () => (told.textContent = told.dataset.refused);
  navigator.geolocation.getCurrentPosition(send, refused, { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 });
}

// A page that is shown again from the browser's memory must not send a point that was sent before.
function forget() {
  for (const input of here.querySelectorAll("input")) input.value = "";
  here.querySelector("[role=status]").textContent = "";
}

field.addEventListener("input", () => {
  clearTimeout(typing);
  document.getElementById("picked")?.remove();
  forget();
  if (field.value.trim().length >= LEAST) typing = setTimeout(find, QUIET);
  else put("");
});
// The map put its place there: what was looked up for the words before is of no use.
field.addEventListener("placed", () => {
  clearTimeout(typing);
  asked += 1;
  list.replaceChildren();
  says.textContent = "";
  forget();
});
around.addEventListener("keydown", move);
window.addEventListener("pageshow", forget);
if (navigator.geolocation) {
  here.hidden = false;
  here.querySelector("button").addEventListener("click", ask);
}
