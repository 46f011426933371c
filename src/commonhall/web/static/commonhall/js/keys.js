// Single keys of the console (WCAG 2.1.4: a member can switch them off, then this is not loaded).
// A letter presses what carries it as data-key. In a list J and K move, X selects; Enter opens by itself, as a link does.
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const rows = [...document.querySelectorAll(".queue tbody tr")];
let here = -1;

function goTo(place) {
  rows[here]?.classList.remove("is-here");
  here = Math.max(0, Math.min(rows.length - 1, place));
  rows[here].classList.add("is-here");
  rows[here].querySelector(".what a").focus();
  rows[here].scrollIntoView({ block: "nearest" });
}

function select(row, on) {
  const box = row.querySelector("input[type=checkbox]");
  box.checked = on ?? !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// A deed with nothing selected is for the row one is at.
function selectWhereOneIs(control) {
  const isForSelected = control.form?.id === "selected";
  if (isForSelected && here >= 0 && !rows.some((row) => row.querySelector(":checked"))) select(rows[here], true);
}

function press(control) {
  const field = control.matches("input, textarea") ? control : control.hash && document.getElementById(control.hash.slice(1));
  if (!field) {
    selectWhereOneIs(control);
    return control.click();
  }
  if (control.dataset.picks) field.value = control.dataset.picks;
  field.focus();
  field.scrollIntoView({ block: "center" });
}

const MOVES = {
  j: () => goTo(here + 1),
  k: () => goTo(here < 0 ? 0 : here - 1),
  x: () => here >= 0 && select(rows[here]),
  escape: () => rows.forEach((row) => select(row, false)),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPING)) return;
  const key = event.key.toLowerCase();
  if (rows.length && MOVES[key]) {
    event.preventDefault();
    return MOVES[key]();
  }
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return;
  event.preventDefault();
  press(control);
});

// A link that leads to a field with a choice makes it, by mouse as by key.
document.querySelectorAll("[data-picks]").forEach((link) => {
  link.addEventListener("click", () => press(link));
});
// Who goes by the Tab key or the mouse takes the mark along.
rows.forEach((row, place) => row.addEventListener("focusin", () => {
  rows[here]?.classList.remove("is-here");
  here = place;
  row.classList.add("is-here");
}));
