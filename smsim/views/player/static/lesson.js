/** A lesson on the page: step by step what the room is told, predicts, decides and sees. */

import { keyButton, leavingNoFocus, make, write } from "./dom.js";

export class LessonPanel {
  /**
   * `actions` has goTo(month), show(names), decide(pane, month, settings, label), predict(question),
   * reveal(question), keepCurves(ids), showGhosts(isShown), and tell(sentence).
   */
  constructor(live, actions) {
    this.live = live;
    this.actions = actions;
    this.lesson = live.session.lesson;
    this.steps = this.lesson.step;
    this.place = Math.min(live.session.step, this.steps.length - 1);
    this.isRevealed = false;
    this.waiting = 0;
    this.turn = Promise.resolve();
    this.count = make("p", { class: "lesson-count" });
    this.title = make("h2", {});
    this.text = make("p", { class: "lesson-text" });
    this.look = make("p", { class: "lesson-look" });
    this.backButton = keyButton("Back", ",", leavingNoFocus(() => this.move(-1)));
    this.nextButton = keyButton("Next", ".", leavingNoFocus(() => this.move(1)));
    this.doButton = keyButton("", "Enter", leavingNoFocus(() => this.act()), { class: "confirm" });
    this.doWords = make("span", {});
    this.doButton.prepend(this.doWords);
    const said = make("div", { class: "lesson-said", "aria-live": "polite" }, make("div", {}, this.title, this.count), this.text, this.look);
    const buttons = make("div", { class: "buttons" }, this.backButton, this.doButton, this.nextButton);
    this.element = make("section", { class: "lesson", "aria-label": `Lesson: ${this.lesson.title}` }, said, buttons);
    document.body.classList.add("with-lesson");
    this.write();
  }

  get step() {
    return this.steps[this.place];
  }

  /** Keys of the page: {name: act}, and what the help says of them. */
  keys() {
    return {
      ",": () => this.move(-1),
      ".": () => this.move(1),
      Enter: () => this.act(),
    };
  }

  static help() {
    return [[", and .", "the step of the lesson before, and the next"], ["Enter", "do what the step of the lesson asks for"]];
  }

  /** What this step still asks the room to do: "predict", "decide", "reveal", or nothing. */
  pending() {
    const { predict, decide, reveal } = this.step;
    if (predict && !(predict.id in this.live.session.predictions)) return "predict";
    if (decide && !this.isDecided(decide)) return "decide";
    if (reveal && !this.isRevealed) return "reveal";
    return "";
  }

  isDecided({ pane, label }) {
    const { branches, panes } = this.live.session;
    return branches.find(({ id }) => id === panes[pane])?.label === label;
  }

  /** Do what the step asks for, one thing at a time. */
  act() {
    return this.inTurn(() => {
      const { predict, decide, reveal } = this.step;
      const acts = {
        // the question stays open until the room has answered, and the lesson may go on without it
        predict: () => void this.actions.predict(predict).then(() => this.write()),
        decide: () => this.actions.decide(decide.pane, decide.month, decide.settings, decide.label),
        reveal: () => this.reveal(reveal),
        "": () => {},
      };
      return acts[this.pending()]();
    });
  }

  async reveal(id) {
    await this.actions.goTo(this.live.session.months - 1);
    this.isRevealed = true;
    await this.actions.reveal(this.questionOf(id));
  }

  questionOf(id) {
    return this.steps.map(({ predict }) => predict).find((question) => question?.id === id);
  }

  /** Go on or back by some steps and prepare the page for it. */
  move(steps) {
    return this.inTurn(async () => {
      const place = this.place + steps;
      if (place < 0 || place >= this.steps.length) return;
      this.place = place;
      this.isRevealed = false;
      this.live.session.step = place;
      this.live.ask("note", { step: place }).catch(({ message }) => this.actions.tell(message));
      await this.prepare();
    });
  }

  async prepare() {
    const { show, month, ghosts } = this.step;
    this.resume();
    if (show.length) await this.actions.show(show);
    if (month !== undefined) await this.actions.goTo(month);
    this.actions.showGhosts(ghosts);
  }

  /** What a reload needs besides the step: curves that are not yet revealed. */
  resume() {
    this.actions.keepCurves(this.openCurves());
  }

  /** Questions asked up to this step that this or a later step reveals. */
  openCurves() {
    const asked = this.steps.slice(0, this.place + 1).flatMap(({ predict }) => (predict ? [predict.id] : []));
    const toCome = this.steps.slice(this.place).map(({ reveal }) => reveal);
    return asked.filter((id) => toCome.includes(id));
  }

  /** Do one thing after the other, however quick the hand on the keys. */
  inTurn(act) {
    this.waiting += 1;
    this.write();
    this.turn = this.turn.then(act).catch(({ message }) => this.actions.tell(message));
    return this.turn.finally(() => {
      this.waiting -= 1;
      this.write();
    });
  }

  get isBusy() {
    return this.waiting > 0;
  }

  draw() {
    this.write();
  }

  write() {
    const { step, steps, place } = this;
    write(this.title, step.title);
    write(this.count, `Step ${place + 1} of ${steps.length}, ${minuteWords(step.minutes)}`);
    write(this.text, step.text);
    const pending = this.pending();
    this.element.setAttribute("aria-busy", `${this.isBusy}`);
    // what will appear is not told before the room has predicted or decided
    write(this.look, step.look && !pending ? `Look: ${step.look}` : "");
    write(this.doWords, `${this.words(pending)} `);
    this.doButton.disabled = this.isBusy || !pending;
    this.backButton.disabled = this.isBusy || place === 0;
    this.nextButton.disabled = this.isBusy || place === steps.length - 1;
  }

  words(pending) {
    const { predict, decide } = this.step;
    if (pending === "predict") return predict.kind === "curve" ? "Draw the curve" : "Give an answer";
    if (pending === "decide") return `Decide: ${decide.label}`;
    if (pending === "reveal") return "Reveal";
    return predict ? "Predicted" : decide ? "Decided" : "Watch";
  }
}

function minuteWords(minutes) {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
