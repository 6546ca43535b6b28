"use strict";
// Tests that are not just steady.
function tellFlaky(one) {
  const range = one.state === "broken" ? "its latest runs" : `${(one.rate * 100).toFixed(1)} % of runs, between ${(one.low * 100).toFixed(1)} and ${(one.high * 100).toFixed(1)} %`;
  const since = one.since ? ` First seen ${day(one.since)}, last ${day(one.latest)}.` : "";
  const causes = one.causes.map((cause) => made("li", {}, `${cause.why}: ${visible(cause.told)}${cause.seen ? ` (seen ${visible(cause.seen)})` : ""}`));
  const parts = [
    made("p", {}, made("b", {}, visible(one.test)), ` in ${visible(one.environment)}`),
    made("p", {}, `Fails in ${range}; ${one.failed} failures without a reason in ${one.runs} runs, ${one.contradictions} revisions at which it went both ways.${since}`),
  ];
  if (causes.length) parts.push(made("p", {}, "It may be because of"), made("ul", {}, ...causes));
  parts.push(copyable(one.command));
  return parts;
}

function startFlaky() {
  const holder = document.getElementById("flaky-table");
  if (!holder) return;
  const columns = [
    { key: "status", title: "State", width: "6.2rem", least: 99, order: (one) => one.state, cell: (one) => made("span", { class: `status ${one.state}` }, one.state) },
    { key: "name", title: "Test", width: "minmax(14rem, 1fr)", least: 224, order: (one) => one.test, cell: (one) => nameCells(one.test) },
    { key: "runs", title: "Runs", width: "8.4rem", least: 134, descends: true, order: (one) => failures(one.strip), cell: (one) => strip(one.strip) },
    { key: "spark", title: "Its time", width: "6.2rem", least: 99, cell: (one) => sparkline(one.spark) },
    { key: "rate", title: "Fails", width: "4.6rem", least: 74, number: true, order: (one) => one.rate, cell: (one) => (one.state === "broken" ? "" : `${(one.rate * 100).toFixed(1)} %`) },
    { key: "wasted", title: "Wasted", width: "5rem", least: 80, number: true, order: (one) => one.wasted, cell: (one) => (one.wasted ? seconds(one.wasted) : "") },
    { key: "blocked", title: "Blocked", width: "5rem", least: 80, number: true, order: (one) => one.blocked, cell: (one) => String(one.blocked || "") },
    { key: "owner", title: "Owner", width: "7rem", least: 112, order: (one) => one.owners.join(" "), cell: (one) => visible(one.owners.join(" ")) },
  ];
  const fields = (one, name) => ({
    "": visible(one.test),
    status: one.state,
    file: one.test.split("::")[0],
    owner: one.owners.join(" "),
    source: one.causes.map((cause) => cause.why).join(" "),
  })[name];
  const rows = page.flaky;
  new Table(holder, { name: "flaky", label: "Flaky and broken tests", columns, rows, fields, tell: tellFlaky, sort: "-wasted" });
}
