// Stops the screen where the caller's words are urgent. Going on is a choice: neither Esc nor Enter makes it.
import { hear } from "./urgency.js";

export function watch() {
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-spoken]")) listen();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dialog()?.open) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-goes-on]")) goOn(event);
  });
  raise();
}

// A page that came with the stop on it: it becomes one that nothing behind it can be reached from.
export function raise() {
  const stop = dialog();
  if (stop?.open && !stop.matches(":modal")) {
    stop.close();
    show(stop);
  }
}

export function isRaised() {
  return Boolean(dialog()?.open);
}

function listen() {
  const stop = dialog();
  if (stop.open) return;
  const heard = hear(spoken(), JSON.parse(stop.dataset.urgent), past());
  if (!heard.size) return;
  for (const section of stop.querySelectorAll("[data-number]")) {
    const words = heard.get(section.dataset.number);
    section.hidden = !words;
    section.querySelector("[data-words]").textContent = words?.join(", ") ?? "";
  }
  stop.dataset.back = document.activeElement?.id ?? "";
  show(stop);
}

function show(stop) {
  stop.showModal();
  stop.querySelector("h2").focus();
  // A browser may close it in spite of us (a second Esc): then it is there again.
  stop.onclose = () => {
    if (stop.dataset.past) delete stop.dataset.past;
    else if (!stop.open) show(stop);
  };
}

function goOn(event) {
  event.preventDefault();
  const stop = dialog();
  const words = [...stop.querySelectorAll("[data-number]:not([hidden]) [data-words]")];
  const all = new Set([...past(), ...words.flatMap((each) => each.textContent.split(", "))]);
  document.getElementById("id_past").value = [...all].filter(Boolean).join("|");
  stop.dataset.past = "yes";
  stop.close();
  document.getElementById(stop.dataset.back)?.focus();
}

function spoken() {
  const fields = document.querySelectorAll("[data-spoken] :is(input[type=text], textarea)");
  return [...fields].map((field) => field.value).join("\n");
}

function past() {
  return new Set((document.getElementById("id_past")?.value ?? "").split("|"));
}

function dialog() {
  return document.getElementById("stop");
}
