/** The same facts in a table, for screen readers and whoever asks for it, and all news. */

import { keyButton, make } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const REST_MILLISECONDS = 250;

/** While nobody looks, the tables wait for the months to come to rest: play stays smooth. */
export class Facts {
  /** @param {Story} story @param {HTMLElement} element @param {Act} close */
  constructor(story, element, close) {
    this.story = story;
    this.element = element;
    this.month = 0;
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.close = keyButton("Close", "T", close, { class: "close" });
  }

  get isShown() {
    return !this.element.classList.contains("unseen");
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.element.classList.toggle("unseen", !isShown);
    if (!isShown) return;
    this.fill();
    this.element.focus();
  }

  /** @param {number} month */
  draw(month) {
    this.month = month;
    clearTimeout(this.waiting);
    if (this.isShown) this.fill();
    else this.waiting = setTimeout(() => this.fill(), REST_MILLISECONDS);
  }

  fill() {
    const { month } = this;
    // another run may have taken a place meanwhile: it is drawn once its months are there
    if (month >= this.story.knownMonths) return;
    this.element.replaceChildren(
      make("div", { class: "details-head" }, make("h2", { text: `Month ${month} in words and numbers` }), this.close),
      make(
        "div",
        { class: "columns" },
        this.firmTable(month),
        make("div", {}, this.departmentTable(month), ...this.story.runs.map((_, run) => this.newsList(run, month))),
      ),
    );
  }

  /** @param {number} run */
  name(run) {
    return this.story.labelled(run, this.story.runs[run].title);
  }

  /** @param {number} month */
  frames(month) {
    return this.story.runs.map((_, run) => this.story.frame(run, month));
  }

  /** @param {number} month */
  firmTable(month) {
    const { words } = this.story;
    const frames = this.frames(month);
    const rows = [
      ["Level", ...frames.map(({ level }) => `${level} ${words.levels[level]}`)],
      ["In charge", ...frames.map(({ form }) => form)],
      ["The lead", ...frames.map(({ lead }) => (lead >= 0 ? this.story.workforce.people.names[lead] : "nobody"))],
      ["Staff, full-time jobs", ...frames.map(({ staff }) => `${staff}`)],
      ...words.states.map((state, digit) => [
        `People: ${state}`,
        ...frames.map(({ people }) => `${[...people].filter((letter) => Number(letter) === digit).length}`),
      ]),
      ...words.charts.slice(1).map(({ name, title, unit }) => [
        title,
        ...frames.map(({ numbers }) => (numbers[name] === null ? "none" : `${numbers[name]}${unit}`)),
      ]),
      ...words.indicators.map(({ code, title }, place) => [
        `${code} ${title}`,
        ...frames.map(({ indicators }) => INDICATOR_WORDS[indicators[place]]),
      ]),
    ];
    return table("The organisation", ["", ...frames.map((_, run) => this.name(run))], rows);
  }

  /** @param {number} month */
  departmentTable(month) {
    const { names } = this.story.workforce.departments;
    const frames = this.frames(month);
    const sizes = frames.map((_, run) => this.story.sizes(run, month));
    const heads = ["Department"];
    for (const run of frames.keys()) {
      const letter = this.story.isPair ? ` ${RUN_LETTERS[run]}` : "";
      heads.push(`Users${letter}`, `Practice${letter}`, `Use case${letter}`, `Seat${letter}`, `Reached${letter}`, `Sees elsewhere${letter}`);
    }
    const rows = names.map((name, row) => [
      name,
      ...frames.flatMap(({ departments }, run) => [
        `${departments.users[row]} of ${sizes[run][row]}`,
        `${departments.practice[row]} of 100`,
        this.story.words.phases[Number(departments.phase[row])],
        this.seatWords(departments, row),
        `${departments.contact[row]}%`,
        `${departments.seen[row]}%`,
      ]),
    ]);
    return table("The departments", heads, rows);
  }

  /** @param {FrameDepartments} departments @param {number} row */
  seatWords({ seat, representative }, row) {
    if (representative[row] >= 0) return this.story.workforce.people.names[representative[row]];
    return seat[row] === "1" ? "yes" : "no";
  }

  /** @param {number} run @param {number} month */
  newsList(run, month) {
    const items = this.story.newsUntil(run, month).map(({ month: past, words }) =>
      make("li", {}, make("b", { text: `Month ${past}` }), ` ${words}`),
    );
    const heading = make("h3", { text: `What happened in ${this.name(run)}` });
    return make("div", { class: "happened" }, heading, make("ul", {}, ...items));
  }
}

/** @type {Record<string, string>} */
const INDICATOR_WORDS = { "1": "met", "+": "met, new", 0: "missing", x: "just lost", "-": "does not apply" };

/** @param {string} caption @param {string[]} heads @param {string[][]} rows */
function table(caption, heads, rows) {
  const headRow = make("tr", {}, ...heads.map((text) => (text ? make("th", { scope: "col", text }) : make("td"))));
  const bodyRows = rows.map(([first, ...rest]) =>
    make("tr", {}, make("th", { scope: "row", text: first }), ...rest.map((text) => make("td", { text }))),
  );
  return make(
    "table",
    {},
    make("caption", { text: caption }),
    make("thead", {}, headRow),
    make("tbody", {}, ...bodyRows),
  );
}
