// Says which photos were chosen, by the number that a refusal would name them by: the browser's own words for it are
// hidden with its button. And makes each small before it is sent: what was hidden in the file stays on the telephone,
// and a weak network carries a tenth. What this browser cannot read goes as it is, and the server makes it small.
const LONGEST = 1600; // px, as the server keeps them
const SMALL = 400_000; // bytes: not worth the work

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < SMALL) return file;
  const seen = await createImageBitmap(file); // upright, as its camera was held
  const scale = Math.min(1, LONGEST / Math.max(seen.width, seen.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(seen.width * scale));
  canvas.height = Math.max(1, Math.round(seen.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // what is transparent becomes white
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(seen, 0, 0, canvas.width, canvas.height);
  seen.close();
  const jpeg = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  return jpeg && jpeg.size < file.size ? new File([jpeg], "photo.jpg", { type: "image/jpeg" }) : file;
}

function takeCare(output) {
  const input = document.getElementById(output.dataset.namesOf);
  let running = Promise.resolve();
  let waits = 0;
  input.addEventListener("change", () => {
    if (output.dataset.each) sayEach(); else output.textContent = names().join(", ");
    if (output.dataset.waits) running = shrink();
  });
  input.form.addEventListener("submit", async (event) => {
    if (!waits) return;
    event.preventDefault(); // a moment, then by the same button
    await running;
    input.form.requestSubmit(event.submitter);
  });

  function names() { return Array.from(input.files, (file) => file.name); }

  function sayEach() {
    output.textContent = names().map((name, at) => output.dataset.each.replace("{number}", at + 1)
      .replace("{name}", () => name)).join(" · ");
  }

  async function shrink() {
    const chosen = Array.from(input.files);
    const said = output.textContent;
    waits += 1;
    output.textContent = `${said} · ${output.dataset.waits}`;
    const kept = new DataTransfer();
    for (const file of chosen) kept.items.add(await smaller(file).catch(() => file)); // one at a time: memory
    const isStill = input.files.length === chosen.length && chosen.every((file, at) => file === input.files[at]);
    if (isStill) { // not chosen anew meanwhile
      input.files = kept.files;
      output.textContent = said;
    }
    waits -= 1;
  }
}

document.querySelectorAll("[data-names-of]").forEach(takeCare);
