/** Predictions: the room says what it expects before it sees it, and is told honestly how far off it was. */

import { Curve, curveSign, paintCurve } from "./curve.js";
import { keyButton, make } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const LAYER = "prediction";

export class Prediction {
  /**
   * `tell(sentence)` is for those who cannot see the charts, `settle()` is called when something else is shown
   * here; `ghosts` knows other luck.
   * @param {Live} live @param {Story} story @param {Charts} charts @param {(words: string) => void} tell
   * @param {Act} settle @param {Ghosts} ghosts
   */
  constructor(live, story, charts, tell, settle, ghosts) {
    this.live = live;
    this.story = story;
    this.charts = charts;
    this.tell = tell;
    this.settle = settle;
    this.ghosts = ghosts;
    /** @type {((isAnswered: boolean) => void) | null} */
    this.close = null;
    /** @type {(() => void) | null} */
    this.finish = null;
    /** @type {(() => void) | null} takes the hand off the chart */
    this.dropCurve = null;
    this.element = make("section", { class: "prediction", "aria-label": "Prediction", hidden: true });
    charts.aside.prepend(this.element);
  }

  /** What was predicted so far, by the id of its question. */
  get kept() {
    return this.live.session.predictions;
  }

  get isOpen() {
    return this.close !== null;
  }

  /**
   * Ask a question in a month; the promise says whether it was answered.
   * @param {Question} question @param {number} month @returns {Promise<boolean>}
   */
  start(question, month) {
    this.stop();
    return new Promise((resolve) => {
      this.close = (isAnswered) => {
        this.close = null;
        this.finish = null;
        this.charts.element.classList.remove("predicting");
        resolve(isAnswered);
      };
      this.charts.element.classList.add("predicting");
      if (question.kind === "curve") this.askCurve(question, month);
      else this.askChoice(question);
    });
  }

  /** Answer with Enter; whether there was a question. */
  take() {
    if (!this.isOpen) return false;
    this.finish?.();
    return true;
  }

  /** Give up the question that is asked. */
  stop() {
    this.dropCurve?.();
    this.say();
    this.close?.(false);
  }

  /** Close the question, or what was said in the end; whether there was anything. */
  dismiss() {
    const wasShown = !this.element.hidden;
    if (this.isOpen) this.stop();
    else this.say();
    return wasShown;
  }

  /**
   * Show something beside the charts; nothing hides it.
   * @param {...Said} content
   */
  say(...content) {
    this.element.replaceChildren(...content);
    this.element.hidden = content.length === 0;
    this.charts.settleAside();
    this.settle();
  }

