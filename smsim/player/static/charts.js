/** Three charts that grow with the months: A solid, B dashed, a line at the month shown, layers behind them. */

import { INK, QUIET, RUN_COLOURS } from "./colours.js";
import { letterSize, make, write } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

/** @type {number[][]} */
const DASHES = [[], [10, 6]];
const GRID = "#e3e6e9";
const STANDING = 2; // charts that stay when something else takes the place of the third
const ROUND_NUMBERS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export class Charts {
  /**
   * `go(month)` is called when a month is clicked.
   * @param {Story} story @param {HTMLElement} element @param {(month: number) => unknown} go
   */
  constructor(story, element, go) {
    this.story = story;
    this.month = 0;
    this.element = element;
    // who wants to know which charts are shown after the room chose one
    /** @type {(names: string[]) => void} */
    this.tell = () => {};
    const shown = story.words.charts.slice(0, STANDING + 1);
    this.panels = shown.map((chart) => new Panel(story, chart, go));
    this.lastPanel = this.panels[this.panels.length - 1];
    this.lastPanel.offer(this.others(), () => this.tell(this.names));
    // it scrolls where it is short of room, so keys must be able to reach it
    this.aside = make("div", { class: "aside", tabindex: "0", role: "region", "aria-label": "Beside the charts", hidden: true });
    element.append(...this.panels.map((panel) => panel.element), this.aside);
  }

  get names() {
    return this.panels.map(({ chart }) => chart.name);
  }

  /** The charts to choose among for the third place: all but those that stand. */
  others() {
    const standing = this.names.slice(0, STANDING);
    return this.story.words.charts.filter(({ name }) => !standing.includes(name));
  }

  /**
   * Show charts by name: two that stand, and perhaps a third, which else stays as far as it can.
   * @param {string[]} names
   */
  set(names) {
    const { charts } = this.story.words;
    names.slice(0, STANDING).forEach((name, place) => this.panels[place].show(chartCalled(charts, name) ?? charts[place]));
    const last = this.lastPanel;
    const others = this.others();
    last.offer(others, () => this.tell(this.names));
    last.show(chartCalled(others, names[STANDING] ?? last.chart.name) ?? others[0]);
  }

  /** Show what stands in `aside` in the place of the third chart, as long as any of it is not hidden. */
  settleAside() {
    const isUsed = [...this.aside.children].some((child) => child instanceof HTMLElement && !child.hidden);
    const isNew = isUsed && this.aside.hidden;
    this.aside.hidden = !isUsed;
    this.lastPanel.element.hidden = isUsed;
    this.element.classList.toggle("with-aside", isUsed);
    if (isNew) this.comeIntoSight();
  }

  /** On a phone the charts may be out of sight. */
  comeIntoSight() {
    this.aside.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} month */
  draw(month) {
    this.month = month;
    for (const panel of this.panels) panel.draw(month);
  }

  /**
   * The panel that shows a quantity now; nothing if none does.
   * @param {string} name
   */
  panelOf(name) {
    return this.panels.find((panel) => panel.chart.name === name);
  }
}

export class Panel {
  /** @param {Story} story @param {Chart} chart @param {(month: number) => unknown} go */
  constructor(story, chart, go) {
    this.story = story;
    this.chart = chart;
    this.go = go;
    this.month = 0;
    /** @type {Map<string, Layer>} */
    this.layers = new Map();
    /** @type {PointerHand | null} */
    this.hand = null;
    /** @type {uPlot | null} there once there is room for it */
    this.plot = null;
    this.values = story.runs.map((_, run) => make("span", { class: `value run-${run}` }));
    /** @type {HTMLElement} */
    this.heading = make("h3", { text: chart.title });
    this.plotted = make("div", { class: "plot", role: "img" });
    this.element = make(
      "figure",
      { class: "chart", "data-chart": chart.name },
      make("figcaption", {}, this.heading, make("span", { class: "values" }, ...this.values)),
      this.plotted,
    );
    new ResizeObserver(() => this.resize()).observe(this.plotted);
  }

