"use strict";
// How the runs of an environment went, one after the other.
const chooser = document.getElementById("environment");

function labelOf(run) {
  const failed = run.failed ? `, ${run.failed} failed` : "";
  return `${new Date(run.started * 1000).toISOString().slice(0, 16).replace("T", " ")}${run.revision ? ` ${visible(run.revision.slice(0, 8))}` : ""}${run.branch ? ` ${visible(run.branch)}` : ""}${failed}`;
}

function whole(value) {
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 10) / 10);
}

// Of runs of one day, the hours.
function between(from, to) {
  const hour = (stamp) => new Date(stamp * 1000).toISOString().slice(11, 16);
  return day(from) === day(to) ? [`${day(from)} ${hour(from)}`, hour(to)] : [day(from), day(to)];
}

function chartsOf(runs) {
  const labels = runs.map(labelOf);
  const ends = between(runs[0].started, runs[runs.length - 1].started);
  const values = (key) => runs.map((run) => run[key]);
  const told = [
    { title: "Violations found", shown: whole, series: [{ label: "found", values: values("findings"), class: "bad-series" }] },
    { title: "Failures without a reason, of 1,000 tests", shown: whole, series: [{ label: "flaky", values: runs.map((run) => run.flaky * 1000), class: "both-series" }] },
    { title: "Duration", shown: seconds, series: [{ label: "run", values: values("elapsed"), class: "first-series" }, { label: "all tests in a row", values: values("work"), class: "second-series" }] },
    { title: "Largest process", shown: (value) => `${whole(value)} MB`, series: [{ label: "memory", values: values("largest"), class: "first-series" }] },
  ];
  const isKnown = (one) => one.series.some((series) => series.values.some((value) => value !== null));
  return told.filter(isKnown).map((one) => chart({ labels, ends, ...one }));
}

function weeksChart(weeks) {
  const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);
  return chart({
    title: "Violations in the code, by week",
    labels: weeks.map((week) => `Week of ${day(week.start)}, ${sum(week.standing)} standing, ${week.stopped} commits stopped`),
    ends: [day(weeks[0].start), day(weeks[weeks.length - 1].start)],
    shown: whole,
    series: [
      { label: "new", kind: "bars", values: weeks.map((week) => sum(week.introduced)), class: "bad-series" },
      { label: "mended", kind: "bars", values: weeks.map((week) => sum(week.mended)), class: "second-series" },
    ],
  });
}

function runTable(runs) {
  const head = ["Run", "Tests", "Failed", "Findings", "Took", "All tests", "Largest process"];
  const body = [...runs].reverse().map((run) => [labelOf(run), run.attempts, run.failed, run.findings, seconds(run.elapsed), seconds(run.work), run.largest === null ? "" : `${run.largest} MB`]);
  const row = (cells, name) => made("tr", {}, ...cells.map((cell) => made(name, {}, String(cell))));
  return made("table", {}, made("thead", {}, row(head, "th")), made("tbody", {}, ...body.map((cells) => row(cells, "td"))));
}

function showEnvironment(number) {
  const one = page.trends.environments[number];
  const charts = one ? chartsOf(one.runs) : [];
  if (page.trends.weeks.some((week) => Object.keys(week.standing).length || Object.keys(week.mended).length)) charts.push(weeksChart(page.trends.weeks));
  document.getElementById("charts").replaceChildren(...charts);
  document.getElementById("trend-table").replaceChildren(...(one ? [runTable(one.runs)] : []));
  const gain = one && one.parallel;
  const told = [];
  if (gain && gain.runs) told.push(`${gain.passed} of the latest ${gain.runs} parallel runs passed.`);
  if (gain && gain.speed_up) told.push(`${gain.workers} workers made the latest ${gain.speed_up} times as fast: ${visible(gain.because)}.`);
  document.getElementById("parallel").textContent = told.join(" ");
}

function startTrends() {
  if (!page.trends || !chooser) return;
  page.trends.environments.forEach((one, at) => chooser.append(made("option", { value: String(at) }, `${visible(one.name)} (${one.runs.length} runs)`)));
  chooser.addEventListener("change", () => {
    keep("environment", page.trends.environments[chooser.value].name);
    showEnvironment(Number(chooser.value));
  });
  placeChanged.push(() => {
    const named = place.values.get("environment");
    chooser.value = String(Math.max(0, page.trends.environments.findIndex((one) => one.name === named)));
    showEnvironment(Number(chooser.value));
  });
}
