// How many rows are selected, in the bar below the list; and the button that lets go of them.
const bar = document.querySelector(".bulk");
const boxes = [...document.querySelectorAll(".queue input[type=checkbox]")];

function count() {
  const selected = boxes.filter((box) => box.checked).length;
  const words = bar.querySelector("[data-count]");
  words.dataset.none ??= words.textContent;
  words.textContent = selected ? `${selected} ${bar.dataset.selected}` : words.dataset.none;
  bar.querySelector("[data-clear]").hidden = !selected;
}

if (bar) {
  bar.querySelector("[data-count]").setAttribute("aria-live", "polite");
  document.addEventListener("change", count);
  bar.closest("form").addEventListener("reset", () => setTimeout(count));
  window.addEventListener("pageshow", count); // the browser may have kept what was ticked
}
