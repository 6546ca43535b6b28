"use strict";
// Keys, the theme, links that set the filter, and buttons that copy.
const themes = ["system", "light", "dark"];
const themeButton = document.getElementById("theme");

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  themeButton.textContent = `Theme: ${theme}`;
  window.dispatchEvent(new Event("themechange"));
}

function nextTheme() {
  const theme = themes[(themes.indexOf(document.documentElement.dataset.theme || "system") + 1) % themes.length];
  setTheme(theme);
  try {
    localStorage.setItem("bulkhead-theme", theme);
  } catch {
    return; // not every browser lets a page from a disk remember something
  }
}

function startTheme() {
  try {
    const theme = localStorage.getItem("bulkhead-theme");
    if (themes.includes(theme)) setTheme(theme);
  } catch {
    return;
  }
}

function stepPart(by) {
  const parts = [...document.querySelectorAll("main > section[id]")];
  const at = parts.findLastIndex((part) => part.getBoundingClientRect().top < 120);
  const next = parts[Math.max(0, Math.min(at + by, parts.length - 1))];
  if (next) goTo(next.id);
}

const keysDialog = document.getElementById("keys");
const doneBy = {
  "/": () => filterBox.select(),
  j: () => stepFinding(1),
  k: () => stepFinding(-1),
  n: () => stepPart(1),
  p: () => stepPart(-1),
  t: nextTheme,
  "?": () => keysDialog.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.target === filterBox && event.key === "Escape") {
    setFilter("");
    filterBox.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || keysDialog.open) return;
  if (event.target.matches("input, select, textarea") || !doneBy[event.key]) return;
  doneBy[event.key]();
  event.preventDefault();
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("button.copy");
  if (copy) {
    const done = await copied(copy.parentElement.querySelector("code").textContent);
    copy.textContent = done ? "Copied" : "Select it by hand";
    setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    return;
  }
  const link = event.target.closest('a[href^="#"]');
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (link.dataset.query !== undefined) setFilter(link.dataset.query.includes("::") ? filterFor(link.dataset.query) : link.dataset.query);
    goTo(link.getAttribute("href").slice(1));
  }
});
themeButton.addEventListener("click", nextTheme);
document.getElementById("help").addEventListener("click", () => keysDialog.showModal());
