/** The tree of branches: every line of decisions so far, and what can be done with each. */

import { RUN_COLOURS, QUIET, INK } from "./colours.js";
import { focusIn, keyButton, make } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const ROW = 40;
const ROW_HEIGHT = 2.4; // in letters, as of the buttons beside it
const EDGE = 10;

/**
 * Months that two branches have in common.
 * @param {Branch[]} branches @param {string} one @param {string} other @returns {number}
 */
export function commonMonths(branches, one, other) {
  if (one === other) return Infinity;
  const paths = [one, other].map((id) => pathTo(branches, id));
  const forks = paths.map((path, place) => path.find(({ id }) => !paths[1 - place].some((branch) => branch.id === id)));
  return Math.min(...forks.map((branch) => branch?.month ?? Infinity));
}

/** @param {Branch[]} branches @param {string} id @returns {Branch[]} */
function pathTo(branches, id) {
  const branch = branches.find((each) => each.id === id);
  if (!branch) return [];
  return [...(branch.parent === null ? [] : pathTo(branches, branch.parent)), branch];
}

/**
 * Branches with those that start from them below, the first one deepest.
 * @param {Branch[]} branches @param {string | null} [parent] @returns {Branch[]}
 */
function inOrder(branches, parent = null) {
  const own = branches.filter((branch) => branch.parent === parent);
  return own.flatMap((branch) => [branch, ...inOrder(branches, branch.id)]);
}

/**
 * Whether a branch can be taken back: an opening one cannot, nor one from which others start.
 * @param {Branch[]} branches @param {Branch | undefined} branch
 */
export function isLeaf(branches, branch) {
  return branch !== undefined && branch.parent !== null && !branches.some(({ parent }) => parent === branch.id);
}

export class Tree {
  /** @param {Live} live @param {HTMLDialogElement} element @param {TreeActs} actions */
  constructor(live, element, actions) {
    this.live = live;
    this.element = element;
    this.actions = actions;
    /** @type {string | null} */
    this.chosen = null;
    live.on("session", () => this.element.open && this.fill());
  }

  show() {
    [this.chosen] = this.live.session.panes;
    this.fill();
    this.element.showModal();
    focusIn(this.element, "[aria-pressed=true]");
  }

  fill() {
    const { branches } = this.live.session;
    const rows = inOrder(branches);
    if (!rows.some(({ id }) => id === this.chosen)) [this.chosen] = this.live.session.panes;
    const { activeElement } = document;
    const focused = activeElement instanceof HTMLElement && this.element.contains(activeElement) ? activeElement.dataset.act : undefined;
    const close = keyButton("Close", "Esc", () => this.element.close());
    const anew = make("button", { type: "button", "data-act": "restart" }, "Begin anew ...");
    anew.addEventListener("click", () => this.restart(anew));
    const buttons = rows.map((branch) => this.rowButton(branch));
    const list = make("div", { class: "branches" }, ...buttons);
    list.addEventListener("keydown", (event) => stepThrough(event, buttons));
    this.element.replaceChildren(
      make("div", { class: "details-head" }, make("h2", { id: "tree-title", text: "Branches" }), close),
      make("div", { class: "tree" }, list, this.drawing(rows)),
      ...rows.filter(({ id }) => id === this.chosen).map((branch) => this.chosenElement(branch)),
      make("div", { class: "anew" }, anew),
    );
    if (focused) focusIn(this.element, `[data-act="${focused}"]`);
  }

  /**
   * Forget all that was decided, if the button is pressed twice.
   * @param {HTMLButtonElement} button
   */
  restart(button) {
    if (button.classList.contains("confirm")) this.actions.restart();
    button.classList.add("confirm");
    button.textContent = "All branches and notes go: press again";
  }

  /** @param {string} id */
  lettersOf(id) {
    const { panes } = this.live.session;
    return panes.flatMap((pane, run) => (pane === id ? [run] : []));
  }

  /** @param {Branch} branch */
  rowButton(branch) {
    const badges = this.lettersOf(branch.id).map((run) => make("span", { class: `badge run-${run}`, text: RUN_LETTERS[run] }));
    const choose = () => {
      this.chosen = branch.id;
      this.fill();
    };
    const settings = { type: "button", "aria-pressed": `${branch.id === this.chosen}`, "data-act": branch.id, onclick: choose };
    const from = branch.parent === null ? "" : ` (month ${branch.month})`;
    const name = make("span", { class: "branch-name", text: `${branch.label}${from}` });
    return make("button", settings, ...badges, name);
  }

