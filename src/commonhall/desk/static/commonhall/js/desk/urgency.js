// Hears that a call is not 311's while somebody types: the twin of desk/urgency.py, which hears it again when something
// is sent. The words come with the page, from the city's folder.
const COMBINING = /\p{M}/gu;

// Small letters and figures, one space between words and around all: accents and signs say nothing here.
export function plain(text) {
  const bare = text.replace(/['’]/g, "").normalize("NFD").toLowerCase().replace(COMBINING, "");
  return ` ${bare.replace(/[^a-z0-9]+/g, " ").trim()} `;
}

// By number, the words that were heard; without those of `past`, in spite of which one went on.
export function hear(said, urgencies, past) {
  const heard = new Map();
  for (const { number, words, unless } of urgencies) {
    const text = unless.reduce((left, phrase) => left.replaceAll(phrase, " | "), plain(said));
    const found = Object.keys(words).filter((word) => text.includes(words[word]) && !past.has(word));
    if (found.length) heard.set(number, found);
  }
  return heard;
}
