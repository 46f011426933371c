// By the keyboard a spot is led over the picture with the arrow keys, and hidden with Enter. Without this script the
// number fields below it do the same.
const STEP = 2; // hundredths of the picture; with Shift ten
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function lead(form) {
  const [across, down] = [form.elements.across, form.elements.down];
  const mark = Object.assign(document.createElement("span"), { className: "release__mark", hidden: true });
  form.querySelector(".release__picture").append(mark);

  for (const picture of form.querySelectorAll("input[type=image]")) {
    picture.addEventListener("blur", () => { mark.hidden = true; });
    picture.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (move) {
        event.preventDefault();
        const step = event.shiftKey ? STEP * 5 : STEP;
        go(across, move[0] * step);
        go(down, move[1] * step);
        show(picture);
      } else if (event.key === "Enter" && !mark.hidden) {
        event.preventDefault();
        form.requestSubmit(form.elements.hide);
      }
    });
  }

  function go(field, by) {
    const from = field.value === "" ? 50 : Number(field.value);
    field.value = Math.max(0, Math.min(100, from + by));
  }

  function show(picture) {
    mark.hidden = false;
    mark.style.left = `${picture.offsetLeft + (picture.offsetWidth * across.value) / 100}px`;
    mark.style.top = `${picture.offsetTop + (picture.offsetHeight * down.value) / 100}px`;
  }
}

document.querySelectorAll("[data-spots]").forEach(lead);
