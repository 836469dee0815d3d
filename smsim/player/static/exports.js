/** What can be taken home, as files. */

import { keyButton, make } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const FILES = [
  ["picture.png", "Picture of this month (PNG)"],
  ["run.gif", "Moving picture (GIF), takes some seconds"],
  ["scenario.toml", "Scenario file, for smsim run"],
  ["tables.zip", "All tables (CSV)"],
];

export class Exports {
  /** @param {Story} story @param {Playback} playback @param {HTMLDialogElement} element */
  constructor(story, playback, element) {
    this.story = story;
    this.playback = playback;
    this.element = element;
  }

  show() {
    const close = keyButton("Close", "Esc", () => this.element.close());
    const runs = this.story.runs.map((document, run) => this.list(document, run));
    this.element.replaceChildren(
      make("div", { class: "details-head" }, make("h2", { id: "exports-title", text: "Take it home" }), close),
      make("p", {}, fileLink(this.pageAddress(), "This page with all months, as one file"), " opens in any browser, without smsim and without a network."),
      make("div", { class: "columns" }, ...runs),
    );
    this.element.showModal();
  }

  pageAddress() {
    const chosen = this.story.runs.map(({ branch }, run) => `${"ab"[run]}=${encodeURIComponent(branch)}`);
    return `/export/run.html?${chosen.join("&")}`;
  }

  /** @param {LiveRun} document @param {number} run */
  list({ branch, title }, run) {
    const { month } = this.playback;
    const address = (/** @type {string} */ file) => `/export/${encodeURIComponent(branch)}/${file}${file === "picture.png" ? `?month=${month}` : ""}`;
    const items = FILES.map(([file, words]) => make("li", {}, fileLink(address(file), words)));
    const heading = make("h3");
    if (this.story.isPair) heading.append(make("span", { class: `badge run-${run}`, text: RUN_LETTERS[run] }));
    heading.append(title);
    return make("section", {}, heading, make("ul", { class: "files" }, ...items));
  }
}

/** @param {string} href @param {string} text */
function fileLink(href, text) {
  return make("a", { class: "button", href, download: "", text });
}
