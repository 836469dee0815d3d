/** Changes by hand: move a person, draw or cut a tie, name a champion; collected until they are confirmed. */

import { INK } from "./colours.js";
import { focusIn, make } from "./dom.js";
import { crossOut } from "./shapes.js";

const DASH = [7, 5];

export class Rearranging {
  /** @param {Stage} stage @param {DecisionPanel} decision */
  constructor(stage, decision) {
    this.stage = stage;
    this.decision = decision;
    /** @type {PartForm} */
    this.form = "";
    this.row = -1;
    stage.closers.unshift(() => this.form !== "" && this.put());
    const pane = stage.panes[decision.run];
    pane.extras = (chosen) => this.extras(chosen);
    pane.organisation.overlay = (context) => this.preview(context, pane.organisation);
  }

  get workforce() {
    return this.stage.story.workforce;
  }

  /** @param {number} row */
  name(row) {
    return this.workforce.people.names[row];
  }

  /**
   * What can be done with the person whose details are shown.
   * @param {Chosen} chosen @returns {HTMLElement[]}
   */
  extras(chosen) {
    if (chosen.kind !== "person" || chosen.row !== this.row) this.fold();
    if (chosen.kind !== "person") return [];
    this.row = chosen.row;
    const named = `${this.name(this.row)} is named a champion`;
    const buttons = [
      this.opener("move", "Move to ..."),
      this.opener("draw", "Draw a tie ..."),
      this.opener("cut", "Cut a tie ..."),
      make("button", { type: "button", onclick: () => this.add({ champion: this.row }, named) }, "Name champion"),
    ];
    const content = [make("div", { class: "part-buttons" }, ...buttons), ...this.formElements()];
    const { rearrangement, letter } = this.decision;
    if (rearrangement.length) {
      const review = make("button", { type: "button", class: "confirm", onclick: () => this.decision.open(null) }, `Review ${rearrangement.length} and confirm`);
      content.push(make("ul", {}, ...rearrangement.map(({ words }) => make("li", { text: words }))), review);
    }
    return [make("section", { class: "rearrangement", "aria-label": `Change by hand${letter ? ` in ${letter}` : ""}` }, ...content)];
  }

  /** @param {PartForm} form @param {string} text */
  opener(form, text) {
    const toggle = () => {
      const isOpen = this.form === form;
      this.fold();
      if (!isOpen) this.unfold(form);
      this.stage.draw(this.stage.playback.month);
      focusIn(this.section, "select");
    };
    return make("button", { type: "button", "aria-expanded": `${this.form === form}`, onclick: toggle }, text);
  }

  get section() {
    return this.stage.panes[this.decision.run].side.querySelector(".rearrangement");
  }

  /** Put the open form away. */
  put() {
    this.fold();
    this.stage.draw(this.stage.playback.month);
    return true;
  }

  /** @param {PartForm} form */
  unfold(form) {
    this.stage.playback.stop(this.stage.playback.month);
    this.form = form;
    if (form === "move") return;
    // a click on somebody else is an answer now, not a question
    this.stage.picker = (kind, row) => {
      if (kind !== "person" || row === this.row) return false;
      this.tie(row);
      return true;
    };
  }

  fold() {
    if (this.form) this.stage.picker = () => false;
    this.form = "";
  }

  /** @returns {HTMLElement[]} */
  formElements() {
    if (this.form === "move") return [this.chooser("Move to", this.departments(), (row) => this.move(row))];
    if (this.form === "draw") return [pickHint(), this.chooser("Tie to", this.strangers(), (row) => this.tie(row))];
    if (this.form === "cut") return [pickHint(), this.chooser("Cut tie to", this.friends(), (row) => this.tie(row))];
    return [];
  }

  /**
   * Options by groups: [heading, [row, words] ...] each.
   * @param {string} label @param {[string, [number, string][]][]} groups @param {(row: number) => unknown} take
   */
  chooser(label, groups, take) {
    const filled = groups.filter(([, options]) => options.length).map(([heading, options]) =>
      make("optgroup", { label: heading }, ...options.map(([row, text]) => make("option", { value: `${row}`, text }))),
    );
    const select = make("select", { "aria-label": label }, ...filled);
    const button = make("button", { type: "button", onclick: () => take(Number(select.value)) }, "Do it");
    button.disabled = filled.length === 0;
    return make("div", { class: "chooser" }, select, button);
  }

