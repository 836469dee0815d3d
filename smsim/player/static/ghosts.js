/** Ghost runs: other luck of the plans shown, behind the lines of the charts as far as time has come. */

import { RUN_COLOURS } from "./colours.js";
import { make, write } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const LAYER = "ghosts";
const OUTER_SHADE = 0.13;
const INNER_SHADE = 0.22;
const LINE_SHADE = 0.2;
const LANES = 9; // levels are whole: lines side by side show how many there are
const LANE_WIDTH = 0.06;

export class Ghosts {
  /** @param {Live} live @param {Story} story @param {Charts} charts */
  constructor(live, story, charts) {
    this.live = live;
    this.story = story;
    this.charts = charts;
    this.isShown = false;
    this.month = 0;
    /** @type {Map<string, KnownGhosts>} */
    this.known = new Map();
    this.state = make("p", { class: "ghosts-state", role: "status" });
    this.table = make("table", {});
    this.luck = make("ul", { class: "luck" });
    this.chances = make("ul", { class: "unseen" });
    this.element = make("section", { class: "ghosts", "aria-label": "Other luck", hidden: true });
    this.element.append(this.state, this.table, this.luck, this.chances);
    charts.aside.append(this.element);
    live.on("session", () => this.forget());
  }

  toggle() {
    return this.show(!this.isShown);
  }

  /** @param {boolean} isShown */
  async show(isShown) {
    this.isShown = isShown;
    for (const panel of this.charts.panels) {
      panel.setLayer(LAYER, isShown ? (context, place) => this.paint(context, place, panel) : null);
    }
    await this.refresh();
    if (this.isShown) this.charts.comeIntoSight();
  }

  /**
   * What is known of a branch by its decisions: the same id may come to stand for others.
   * @param {string} id
   */
  keyOf(id) {
    const branch = this.live.session.branches.find((entry) => entry.id === id);
    return `${id} ${JSON.stringify(branch?.decisions ?? [])}`;
  }

  /** Of branches that are gone nobody will ask again. */
  forget() {
    const wanted = new Set(this.live.session.branches.map(({ id }) => this.keyOf(id)));
    for (const key of [...this.known.keys()]) if (!wanted.has(key)) this.known.delete(key);
  }

  /**
   * Ghost runs of a branch; a promise.
   * @param {string} id @returns {Promise<GhostRuns>}
   */
  of(id) {
    const key = this.keyOf(id);
    const found = this.known.get(key);
    if (found) return found.asked;
    /** @type {KnownGhosts} */
    const known = { asked: this.live.ask("ghosts", { branch: id }), answer: null };
    this.known.set(key, known);
    known.asked.then(
      (answer) => {
        known.answer = answer;
      },
      () => this.known.delete(key),
    );
    return known.asked;
  }

  /**
   * Ghost runs of the branch in a pane, if they are there.
   * @param {number} run
   */
  ready(run) {
    return this.known.get(this.keyOf(this.story.runs[run].branch))?.answer ?? null;
  }

  async refresh() {
    this.write();
    if (!this.isShown) return;
    try {
      await Promise.all(this.story.runs.map(({ branch }) => this.of(branch)));
    } catch (problem) {
      write(this.state, problem.message);
      return;
    }
    this.write();
    for (const panel of this.charts.panels) panel.plot?.redraw(false);
  }

  /** @param {number} month */
  draw(month) {
    this.month = month;
    if (!this.isShown) return;
    const areReady = this.story.runs.every((_, run) => this.ready(run));
    if (areReady) this.write();
    else this.refresh();
  }

  write() {
    this.element.hidden = !this.isShown;
    this.charts.settleAside();
    if (!this.isShown) return;
    const answers = this.story.runs.map((_, run) => this.ready(run));
    const ready = answers.filter((answer) => answer !== null);
    const areReady = ready.length === answers.length;
    write(this.state, areReady ? "" : "200 other runs are being worked out ...");
    this.table.hidden = !areReady;
    this.luck.replaceChildren(...(areReady ? ready.flatMap((answer, run) => this.luckItems(answer, run)) : []));
    this.chances.replaceChildren(...(areReady ? ready.flatMap((answer, run) => this.chanceItems(answer, run)) : []));
    if (areReady) this.fillTable(ready);
  }

