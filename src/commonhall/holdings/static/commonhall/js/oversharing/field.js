// Shows, while somebody types, what they may not want to tell. It never blocks and sends nothing; the server looks again
// on the page "Check it". All words come from the <template> of holdings/oversharing_field.html, so that they are translated.
import { check, replacement } from "./oversharing.js";

const QUIET = 900; // ms without typing before we speak up
const AROUND = 30; // signs of context on each side of a quoted detail

function watch(template) {
  const field = document.getElementById(template.dataset.oversharing);
  const language = document.documentElement.lang;
  const aloud = Object.assign(document.createElement("p"), { className: "usa-sr-only" });
  aloud.setAttribute("role", "status");
  const place = document.createElement("div");
  field.closest(".usa-form-group").append(place, aloud);
  const left = new Set(); // what the writer chose to leave; forgotten with the page
  let rules, waiting, stripped = null, shown = "";

  field.addEventListener("input", later);
  if (field.value) later();

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(look, QUIET);
  }

  async function look() {
    try {
      rules ??= await (await fetch(template.dataset.rules)).json();
    } catch {
      return; // no connection: it looks again with the next word, and the server does in any case
    }
    const details = found();
    const keys = details.map(keyOf).join("\n");
    if (!keys && field.value === stripped) return; // "Taken out" and its way back stay until the next word
    if (keys === shown && stripped === null) return; // typing on beside it must not say it again
    show(details.length ? boxOf(details) : null);
    [shown, stripped] = [keys, null];
  }

  function found() {
    return check(field.value, rules).filter((detail) => !left.has(keyOf(detail)));
  }

  function keyOf(detail) {
    return `${detail.kind} ${field.value.slice(detail.start, detail.end)}`;
  }

  function show(box) {
    place.replaceChildren(...(box ? [box] : []));
    aloud.textContent = box ? box.querySelector("[data-part=said]").textContent : "";
  }

  function boxOf(details) {
    const isAsking = details.every((detail) => detail.advice === "ask");
    const box = part(isAsking ? "ask" : details.length > 1 ? "several" : "one");
    const kinds = [...new Set(details.map((detail) => detail.kind))];
    say(box, kinds);
    quote(box.querySelector("blockquote"), details);
    const only = box.querySelector("[data-part=only]");
    for (const kind of kinds.length > 1 ? kinds : []) {
      const button = only.cloneNode(true);
      button.textContent = button.textContent.replace("{kind}", nameOf(kind));
      button.addEventListener("click", () => takeOut([kind]));
      only.before(button);
    }
    only.remove();
    box.querySelector("[data-part=take]").addEventListener("click", () => takeOut(kinds));
    box.querySelector("[data-part=leave]").addEventListener("click", () => leave(found().map(keyOf)));
    return box;
  }

  function takeOut(kinds) {
    const before = field.value; // looked at anew: the writer may have typed on since the box came
    const details = found().filter((detail) => kinds.includes(detail.kind));
    const keys = details.map(keyOf);
    for (const detail of details.reverse()) {
      field.setRangeText(replacement(before, detail, rules, language), detail.start, detail.end, "end");
    }
    const after = field.value;
    const box = part("done");
    say(box, kinds);
    box.querySelector("[data-part=back]").addEventListener("click", () => {
      if (field.value === after) field.value = before;
      leave(keys);
    });
    stripped = after;
    finish(box);
  }

  function leave(keys) {
    for (const key of keys) left.add(key);
    finish(null);
  }

  function finish(box) {
    show(box);
    shown = "";
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true })); // for those who count signs
  }

  function part(name) {
    return template.content.querySelector(`[data-box=${name}]`).cloneNode(true);
  }

  function nameOf(kind) {
    return template.content.querySelector(`[data-kind=${kind}]`).textContent;
  }

  function say(box, kinds) {
    const said = box.querySelector("[data-part=said]");
    const list = new Intl.ListFormat(language, { type: "conjunction" }).format(kinds.map(nameOf));
    said.textContent = said.textContent.replace("{kinds}", () => list);
  }

  function quote(node, details) {
    const text = field.value;
    let position = 0;
    for (const { start, end } of details) {
      if (start - position > 2 * AROUND) {
        const before = text.slice(position, position + AROUND).replace(/\s\S*$/, "");
        node.append(position ? `${before} … ` : "… ");
        position = start - AROUND + text.slice(start - AROUND, start).search(/\s\S*\s/) + 1;
      }
      const mark = Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) });
      node.append(text.slice(position, start), mark);
      position = end;
    }
    const rest = text.slice(position);
    node.append(rest.length > AROUND ? `${rest.slice(0, AROUND).replace(/\s\S*$/, "")} …` : rest);
  }
}

function watchNew() {
  for (const template of document.querySelectorAll("template[data-oversharing]:not([data-watched])")) {
    template.dataset.watched = "";
    watch(template);
  }
}

watchNew();
document.addEventListener("shown", watchNew); // a page that changes its own fields says so
