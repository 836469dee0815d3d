/** A lesson on the page: step by step what the room is told, predicts, decides, sees and finds out. */

import { keyButton, leavingNoFocus, make, write } from "./dom.js";

export class LessonPanel {
  /** @param {Live} live @param {Lesson} lesson @param {LessonActions} actions */
  constructor(live, lesson, actions) {
    this.live = live;
    this.actions = actions;
    this.lesson = lesson;
    this.steps = this.lesson.step;
    this.place = Math.min(live.session.step, this.steps.length - 1);
    this.outcome = "";
    this.waiting = 0;
    /** @type {Promise<unknown>} */
    this.turn = Promise.resolve();
    this.count = make("p", { class: "lesson-count" });
    this.title = make("h2", {});
    this.text = make("p", { class: "lesson-text" });
    this.look = make("p", { class: "lesson-look" });
    this.backButton = keyButton("Back", ",", leavingNoFocus(() => this.move(-1)));
    this.nextButton = keyButton("Next", ".", leavingNoFocus(() => this.move(1)));
    this.doButton = keyButton("", "Enter", leavingNoFocus(() => this.take()), { class: "confirm" });
    this.doWords = make("span", {});
    this.element = this.makeElement();
    document.body.classList.add("with-lesson");
    this.write();
  }

  makeElement() {
    this.doButton.prepend(this.doWords);
    const said = make("div", { class: "lesson-said", "aria-live": "polite" }, make("div", {}, this.title, this.count), this.text, this.look);
    const buttons = make("div", { class: "buttons" }, this.backButton, this.doButton, this.nextButton);
    return make("section", { class: "lesson", tabindex: "-1", "aria-label": `Lesson: ${this.lesson.title}` }, said, buttons);
  }

  get step() {
    return this.steps[this.place];
  }

  /**
   * Keys of the page: {name: act}, and what the help says of them and of Enter.
   * @returns {KeyActs}
   */
  keys() {
    return { ",": () => this.move(-1), ".": () => this.move(1) };
  }

  /** @returns {KeyHelp[]} */
  static help() {
    return [[", and .", "the step of the lesson before, and the next"], ["Enter", "do what the step of the lesson asks for"]];
  }

  /**
   * The first deed of this step that the room has not done: see Step.deeds; nothing if all are.
   * @returns {Deed | ""}
   */
  pending() {
    return this.step.deeds.find((deed) => !this.isDone(deed)) ?? "";
  }

  /** @param {Deed} deed */
  isDone(deed) {
    const { predict, decide } = this.step;
    const { predictions, done } = this.live.session;
    if (deed === "predict") return predict !== undefined && predict.id in predictions;
    if (deed === "decide") return decide !== undefined && this.isDecided(decide);
    return done.includes(deed);
  }

  /** @param {LessonDecision} decision */
  isDecided({ pane, label }) {
    const { branches, panes } = this.live.session;
    return branches.find(({ id }) => id === panes[pane])?.label === label;
  }

  /** Do with Enter what the step asks for, one thing at a time. */
  take() {
    this.inTurn(() => this.act(this.pending()));
    return true;
  }

  /** @param {Deed | ""} deed */
  act(deed) {
    const { predict, decide, until, reveal } = this.step;
    // the question stays open until the room has answered, and the lesson may go on without it
    if (deed === "predict" && predict) void this.actions.predict(predict).then(() => this.settle());
    if (deed === "decide" && decide) return this.decide(decide);
    if (deed === "play" && until !== undefined) return this.play(until);
    if (deed === "luck") return this.showLuck();
    if (deed === "reveal" && reveal !== undefined) return this.reveal(reveal);
    return deed === "tell" ? this.note(["tell"]) : undefined;
  }

  /** @param {LessonDecision} decision */
  async decide({ pane, month, settings, label }) {
    // what comes of it must not be there before the room has played it
    if (this.actions.month() >= month) await this.actions.goTo(month - 1);
    await this.note([]);
    await this.actions.decide(pane, month, settings, label);
  }

  /**
   * Play to a month and stop; asked again meanwhile, go there at once.
   * @param {number} until
   */
  play(until) {
    if (this.actions.isPlaying()) return this.actions.goTo(until);
    void this.actions.play();
    return undefined;
  }

  /** The room may talk, and the lesson go on, while other luck is worked out. */
  showLuck() {
    const { step } = this;
    void this.actions.showGhosts(true).then(async () => {
      if (step === this.step) await this.add("luck");
    });
  }

  /** Other luck may have been asked for with its own key. */
  sawLuck() {
    if (this.pending() === "luck") this.inTurn(() => this.add("luck"));
  }