  /**
   * How many of 100 runs have come how far by the month shown.
   * @param {GhostRuns[]} answers
   */
  fillTable(answers) {
    const letters = answers.map((_, run) => make("th", { scope: "col", class: `value run-${run}`, text: this.letter(run) }));
    const caption = `Of 100 runs with other luck, by month ${this.month}`;
    const rows = answers[0].so_far.map(({ words }, place) =>
      make(
        "tr",
        {},
        make("th", { scope: "row", text: words }),
        ...answers.map(({ so_far: happened }) => make("td", {}, ...this.cell(happened[place]))),
      ),
    );
    const fewer = answers.map(({ ranks }) => make("td", {}, make("b", { text: `${ranks.active_share[this.month]}` })));
    rows.push(make("tr", {}, make("th", { scope: "row", text: "have fewer users" }), ...fewer));
    this.table.replaceChildren(
      make("caption", { text: caption }),
      make("thead", {}, make("tr", {}, make("td"), ...letters)),
      make("tbody", {}, ...rows),
    );
  }

  /** @param {Happened} happened */
  cell({ count, low, high }) {
    const limits = ` (${low[this.month]} to ${high[this.month]})`;
    return [make("b", { text: `${count[this.month]}` }), make("span", { class: "limits", text: limits })];
  }

  /** @param {number} run */
  letter(run) {
    return this.story.isPair ? RUN_LETTERS[run] : "runs";
  }

  /**
   * How lucky the run shown was on its way to a level, as far as that is known by now.
   * @param {GhostRuns} answer @param {number} run
   */
  luckItems({ luck }, run) {
    const told = luck.filter(([month]) => month <= this.month).at(-1);
    return told ? [make("li", { class: `run-${run}`, text: this.story.labelled(run, told[1]) })] : [];
  }

  /** @param {GhostRuns} answer @param {number} run */
  chanceItems({ chances }, run) {
    if (this.month < this.story.months - 1) return [];
    return chances.map((words) => make("li", { text: this.story.labelled(run, words) }));
  }

  /** @param {CanvasRenderingContext2D} context @param {ChartPlaces} place @param {Panel} panel */
  paint(context, place, panel) {
    this.story.runs.forEach((_, run) => {
      const answer = this.ready(run);
      if (!answer) return;
      const { name, is_whole: isWhole } = panel.chart;
      const brush = new Brush(context, place, panel.month, isWhole);
      context.fillStyle = RUN_COLOURS[run];
      context.strokeStyle = RUN_COLOURS[run];
      const { low, lower, middle, upper, high } = answer.bands[name];
      brush.band(low, high, OUTER_SHADE);
      brush.band(lower, upper, INNER_SHADE);
      (answer.lines[name] ?? []).forEach((line, number) => {
        const lane = isWhole ? ((number % LANES) - (LANES - 1) / 2) * LANE_WIDTH : 0;
        brush.line(line, LINE_SHADE, lane);
      });
      context.setLineDash([2 * place.dots, 4 * place.dots]);
      brush.line(middle, 1, 0);
      context.setLineDash([]);
    });
  }
}

/** Draws what is known up to a month: bands, and lines that step where values are whole. */
class Brush {
  /**
   * @param {CanvasRenderingContext2D} context @param {ChartPlaces} place @param {number} last
   * @param {boolean} isWhole
   */
  constructor(context, place, last, isWhole) {
    this.context = context;
    this.place = place;
    this.last = last;
    this.isWhole = isWhole;
  }

  /**
   * Corners of a line, [month, value] each; months without a number are left out.
   * @param {Series} values @param {number} [lane] @returns {Point[]}
   */
  corners(values, lane = 0) {
    /** @type {Point[]} */
    const found = [];
    values.slice(0, this.last + 1).forEach((value, month) => {
      if (value === null) return;
      const before = found.at(-1);
      if (this.isWhole && before) found.push([month, before[1]]);
      found.push([month, value + lane]);
    });
    return found.map(([month, value]) => [this.place.x(month), this.place.y(value)]);
  }

  /** @param {Point[]} corners */
  trace(corners) {
    this.context.beginPath();
    corners.forEach(([x, y], number) => (number ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
  }

  /** @param {Series} low @param {Series} high @param {number} shade */
  band(low, high, shade) {
    const corners = [...this.corners(high), ...this.corners(low).reverse()];
    if (!corners.length) return;
    this.trace(corners);
    this.context.globalAlpha = shade;
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  /** @param {Series} values @param {number} shade @param {number} lane */
  line(values, shade, lane) {
    this.trace(this.corners(values, lane));
    this.context.globalAlpha = shade;
    this.context.lineWidth = this.place.dots;
    this.context.stroke();
    this.context.globalAlpha = 1;
  }
}
