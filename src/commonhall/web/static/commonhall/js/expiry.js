// The clock of an opened contact. When the time is over the page forgets it: also where it was left open in a tab.
function countDown(box) {
  const clock = box.querySelector("[data-clock]");
  // A wall clock and not a count of ticks: a sleeping computer counts none.
  const endsAt = Date.now() + Number(box.dataset.expiresIn) * 1000;
  const timer = setInterval(show, 1000);
  document.addEventListener("visibilitychange", show);
  // Back from the browser's memory of pages, it would be as old as it was.
  window.addEventListener("pageshow", show);
  show();

  function show() {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    if (left <= 0) return shut();
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }

  function shut() {
    clearInterval(timer);
    box.querySelector(".sealed__face")?.remove();
    box.querySelector(".sealed__over").hidden = false;
    box.classList.remove("sealed--open");
    // What was opened with it and stands elsewhere on the page.
    document.querySelectorAll("[data-shuts]").forEach((element) => element.remove());
  }
}

document.querySelectorAll("[data-expires-in]").forEach(countDown);