  /** @param {CurveQuestion} question @param {number} month */
  askCurve(question, month) {
    const panel = this.charts.panelOf(question.chart);
    if (!panel) throw new Error("The chart on which the curve is to be drawn is not shown.");
    const start = this.story.frame(question.pane, month).numbers[question.chart] ?? 0;
    const curve = new Curve([month, start], this.story.months - 1, panel.limits(), panel.chart.is_whole);
    const done = keyButton("That is our curve", "Enter", () => this.finish?.(), { class: "confirm", disabled: true });
    this.finish = () => {
      if (curve.isEmpty) return;
      const { pane, chart } = question;
      this.keep(question, { kind: "curve", pane, chart, from: month, values: curve.values(), isRevealed: false });
    };
    const redraw = () => {
      done.disabled = curve.isEmpty;
      panel.setLayer(LAYER, (context, place) => curve.paint(context, place));
      tellValue(panel, curve);
    };
    const press = (/** @type {KeyboardEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter") this.finish?.();
      else if (event.key === "Escape") this.stop();
      else if (!curve.press(event)) return;
      else redraw();
      event.preventDefault();
    };
    panel.setHand((at, value, isFirst) => {
      curve.set(at, panel.chart.is_whole ? Math.round(value) : value, isFirst);
      redraw();
    });
    panel.plotted.addEventListener("keydown", press);
    Object.entries(SLIDER).forEach(([name, value]) => panel.plotted.setAttribute(name, value));
    this.dropCurve = () => {
      this.dropCurve = null;
      panel.setHand(null);
      panel.setLayer(LAYER, null);
      panel.plotted.removeEventListener("keydown", press);
      for (const name of [...Object.keys(SLIDER), "aria-valuemax", "aria-valuenow", "aria-valuetext"]) {
        panel.plotted.removeAttribute(name);
      }
      panel.plotted.setAttribute("role", "img");
      panel.plotted.blur();
    };
    this.say(
      make("h3", { text: question.question }),
      make("p", { text: `Draw on the chart "${panel.chart.title}" with the mouse or a finger, or use the arrow keys: up and down change the curve, left and right go to another year, with Shift to another month.` }),
      done,
    );
    redraw();
    panel.plotted.focus({ preventScroll: true });
  }

  /** @param {ChoiceQuestion} question */
  askChoice(question) {
    const options = question.choices.map((words) => {
      const input = make("input", { type: "radio", name: "prediction", value: words });
      return make("label", { class: "option" }, input, words);
    });
    const done = keyButton("That is our answer", "Enter", null, { class: "confirm", type: "submit", disabled: true });
    this.finish = () => {
      const chosen = new FormData(form).get("prediction");
      if (typeof chosen === "string") this.keep(question, { kind: "choice", choice: chosen });
    };
    const form = make(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.finish?.();
        },
        onchange: () => {
          done.disabled = false;
        },
        onkeydown: (event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          this.stop();
        },
      },
      make("fieldset", {}, make("legend", { text: question.question }), ...options),
      done,
    );
    this.say(form);
    form.querySelector("input")?.focus({ preventScroll: true });
  }

  /** @param {Question} question @param {KeptAnswer} answer */
  keep(question, answer) {
    this.dropCurve?.();
    this.note(question, answer);
    this.close?.(true);
    this.showOnly([question.id]);
    this.tell(answer.kind === "curve" ? "Your curve is kept: it stays on the chart." : `Your answer is kept: ${answer.choice}.`);
  }

  /**
   * Have an answer found again after a reload.
   * @param {Question} question @param {KeptAnswer} answer
   */
  note(question, answer) {
    this.live.session.predictions = { ...this.kept, [question.id]: answer };
    this.live.ask("note", { predictions: this.kept }).catch(({ message }) => this.tell(message));
  }

  /**
   * Show the curves of these questions on the charts, and no others.
   * @param {string[]} ids
   */
  showOnly(ids) {
    if (this.isOpen) this.stop();
    this.say();
    const curves = ids.map((id) => this.kept[id]).filter((answer) => answer?.kind === "curve");
    /** @type {Layer} */
    const paint = (context, place, panel) => {
      const answer = curves.find(({ chart }) => chart === panel.chart.name);
      if (answer) paintCurve(context, place, answer.from + 1, answer.values);
    };
    for (const panel of this.charts.panels) panel.setLayer(LAYER, curves.length ? paint : null);
  }

  /**
   * Hold the answer against the run, of which all months are known, and a curve against other luck too;
   * `truth` has the right answer of a choice, and why.
   * @param {Question} question @param {Outcome | null} truth
   */
  async reveal(question, truth) {
    const answer = this.kept[question.id];
    const sign = question.kind === "curve" ? [curveSign()] : [];
    const heading = make("h3", {}, ...sign, question.question);
    const tell = (/** @type {string[]} */ told) => {
      const close = keyButton("Close", "Esc", () => this.say(), { class: "close" });
      this.say(make("div", { class: "details-head" }, heading, close), ...told.map((text) => make("p", { text })));
      this.tell(told.join(" "));
    };
    if (question.kind === "choice" && truth) tell(choiceWords(truth, answer));
    else if (answer?.kind !== "curve") tell(["Nothing was drawn."]);
    else {
      this.note(question, { ...answer, isRevealed: true });
      await this.revealCurve(answer, tell);
    }
  }