  /**
   * Let the room choose among charts; `chosen()` is called when it has.
   * @param {Chart[]} choices @param {Act} chosen
   */
  offer(choices, chosen) {
    const options = choices.map(({ name, title }) => make("option", { value: name, text: title }));
    const select = make("select", { "aria-label": "What the third chart shows" }, ...options);
    select.value = this.chart.name;
    select.addEventListener("change", () => {
      const chart = chartCalled(choices, select.value);
      if (chart) this.show(chart);
      chosen();
    });
    this.heading.replaceWith(select);
    this.heading = select;
  }

  /** @param {Chart} chart */
  show(chart) {
    if (this.heading instanceof HTMLSelectElement) this.heading.value = chart.name;
    else write(this.heading, chart.title);
    if (chart === this.chart) return;
    this.chart = chart;
    this.element.dataset.chart = chart.name;
    if (this.plot) this.rebuild();
  }

  resize() {
    const { width, height } = this.plotted.getBoundingClientRect();
    if (!width || !height) return;
    if (this.plot) this.plot.setSize({ width, height });
    else this.rebuild();
  }

  rebuild() {
    const { width, height } = this.plotted.getBoundingClientRect();
    this.plot?.destroy();
    this.plot = new uPlot(this.options(width, height), this.data(), this.plotted);
    this.bindPointer(this.plot);
    this.draw(this.month);
  }

  /**
   * Have `draw(context, place)` called behind the lines; with null no more. `place` is what `places` gives.
   * @param {string} name @param {Layer | null} draw
   */
  setLayer(name, draw) {
    if (draw) this.layers.set(name, draw);
    else this.layers.delete(name);
    this.plot?.redraw(false);
  }

  /**
   * Let `hand(month, value, isFirst)` have the pointer, until null gives it back.
   * @param {PointerHand | null} hand
   */
  setHand(hand) {
    this.hand = hand;
    this.plotted.classList.toggle("drawn-on", hand !== null);
  }

  /** @param {uPlot} plot */
  bindPointer(plot) {
    const { over } = plot;
    const reach = (/** @type {PointerEvent} */ event, /** @type {boolean} */ isFirst) => {
      const box = over.getBoundingClientRect();
      const month = plot.posToVal(event.clientX - box.left, "x");
      this.hand?.(month, plot.posToVal(event.clientY - box.top, "y"), isFirst);
    };
    over.addEventListener("pointerdown", (event) => {
      if (!this.hand) return;
      over.setPointerCapture(event.pointerId);
      reach(event, true);
    });
    over.addEventListener("pointermove", (event) => {
      if (this.hand && over.hasPointerCapture(event.pointerId)) reach(event, false);
    });
    over.addEventListener("click", (event) => {
      if (!this.hand) this.go(plot.posToVal(event.offsetX, "x"));
    });
  }

  /**
   * Where months and values lie on the canvas, in its own dots.
   * @param {uPlot} plot @returns {ChartPlaces}
   */
  places(plot) {
    return {
      x: (month) => plot.valToPos(month, "x", true),
      y: (value) => plot.valToPos(value, "y", true),
      dots: window.devicePixelRatio || 1,
    };
  }

