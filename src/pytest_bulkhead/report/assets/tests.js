"use strict";
// All tests of the run; each row is a place in the columns.
const columnsOfTests = page.tests;

function nodeOf(row) {
  const file = columnsOfTests.files[columnsOfTests.file[row]];
  const name = columnsOfTests.name[row];
  return name ? `${file}::${name}` : file;
}

function outcomeOf(row) {
  return columnsOfTests.outcomes[columnsOfTests.outcome[row]];
}

const marksOfTests = new Map();
if (page.timeline) {
  for (const [row, finding] of page.timeline.marks) {
    if (!marksOfTests.has(row)) marksOfTests.set(row, []);
    marksOfTests.get(row).push(finding);
  }
}

function shellQuoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

function nameCells(node) {
  const [file, ...names] = node.split("::");
  return [made("span", { class: "file", title: visible(node) }, `${visible(file)}${names.length ? "::" : ""}`), visible(names.join("::"))];
}

function failures(marks) {
  return (marks.match(/[FR]/g) || []).length;
}

function findingsOf(row) {
  return made("p", {}, "Found: ", ...(marksOfTests.get(row) || []).flatMap((id) => [made("a", { href: `#${id}` }, document.getElementById(id)?.querySelector(".message")?.textContent || id), " "]));
}

function tellTest(row) {
  const parts = [made("p", {}, made("b", {}, visible(nodeOf(row)))), made("p", {}, `${outcomeOf(row)}, ${seconds(columnsOfTests.milliseconds[row] / 1000)}${columnsOfTests.workers[columnsOfTests.worker[row]] ? ` in ${visible(columnsOfTests.workers[columnsOfTests.worker[row]])}` : ""}`)];
  if (marksOfTests.has(row)) parts.push(findingsOf(row));
  parts.push(copyable(`python -m pytest ${shellQuoted(nodeOf(row).replace(/^-/, "./-"))}`));
  return parts;
}

function startTests() {
  const holder = document.getElementById("tests-table");
  if (!holder) return;
  const of = columnsOfTests;
  const has = (values) => values.length > 0 && values.some((value) => value !== null && value !== "");
  const columns = [
    { key: "status", title: "Status", width: "6rem", least: 96, order: outcomeOf, cell: (row) => made("span", { class: `status ${outcomeOf(row).split(" ")[0]}` }, outcomeOf(row)) },
    { key: "name", title: "Test", width: "minmax(14rem, 1fr)", least: 224, order: nodeOf, cell: (row) => nameCells(nodeOf(row)) },
    { key: "found", title: "Found", width: "4.2rem", least: 67, number: true, order: (row) => (marksOfTests.get(row) || []).length, cell: (row) => String((marksOfTests.get(row) || []).length || "") },
    { key: "time", title: "Time", width: "5rem", least: 80, number: true, order: (row) => of.milliseconds[row], cell: (row) => seconds(of.milliseconds[row] / 1000) },
  ];
  if (has(of.megabytes)) columns.push({ key: "memory", title: "Memory", width: "5.2rem", least: 83, number: true, order: (row) => of.megabytes[row], cell: (row) => (of.megabytes[row] === null ? "" : `${of.megabytes[row].toFixed(0)} MB`) });
  if (of.workers.length > 1) columns.push({ key: "worker", title: "Worker", width: "4.6rem", least: 74, order: (row) => of.workers[of.worker[row]], cell: (row) => visible(of.workers[of.worker[row]]) });
  if (of.owner.length) columns.push({ key: "owner", title: "Owner", width: "7rem", least: 112, order: (row) => of.owners[of.owner[row]], cell: (row) => visible(of.owners[of.owner[row]]) });
  if (has(of.strip)) columns.push({ key: "runs", title: "Runs", width: "8.4rem", least: 134, descends: true, order: (row) => failures(of.strip[row]), cell: (row) => strip(of.strip[row]) });
  if (has(of.spark)) columns.push({ key: "spark", title: "Its time", width: "6.2rem", least: 99, cell: (row) => sparkline(of.spark[row]) });
  const fields = (row, name) => ({
    "": visible(nodeOf(row)),
    status: outcomeOf(row),
    file: of.files[of.file[row]],
    worker: of.workers[of.worker[row]],
    owner: of.owner.length ? of.owners[of.owner[row]] : "",
  })[name];
  const rows = of.name.map((_, row) => row);
  new Table(holder, { name: "tests", label: "Tests", columns, rows, fields, tell: tellTest, sort: "-time" });
}
