/** Buttons, scrubber and keys; every button has a key. */

import { RUN_COLOURS } from "./colours.js";
import { byId, keyButton, leavingNoFocus, make, sharpContext, write } from "./dom.js";
import { SPEEDS } from "./playback.js";

const YEAR = 12;
const SEARCHED = 6; // months made at a time in search of an event
const STEPPING = [" ", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
/** @type {NewsKind[]} */
const EVENTS = ["level", "crisis", "upheaval", "decision", "lead"];
/** @type {KeyHelp[]} */
const KEYS = [
  ["Space", "play or pause"],
  ["Left, Right", "a month back or on"],
  ["Page up, Page down", "a year back or on"],
  ["Home, End", "to the first or the last month"],
  ["+, −", "faster or slower"],
  ["N, Shift N", "to the next or the last event before"],
  ["P", "to the month in which A and B part"],
  ["T", "everything in tables and words"],
  ["F", "full screen"],
  ["Tab, Enter", "to a department, its people and whom they talk to"],
  ["Esc", "close what is open"],
  ["?", "this help"],
];

export class Controls {
  /** @param {Story} story @param {Playback} playback @param {ControlActions} actions */
  constructor(story, playback, actions) {
    this.story = story;
    this.playback = playback;
    this.actions = actions;
    this.scrubber = byId("scrubber");
    this.scrubber.max = `${playback.last}`;
    byId("speed").append(...SPEEDS.map((speed) => make("option", { value: speed, text: speedWords(speed) })));
    byId("parted").hidden = !story.isPair;
    this.keys = this.ownKeys();
    this.help = [...KEYS];
    this.marked = "";
    this.bindButtons();
    document.addEventListener("keydown", (event) => this.press(event));
    new ResizeObserver(() => this.drawMarks()).observe(byId("marks"));
  }

  bindButtons() {
    const { playback } = this;
    /** @type {(id: keyof PageElements, act: Act) => void} */
    const bind = (id, act) => /** @type {HTMLElement} */ (byId(id)).addEventListener("click", leavingNoFocus(act));
    bind("to-start", () => playback.stop(0));
    bind("back", () => playback.stop(playback.goal - 1));
    bind("play", () => playback.toggle());
    bind("step", () => playback.stop(playback.goal + 1));
    bind("next-news", () => this.toEvent(1));
    bind("parted", () => this.actions.part());
    bind("show-facts", () => this.actions.toggleFacts());
    bind("show-help", () => this.showHelp());
    bind("full-screen", toggleFullScreen);
    this.scrubber.addEventListener("input", () => playback.stop(Number(this.scrubber.value)));
    const speed = byId("speed");
    speed.addEventListener("change", () => {
      playback.speed = Number(speed.value);
      speed.blur();
    });
  }

  /**
   * Give keys a meaning: {name: act}, and what the help says of them: [keys, words] each.
   * @param {KeyActs} keys @param {KeyHelp[]} help
   */
  addKeys(keys, help) {
    Object.assign(this.keys, keys);
    this.help.push(...help);
  }

  /** @returns {KeyActs} */
  ownKeys() {
    const { playback } = this;
    const on = (/** @type {number} */ months) => () => playback.stop(playback.goal + months);
    return {
      ArrowLeft: on(-1),
      ArrowRight: on(1),
      "Shift+ArrowLeft": on(-YEAR),
      "Shift+ArrowRight": on(YEAR),
      PageUp: on(-YEAR),
      PageDown: on(YEAR),
      Home: () => playback.stop(0),
      End: () => playback.stop(playback.last),
      "+": () => playback.faster(1),
      "=": () => playback.faster(1),
      "-": () => playback.faster(-1),
      n: () => this.toEvent(1),
      "Shift+n": () => this.toEvent(-1),
      p: () => this.actions.part(),
      t: () => this.actions.toggleFacts(),
      f: toggleFullScreen,
      "?": () => this.showHelp(),
      " ": () => playback.toggle(),
      Escape: () => this.actions.close(),
    };
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const act = this.actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
    this.actions.rest();
  }

  /**
   * What a key means where the focus is; nothing where the element needs the key itself.
   * @param {KeyboardEvent} event
   */
  actionOf(event) {
    // right after a dialog was closed, its button may still be the target
    const focused = /** @type {Element} */ (event.target);
    const target = focused.closest("dialog") ? document.body : focused;
    if (event.key !== "Escape" && takesKey(target, event.key)) return null;
    return this.keys[keyName(event)] ?? this.keys[event.key];
  }

  /**
   * Go to the next event, or the last before; months nobody has seen yet are made until there is one.
   * @param {number} direction
   */
  async toEvent(direction) {
    const { playback, story } = this;
    const now = playback.month;
    const months = () => story.newsMonths(EVENTS);
    if (direction < 0) return playback.stop(months().findLast((month) => month < now) ?? now);
    const next = () => months().find((month) => month > now && month < story.knownMonths);
    while (next() === undefined && story.knownMonths <= playback.last) {
      const known = story.knownMonths;
      await playback.stop(known - 1 + SEARCHED);
      if (playback.month < known) return undefined;
    }
    return playback.stop(next() ?? now);
  }

  /** @param {number} month */
  draw(month) {
    const { playback, story } = this;
    write(byId("month"), `Month ${month}`);
    write(byId("play"), playback.isPlaying ? "Pause" : "Play");
    byId("next-news").disabled = month === playback.last;
    this.scrubber.value = `${month}`;
    this.scrubber.setAttribute("aria-valuetext", `month ${month} of ${playback.last}`);
    byId("speed").value = `${playback.speed}`;
    const marked = story.runs.map((_, run) => this.markedMonths(run).join()).join(";");
    if (marked !== this.marked) this.drawMarks();
    this.marked = marked;
    if (story.isPair) {
      const parted = story.partedMonth;
      byId("parted").disabled = parted === null;
      byId("parted").replaceChildren(
        parted === null ? (story.seenMonths > playback.last ? "They do not part" : "Not parted so far") : `They part: month ${parted} `,
        ...(parted === null ? [] : [make("kbd", { text: "P" })]),
      );
    }
  }

  /** @param {number} run */
  markedMonths(run) {
    return this.story.newsMonths(EVENTS, run).filter((month) => month < this.story.seenMonths);
  }

  /** Ticks over the scrubber where a level changed, a crisis came or something was decided: A above B. */
  drawMarks() {
    const canvas = byId("marks");
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    const context = sharpContext(canvas, width, height);
    const rows = this.story.runs.length;
    const knob = 10; // half of the scrubber's handle, which stays inside the track
    this.story.runs.forEach((_, run) => {
      context.fillStyle = RUN_COLOURS[run];
      for (const month of this.markedMonths(run)) {
        const x = knob + (month / Math.max(1, this.playback.last)) * (width - 2 * knob);
        context.fillRect(x - 1.5, (run * height) / rows, 3, height / rows - 1);
      }
    });
  }

  showHelp() {
    const rows = this.help.map(([keys, words]) =>
      make("tr", {}, make("th", { scope: "row" }, make("kbd", { text: keys })), make("td", { text: words })),
    );
    const half = Math.ceil(rows.length / 2);
    const tables = [rows.slice(0, half), rows.slice(half)].map((part) => make("table", {}, make("tbody", {}, ...part)));
    const runs = this.story.runs.map(({ title, description }) => make("p", {}, make("b", { text: `${title}. ` }), description));
    const close = keyButton("Close", "Esc", () => byId("help").close());
    byId("help").replaceChildren(
      make("div", { class: "details-head" }, make("h2", { id: "help-title", text: "How to watch" }), close),
      ...runs,
      make("p", { text: "Each dot is a person; a dark double ring marks whose use changed this month, thick lines show whom it came from. The round table is who is in charge: thick lines lead to departments with a seat, a dashed one to the home of social media. The bar below a department is its practice, black once social media is part of the work; dotted lines in the charts are decisions. Click a person or a department to ask why." }),
      make("div", { class: "columns" }, ...tables),
    );
    byId("help").showModal();
  }
}

/**
 * The name of a key in `keys`: digits as they stand on the keyboard, letters small.
 * @param {KeyboardEvent} event
 */
function keyName({ key, code, shiftKey }) {
  const digit = code.match(/^Digit(\d)$/)?.[1];
  if (digit) return shiftKey ? `Shift+${digit}` : digit;
  const isNamed = key.length > 1 || key.toLowerCase() !== key.toUpperCase();
  const name = key.length === 1 ? key.toLowerCase() : key;
  return shiftKey && isNamed ? `Shift+${name}` : name;
}

/**
 * Whether an element needs a key for itself.
 * @param {Element} element @param {string} key
 */
function takesKey(element, key) {
  if (element.id === "scrubber") return false;
  const tag = element.tagName;
  if (tag === "BUTTON" || tag === "A" || tag === "SUMMARY") return key === " " || key === "Enter";
  if (tag === "SELECT" || tag === "TEXTAREA") return true;
  if (!(element instanceof HTMLInputElement)) return false;
  return !["checkbox", "radio", "range"].includes(element.type) || STEPPING.includes(key);
}

/** @param {number} speed */
function speedWords(speed) {
  return speed === 1 ? "1 month a second" : `${speed} months a second`;
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}
