/** Deciding for one pane: a bar of levers, and a panel with what is wanted, what it costs, and Confirm. */

import { fillCosts } from "./costs.js";
import { byId, isFocusLost, keyButton, make, write } from "./dom.js";
import { LeverBar } from "./leverbar.js";
import { RUN_LETTERS } from "./story.js";
import { isLeaf } from "./tree.js";
import { isSame, leverControl, valueWords, wishWords } from "./values.js";

const REST_MILLISECONDS = 250;
const GROUPS = { who: "Who", money: "Money", people: "People", rules: "Rules", service: "Service" };

export class Decision {
  /** @param {Stage} stage @param {Live} live @param {number} run @param {DecisionActs} acts */
  constructor(stage, live, run, { decide, undo, opened }) {
    this.stage = stage;
    this.live = live;
    this.run = run;
    this.decide = decide;
    this.opened = opened;
    /** @type {Element | null} */
    this.opener = null;
    this.letter = stage.story.isPair ? RUN_LETTERS[run] : "";
    this.levers = live.session.levers;
    /** @type {string[]} */
    this.rows = [];
    /** @type {Map<string, LeverValue>} */
    this.wanted = new Map();
    /** @type {WantedPart[]} */
    this.rearrangement = [];
    // what is in force, and what the form has of its own, in the coming month of the branch it was read for
    /** @type {LeverSettings} */
    this.values = {};
    /** @type {OfForm} */
    this.ofForm = {};
    this.readFor = "";
    /** @type {number | undefined} */
    this.waiting = undefined;
    this.turn = 0;
    stage.closers.push(() => this.isOpen && this.leave());
    stage.takers.push(() => this.isOpen && this.take());
    this.title = make("h3", { tabindex: "-1" });
    this.list = make("div");
    this.adder = make("select", { "aria-label": "Change something else", onchange: () => this.addChosen() });
    this.cost = make("table", { class: "cost" });
    this.problem = make("p", { class: "problem", role: "alert" });
    this.confirmer = keyButton("Confirm", "Enter", () => this.confirm(), { class: "confirm" });
    this.panel = this.makePanel();
    this.bar = new LeverBar(this.levers, this.letter, run ? "Shift+" : "", {
      open: (name) => this.open(name),
      turnSeat: (kind) => this.turnSeat(kind),
      undo: () => undo(run),
    });
  }

  get pane() {
    return this.stage.panes[this.run];
  }

  get branch() {
    return this.stage.story.runs[this.run].branch;
  }

  /** The first month in which what is decided now is in force. */
  get month() {
    return this.stage.playback.month + 1;
  }

  get isOpen() {
    return this.pane.panel === this.panel;
  }

  get changes() {
    return Object.fromEntries([...this.wanted].filter(([name, value]) => !isSame(value, this.values[name])));
  }

  get count() {
    return Object.keys(this.changes).length + this.rearrangement.length;
  }

