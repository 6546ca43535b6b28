"use strict";
// What the address holds after #: a part of the page, then names and values; so that a link shows the same again.
const place = { part: "", values: new URLSearchParams() };
const placeChanged = [];

function readPlace() {
  const [part, ...rest] = location.hash.slice(1).split("?");
  place.part = part;
  place.values = new URLSearchParams(rest.join("?"));
  for (const told of placeChanged) told();
}

function keep(name, value) {
  if (value) place.values.set(name, value);
  else place.values.delete(name);
  const values = place.values.toString();
  const hash = place.part || values ? `#${place.part}${values ? `?${values}` : ""}` : location.pathname + location.search;
  // Not through location.hash: that would scroll, and add a step to go back by.
  try {
    history.replaceState(null, "", hash);
  } catch {
    return; // too often at once for some browsers
  }
}

function goTo(part) {
  place.part = part;
  keep("", "");
  const target = document.getElementById(part);
  if (!target) return;
  if (target.closest("[hidden]")) setFilter(""); // else there is nothing to go to
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
  (target.tagName === "DETAILS" ? target.querySelector("summary") : target).focus({ preventScroll: true });
}
