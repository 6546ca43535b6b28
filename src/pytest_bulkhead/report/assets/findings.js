"use strict";
// Findings stand in the page as they are; the filter hides those that do not match.
const findings = [...document.querySelectorAll(".finding")];
const findingTexts = findings.map((one) => one.textContent);

function filterFindings(parts) {
  let left = 0;
  findings.forEach((one, at) => {
    const known = { "": findingTexts[at], code: one.dataset.code, source: one.dataset.source, status: one.dataset.status, file: one.dataset.file };
    const isShown = matches(parts, (name) => known[name]);
    one.hidden = !isShown;
    left += isShown;
  });
  for (const group of document.querySelectorAll("#findings .group")) {
    group.hidden = !group.querySelector(".finding:not([hidden])");
  }
  document.getElementById("findings-none").hidden = left > 0 || !findings.length;
  document.getElementById("findings-count").textContent = left === findings.length ? String(left) : `${left} of ${findings.length}`;
}
filtered.push(filterFindings);

function stepFinding(by) {
  const shown = findings.filter((one) => !one.hidden);
  if (!shown.length) return;
  const at = shown.findIndex((one) => one.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(at + by, shown.length - 1));
  shown[next].querySelector("summary").focus();
  shown[next].scrollIntoView({ block: "nearest" });
}

let closed = [];
window.addEventListener("beforeprint", () => {
  closed = findings.slice(0, 100).filter((one) => !one.open);
  for (const one of closed) one.open = true;
});
window.addEventListener("afterprint", () => {
  for (const one of closed) one.open = false;
});
