"use strict";
// A chart of one or two series over runs: lines or bars, with a cursor for mouse and keys.
const WIDE = 520;
const HIGH = 150;
const EDGE = { left: 46, right: 8, top: 10, bottom: 20 };

function ticks(highest) {
  const most = highest || 1;
  const raw = most / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= raw);
  const found = [];
  for (let value = 0; value < most + step * 0.999; value += step) found.push(value);
  return found;
}

// series: [{label, values, kind: "line" | "bars", class}], labels: what to call each place, shown: how a value is told.
function chart({ title, series, labels, shown, ends }) {
  const count = labels.length;
  const scale = ticks(Math.max(...series.flatMap((one) => one.values.map((value) => value ?? 0)), 0));
  const top = scale[scale.length - 1];
  const wide = WIDE - EDGE.left - EDGE.right;
  const isBars = series.some((one) => one.kind === "bars");
  const slot = wide / Math.max(count - (isBars ? 0 : 1), 1);
  const x = (at) => EDGE.left + (isBars ? (at + 0.5) * slot : count === 1 ? wide / 2 : at * slot);
  const y = (value) => HIGH - EDGE.bottom - (value / top) * (HIGH - EDGE.top - EDGE.bottom);
  const svg = drawn("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", tabindex: "0", "aria-label": `${title}, ${count} points; arrow keys tell each` });
  for (const value of scale) {
    svg.append(drawn("line", { class: "rule", x1: EDGE.left, x2: WIDE - EDGE.right, y1: y(value), y2: y(value) }));
    svg.append(drawn("text", { x: EDGE.left - 6, y: y(value) + 3.5, "text-anchor": "end" }, shown(value)));
  }
  svg.append(drawn("text", { x: EDGE.left, y: HIGH - 5 }, ends[0]));
  svg.append(drawn("text", { x: WIDE - EDGE.right, y: HIGH - 5, "text-anchor": "end" }, count > 1 ? ends[1] : ""));
  series.forEach((one, index) => svg.append(one.kind === "bars" ? bars(one, index, series.length) : line(one)));

  function line(one) {
    const group = drawn("g", { class: one.class });
    const points = one.values.map((value, at) => (value === null ? null : [x(at), y(value)]));
    let path = "";
    points.forEach((point, at) => {
      if (point) path += `${at && points[at - 1] ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    });
    const known = points.filter(Boolean);
    if (known.length > 1 && known.length === points.length) {
      group.append(drawn("path", { class: "area", d: `${path}L${known[known.length - 1][0]} ${y(0)}L${known[0][0]} ${y(0)}Z` }));
    }
    group.append(drawn("path", { class: "curve", d: path }));
    if (count < 3) for (const [px, py] of known) group.append(drawn("circle", { class: "dot", cx: px, cy: py, r: 3.5 }));
    return group;
  }

  function bars(one, index, among) {
    const group = drawn("g", { class: one.class });
    const each = Math.min((slot * 0.7) / among, 18);
    one.values.forEach((value, at) => {
      if (!value) return;
      const left = x(at) - (each * among) / 2 + index * each;
      group.append(drawn("rect", { class: "box", x: left.toFixed(1), y: y(value).toFixed(1), width: Math.max(each - 1, 1).toFixed(1), height: (y(0) - y(value)).toFixed(1), rx: 1 }));
    });
    return group;
  }

  const cursor = drawn("line", { class: "cursor", y1: EDGE.top, y2: HIGH - EDGE.bottom, visibility: "hidden" });
  const told = made("p", { class: "told", role: "status" });
  svg.append(cursor);
  let at = count;
  const point = (to) => {
    at = Math.max(0, Math.min(to, count - 1));
    cursor.setAttribute("x1", x(at));
    cursor.setAttribute("x2", x(at));
    cursor.setAttribute("visibility", "visible");
    const values = series.map((one) => (one.values[at] === null ? "" : `${series.length > 1 ? `${one.label} ` : ""}${shown(one.values[at])}`));
    told.textContent = `${labels[at]}: ${values.filter(Boolean).join(", ") || "not known"}`;
  };
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const px = ((event.clientX - box.left) / box.width) * WIDE - EDGE.left;
    point(isBars ? Math.floor(px / slot) : Math.round(px / slot));
  });
  svg.addEventListener("pointerleave", () => cursor.setAttribute("visibility", "hidden"));
  svg.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: count - 1 }[event.key];
    if (to === undefined) return;
    point(to);
    event.preventDefault();
  });
  const last = series.filter((one) => one.values[count - 1] !== null).map((one) => {
    const value = shown(one.values[count - 1]);
    return series.length > 1 ? made("span", { class: `of ${one.class}` }, `${one.label} ${value}`) : value;
  });
  const caption = made("figcaption", {}, made("span", {}, title), made("span", { class: "now" }, ...last));
  return made("figure", { class: "chart" }, caption, svg, told);
}