  /**
   * A line for each branch from the month it starts in, as far as it has been seen; dots are decisions.
   * @param {Branch[]} rows
   */
  drawing(rows) {
    const { months } = this.live.session;
    const across = (/** @type {number} */ month) => EDGE + (month / Math.max(1, months - 1)) * (WIDTH - 2 * EDGE);
    const down = (/** @type {string} */ id) => ROW * (rows.findIndex((branch) => branch.id === id) + 0.5);
    const height = ROW * rows.length;
    const picture = draw("svg", { viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    picture.style.height = `${ROW_HEIGHT * rows.length}rem`;
    const now = across(this.actions.month());
    picture.append(draw("line", { x1: now, x2: now, y1: 0, y2: height, stroke: QUIET, "stroke-dasharray": "3 4" }));
    for (const branch of rows) {
      const [run] = this.lettersOf(branch.id);
      const stroke = run === undefined ? QUIET : RUN_COLOURS[run];
      const [start, y] = [across(branch.month), down(branch.id)];
      const seen = across(Math.max(branch.month, branch.seen, this.actions.seen(branch.id)));
      if (branch.parent !== null) picture.append(draw("line", { x1: start, x2: start, y1: down(branch.parent), y2: y, stroke: QUIET, "stroke-width": 2 }));
      picture.append(draw("line", { x1: start, x2: WIDTH - EDGE, y1: y, y2: y, stroke, "stroke-width": 1.5, "stroke-dasharray": "2 5" }));
      picture.append(draw("line", { x1: start, x2: seen, y1: y, y2: y, stroke, "stroke-width": 5 }));
      if (branch.parent !== null) picture.append(draw("circle", { cx: start, cy: y, r: 6, fill: INK }));
    }
    return picture;
  }

  /** @param {Branch} branch */
  chosenElement(branch) {
    const { panes, branches } = this.live.session;
    const decided = branch.decisions.map(([month, words]) => make("li", {}, make("b", { text: `Month ${month}` }), ` ${words}`));
    const list = decided.length ? make("ul", {}, ...decided) : make("p", { text: "As it came: nothing was decided in this room." });
    const other = (/** @type {number} */ run) => panes.map((pane, place) => (place === run ? branch.id : pane));
    const name = make("input", { type: "text", value: branch.label, maxlength: "80", "aria-label": "Name of the branch" });
    const rename = () => this.actions.rename(branch.id, name.value.trim());
    name.addEventListener("keydown", (event) => event.key === "Enter" && rename());
    /** @type {(act: string, text: string, onclick: Act, isDisabled?: boolean) => HTMLButtonElement} */
    const button = (act, text, onclick, isDisabled = false) =>
      make("button", { type: "button", "data-act": act, disabled: isDisabled, onclick }, text);
    const buttons = [
      button("a", "Put in A", () => this.actions.show(other(0)), panes[0] === branch.id),
      button("b", "Put in B", () => this.actions.show([panes[0], branch.id]), panes[1] === branch.id),
      button("undo", "Undo this branch", () => this.actions.undo(branch.id), !isLeaf(branches, branch)),
      make("a", { class: "button", href: `/export/${branch.id}/scenario.toml`, download: "" }, "Download the scenario"),
    ];
    return make(
      "section",
      { class: "branch", "aria-label": "The branch chosen" },
      make("h3", { text: branch.label }),
      list,
      make("div", { class: "buttons" }, ...buttons),
      ...(branch.parent === null ? [] : [make("div", { class: "buttons" }, name, button("rename", "Rename", rename))]),
    );
  }
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string | number>} settings @returns {SVGElementTagNameMap[Tag]}
 */
function draw(tag, settings) {
  const drawn = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(settings)) drawn.setAttribute(name, `${value}`);
  return drawn;
}

/** @param {KeyboardEvent} event @param {HTMLButtonElement[]} buttons */
function stepThrough(event, buttons) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const place = buttons.findIndex((button) => button === document.activeElement);
  if (!step || place < 0) return;
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, place + step))].focus();
}
