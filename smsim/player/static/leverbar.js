/** The bar of levers over an organisation: what can be decided, each with its key. */

import { make, write } from "./dom.js";

// the bar has room for a word
/** @type {Record<string, string>} */
const SHORT = {
  form: "In charge",
  members: "Seats",
  executive_tone: "Top cares",
  sponsorship_floor: "Sponsor",
  staff_factor: "Budget",
  training_push_share: "Training",
  directive_hazard: "Mandate",
  champions: "Champions",
};
const SEAT_KEYS = { h: "human_resources", v: "customer_service" };

export class LeverBar {
  /**
   * `letter` is that of the pane, if there are two, and `shift` what its keys begin with.
   * @param {Lever[]} levers @param {string} letter @param {string} shift @param {LeverBarActs} actions
   */
  constructor(levers, letter, shift, actions) {
    this.keyed = levers.filter(({ key }) => key !== "");
    this.shift = shift;
    this.actions = actions;
    this.buttons = this.keyed.map((lever) =>
      lettered(lever.key, make("span", { text: SHORT[lever.name] ?? lever.title }), () => actions.open(lever.name), {
        class: "lever",
        title: `${lever.title}: ${lever.meaning}`,
      }),
    );
    this.moreWords = make("span");
    const more = lettered("M", this.moreWords, () => actions.open(null));
    this.back = lettered("U", make("span", { text: "Undo" }), actions.undo);
    const label = letter ? `Decide for ${letter}` : "Decide";
    this.element = make("div", { class: "levers", role: "group", "aria-label": label }, ...this.buttons, more, this.back);
  }

  /**
   * Keys of this pane: {name: act}.
   * @returns {KeyActs}
   */
  keys() {
    const { open, turnSeat, undo } = this.actions;
    /** @type {[string, Act][]} */
    const named = this.keyed.map(({ key, name }) => [key, () => open(name)]);
    /** @type {[string, Act][]} */
    const seats = Object.entries(SEAT_KEYS).map(([key, kind]) => [key, () => turnSeat(kind)]);
    /** @type {[string, Act][]} */
    const all = [...named, ...seats, ["m", () => open(null)], ["u", undo]];
    return Object.fromEntries(all.map(([key, act]) => [`${this.shift}${key}`, act]));
  }

  /**
   * Show which levers are wanted otherwise, by name, how many changes there are, and what can be undone.
   * @param {LeverSettings} changes @param {number} count @param {boolean} canUndo
   */
  show(changes, count, canUndo) {
    this.keyed.forEach(({ name }, place) => this.buttons[place].classList.toggle("wanted", name in changes));
    write(this.moreWords, count ? `Review ${count}` : "More");
    this.back.disabled = !canUndo;
  }

  focus() {
    this.buttons[0].focus({ preventScroll: true });
  }
}

/** @param {string} key @param {Said} word @param {Act} act @param {Settings} [settings] */
function lettered(key, word, act, settings = {}) {
  return make("button", { type: "button", onclick: act, ...settings }, make("kbd", { text: key }), word);
}