  /** @param {uPlot} plot */
  drawLayers(plot) {
    const { ctx, bbox } = plot;
    for (const draw of this.layers.values()) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      draw(ctx, this.places(plot), this);
      ctx.restore();
    }
  }

  /** @param {number} width @param {number} height @returns {uPlot.Options} */
  options(width, height) {
    // uPlot reads whole pixels only
    const letter = Math.round(Math.max(10, letterSize() * 0.72));
    const font = `${letter}px system-ui, sans-serif`;
    const axis = { font, stroke: INK, grid: { stroke: GRID, width: 1 }, ticks: { show: false } };
    return {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [0, Math.max(1, this.story.months - 1)] }, y: { range: () => this.limits() } },
      axes: [
        { ...axis, size: letter * 1.9, space: letter * 4, incrs: [1, 3, 6, 12, 24, 60, 120, 240] },
        {
          ...axis,
          size: letter * 4,
          space: letter * 1.7,
          ...(this.chart.is_whole ? { incrs: WHOLE_STEPS } : {}),
          values: (_, ticks) => ticks.map((tick) => `${tick}${this.chart.unit}`),
        },
      ],
      series: [
        {},
        ...this.story.runs.map((_, run) => ({
          stroke: RUN_COLOURS[run],
          width: 3,
          dash: DASHES[run],
          points: { show: false },
          ...(this.chart.is_whole ? { paths: uPlot.paths.stepped?.({ align: 1 }) } : {}),
        })),
      ],
      hooks: { drawAxes: [(plot) => this.drawLayers(plot)], draw: [(plot) => this.drawMonths(plot)] },
    };
  }

  /**
   * Limits of the upright axis: those of the quantity, else of all that is known, and 0 with them.
   * @returns {[number, number]}
   */
  limits() {
    const known = this.story.shots.flat().map((frame) => frame.numbers[this.chart.name]);
    const numbers = known.filter((number) => number !== null);
    const high = this.chart.high ?? roundUp(Math.max(0, ...numbers));
    const low = this.chart.low ?? -roundUp(-Math.min(0, ...numbers));
    return high > low ? [low, high] : [low, low + 1];
  }

  /** @returns {[number[], ...Series[]]} */
  data() {
    const months = Array.from({ length: this.story.months }, (_, month) => month);
    const lines = this.story.shots.map((shots) =>
      months.map((month) => (month <= this.month ? shots[month]?.numbers[this.chart.name] ?? null : null)),
    );
    return [months, ...lines];
  }

  /**
   * A line at the month shown; dotted ones where governance decided something.
   * @param {uPlot} plot
   */
  drawMonths(plot) {
    const { ctx, bbox } = plot;
    const dots = window.devicePixelRatio || 1;
    /** @type {(month: number, colour: string, width: number, dash: number[]) => void} */
    const upright = (month, colour, width, dash) => {
      const x = Math.round(plot.valToPos(month, "x", true));
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * dots;
      ctx.setLineDash(dash.map((length) => length * dots));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    };
    ctx.save();
    this.story.runs.forEach((_, run) => {
      for (const month of this.story.newsMonths(["decision"], run)) {
        if (month <= this.month) upright(month + run * 0.25, RUN_COLOURS[run], 1.5, [2, 4]);
      }
    });
    upright(this.month, QUIET, 1.5, []);
    ctx.restore();
  }

  /** @param {number} month */
  draw(month) {
    this.month = month;
    if (!this.plot) return;
    this.plot.setData(this.data());
    const told = this.story.runs.map((_, run) => {
      const number = this.story.frame(run, month).numbers[this.chart.name];
      const shown = number === null ? "none" : `${rounded(number)}${this.chart.unit}`;
      const letter = this.story.isPair ? `${RUN_LETTERS[run]} ` : "";
      write(this.values[run], `${letter}${shown}`);
      return `${letter}${shown}`;
    });
    this.plotted.setAttribute("aria-label", `${this.chart.title} in month ${month}: ${told.join(", ")}`);
  }
}

/**
 * The chart of a name; nothing if there is none.
 * @param {Chart[]} charts @param {string} name
 */
function chartCalled(charts, name) {
  return charts.find((chart) => chart.name === name);
}

/**
 * The next round number, so that an axis seldom changes while months become known.
 * @param {number} number @returns {number}
 */
function roundUp(number) {
  if (number === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(number));
  return power * (ROUND_NUMBERS.find((round) => round * power >= number) ?? 10);
}

/** @param {number} number */
function rounded(number) {
  return Math.abs(number) >= 10 ? `${Math.round(number)}` : `${Math.round(number * 10) / 10}`;
}
