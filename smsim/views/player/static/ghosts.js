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
  constructor(live, story, charts) {
    this.live = live;
    this.story = story;
    this.charts = charts;
    this.isShown = false;
    this.month = 0;
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

  async show(isShown) {
    this.isShown = isShown;
    for (const panel of this.charts.panels) {
      panel.setLayer(LAYER, isShown ? (context, place) => this.paint(context, place, panel) : null);
    }
    await this.refresh();
    if (this.isShown) this.charts.comeIntoSight();
  }

  /** What is known of a branch by its decisions: the same id may come to stand for others. */
  keyOf(id) {
    const branch = this.live.session.branches.find((entry) => entry.id === id);
    return `${id} ${JSON.stringify(branch?.decisions ?? [])}`;
  }

  /** Of branches that are gone nobody will ask again. */
  forget() {
    const wanted = new Set(this.live.session.branches.map(({ id }) => this.keyOf(id)));
    for (const key of [...this.known.keys()]) if (!wanted.has(key)) this.known.delete(key);
  }

  /** Ghost runs of a branch; a promise. */
  of(id) {
    const key = this.keyOf(id);
    if (!this.known.has(key)) {
      const known = { asked: this.live.ask("ghosts", { branch: id }), answer: null };
      this.known.set(key, known);
      known.asked.then(
        (answer) => {
          known.answer = answer;
        },
        () => this.known.delete(key),
      );
    }
    return this.known.get(key).asked;
  }

  /** Ghost runs of the branch in a pane, if they are there. */
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
    const areReady = answers.every(Boolean);
    write(this.state, areReady ? "" : "200 other runs are being worked out ...");
    this.table.hidden = !areReady;
    this.luck.replaceChildren(...(areReady ? answers.flatMap((answer, run) => this.luckItems(answer, run)) : []));
    this.chances.replaceChildren(...(areReady ? answers.flatMap((answer, run) => this.chanceItems(answer, run)) : []));
    if (areReady) this.fillTable(answers);
  }

  /** How many of 100 runs have come how far by the month shown. */
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

  cell({ count, low, high }) {
    const limits = ` (${low[this.month]} to ${high[this.month]})`;
    return [make("b", { text: `${count[this.month]}` }), make("span", { class: "limits", text: limits })];
  }

  letter(run) {
    return this.story.isPair ? RUN_LETTERS[run] : "runs";
  }

  /** How lucky the run shown was on its way to a level, as far as that is known by now. */
  luckItems({ luck }, run) {
    const told = luck.filter(([month]) => month <= this.month).at(-1);
    return told ? [make("li", { class: `run-${run}`, text: this.story.labelled(run, told[1]) })] : [];
  }

  chanceItems({ chances }, run) {
    if (this.month < this.story.months - 1) return [];
    return chances.map((words) => make("li", { text: this.story.labelled(run, words) }));
  }

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
  constructor(context, place, last, isWhole) {
    this.context = context;
    this.place = place;
    this.last = last;
    this.isWhole = isWhole;
  }

  /** Corners of a line, [month, value] each; months without a number are left out. */
  corners(values, lane = 0) {
    const found = [];
    for (let month = 0; month <= this.last; month += 1) {
      if (values[month] === null) continue;
      if (this.isWhole && found.length) found.push([month, found.at(-1)[1]]);
      found.push([month, values[month] + lane]);
    }
    return found.map(([month, value]) => [this.place.x(month), this.place.y(value)]);
  }

  trace(corners) {
    this.context.beginPath();
    corners.forEach(([x, y], number) => (number ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
  }

  band(low, high, shade) {
    const corners = [...this.corners(high), ...this.corners(low).reverse()];
    if (!corners.length) return;
    this.trace(corners);
    this.context.globalAlpha = shade;
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  line(values, shade, lane) {
    this.trace(this.corners(values, lane));
    this.context.globalAlpha = shade;
    this.context.lineWidth = this.place.dots;
    this.context.stroke();
    this.context.globalAlpha = 1;
  }
}
