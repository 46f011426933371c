// A button that copies a reference. It is hidden until this script can keep what it promises.
const RETURNS_AFTER = 4000; // ms

function makeCopy(button) {
  const words = button.querySelector("span") ?? button;
  const verb = words.textContent;
  words.setAttribute("aria-live", "polite");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.copied;
    setTimeout(() => { words.textContent = verb; }, RETURNS_AFTER);
  });
}

// Without https there is no clipboard, except on this machine itself.
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(makeCopy);
