"use strict";
// A table of any length: only the rows that are seen are elements. Columns: {key, title, width, cell, order, number}, and
// `descends` where the first click on the title sorts downwards.
const ROW = 34;
const BESIDE = 8;
const PRINTED = 500;

class Table {
  constructor(holder, { name, label, columns, rows, fields, tell, sort }) {
    Object.assign(this, { holder, name, columns, rows, fields, tell });
    this.shown = rows;
    this.active = -1;
    this.initial = sort;
    this.sort = sort;
    this.space = made("div", { class: "space", role: "rowgroup" });
    this.head = made("div", { class: "head", role: "row", "aria-rowindex": "1" });
    this.grid = made("div", { class: "grid", role: "grid", tabindex: "0", "aria-label": label });
    this.grid.append(made("div", { role: "rowgroup" }, this.head), this.space);
    this.grid.firstChild.style.cssText = "position: sticky; top: 0; z-index: 2";
    this.details = made("div", { class: "more", "aria-live": "polite", hidden: "" });
    this.grid.style.setProperty("--columns", columns.map((column) => column.width).join(" "));
    this.grid.style.setProperty("--narrowest", `${columns.reduce((sum, column) => sum + (column.least || 0), 0)}px`);
    holder.append(this.grid, this.details);
    for (const column of columns) this.head.append(this.header(column));
    this.grid.addEventListener("scroll", () => this.draw(), { passive: true });
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.space.addEventListener("click", (event) => {
      const row = event.target.closest("[role=row]");
      if (row) this.choose(Number(row.dataset.at), true);
    });
    new ResizeObserver(() => this.draw()).observe(this.grid);
    window.addEventListener("beforeprint", () => this.draw(PRINTED));
    window.addEventListener("afterprint", () => this.draw());
    placeChanged.push(() => this.sortAs(place.values.get(`${name}-sort`) || this.initial));
    filtered.push((parts) => this.filter(parts));
  }

  header(column) {
    const button = made("button", { type: "button" }, column.title);
    if (column.order) button.addEventListener("click", () => this.toggle(column));
    const cell = made("div", { role: "columnheader", class: column.number ? "number" : "" }, column.order ? button : column.title);
    if (!column.order) cell.className += " status dim";
    cell.dataset.key = column.key;
    return cell;
  }

  toggle(column) {
    const descends = column.number || column.descends;
    const first = descends ? `-${column.key}` : column.key;
    const other = descends ? column.key : `-${column.key}`;
    const next = this.sort === first ? other : first;
    keep(`${this.name}-sort`, next === this.initial ? "" : next);
    this.sortAs(next);
  }

  sortAs(sort) {
    this.sort = sort;
    this.order();
    this.draw();
  }

  filter(parts) {
    this.parts = parts;
    this.shown = parts.length ? this.rows.filter((row) => matches(parts, (name) => this.fields(row, name))) : this.rows;
    this.active = -1;
    this.close();
    this.order();
    this.grid.scrollTop = 0;
    this.draw();
    document.getElementById(`${this.name}-count`).textContent =
      this.shown.length === this.rows.length ? String(this.rows.length) : `${this.shown.length} of ${this.rows.length}`;
  }

  order() {
    const backwards = this.sort.startsWith("-");
    const key = backwards ? this.sort.slice(1) : this.sort;
    const column = this.columns.find((one) => one.key === key && one.order);
    if (!column) return;
    const chosen = this.shown[this.active];
    const keyed = this.shown.map((row, at) => [column.order(row), at, row]);
    const sign = backwards ? -1 : 1;
    keyed.sort(([a, i], [b, j]) => (a === b ? i - j : a === null ? 1 : b === null ? -1 : (a < b ? -1 : 1) * sign));
    this.shown = keyed.map(([, , row]) => row);
    this.active = chosen === undefined ? -1 : this.shown.indexOf(chosen);
    for (const cell of this.head.children) {
      if (cell.dataset.key === key) cell.setAttribute("aria-sort", backwards ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  draw(upTo = 0) {
    const count = this.shown.length;
    this.grid.setAttribute("aria-rowcount", String(count + 1));
    this.grid.style.height = `${upTo ? Math.min(count, upTo) * ROW + 40 : Math.min(count, 16) * ROW + 54}px`;
    this.space.style.height = `${(upTo ? Math.min(count, upTo) : count) * ROW}px`;
    const from = upTo ? 0 : Math.max(0, Math.floor(this.grid.scrollTop / ROW) - BESIDE);
    const to = upTo ? Math.min(count, upTo) : Math.min(count, Math.ceil((this.grid.scrollTop + this.grid.clientHeight) / ROW) + BESIDE);
    const rows = [];
    for (let at = from; at < to; at += 1) rows.push(this.row(at));
    if (!count) rows.push(made("div", { role: "row", class: "empty" }, made("div", { role: "gridcell" }, "No test matches the filter.")));
    this.space.replaceChildren(...rows);
    if (this.active >= from && this.active < to) this.grid.setAttribute("aria-activedescendant", `${this.name}-${this.active}`);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  row(at) {
    const row = made("div", { role: "row", id: `${this.name}-${at}`, "aria-rowindex": String(at + 2), "data-at": String(at) });
    row.className = at === this.active ? "row active" : "row";
    row.setAttribute("aria-selected", String(at === this.active));
    row.style.top = `${at * ROW}px`;
    for (const column of this.columns) {
      const cell = made("div", { role: "gridcell", class: `${column.key} ${column.number ? "number" : ""}` });
      const content = column.cell(this.shown[at]);
      cell.append(...(Array.isArray(content) ? content : [content]));
      row.append(cell);
    }
    return row;
  }

  choose(at, opens) {
    if (!this.shown.length) return;
    this.active = Math.max(0, Math.min(at, this.shown.length - 1));
    const top = this.active * ROW;
    const height = this.grid.clientHeight - 40;
    if (top < this.grid.scrollTop) this.grid.scrollTop = top;
    else if (top + ROW > this.grid.scrollTop + height) this.grid.scrollTop = top + ROW - height;
    this.draw();
    if (opens || !this.details.hidden) {
      this.details.replaceChildren(...this.tell(this.shown[this.active]));
      this.details.hidden = false;
    }
  }

  close() {
    this.details.hidden = true;
  }

  key(event) {
    if (event.target !== this.grid || event.ctrlKey || event.metaKey || event.altKey) return;
    const leap = Math.max(1, Math.floor(this.grid.clientHeight / ROW) - 2);
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + leap, PageUp: this.active - leap, Home: 0, End: this.shown.length - 1 }[event.key];
    if (to !== undefined) this.choose(to, false);
    else if (event.key === "Enter" || event.key === " ") this.choose(Math.max(this.active, 0), true);
    else if (event.key === "Escape" && !this.details.hidden) this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
