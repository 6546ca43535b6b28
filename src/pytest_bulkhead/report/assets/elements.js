"use strict";
// Elements out of names, properties and children; text goes in as text, never as markup.
const page = JSON.parse(document.getElementById("data").textContent);
const SVG = "http://www.w3.org/2000/svg";

function made(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") element.className = value;
    else if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function drawn(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// What is not seen, or turns the rest around, is shown as a sign for itself.
function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, "\uFFFD");
}

function seconds(value) {
  if (value === null || value === undefined) return "";
  if (value < 0.9995) return `${(value * 1000).toPrecision(value < 0.01 ? 2 : 3).replace(/\.0+$/, "")} ms`;
  if (value < 100) return `${value.toFixed(value < 10 ? 2 : 1)} s`;
  return value < 5400 ? `${Math.round(value / 60)} min` : `${(value / 3600).toFixed(1)} h`;
}

function day(stamp) {
  return new Date(stamp * 1000).toISOString().slice(0, 10);
}

function copyable(command) {
  const button = made("button", { type: "button", class: "copy quiet", "aria-label": "Copy the command" }, "Copy");
  return made("div", { class: "command" }, made("code", { tabindex: "0" }, visible(command)), button);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages from a disk may not write to the clipboard; the older way still can.
    const area = made("textarea", { class: "hidden", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
