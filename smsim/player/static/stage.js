/** A story, a month, and everything that shows it. */

import { Charts } from "./charts.js";
import { STATE_COLOURS } from "./colours.js";
import { Controls } from "./controls.js";
import { byId, isFocusLost, make, write } from "./dom.js";
import { Facts } from "./facts.js";
import { Pane } from "./pane.js";
import { Playback } from "./playback.js";

export class Stage {
  /**
   * `wait(known, wanted)` hears of months that are not there yet.
   * @param {Story} story @param {(known?: number, wanted?: number) => void} [wait]
   */
  constructor(story, wait) {
    this.story = story;
    this.playback = new Playback(story, (month) => this.draw(month), (words) => this.tell(words), wait);
    // who asks to be told first what is chosen; true means that it was meant for nobody else
    /** @type {(kind: ChosenKind, row: number) => boolean} */
    this.picker = () => false;
    // who may have something open; true means that it was closed
    /** @type {(() => boolean)[]} */
    this.closers = [];
    // who may want Enter where no element does; true means that it was taken
    /** @type {(() => boolean)[]} */
    this.takers = [];
    // what has the focus when nothing else has
    /** @type {HTMLElement | null} */
    this.home = null;
    this.panes = story.runs.map((_, run) => new Pane(story, run, (kind, row) => this.choose(kind, row, run), () => this.choose(null)));
    byId("panes").append(...this.panes.map((pane) => pane.element));
    byId("panes").classList.toggle("pair", story.isPair);
    this.charts = new Charts(story, byId("charts"), (month) => this.playback.stop(month));
    this.facts = new Facts(story, byId("facts"), () => this.toggleFacts());
    this.controls = new Controls(story, this.playback, {
      part: () => this.part(),
      close: () => this.close(),
      rest: () => this.rest(),
      toggleFacts: () => this.toggleFacts(),
    });
    /** @type {Part[]} */
    this.parts = [...this.panes, this.charts, this.controls, this.facts];
    fillLegend(story);
    this.describe();
  }

  /** @param {string} words */
  tell(words) {
    tellStatus(words);
  }

  /** @param {number} month */
  draw(month) {
    for (const part of this.parts) part.draw(month);
    if (!this.playback.isPlaying) tellStatus(statusWords(this.story, month));
    this.rest();
  }

  /**
   * Give the focus a place where it was lost, so that keys keep their meaning.
   * @param {HTMLElement | null} [place]
   */
  rest(place = this.home) {
    if (isFocusLost()) place?.focus({ preventScroll: true });
  }

  enter() {
    this.takers.some((take) => take());
  }

  /**
   * Show a person, a department, what blocks a run or the parting; nothing with null. `run` is the pane in
   * which somebody asked.
   * @param {ChosenKind | null} kind @param {number} [row] @param {number} [run]
   */
  choose(kind, row = 0, run = 0) {
    if (kind !== null && this.picker(kind, row)) return;
    const chosen = kind === null ? null : { kind, row };
    const ofPane = (/** @type {Pane} */ pane) => (kind === "blockers" && pane.run !== row ? pane.chosen : chosen);
    for (const pane of this.panes) pane.show(ofPane(pane), this.playback.month);
    if (chosen !== null) this.panes[run].focusSide();
    else this.rest();
  }

  close() {
    if (this.closers.some((close) => close())) return;
    if (this.facts.isShown) this.facts.show(false);
    else this.choose(null);
    this.rest();
  }

  toggleFacts() {
    this.facts.show(!this.facts.isShown);
    this.rest();
  }

  /** Close all that is open: ladders and charts are in sight again. */
  clear() {
    while (this.closers.some((close) => close()));
    this.facts.show(false);
    this.choose(null);
  }

  async part() {
    const { partedMonth } = this.story;
    if (partedMonth === null) return;
    await this.playback.stop(partedMonth);
    this.choose("parting", 0);
  }

  describe() {
    const { story } = this;
    const { seed } = story.recording;
    const people = story.employees === 1 ? "1 person" : `${story.employees} people`;
    write(byId("title"), story.isPair ? `The same ${people}, twice` : story.runs[0].title);
    write(byId("subtitle"), story.isPair ? `Same luck (seed ${seed}), another plan` : `${people} (seed ${seed})`);
  }
}

/** @param {string} words */
export function tellStatus(words) {
  write(byId("status"), words);
}

/**
 * Say on the page itself that it could not start.
 * @param {Error} problem
 */
export function tellFailure(problem) {
  byId("status").classList.remove("unseen");
  tellStatus(`The player could not start: ${problem.message}`);
}

/** @param {Story} story @param {number} month */
function statusWords(story, month) {
  const told = story.runs.map((_, run) => {
    const { level, news } = story.frame(run, month);
    const happened = news.map(([, words]) => `, ${words}`).join("");
    return story.labelled(run, `level ${level}, ${story.users(run, month)} people use it${happened}`);
  });
  return `Month ${month}. ${told.join(". ")}.`;
}

/** @param {Story} story */
function fillLegend(story) {
  const entries = story.words.states.map((state, digit) =>
    make("li", {}, make("span", { class: `dot state-${digit}`, text: `${digit}` }), state),
  );
  entries.push(make("li", {}, make("span", { class: "sign-lead" }), "the lead"));
  entries.push(make("li", {}, make("span", { class: "sign-seat" }), "has a seat"));
  entries.push(make("li", { title: "The rim of a department is closed as far as those in charge reach it." }, make("span", { class: "sign-reach" }), "their reach"));
  entries.push(make("li", {}, make("span", { class: "ring" }), "changed"));
  entries.push(make("li", {}, make("span", { class: "lit" }), "passed on"));
  if (story.isPair) entries.push(make("li", {}, make("span", { class: "square" }), "A and B differ"));
  byId("legend").append(...entries);
  STATE_COLOURS.forEach((colour, digit) => {
    document.documentElement.style.setProperty(`--state-${digit}`, colour);
  });
}
