// Says where on a map: a tap, a pin that is dragged, or the middle of the map by a button. Nothing of the map loads
// before it is asked for. The server settles which place a point is, and the pin goes to where that place is kept.
// A point is sent in the body of a request, which no log holds, and forgotten.
const element = document.querySelector("[data-pinned]");
const box = element.querySelector("[data-box]");
const opener = element.querySelector("[data-open]");
const told = element.querySelector("[role=status]");
const middle = document.querySelector("[data-middle]");
const settled = document.querySelector("[data-settled]");
const field = document.querySelector("[data-finds-places] input");
let stage;
let pin;
let pinned = ""; // what stood in the field when the pin went where it is
let asked = 0;

async function toggle() {
  told.textContent = "";
  show(box.hidden);
  if (box.hidden) return;
  try {
    const begun = await (stage ??= mount());
    if (field.value !== pinned) await open(begun);
    opener.scrollIntoView({ block: "start" }); // so that the answer below the map is seen too
    begun.map.getCanvas().focus({ preventScroll: true });
  } catch {
    stage = undefined;
    show(false);
    told.textContent = told.dataset.lost;
  }
}

function show(isOpen) {
  box.hidden = middle.hidden = !isOpen;
  opener.setAttribute("aria-expanded", isOpen);
}

async function mount() {
  const canvas = element.querySelector("[data-map]");
  const { mount: draw } = await import(canvas.dataset.module);
  const begun = await draw(canvas);
  begun.map.on("click", ({ lngLat }) => settle(position(lngLat)));
  return begun;
}

// Where a place stands in the field already, the map opens there; the words stay as they were typed.
async function open(begun) {
  if (!field.value.trim()) return;
  const { place, isLate } = await ask({ where: field.value }).catch(() => ({}));
  if (place && !isLate) put(begun, place);
}

function position({ lng, lat }) {
  return { latitude: lat, longitude: lng };
}

async function ask(said) {
  const number = ++asked;
  const answer = await fetch(element.dataset.pinned, { method: "POST", body: new URLSearchParams(said) });
  if (!answer.ok) throw new Error("not settled");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { isLate: number !== asked, said: page.body.childNodes, place: page.querySelector("[data-at]") };
}

async function settle(said) {
  told.textContent = "";
  let answer;
  try {
    answer = await ask(said);
  } catch {
    told.textContent = told.dataset.unsettled;
    back();
    return;
  }
  if (answer.isLate) return;
  settled.replaceChildren(...answer.said);
  field.value = answer.place?.dataset.label ?? ""; // what was refused may not leave the place before it behind
  field.dispatchEvent(new Event("placed"));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (answer.place) put(await stage, answer.place);
  else away();
  settled.scrollIntoView({ block: "nearest" });
}

// From afar a finger covers several blocks: the map comes close, so that one sees which it was.
function put({ map, library }, place) {
  const at = place.dataset.at.split(",").map(Number);
  const near = Number(element.querySelector("[data-map]").dataset.zoomNear);
  pin ??= make(library);
  pin.at = at;
  pin.marker.setLngLat(at).addTo(map);
  pinned = field.value;
  if (map.getZoom() < near || !map.getBounds().contains(at)) map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), near) });
}

function make(library) {
  const mark = Object.assign(document.createElement("span"), { className: "pin" });
  const marker = new library.Marker({ element: mark, draggable: true });
  marker.on("dragend", () => settle(position(marker.getLngLat())));
  return { marker };
}

function back() {
  pin?.marker.setLngLat(pin.at);
}

function away() {
  pinned = "";
  pin?.marker.remove();
}

opener.addEventListener("click", toggle);
middle.addEventListener("click", async () => settle(position((await stage).map.getCenter())));
field.addEventListener("input", () => {
  asked += 1;
  settled.replaceChildren();
  away();
});
element.hidden = false;
