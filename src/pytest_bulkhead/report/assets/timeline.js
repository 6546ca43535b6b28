"use strict";
// What each worker did when: a lane for each, a bar for each test. Drawn on a canvas, since runs have many tests.
class Timeline {
  constructor(canvas) {
    const of = columnsOfTests;
    this.canvas = canvas;
    this.told = document.getElementById("gantt-told");
    this.end = Math.max(page.timeline.seconds, 0.001);
    const ended = new Map();
    const bars = of.name.map((_, row) => {
      const worker = of.workers[of.worker[row]];
      const long = of.milliseconds[row] / 1000;
      const start = of.begun[row] === null ? ended.get(worker) || 0 : of.begun[row] / 1000;
      ended.set(worker, Math.max(ended.get(worker) || 0, start + long));
      return { row, worker, start, long };
    }).filter((bar) => bar.worker);
    this.end = Math.max(this.end, ...ended.values());
    this.lanes = [...new Set([...bars.map((bar) => bar.worker), ...page.timeline.crashes.map((crash) => crash.worker)])].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    this.ofLane = this.lanes.map((worker) => bars.filter((bar) => bar.worker === worker).sort((a, b) => a.start - b.start));
    this.crashes = page.timeline.crashes.map((crash) => ({ ...crash, at: ended.get(crash.worker) || 0 }));
    this.from = 0;
    this.to = this.end;
    this.chosen = null;
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    window.addEventListener("themechange", () => this.draw());
    filtered.push((parts) => {
      this.dimmed = parts.length ? (row) => !matches(parts, (name) => ({ "": nodeOf(row), status: outcomeOf(row), worker: of.workers[of.worker[row]], file: of.files[of.file[row]] })[name]) : null;
      this.draw();
    });
  }

  get lane() { return this.lanes.length > 16 ? 18 : 30; }
  get left() { return 52; }
  get wide() { return this.canvas.clientWidth - this.left - 4; }
  x(time) { return this.left + ((time - this.from) / (this.to - this.from)) * this.wide; }
  time(x) { return this.from + ((x - this.left) / this.wide) * (this.to - this.from); }

  draw() {
    const canvas = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    const height = this.lanes.length * this.lane + 22;
    canvas.style.height = `${height}px`;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(height * ratio);
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    this.paint = (name) => {
      this.probe ||= document.body.appendChild(made("i", { hidden: "" }));
      this.probe.style.color = `var(${name})`;
      return getComputedStyle(this.probe).color;
    };
    const colours = Object.fromEntries(["good", "bad", "warn", "quiet", "ink", "dim", "line", "card", "focus"].map((name) => [name, this.paint(`--${name}`)]));
    ink.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    this.axis(ink, colours, height);
    this.lanes.forEach((worker, number) => {
      const top = number * this.lane;
      ink.fillStyle = colours.dim;
      ink.fillText(visible(worker).slice(0, 7), 4, top + this.lane / 2 + 4);
      this.bars(ink, colours, number, top);
    });
    ink.clearRect(0, 0, 0, 0);
    for (const crash of this.crashes) this.crash(ink, colours, crash);
  }

  axis(ink, colours, height) {
    const span = this.to - this.from;
    const step = ticks(span * 0.6)[1];
    for (let time = Math.ceil(this.from / step) * step; time <= this.to; time += step) {
      const x = this.x(time);
      ink.fillStyle = colours.line;
      ink.fillRect(x, 0, 1, height - 18);
      ink.fillStyle = colours.dim;
      ink.fillText(time === 0 ? "0" : seconds(time), Math.min(x + 3, this.canvas.clientWidth - 40), height - 5);
    }
  }

  colour(colours, row) {
    const outcome = outcomeOf(row);
    if (["failed", "error", "crashed"].includes(outcome)) return colours.bad;
    return ["passed", "xfailed", "xpassed"].includes(outcome) ? colours.good : colours.quiet;
  }

  bars(ink, colours, number, top) {
    const marked = [];
    let filled = -1;
    for (const bar of this.ofLane[number]) {
      const x = Math.max(this.x(bar.start), this.left);
      const right = Math.min(this.x(bar.start + bar.long), this.left + this.wide);
      if (right < this.left || x > this.left + this.wide) continue;
      const wide = Math.max(right - x - (right - x > 3 ? 0.75 : 0), 0.75);
      const isBad = ["failed", "error", "crashed"].includes(outcomeOf(bar.row));
      if (marksOfTests.has(bar.row)) marked.push([bar, x + wide / 2]);
      // Of tests that share a pixel, one is enough, unless it failed.
      if (x + wide <= filled && !isBad && this.chosen !== bar) continue;
      filled = x + wide;
      ink.globalAlpha = this.dimmed?.(bar.row) ? 0.15 : 0.85;
      ink.fillStyle = this.colour(colours, bar.row);
      ink.fillRect(x, top + 5, wide, this.lane - 10);
      ink.globalAlpha = 1;
      if (this.chosen === bar) {
        ink.strokeStyle = colours.focus;
        ink.lineWidth = 2;
        ink.strokeRect(x - 1, top + 3, wide + 2, this.lane - 6);
      }
    }
    let last = -9;
    for (const [bar, x] of marked) {
      if (x - last < 5 && this.chosen !== bar) continue;
      last = x;
      ink.beginPath();
      ink.arc(x, top + this.lane / 2, 4, 0, 7);
      ink.fillStyle = colours.warn;
      ink.strokeStyle = colours.card;
      ink.lineWidth = 1.5;
      ink.fill();
      ink.stroke();
    }
  }

