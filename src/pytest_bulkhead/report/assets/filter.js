"use strict";
// Words that must all be there; `name:word` asks one column, a minus in front leaves out, quotes keep words together.
function parsedFilter(text) {
  return [...text.matchAll(/(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi)].map(([, minus, name, quoted, word]) => ({
    without: minus === "-",
    name: (name || "").toLowerCase(),
    word: (quoted ?? word).toLowerCase(),
  }));
}

// `fields` gives the text of a column by its name, and all of it for an empty one; undefined where there is none.
function matches(parts, fields) {
  return parts.every(({ without, name, word }) => {
    let text = fields(name);
    let wanted = word;
    // Every object also knows names that nobody gave it, such as `constructor`.
    if (typeof text !== "string" && name) {
      text = fields("");
      wanted = `${name}:${word}`;
    }
    return (text || "").toLowerCase().includes(wanted) !== without;
  });
}

const filterBox = document.getElementById("filter");
const filtered = [];

function applyFilter() {
  const parts = parsedFilter(filterBox.value);
  for (const told of filtered) told(parts);
}

function setFilter(text) {
  filterBox.value = text;
  keep("filter", text);
  applyFilter();
}

// A filter for just this text, which may hold quotation marks itself.
function filterFor(text) {
  return text.split('"').filter(Boolean).map((part) => (/\s|^-|^[a-z]+:/i.test(part) ? `"${part}"` : part)).join(" ");
}

let waiting = 0;
filterBox.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => setFilter(filterBox.value), 80);
});
placeChanged.push(() => {
  const text = place.values.get("filter") || "";
  if (text !== filterBox.value) {
    filterBox.value = text;
    applyFilter();
  }
});