  makePanel() {
    const cancel = keyButton("Cancel", "Esc", () => this.leave());
    const foot = make("div", { class: "decide-foot" }, this.problem, this.cost, make("div", { class: "buttons" }, this.confirmer, cancel));
    const name = this.letter ? `Decision for ${this.letter}` : "Decision";
    const settings = { class: "decision", "aria-label": name, onkeydown: (/** @type {KeyboardEvent} */ event) => this.press(event) };
    return make("section", settings, this.title, this.list, this.adder, foot);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      this.confirm();
    }
  }

  /**
   * Open the panel on a lever; a switch is thrown at once. With null all levers can be added.
   * @param {string | null} name
   */
  async open(name) {
    this.stage.playback.stop(this.stage.playback.month);
    if (this.month > this.stage.playback.last) {
      this.stage.tell("The run is over: go back to an earlier month to decide.");
      return;
    }
    const lever = this.levers.find((each) => each.name === name);
    const wasOpen = this.isOpen && lever !== undefined && this.rows.includes(lever.name);
    if (!this.isOpen) this.opener = document.activeElement;
    if (!(await this.read())) return;
    if (lever) this.want(lever, wasOpen);
    this.pane.open(this.panel);
    this.opened(this.run);
    this.fill();
    this.focus(name);
  }

  /** @param {Lever} lever @param {boolean} wasOpen */
  want(lever, wasOpen) {
    const { name, kind } = lever;
    if (!this.rows.includes(name)) this.rows.unshift(name);
    if (typeof this.values[name] === "boolean") this.wanted.set(name, !this.wish(name));
    else if (wasOpen && kind === "choice") this.wantNext(lever);
  }

  /**
   * Give a department a seat, or take it away.
   * @param {string} kind
   */
  async turnSeat(kind) {
    await this.open("members");
    const box = this.list.querySelector(`[data-lever="members"] [value="${kind}"]`);
    if (!this.isOpen || !(box instanceof HTMLInputElement)) return;
    box.click();
    box.focus({ preventScroll: true });
  }

  /** @param {Lever} lever */
  wantNext({ name, choices }) {
    const place = choices.findIndex(([choice]) => choice === this.wish(name));
    this.wanted.set(name, choices[(place + 1) % choices.length][0]);
  }

  /** @param {string | null} name */
  focus(name) {
    if (!name) {
      this.adder.focus({ preventScroll: true });
      this.adder.scrollIntoView({ block: "nearest" });
      return;
    }
    const row = this.list.querySelector(`[data-lever="${name}"]`);
    const input = row?.querySelector("input:checked") ?? row?.querySelector("input:not(:disabled)");
    const control = input instanceof HTMLInputElement ? input : this.title;
    control.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  /** Read what is in force in the coming month; false if it cannot be had. */
  async read() {
    const { branch, month } = this;
    const wanted = `${branch} ${month}`;
    if (wanted === this.readFor) return true;
    try {
      const { values, of_form: ofForm } = await this.live.ask("levers", { branch, month });
      if (branch !== this.branch || month !== this.month) return false;
      Object.assign(this, { values, ofForm, readFor: wanted });
      return true;
    } catch (problem) {
      this.stage.tell(problem.message);
      return false;
    }
  }

  /** What was read may no longer hold. */
  forget() {
    this.readFor = "";
  }

  /** The month went on or back: the same is wanted, from another month on. */
  draw() {
    this.drawBar();
    if (!this.isOpen && this.count === 0) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(async () => {
      if (this.month > this.stage.playback.last) this.drop();
      else if (await this.read()) this.fill();
    }, REST_MILLISECONDS);
    this.fillTitle();
  }

  drawBar() {
    const { branches } = this.live.session;
    const own = branches.find(({ id }) => id === this.branch);
    this.bar.show(this.changes, this.count, isLeaf(branches, own));
  }

  fillTitle() {
    write(this.title, `${this.letter ? `${this.letter}: decide` : "Decide"} from month ${this.month} on`);
  }

  fill() {
    this.fillTitle();
    const rows = this.rows.flatMap((name) => this.levers.filter((lever) => lever.name === name)).map((lever) => this.row(lever));
    this.list.replaceChildren(...this.rearrangement.map((change, place) => this.partRow(change, place)), ...rows);
    this.fillAdder();
    this.react();
  }

  fillAdder() {
    const groups = Object.entries(GROUPS).map(([group, label]) => {
      const rest = this.levers.filter((lever) => lever.group === group && !this.rows.includes(lever.name));
      const options = rest.map((lever) =>
        make("option", { value: lever.name, text: `${lever.title}: ${valueWords(lever, this.values[lever.name], this.ofForm)}` }),
      );
      return make("optgroup", { label }, ...options);
    });
    this.adder.replaceChildren(make("option", { value: "", text: "Change something else ..." }), ...groups);
  }

  addChosen() {
    const { value } = this.adder;
    if (value) this.open(value);
  }

  /**
   * What is wanted of a lever: what is in force, where nothing else is.
   * @param {string} name @returns {LeverValue}
   */
  wish(name) {
    const wanted = this.wanted.get(name); // null is a wish of its own
    return wanted === undefined ? this.values[name] : wanted;
  }

  /** @param {Lever} lever */
  row(lever) {
    const { name } = lever;
    const said = make("p", { class: "wish" });
    const tell = () => write(said, wishWords(lever, this.values[name], this.wish(name), this.ofForm));
    const set = (/** @type {LeverValue} */ value) => {
      this.wanted.set(name, value);
      tell();
      this.react();
    };
    tell();
    const control = leverControl(lever, this.wish(name), this.ofForm, `${this.run}-${name}`, set);
    const remove = make("button", { type: "button", class: "remove", "aria-label": `Leave ${lever.title} as it is`, onclick: () => this.remove(name), text: "×" });
    const isTold = lever.meaning.toLowerCase() === lever.title.toLowerCase();
    const meaning = make("p", { class: "meaning", text: isTold ? "" : lever.meaning });
    return make("fieldset", { "data-lever": name }, make("legend", { text: lever.title }), remove, meaning, control, said);
  }

  /** @param {string} name */
  remove(name) {
    this.rows = this.rows.filter((row) => row !== name);
    this.wanted.delete(name);
    this.fill();
    this.title.focus();
  }

  /** @param {WantedPart} part @param {number} place */
  partRow({ words }, place) {
    const drop = () => {
      this.rearrangement.splice(place, 1);
      this.fill();
      this.stage.draw(this.stage.playback.month);
      this.title.focus();
    };
    const remove = make("button", { type: "button", class: "remove", "aria-label": `Not this: ${words}`, onclick: drop, text: "×" });
    return make("p", { class: "part" }, words, " ", remove);
  }

  /**
   * Add a change by hand: what the server is told, and the same in words.
   * @param {RearrangementPart} change @param {string} words
   */
  async addPart(change, words) {
    this.stage.playback.stop(this.stage.playback.month);
    if (this.month > this.stage.playback.last || !(await this.read())) return;
    this.rearrangement.push({ change, words });
    this.stage.draw(this.stage.playback.month);
  }

  /** Something is wanted otherwise: say so, and ask what it costs. */
  react() {
    this.drawBar();
    this.confirmer.disabled = this.count === 0;
    write(this.problem, "");
    this.turn += 1;
    const { turn } = this;
    setTimeout(() => turn === this.turn && this.isOpen && this.forecast(turn), REST_MILLISECONDS);
  }

  /** @param {number} turn */
  async forecast(turn) {
    try {
      const { before, after } = await this.live.ask("forecast", { branch: this.branch, month: this.month, settings: this.changes });
      if (turn === this.turn) fillCosts(this.cost, before, after);
    } catch (problem) {
      if (turn !== this.turn) return;
      this.cost.replaceChildren();
      write(this.problem, problem.message);
    }
  }

  take() {
    this.confirm();
    return true;
  }

  async confirm() {
    if (this.count === 0 || this.confirmer.disabled) return;
    this.confirmer.disabled = true;
    const rearrangement = this.rearrangement.map(({ change }) => change);
    try {
      await this.decide(this.run, this.month, this.changes, rearrangement);
      this.drop();
      // what comes next is to watch
      this.stage.rest(this.stage.home ?? byId("play"));
    } catch (problem) {
      this.confirmer.disabled = false;
      write(this.problem, problem.message);
    }
  }

  /** Close without a decision, and go back to where it was opened. */
  leave() {
    const hadFocus = this.panel.contains(document.activeElement);
    this.drop();
    if (hadFocus && this.opener instanceof HTMLElement) this.opener.focus({ preventScroll: true });
    if (isFocusLost()) {
      if (this.stage.home) this.stage.rest();
      else this.bar.focus();
    }
    return true;
  }

  /** Make room for another panel; what is wanted stays wanted. */
  putAway() {
    if (this.isOpen) this.pane.open(null);
  }

  /** Nothing is wanted any more. */
  drop() {
    clearTimeout(this.waiting);
    this.turn += 1;
    this.rows = [];
    this.wanted.clear();
    this.rearrangement = [];
    this.readFor = "";
    if (this.isOpen) this.pane.open(null);
    this.pane.draw(this.stage.playback.month);
    this.drawBar();
  }
}
