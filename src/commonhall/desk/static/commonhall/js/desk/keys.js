// Keys of the desk, each shown at what it does (data-key). They are ignored while somebody types, and can be switched
// off: who speaks to the computer would press them by words.
import { isRaised } from "./stop.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select";
let isOn = true;

export function watch() {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-switch]")) isOn = !isOn;
    showSwitch();
  });
  showSwitch();
}

// Hidden in the page until there is something to switch.
export function showSwitch() {
  const button = document.querySelector("[data-keys-switch]");
  button?.removeAttribute("hidden");
  button?.setAttribute("aria-pressed", String(isOn));
}

function press(event) {
  if (isRaised() || event.altKey) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return use(event, "Ctrl Enter");
  if (event.ctrlKey || event.metaKey || !isOn) return;
  const field = event.target.closest(TYPING);
  if (field && event.key === "Escape") return field.blur();
  const isDigit = /^[1-9]$/.test(event.key);
  if (field && !(field.dataset.finds === "services" && isDigit)) return;
  if (event.key.length === 1) use(event, event.key.toUpperCase());
}

function use(event, key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  const radios = target.querySelectorAll("input[type=radio]");
  const field = target.matches(TYPING) ? target : target.querySelector(TYPING);
  if (radios.length && !field) turn([...radios]);
  else if (field) field.focus();
  else target.click();
}

function turn(radios) {
  const next = radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length];
  next.click();
  next.focus();
}
