// How many characters are left in a long field. The page says the limit itself; this only counts along.
const QUIET = 1000; // ms without typing before the count is read out

function countAlong(line) {
  const field = document.getElementById(line.dataset.counts);
  const most = field.maxLength > 0 ? field.maxLength : Number(line.dataset.most);
  const limit = line.textContent;
  const aloud = Object.assign(document.createElement("span"), { className: "usa-sr-only" });
  aloud.setAttribute("role", "status");
  line.setAttribute("aria-hidden", "true"); // read out by `aloud`, and not at each key
  line.after(aloud);
  field.removeAttribute("maxlength"); // pasted text is shown whole, and marked, instead of being cut without a word
  let reading;
  field.addEventListener("input", count);
  if (field.value) count();

  function count() {
    const left = most - Array.from(field.value).length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = field.value ? words.replace("{count}", Math.abs(left)) : limit;
    line.classList.toggle("usa-error-message", left < 0);
    clearTimeout(reading);
    reading = setTimeout(() => { aloud.textContent = line.textContent; }, QUIET);
  }
}

document.querySelectorAll("[data-counts]").forEach(countAlong);
