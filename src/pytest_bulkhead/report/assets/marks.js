"use strict";
// The strip of a test's latest runs, and the line of how long it took in them.
const MARKS = { ".": ["var(--good)", 9, "passed"], F: ["var(--bad)", 16, "failed"], R: ["var(--both)", 16, "both"], s: ["var(--quiet)", 5, "skipped"] };
const LEVELS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function strip(marks) {
  const wide = 30 * 4;
  const shown = marks.slice(-30);
  const start = wide - shown.length * 4;
  const told = `${(marks.match(/[FR]/g) || []).length} of ${marks.replaceAll(" ", "").length} runs failed`;
  const svg = drawn("svg", { width: wide, height: 18, viewBox: `0 0 ${wide} 18`, role: "img", "aria-label": told });
  [...shown].forEach((mark, at) => {
    const [colour, height] = MARKS[mark] || [];
    if (!colour) return;
    const bar = drawn("rect", { x: start + at * 4, y: 17 - height, width: 3, height, rx: 0.75 });
    bar.style.fill = colour;
    svg.append(bar);
  });
  return svg;
}

// On a scale of ratios: one step up is the same share longer, wherever the line is.
function sparkline(letters) {
  const values = [...letters].map((letter) => LEVELS.indexOf(letter));
  const svg = drawn("svg", { width: 84, height: 20, viewBox: "0 0 84 20", "aria-hidden": "true" });
  if (values.length < 2) return svg;
  const low = Math.min(...values);
  const range = Math.max(Math.max(...values) - low, 4);
  const points = values.map((value, at) => `${(2 + (at * 80) / (values.length - 1)).toFixed(1)},${(17 - ((value - low) * 14) / range).toFixed(1)}`);
  const line = drawn("polyline", { points: points.join(" "), fill: "none", "stroke-width": 1.4 });
  line.style.stroke = "var(--link)";
  svg.append(line);
  return svg;
}