  /** @param {string} id */
  async reveal(id) {
    await this.actions.goTo(this.live.session.months - 1);
    await this.add("reveal");
    const question = this.questionOf(id);
    if (question) await this.actions.reveal(question, await this.live.ask("outcome", {}));
  }

  /** @param {string} id @returns {Question | undefined} */
  questionOf(id) {
    return this.steps.map(({ predict }) => predict).find((question) => question?.id === id);
  }

  /** @param {Deed} deed */
  async add(deed) {
    const { done } = this.live.session;
    if (!done.includes(deed)) await this.note([...done, deed]);
    await this.settle();
  }

  /**
   * Have what was done of this step found again after a reload.
   * @param {Deed[]} done
   */
  note(done) {
    this.live.session.done = done;
    return this.live.ask("note", { step: this.place, done });
  }

  /** Once all is done, tell what the room was to find out. */
  async settle() {
    const { step } = this;
    this.write();
    this.actions.rest();
    if (!step.has_outcome || this.outcome || this.pending()) return;
    const { outcome } = await this.live.ask("outcome", {});
    if (step !== this.step) return;
    this.outcome = outcome;
    this.write();
  }

  /**
   * Go on or back by some steps and prepare the page for it.
   * @param {number} steps
   */
  move(steps) {
    return this.inTurn(async () => {
      const place = this.place + steps;
      if (place < 0 || place >= this.steps.length) return;
      this.place = place;
      this.outcome = "";
      this.live.session.step = place;
      this.note([]).catch(({ message }) => this.actions.tell(message));
      await this.prepare();
    });
  }

  async prepare() {
    const { show, month, charts } = this.step;
    this.actions.clear();
    this.actions.showGhosts(false);
    this.actions.setCharts(charts);
    this.readyForPlay();
    if (show.length) await this.actions.show(show);
    if (month !== undefined) await this.actions.goTo(month);
  }

  /** Find everything again after a reload. */
  resume() {
    const { charts, done } = this.live.session;
    if (!charts.length) this.actions.setCharts(this.step.charts);
    this.readyForPlay();
    if (done.includes("luck")) this.actions.showGhosts(true);
    this.inTurn(() => {});
  }

  readyForPlay() {
    this.actions.haltAt(this.step.until ?? null);
    this.actions.keepCurves(this.openCurves());
  }

  /** Questions asked up to this step that this or a later step reveals. */
  openCurves() {
    const asked = this.steps.slice(0, this.place + 1).flatMap(({ predict }) => (predict ? [predict.id] : []));
    const toCome = this.steps.slice(this.place).map(({ reveal }) => reveal);
    return asked.filter((id) => toCome.includes(id));
  }

  /**
   * Do one thing after the other, however quick the hand on the keys.
   * @param {() => unknown} act
   */
  inTurn(act) {
    this.waiting += 1;
    this.write();
    this.turn = this.turn.then(act).then(() => this.settle()).catch(({ message }) => this.actions.tell(message));
    return this.turn.finally(() => {
      this.waiting -= 1;
      this.draw(this.actions.month());
      this.actions.rest();
    });
  }

  get isBusy() {
    return this.waiting > 0;
  }

  /**
   * The month is another: the room may have come to where it was to play.
   * @param {number} month
   */
  draw(month) {
    this.write();
    if (!this.isBusy && this.pending() === "play" && month >= (this.step.until ?? 0)) {
      this.inTurn(() => this.add("play"));
    }
  }

  write() {
    const { step, steps, place } = this;
    write(this.title, step.title);
    write(this.count, `Step ${place + 1} of ${steps.length}, ${minuteWords(step.minutes)}`);
    write(this.text, step.text);
    const pending = this.pending();
    this.element.setAttribute("aria-busy", `${this.isBusy}`);
    this.look.classList.toggle("told", this.outcome !== "");
    write(this.look, this.outcome ? `Seen: ${this.outcome}` : step.look ? `Look: ${step.look}` : "");
    write(this.doWords, `${this.words(pending)} `);
    this.doButton.disabled = this.isBusy || !pending || this.actions.isAsking();
    this.backButton.disabled = place === 0;
    this.nextButton.disabled = place === steps.length - 1;
  }

  /** @param {Deed | ""} pending */
  words(pending) {
    const { predict, decide, until, deeds } = this.step;
    if (pending === "predict") return predict?.kind === "curve" ? "Draw the curve" : "Give an answer";
    if (pending === "decide") return `Decide: ${decide?.label}`;
    if (pending === "play") return `${this.actions.isPlaying() ? "Go" : "Play"} to month ${until}`;
    if (pending === "luck") return "Show other luck";
    if (pending === "reveal") return "Reveal";
    if (pending === "tell") return "Say it";
    return deeds.length ? "Done" : "Watch";
  }
}

/** @param {number} minutes */
function minuteWords(minutes) {
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
