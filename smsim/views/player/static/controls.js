/** Buttons, scrubber and keys; every button has a key. */

import { RUN_COLOURS } from "./colours.js";
import { byId, make, sharpContext, write } from "./dom.js";
import { SPEEDS } from "./playback.js";

const YEAR = 12;
const EVENTS = ["level", "crisis", "decision", "lead"];
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
  /** `actions` has part(), close() and toggleFacts(). */
  constructor(story, playback, actions) {
    this.story = story;
    this.playback = playback;
    this.actions = actions;
    this.scrubber = byId("scrubber");
    this.scrubber.max = playback.last;
    byId("speed").append(...SPEEDS.map((speed) => make("option", { value: speed, text: speedWords(speed) })));
    byId("parted").hidden = !story.isPair;
    this.fillHelp();
    this.bindButtons();
    document.addEventListener("keydown", (event) => this.press(event));
    new ResizeObserver(() => this.drawMarks()).observe(byId("marks"));
  }

  bindButtons() {
    const { playback } = this;
    const bind = (id, act) => {
      byId(id).addEventListener("click", (event) => {
        act();
        // a mouse leaves no focus behind, so that Space still plays
        if (event.detail > 0) byId(id).blur();
      });
    };
    bind("to-start", () => playback.stop(0));
    bind("back", () => playback.stop(playback.month - 1));
    bind("play", () => playback.toggle());
    bind("step", () => playback.stop(playback.month + 1));
    bind("next-news", () => this.toEvent(1));
    bind("parted", () => this.actions.part());
    bind("show-facts", () => this.actions.toggleFacts());
    bind("show-help", () => byId("help").showModal());
    bind("full-screen", toggleFullScreen);
    this.scrubber.addEventListener("input", () => playback.stop(Number(this.scrubber.value)));
    byId("speed").addEventListener("change", (event) => {
      playback.speed = Number(event.target.value);
      event.target.blur();
    });
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    const act = this.actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** What a key means where the focus is; nothing where the element needs the key itself. */
  actionOf(event) {
    const { playback } = this;
    // right after the help was closed, its button may still be the target
    const tag = event.target.closest("dialog") ? "" : event.target.tagName;
    if (tag === "SELECT" && event.key !== "Escape") return null;
    if (event.key === " ") return tag === "BUTTON" ? null : () => playback.toggle();
    const year = event.shiftKey ? YEAR : 1;
    return {
      ArrowLeft: () => playback.stop(playback.month - year),
      ArrowRight: () => playback.stop(playback.month + year),
      PageUp: () => playback.stop(playback.month - YEAR),
      PageDown: () => playback.stop(playback.month + YEAR),
      Home: () => playback.stop(0),
      End: () => playback.stop(playback.last),
      "+": () => playback.faster(1),
      "=": () => playback.faster(1),
      "-": () => playback.faster(-1),
      n: () => this.toEvent(1),
      N: () => this.toEvent(-1),
      p: () => this.actions.part(),
      t: () => this.actions.toggleFacts(),
      f: toggleFullScreen,
      "?": () => byId("help").showModal(),
      Escape: () => this.actions.close(),
    }[event.key.length === 1 && event.key !== "N" ? event.key.toLowerCase() : event.key];
  }

  toEvent(direction) {
    const months = this.story.newsMonths(EVENTS);
    const now = this.playback.month;
    const found = direction > 0 ? months.find((month) => month > now) : months.findLast((month) => month < now);
    this.playback.stop(found ?? now);
  }

  draw(month) {
    const { playback, story } = this;
    write(byId("month"), `Month ${month}`);
    write(byId("play"), playback.isPlaying ? "Pause" : "Play");
    this.scrubber.value = month;
    this.scrubber.setAttribute("aria-valuetext", `month ${month} of ${playback.last}`);
    byId("speed").value = playback.speed;
    if (story.isPair) {
      const parted = story.partedMonth;
      byId("parted").disabled = parted === null;
      byId("parted").replaceChildren(
        parted === null ? "They do not part" : `They part: month ${parted} `,
        ...(parted === null ? [] : [make("kbd", { text: "P" })]),
      );
    }
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
      for (const month of this.story.newsMonths(EVENTS, run)) {
        const x = knob + (month / Math.max(1, this.playback.last)) * (width - 2 * knob);
        context.fillRect(x - 1.5, (run * height) / rows, 3, height / rows - 1);
      }
    });
  }

  fillHelp() {
    const rows = KEYS.map(([keys, words]) =>
      make("tr", {}, make("th", { scope: "row" }, make("kbd", { text: keys })), make("td", { text: words })),
    );
    const runs = this.story.runs.map(({ name, title, description }) =>
      make("p", {}, make("b", { text: title }), ` (${name}). ${description}`),
    );
    const close = make("button", { type: "button", onclick: () => byId("help").close() }, "Close ", make("kbd", { text: "Esc" }));
    byId("help").append(
      make("h2", { id: "help-title", text: "How to watch" }),
      ...runs,
      make("p", { text: "Each dot is a person; a dark double ring marks whose use changed this month, thick lines show whom it came from. The round table is who is in charge: thick lines lead to departments with a seat, a dashed one to the home of social media. Click a person or a department to ask why." }),
      make("table", {}, make("tbody", {}, ...rows)),
      close,
    );
  }
}

function speedWords(speed) {
  return speed === 1 ? "1 month a second" : `${speed} months a second`;
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}
