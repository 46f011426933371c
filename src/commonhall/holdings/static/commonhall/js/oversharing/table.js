// Twin of holdings/oversharing/table.py, where the reasons stand. The rules of rules.json, compiled once.
const tables = new WeakMap();

export function tableOf(rules) {
  if (!tables.has(rules)) tables.set(rules, compile(rules));
  return tables.get(rules);
}

function compile(rules) {
  const expand = (pattern) => pattern.replace(/<([a-z]+)>/g, (_, part) => expand(rules.parts[part]));
  const { labelled, certain, likely, closing, possible, faint, ...names } = rules.names;
  const { home, ...addresses } = rules.addresses;
  const table = {
    patterns: rules.patterns.map((rule) => ({
      ...rule, expression: new RegExp(expand(rule.pattern), "dg"), words: words(rule.words), unless: [...words(rule.unless)],
    })),
    names: mapped(names, words),
    cues: phrases({ labelled, certain, likely, closing }),
    weakCues: phrases({ possible, faint }),
    addresses: mapped(addresses, words),
    home: phrases({ home }),
    health: phrases({ health: rules.health.words }),
    harmless: words(rules.health.unless_next),
    spoken: rules.spoken,
    signs: signs(rules.folding),
    takenOut: takenOut(rules),
  };
  table.names.any = new Set([...table.names.given, ...table.names.doubtful, ...table.names.only_behind_a_cue]);
  return table;
}

function words(lines) {
  return new Set([lines ?? []].flat().join(" ").split(" ").filter(Boolean));
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function phrases(meanings) {
  const found = new Map();
  for (const [meaning, lines] of Object.entries(meanings)) {
    for (const phrase of lines.join(" ").split(", ")) {
      const [first, ...rest] = phrase.split(" ");
      found.set(first, [...(found.get(first) ?? []), { rest, meaning }]);
    }
  }
  for (const list of found.values()) list.sort((left, right) => right.rest.length - left.rest.length);
  return found;
}

function signs(folding) {
  const found = new Map();
  for (const [plain, list] of Object.entries(folding.to)) for (const sign of list) found.set(sign, plain);
  for (const zero of folding.digit_zeros) {
    for (let digit = 0; digit < 10; digit += 1) found.set(String.fromCodePoint(zero + digit), String(digit));
  }
  return found;
}

function takenOut(rules) {
  const written = Object.values(rules.replacements).flatMap((texts) => Object.values(texts));
  const escaped = written.filter((text) => !text.includes("{")).map((text) => text.replace(/[\\^$.*+?()[\]{}|-]/g, "\\$&"));
  return [...escaped, rules.blocks].join("|");
}
