/** One run on the screen: heading, organisation, ladder or details, news. */

import { details } from "./details.js";
import { keyButton, make, write } from "./dom.js";
import { Ladder } from "./ladder.js";
import { OrganisationView } from "./organisation.js";
import { RUN_LETTERS } from "./story.js";

const NEWS_SHOWN = 2;

export class Pane {
  /**
   * `choose(kind, row)` is called when somebody asks for details, `close()` when they have seen them.
   * @param {Story} story @param {number} run @param {Choose} choose @param {Act} close
   */
  constructor(story, run, choose, close) {
    this.story = story;
    this.run = run;
    this.choose = choose;
    this.close = close;
    /** @type {Chosen | null} */
    this.chosen = null;
    // more about what was chosen, and a panel in place of it all; a live page has both
    /** @type {(chosen: Chosen, month: number) => HTMLElement[]} */
    this.extras = () => [];
    /** @type {HTMLElement | null} */
    this.panel = null;
    this.fitted = "";
    this.title = make("span", { class: "name" });
    this.organisation = new OrganisationView(story, run, choose);
    this.ladder = new Ladder(story, run, () => choose("blockers", run));
    this.level = make("p", { class: "level" });
    this.users = make("p", { class: "users" });
    this.charge = make("p", { class: "charge" });
    this.news = make("ul", { class: "news", "aria-label": "Latest news" });
    this.details = make("div", { class: "details", hidden: true });
    this.side = make("div", this.sideSettings(), this.ladder.element, this.details);
    this.head = this.makeHead();
    this.element = this.makeElement();
    new ResizeObserver(() => this.ladder.fit()).observe(this.side);
  }

  /** The side scrolls where it is short of room, so keys must be able to reach it. */
  sideSettings() {
    const of = this.story.isPair ? ` of ${RUN_LETTERS[this.run]}` : "";
    return { class: "side", tabindex: "0", role: "region", "aria-label": `Levels and details${of}` };
  }

  makeHead() {
    const heading = make("h2", { id: `pane-${this.run}` });
    if (this.story.isPair) heading.append(make("span", { class: `badge run-${this.run}`, text: RUN_LETTERS[this.run] }));
    heading.append(this.title);
    return make("div", { class: "pane-head" }, heading, this.level, this.users, this.charge);
  }

  makeElement() {
    return make(
      "section",
      { class: `pane run-${this.run}`, "aria-labelledby": `pane-${this.run}` },
      this.head,
      make("div", { class: "pane-body" }, this.organisation.element, this.side),
      this.news,
    );
  }

  /** @param {number} month */
  draw(month) {
    const frame = this.story.frame(this.run, month);
    const users = this.story.users(this.run, month);
    const share = Math.round((100 * users) / this.story.employees);
    write(this.level, `Level ${frame.level} ${frame.level ? this.story.words.levels[frame.level] : ""}`.trim());
    write(this.users, `${users} of ${this.story.employees} use it (${share}%)`);
    write(this.charge, chargeWords(frame));
    this.drawTitle(this.story.runs[this.run].title);
    this.organisation.draw(month);
    this.ladder.draw(month);
    this.drawNews(month);
    this.drawDetails(month);
  }

  /**
   * A title that is too long for what stands beside it has two lines of small letters in the height of one.
   * @param {string} title
   */
  drawTitle(title) {
    const { width } = this.element.getBoundingClientRect();
    const fitted = [title, this.level.textContent, width].join();
    if (fitted === this.fitted) return;
    this.fitted = fitted;
    write(this.title, title);
    this.title.title = title;
    this.title.classList.remove("long");
    this.title.classList.toggle("long", this.title.scrollWidth > this.title.clientWidth);
  }

  /**
   * Put an element in place of ladder and details; null takes it away again.
   * @param {HTMLElement | null} panel
   */
  open(panel) {
    if (this.panel === panel) return;
    this.panel?.remove();
    this.panel = panel;
    if (panel) this.side.append(panel);
    this.arrange();
  }

  arrange() {
    this.details.hidden = this.panel !== null || this.chosen === null;
    this.ladder.element.hidden = this.panel !== null || this.chosen !== null;
    this.side.scrollTop = 0;
    this.ladder.fit();
  }

  /** @param {number} month */
  drawNews(month) {
    const items = this.story.newsUntil(this.run, month).slice(0, NEWS_SHOWN).map((entry) =>
      make(
        "li",
        { class: entry.month === month ? `now news-${entry.kind}` : "" },
        make("b", { text: `Month ${entry.month}` }),
        ` ${entry.words}`,
      ),
    );
    this.news.classList.remove("long");
    this.news.replaceChildren(...items);
    // where room is short, in small letters; without room the latest counts
    const isCut = () => this.news.scrollHeight > this.news.clientHeight + 1;
    this.news.classList.toggle("long", isCut());
    while (this.news.childElementCount > 1 && isCut()) this.news.lastChild?.remove();
  }

  /**
   * Show details in place of the ladder, or the ladder again with null.
   * @param {Chosen | null} chosen @param {number} month
   */
  show(chosen, month) {
    this.chosen = chosen;
    const isPlace = chosen?.kind === "person" || chosen?.kind === "department";
    this.organisation.chosen = isPlace ? chosen : null;
    this.arrange();
    this.draw(month);
  }

  /** On a phone the side may be out of sight. */
  focusSide() {
    this.side.focus({ preventScroll: true });
    this.side.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} month */
  drawDetails(month) {
    if (!this.chosen) return;
    const { title, content } = details(this.story, this.run, month, this.chosen, this.choose);
    const close = keyButton("Close", "Esc", this.close, { class: "close" });
    const head = make("div", { class: "details-head" }, make("h3", { text: title }), close);
    const hadFocus = this.details.contains(document.activeElement);
    const { scrollTop } = this.side;
    this.details.replaceChildren(head, ...this.extras(this.chosen, month), ...content);
    this.side.scrollTop = scrollTop;
    if (hadFocus) this.side.focus({ preventScroll: true });
  }
}

/** @param {Frame} frame */
function chargeWords(frame) {
  if (!frame.led) return `${frame.form[0].toUpperCase()}${frame.form.slice(1)}`;
  const lead = frame.lead >= 0 ? "" : " (seat empty)";
  const jobs = frame.staff === 1 ? "job" : "jobs";
  return `In charge: ${frame.form}${lead}, ${frame.staff} ${jobs}`;
}