  /** @returns {[string, [number, string][]][]} */
  departments() {
    const { month } = this.stage.playback;
    const own = this.stage.story.departmentOf(this.decision.run, month, this.row);
    const { names } = this.workforce.departments;
    /** @type {[number, string][]} */
    const named = names.map((name, row) => [row, name]);
    return [["Departments", named.filter(([row]) => row !== own)]];
  }

  /** @param {number} row @returns {[number, string]} */
  option(row) {
    return [row, this.name(row)];
  }

  neighbours() {
    const { month } = this.stage.playback;
    return this.stage.story.colleagues(this.decision.run, month, this.row).map(({ row }) => row);
  }

  /** @returns {[string, [number, string][]][]} */
  friends() {
    return [["Talks to", this.neighbours().map((row) => this.option(row))]];
  }

  /** @returns {[string, [number, string][]][]} */
  strangers() {
    const known = new Set([this.row, ...this.neighbours()]);
    const { story, playback } = this.stage;
    return this.workforce.departments.names.map((heading, department) => {
      const members = story.membersOf(this.decision.run, playback.month, department);
      return [heading, members.filter((row) => !known.has(row)).map((row) => this.option(row))];
    });
  }

  /** @param {number} department */
  move(department) {
    const words = `${this.name(this.row)} moves to ${this.workforce.departments.names[department]}`;
    this.add({ move: this.row, to: department }, words);
  }

  /**
   * Draw or cut the tie to `row`, as the form says.
   * @param {number} row
   */
  tie(row) {
    const isKnown = this.neighbours().includes(row);
    const { form } = this;
    /** @type {[number, number]} */
    const tie = [this.row, row];
    if (form === "draw" && isKnown) this.stage.tell(`${this.name(this.row)} and ${this.name(row)} have a tie already.`);
    else if (form === "cut" && !isKnown) this.stage.tell(`${this.name(this.row)} and ${this.name(row)} have no tie.`);
    else {
      const change = form === "draw" ? { draw: tie } : { cut: tie };
      this.add(change, tieWords(form, this.name(this.row), this.name(row)));
    }
  }

  /** @param {RearrangementPart} change @param {string} words */
  async add(change, words) {
    this.fold();
    await this.decision.addPart(change, words);
    focusIn(this.section, ".confirm");
  }

  /**
   * What is wanted but not yet confirmed, dashed.
   * @param {CanvasRenderingContext2D} context @param {OrganisationView} view
   */
  preview(context, view) {
    context.strokeStyle = INK;
    context.lineWidth = 2.5;
    context.setLineDash(DASH);
    for (const { change } of this.decision.rearrangement) previewPart(context, view, change);
    context.setLineDash([]);
  }
}

function pickHint() {
  return make("p", { text: "Click the other person, or choose here:" });
}

/** @param {PartForm} form @param {string} one @param {string} other */
function tieWords(form, one, other) {
  return form === "draw" ? `a tie between ${one} and ${other}` : `no more tie between ${one} and ${other}`;
}

/** @param {CanvasRenderingContext2D} context @param {OrganisationView} view @param {RearrangementPart} part */
function previewPart(context, view, { move, to, draw, cut, champion }) {
  context.beginPath();
  if (draw) view.line(context, ...draw);
  if (cut) crossOut(context, view.places[cut[0]], view.places[cut[1]]);
  if (move !== undefined && to !== undefined) {
    context.moveTo(...view.places[move]);
    context.lineTo(view.spots.discs[to].x, view.spots.discs[to].y);
  }
  if (champion !== undefined) {
    const [x, y] = view.places[champion];
    const size = view.spots.dot + 6;
    context.rect(x - size, y - size, 2 * size, 2 * size);
  }
  context.stroke();
}
