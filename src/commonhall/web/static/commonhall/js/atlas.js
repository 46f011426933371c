// The public map beside its list: spots with numbers, of which a group opens and a block shows its requests in the list.
// It adds 300 kB: where the window is narrow or data is to be saved, it comes when it is asked for.
const element = document.querySelector("[data-atlas]");
const kept = new Map(); // what a tile holds, by its address
let drawn = [];
let drawing = 0;
let chosen = "";
let stage;

if (element) {
  element.querySelector("[data-show]").addEventListener("click", show);
  const isWide = matchMedia("(min-width: 64em)").matches && !navigator.connection?.saveData;
  if (isWide) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(show));
}

async function show(event) {
  element.removeAttribute("data-shut");
  try {
    const { mount } = await import(element.dataset.module);
    stage = await mount(element);
  } catch {
    element.dataset.shut = "";
    element.removeAttribute("aria-busy");
    return say(true);
  }
  if (event?.type === "click") stage.map.getCanvas().focus();
  chosen = element.dataset.chosen;
  stage.map.on("moveend", draw);
  stage.map.getCanvasContainer().addEventListener("keydown", step);
  document.addEventListener("focusin", (event) => light(event.target.closest?.("[data-block]")?.dataset.block));
  mark();
  await draw();
}

async function draw() {
  const now = (drawing += 1);
  const found = await Promise.all(tilesInView().map(spotsOf));
  if (now !== drawing) return; // it was moved on meanwhile
  const had = document.activeElement?.dataset?.spot;
  drawn.forEach(({ marker }) => marker.remove());
  const view = stage.map.getBounds();
  drawn = found.flat().filter(({ at }) => view.contains(at)).sort(northFirst).map(place);
  const focused = drawn.find(({ spot }) => had && spot.at.join() === had) ?? drawn[0];
  if (!focused) return;
  focused.button.tabIndex = 0;
  if (had) focused.button.focus();
}

// The Tab key comes to the northernmost, whichever tile was answered first.
function northFirst({ at: one }, { at: other }) {
  return other[1] - one[1] || one[0] - other[0];
}

function tilesInView() {
  const { map, library } = stage;
  const zoom = Math.round(map.getZoom());
  const bounds = map.getBounds();
  const [from, to] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => {
    const { x, y } = library.MercatorCoordinate.fromLngLat(corner);
    return [x, y].map((part) => Math.min(Math.max(Math.floor(part * 2 ** zoom), 0), 2 ** zoom - 1));
  });
  const tiles = [];
  for (let x = from[0]; x <= to[0]; x += 1) for (let y = from[1]; y <= to[1]; y += 1) tiles.push([zoom, x, y]);
  return tiles;
}

async function spotsOf([zoom, x, y]) {
  const address = element.dataset.around.replace("/0/0/0/", `/${zoom}/${x}/${y}/`);
  if (!kept.has(address)) kept.set(address, fetch(address, asked()).then((answer) => answer.json()));
  try {
    const { spots } = await kept.get(address);
    say(false);
    return spots;
  } catch {
    kept.delete(address); // the next move asks again
    say(true);
    return [];
  }
}

// A street that was typed travels as it did in the form: in no address.
function asked() {
  const { street } = element.dataset;
  return street ? { method: "POST", body: new URLSearchParams({ street }) } : {};
}

function say(isLost) {
  element.querySelector("[data-lost]").hidden = !isLost;
}

function place(spot) {
  const button = document.createElement("button");
  const count = spot.open || spot.fixed; // a full disc says how many are open, a ring how many were fixed
  button.type = "button";
  button.className = spot.open ? "spot" : "spot spot--fixed";
  button.dataset.spot = spot.at.join();
  button.tabIndex = -1;
  button.textContent = count > 1 ? count : "";
  if (count > 1) button.classList.add(count < 100 ? "spot--some" : "spot--many");
  if (spot.block && spot.block === chosen) button.classList.add("spot--chosen");
  button.setAttribute("aria-label", spot.block ? spot.said : `${spot.said}. ${element.dataset.opens}`);
  button.addEventListener("click", () => (spot.block ? choose(spot.block) : open(spot)));
  return { spot, button, marker: new stage.library.Marker({ element: button }).setLngLat(spot.at).addTo(stage.map) };
}

function open(spot) {
  stage.map.easeTo({ center: spot.at, zoom: stage.map.getZoom() + 2 });
}

// The list with that block first, as the form brings it without a map.
async function choose(block) {
  const form = document.querySelector("[data-narrow]");
  const chosenNow = new URLSearchParams(new FormData(form));
  chosenNow.set("place", block);
  chosenNow.delete("street");
  light(block);
  const answer = await fetch(form.action, { method: "POST", body: chosenNow }).catch(() => null);
  say(!answer?.ok);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  form.elements.place.value = page.querySelector("[data-narrow] [name=place]").value;
  form.elements.street?.remove();
  list(document.querySelector("[data-listed]"), document.adoptNode(page.querySelector("[data-listed]")));
  mark();
}

// The line above the list stays the same element: that way it is read out.
function list(before, after) {
  const [said, ...rest] = after.children;
  before.firstElementChild.replaceChildren(...said.childNodes);
  while (before.children.length > 1) before.lastElementChild.remove();
  before.append(...rest);
  before.firstElementChild.scrollIntoView({ block: "nearest" });
}

function light(block) {
  if (!block) return;
  chosen = block;
  for (const { spot, button } of drawn) button.classList.toggle("spot--chosen", spot.block === chosen);
  mark();
}

function mark() {
  for (const row of document.querySelectorAll("[data-listed] [data-block]")) {
    if (row.dataset.block === chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

// Arrow keys lead from a spot to the nearest one on that side; on the map itself they move it.
function step(event) {
  const from = drawn.find(({ button }) => button === event.target);
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!from || !way) return;
  event.preventDefault();
  event.stopPropagation();
  const here = stage.map.project(from.spot.at);
  const ahead = drawn.flatMap((other) => {
    const { x, y } = stage.map.project(other.spot.at);
    const [along, aside] = way[0] ? [(x - here.x) * way[0], y - here.y] : [(y - here.y) * way[1], x - here.x];
    return along > 1 ? [[along + 2 * Math.abs(aside), other]] : [];
  });
  const next = ahead.sort((one, other) => one[0] - other[0])[0]?.[1];
  if (!next) return;
  from.button.tabIndex = -1;
  next.button.tabIndex = 0;
  next.button.focus();
}
