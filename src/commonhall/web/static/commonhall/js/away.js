// A staff page that is left alone does not go on showing what it shows once its session is over. Where something is
// typed it stays: when that is sent, the server keeps it through signing in again.
const LOOKS_EVERY = 60_000; // ms
const page = document.querySelector("[data-here]");
let looksFrom = Date.now() + Number(page.dataset.idleSeconds) * 1000;

const isTyped = () => [...document.querySelectorAll("input, textarea")]
  .some((field) => field.type !== "hidden" && field.value !== field.defaultValue);

async function look() {
  // A wall clock and not a count of ticks: a sleeping computer counts none.
  if (Date.now() < looksFrom || isTyped()) return;
  const answer = await fetch(page.dataset.here, { method: "HEAD" }).catch(() => null); // no connection: later
  if (answer?.status === 401) location.replace(location.href);
}

setInterval(look, LOOKS_EVERY);
document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:afterRequest", () => {
  looksFrom = Date.now() + Number(page.dataset.idleSeconds) * 1000;
});
