// The city's map on an element of the page: `mount(element)`. All it needs stands in the element's data:
// data-library, data-worker, data-style (addresses of ours), data-tiles (address with {z}, {x}, {y}), data-zooms,
// data-bounds, data-center, data-zoom and data-zoom-narrow (where the element is narrow), and data-say (texts, as JSON).
// Its buttons are those with data-zoom-by. Until it is drawn the element is said to be busy.
// Throws where the browser cannot draw: a map is an extra, and the page says all there is without it.

const NEAREST = 18;

export async function mount(element) {
  if (!canDraw()) throw new Error("no WebGL 2");
  element.setAttribute("aria-busy", "true");
  const library = await import(element.dataset.library);
  library.setWorkerUrl(element.dataset.worker);
  const map = new library.Map({
    container: element.querySelector("[data-canvas]"),
    style: await styleOf(element),
    center: numbers(element.dataset.center),
    zoom: zoomAt(element),
    maxBounds: around(numbers(element.dataset.bounds)),
    minZoom: numbers(element.dataset.zooms)[0], // farther out nothing is drawn
    maxZoom: NEAREST,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    cooperativeGestures: true, // a wheel or one finger scrolls the page
    locale: JSON.parse(element.dataset.say),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  for (const button of element.querySelectorAll("[data-zoom-by]")) {
    button.addEventListener("click", () => map.zoomTo(map.getZoom() + Number(button.dataset.zoomBy)));
  }
  map.once("idle", () => element.removeAttribute("aria-busy"));
  return { map, library };
}

function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

async function styleOf(element) {
  const style = await (await fetch(element.dataset.style)).json();
  const [minzoom, maxzoom] = numbers(element.dataset.zooms);
  const tiles = new URL(element.dataset.tiles, location).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
  style.sources.base = { type: "vector", tiles: [tiles], minzoom, maxzoom, bounds: numbers(element.dataset.bounds) };
  return style;
}

function zoomAt(element) {
  return Number(element.clientWidth < 640 ? element.dataset.zoomNarrow : element.dataset.zoom);
}

function numbers(text) {
  return text.split(",").map(Number);
}

// Somewhat more than is drawn, so that its edge can be brought to the middle.
function around([west, south, east, north]) {
  const [wide, high] = [(east - west) / 4, (north - south) / 4];
  return [west - wide, south - high, east + wide, north + high];
}