  /** @param {KeptCurve} answer @param {(told: string[]) => void} tell */
  async revealCurve(answer, tell) {
    const { pane, from, values } = answer;
    const chart = this.story.words.charts.find(({ name }) => name === answer.chart);
    if (!chart) return;
    const run = values.map((_, place) => this.story.frame(pane, from + 1 + place).numbers[chart.name]);
    const gaps = distances(values, run);
    const off = meanSize(gaps);
    const letter = this.story.isPair ? ` of ${RUN_LETTERS[pane]}` : "";
    const ofCurve = gaps.length ? ` On average your curve is ${amount(off, chart)} off, ${direction(mean(gaps), off)}.` : "";
    const ofRun = `In the end you drew ${shown(values, chart)}, and the run${letter} has ${shown(run, chart)}.${ofCurve}`;
    tell([ofRun]);
    /** @type {string[]} */
    const ofLuck = await this.ghosts.of(this.story.runs[pane].branch).then(
      ({ lines }) => {
        const others = (lines[chart.name] ?? []).map((line) => meanSize(distances(line.slice(from + 1), run)));
        return others.length ? [luckWords(off, middle(others), chart)] : [];
      },
      (problem) => [problem.message],
    );
    // meanwhile the lesson may have gone on
    if (!this.element.hidden) tell([ofRun, ...ofLuck]);
  }
}

const SLIDER = { role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": "0" };

/** @param {Panel} panel @param {Curve} curve */
function tellValue(panel, curve) {
  const value = curve.at(curve.hand);
  const told = `month ${curve.hand}: ${shown([value], panel.chart)}`;
  panel.plotted.setAttribute("aria-label", `Your curve for ${panel.chart.title}`);
  panel.plotted.setAttribute("aria-valuemax", `${curve.high}`);
  panel.plotted.setAttribute("aria-valuenow", `${Math.round(10 * value) / 10}`);
  panel.plotted.setAttribute("aria-valuetext", told);
}

/** @param {Outcome} truth @param {KeptAnswer | undefined} answer */
function choiceWords(truth, answer) {
  const choice = answer?.kind === "choice" ? answer.choice : null;
  const yours = choice === null ? "You gave no answer." : `You said: ${choice}.`;
  const verdictWords = choice === truth.answer ? "So it is." : `It is: ${truth.answer}.`;
  return [`${yours} ${verdictWords}`, truth.because].filter(Boolean);
}

/**
 * How far one lies above the other in each month in which both have a number.
 * @param {Series} one @param {Series} other
 */
function distances(one, other) {
  return one.flatMap((value, place) => {
    const beside = other[place];
    return value === null || beside === null ? [] : [value - beside];
  });
}

/** @param {number[]} numbers */
function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** @param {number[]} numbers */
function meanSize(numbers) {
  return mean(numbers.map(Math.abs));
}

/** @param {number[]} numbers */
function middle(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/**
 * The last of some numbers as it is shown.
 * @param {Series} numbers @param {Chart} chart
 */
function shown(numbers, { unit }) {
  const last = numbers.at(-1) ?? null;
  return last === null ? "none" : `${Math.round(10 * last) / 10}${unit}`;
}

/**
 * A distance on a chart in words.
 * @param {number} distance @param {Chart} chart
 */
function amount(distance, { name, unit }) {
  const number = distance < 10 ? Math.round(10 * distance) / 10 : Math.round(distance);
  if (unit === "%") return `${number} points`;
  return name === "level" ? `${number} levels` : `${number}`;
}

/** @param {number} gap @param {number} off */
function direction(gap, off) {
  if (Math.abs(gap) < off / 2) return "too high here and too low there";
  return gap > 0 ? "mostly too high" : "mostly too low";
}

/**
 * How a distance compares with what luck does to the same plan.
 * @param {number} off @param {number} typical @param {Chart} chart
 */
function luckWords(off, typical, chart) {
  const told = `A run with other luck is typically ${amount(typical, chart)} off.`;
  if (off <= typical) return `${told} You were as close as one can be without knowing the luck.`;
  if (off <= 2 * typical) return `${told} Luck alone could be nearly as far off as you.`;
  return `${told} So the distance is more than luck.`;
}