  crash(ink, colours, crash) {
    const x = this.x(crash.at);
    if (x < this.left || x > this.left + this.wide + 4) return;
    const y = this.lanes.indexOf(crash.worker) * this.lane + this.lane / 2;
    ink.save();
    ink.translate(Math.min(x, this.left + this.wide - 5), y);
    ink.rotate(Math.PI / 4);
    ink.fillStyle = colours.ink;
    ink.strokeStyle = colours.card;
    ink.lineWidth = 2;
    ink.fillRect(-5, -5, 10, 10);
    ink.strokeRect(-5, -5, 10, 10);
    ink.restore();
  }

  choose(bar) {
    this.chosen = bar;
    if (!bar) return;
    const span = this.to - this.from;
    if (bar.start < this.from || bar.start > this.to) this.show(bar.start - span / 2, span);
    const found = marksOfTests.has(bar.row) ? [made("br"), ...findingsOf(bar.row).childNodes] : [];
    this.told.replaceChildren(made("b", {}, visible(nodeOf(bar.row))), ` ${outcomeOf(bar.row)} in ${visible(bar.worker)}, ${seconds(bar.long)} from ${seconds(bar.start) || "0"}`, ...found);
    this.draw();
  }

  show(from, span) {
    const wide = Math.min(Math.max(span, 0.002), this.end);
    this.from = Math.max(0, Math.min(from, this.end - wide));
    this.to = this.from + wide;
    this.draw();
  }

  zoom(factor, around = (this.from + this.to) / 2) {
    const span = (this.to - this.from) * factor;
    this.show(around - ((around - this.from) / (this.to - this.from)) * span, span);
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const number = Math.floor((event.clientY - box.top) / this.lane);
    const crash = this.crashes.find((one) => this.lanes.indexOf(one.worker) === number && Math.abs(this.x(one.at) - x) < 8);
    if (crash) return { crash };
    const time = this.time(x);
    const slack = ((this.to - this.from) / this.wide) * 4;
    let best = null;
    for (const bar of this.ofLane[number] || []) {
      if (bar.start > time + slack) break;
      const away = Math.max(bar.start - time, time - bar.start - bar.long, 0);
      const weight = away - (marksOfTests.has(bar.row) ? slack / 2 : 0);
      if (away <= slack && (!best || weight <= best.weight)) best = { bar, weight };
    }
    return best || {};
  }

  nextMark() {
    const marked = this.ofLane.flat().filter((bar) => marksOfTests.has(bar.row)).sort((a, b) => a.start - b.start);
    if (!marked.length) return;
    const at = marked.indexOf(this.chosen);
    this.choose(marked[(at + 1) % marked.length]);
  }

  listen() {
    let grip = null;
    this.canvas.addEventListener("pointerdown", (event) => { grip = { x: event.clientX, from: this.from, moved: false }; });
    window.addEventListener("pointerup", () => { grip = null; this.canvas.classList.remove("dragged"); });
    this.canvas.addEventListener("pointermove", (event) => {
      if (grip) {
        grip.moved ||= Math.abs(event.clientX - grip.x) > 3;
        if (grip.moved && this.to - this.from < this.end) {
          this.canvas.classList.add("dragged");
          this.show(grip.from - ((event.clientX - grip.x) / this.wide) * (this.to - this.from), this.to - this.from);
        }
        return;
      }
      const { bar, crash } = this.at(event);
      if (crash) this.told.textContent = visible(crash.told);
      else if (bar && bar !== this.chosen) this.choose(bar);
    });
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.time(event.clientX - this.canvas.getBoundingClientRect().left));
    }, { passive: false });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    document.getElementById("zoom-in").addEventListener("click", () => this.zoom(0.5));
    document.getElementById("zoom-out").addEventListener("click", () => this.zoom(2));
    document.getElementById("zoom-all").addEventListener("click", () => this.show(0, this.end));
    document.getElementById("next-mark").addEventListener("click", () => this.nextMark());
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const number = this.chosen ? this.lanes.indexOf(this.chosen.worker) : 0;
    const lane = this.ofLane[number] || [];
    const at = lane.indexOf(this.chosen);
    const beside = (by) => {
      const other = this.ofLane[number + by];
      return other && (other.find((bar) => bar.start + bar.long >= (this.chosen?.start || 0)) || other[other.length - 1]);
    };
    const done = {
      ArrowRight: () => this.choose(lane[Math.min(at + 1, lane.length - 1)]),
      ArrowLeft: () => this.choose(lane[Math.max(at - 1, 0)]),
      ArrowDown: () => this.choose(beside(1) || this.chosen),
      ArrowUp: () => this.choose(beside(-1) || this.chosen),
      "+": () => this.zoom(0.5, this.chosen?.start),
      "-": () => this.zoom(2, this.chosen?.start),
      0: () => this.show(0, this.end),
    }[event.key];
    if (!done) return;
    done();
    event.preventDefault();
    event.stopPropagation();
  }
}
