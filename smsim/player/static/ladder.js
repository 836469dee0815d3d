/** The four levels and what an audit asks for at each: met, missing, just lost. */

import { make, write } from "./dom.js";

/** @type {Record<string, [keyof typeof MARK_WORDS, string]>} */
const MARKS = {
  "1": ["met", ""],
  "+": ["met", "new"],
  "0": ["missing", ""],
  x: ["lost", "lost"],
  "-": ["absent", ""],
};
const MARK_WORDS = { met: "met", missing: "missing", lost: "just lost", absent: "does not apply" };
const LOWEST = 1;

export class Ladder {
  /**
   * `explain()` is called when somebody asks what blocks the next level.
   * @param {Story} story @param {number} run @param {Act} explain
   */
  constructor(story, run, explain) {
    this.story = story;
    this.run = run;
    const { levels, indicators } = story.words;
    /** @type {Rung[]} */
    this.rungs = [];
    this.level = -1; // the level shown
    this.element = make("div", { class: "ladder" });
    for (let level = levels.length - 1; level >= LOWEST; level -= 1) {
      const count = make("span", { class: "count" });
      // told where the list that shows it is folded up
      const lost = make("span", { class: "lost-count" });
      const head = make("h3", {}, make("span", { class: "step", text: `${level}` }), levels[level], lost, count);
      const rung = make("section", { class: "rung" }, head);
      const list = make("ul");
      const entries = indicators.map((indicator, place) => ({ ...indicator, place }));
      const items = entries.filter((entry) => entry.level === level).map((entry) => indicatorItem(entry));
      list.append(...items.map(({ item }) => item));
      if (items.length) rung.append(list);
      else count.textContent = "somebody uses it";
      this.rungs.push({ level, rung, count, lost, items });
      this.element.append(rung);
    }
    this.why = make("button", { type: "button", class: "why", onclick: explain });
    this.element.append(this.why);
  }

  /** Fold levels up where there is no room for all: the next one stays open longest, then the one reached. */
  fit() {
    const frame = this.element.parentElement;
    if (!frame || this.element.hidden) return;
    const distance = (/** @type {Rung} */ { level }) => Math.abs(level - this.level - 1.1);
    const sorted = [...this.rungs].sort((one, other) => distance(one) - distance(other));
    for (const { rung } of sorted) rung.classList.remove("folded");
    while (sorted.length && frame.scrollHeight > frame.clientHeight) sorted.pop()?.rung.classList.add("folded");
    frame.scrollTop = 0;
  }

  /** @param {number} month */
  draw(month) {
    const { level, indicators } = this.story.frame(this.run, month);
    for (const rung of this.rungs) {
      rung.rung.classList.toggle("reached", rung.level <= level);
      rung.rung.classList.toggle("here", rung.level === level);
      if (rung.level === level) rung.rung.setAttribute("aria-current", "step");
      else rung.rung.removeAttribute("aria-current");
      const letters = rung.items.map((item) => item.show(indicators[item.place]));
      const applicable = letters.filter((letter) => letter !== "-").length;
      const met = letters.filter((letter) => letter === "1" || letter === "+").length;
      const lost = letters.filter((letter) => letter === "x").length;
      write(rung.lost, lost ? `${lost} lost` : "");
      if (rung.items.length) write(rung.count, `${met} of ${applicable}`);
    }
    const isTop = level === this.story.words.levels.length - 1;
    this.why.hidden = isTop;
    write(this.why, `What blocks level ${level + 1}?`);
    if (this.level === level) return;
    this.level = level;
    this.fit();
  }
}

/** @param {{ title: string; place: number }} entry */
function indicatorItem({ title, place }) {
  const mark = make("span", { class: "mark", role: "img" });
  const flag = make("span", { class: "flag" });
  const item = make("li", {}, mark, make("span", { class: "title", text: title }), flag);
  const show = (/** @type {string} */ letter) => {
    const [state, word] = MARKS[letter];
    if (item.className !== state) item.className = state;
    mark.setAttribute("aria-label", MARK_WORDS[state]);
    write(flag, word);
    return letter;
  };
  return { item, place, show };
}
