/** Predictions: the room says what it expects before it sees it, and is told honestly how far off it was. */

import { Curve, curveSign, paintCurve } from "./curve.js";
import { keyButton, make } from "./dom.js";
import { RUN_LETTERS } from "./story.js";

const LAYER = "prediction";

export class Prediction {
  /**
   * `tell(sentence)` is for those who cannot see the charts, `settle()` is called when something else is shown
   * here; `ghosts` knows other luck.
   */
  constructor(live, story, charts, tell, settle, ghosts) {
    this.live = live;
    this.story = story;
    this.charts = charts;
    this.tell = tell;
    this.settle = settle;
    this.ghosts = ghosts;
    this.close = null;
    this.finish = null;
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

  /** Ask a question in a month; the promise says whether it was answered. */
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
    this.finish();
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

  /** Show something beside the charts; nothing hides it. */
  say(...content) {
    this.element.replaceChildren(...content);
    this.element.hidden = content.length === 0;
    this.charts.settleAside();
    this.settle();
  }

  askCurve(question, month) {
    const panel = this.charts.panelOf(question.chart);
    const start = [month, this.story.frame(question.pane, month).numbers[question.chart]];
    const curve = new Curve(start, this.story.months - 1, panel.limits(), panel.chart.is_whole);
    const done = keyButton("That is our curve", "Enter", () => this.finish(), { class: "confirm", disabled: true });
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
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter") this.finish();
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

  askChoice(question) {
    const options = question.choices.map((words) => {
      const input = make("input", { type: "radio", name: "prediction", value: words });
      return make("label", { class: "option" }, input, words);
    });
    const done = keyButton("That is our answer", "Enter", null, { class: "confirm", type: "submit", disabled: true });
    this.finish = () => {
      const chosen = new FormData(form).get("prediction");
      if (chosen) this.keep(question, { kind: "choice", choice: chosen });
    };
    const form = make(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.finish();
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
    form.querySelector("input").focus({ preventScroll: true });
  }

  keep(question, answer) {
    this.dropCurve?.();
    this.note(question, answer);
    this.close(true);
    this.showOnly([question.id]);
    this.tell(answer.kind === "curve" ? "Your curve is kept: it stays on the chart." : `Your answer is kept: ${answer.choice}.`);
  }

  /** Have an answer found again after a reload. */
  note(question, answer) {
    this.live.session.predictions = { ...this.kept, [question.id]: answer };
    this.live.ask("note", { predictions: this.kept }).catch(({ message }) => this.tell(message));
  }

  /** Show the curves of these questions on the charts, and no others. */
  showOnly(ids) {
    if (this.isOpen) this.stop();
    this.say();
    const curves = ids.map((id) => this.kept[id]).filter((answer) => answer?.kind === "curve");
    const paint = (context, place, panel) => {
      const answer = curves.find(({ chart }) => chart === panel.chart.name);
      if (answer) paintCurve(context, place, answer.from + 1, answer.values);
    };
    for (const panel of this.charts.panels) panel.setLayer(LAYER, curves.length ? paint : null);
  }

  /**
   * Hold the answer against the run, of which all months are known, and a curve against other luck too;
   * `truth` has the right answer of a choice, and why.
   */
  async reveal(question, truth) {
    const answer = this.kept[question.id];
    const sign = question.kind === "curve" ? [curveSign()] : [];
    const heading = make("h3", {}, ...sign, question.question);
    const tell = (told) => {
      const close = keyButton("Close", "Esc", () => this.say(), { class: "close" });
      this.say(make("div", { class: "details-head" }, heading, close), ...told.map((text) => make("p", { text })));
      this.tell(told.join(" "));
    };
    if (question.kind === "choice") tell(choiceWords(truth, answer));
    else if (!answer) tell(["Nothing was drawn."]);
    else {
      this.note(question, { ...answer, isRevealed: true });
      await this.revealCurve(answer, tell);
    }
  }

  async revealCurve(answer, tell) {
    const { chart, pane, from, values } = answer;
    const { unit } = this.charts.panelOf(chart).chart;
    const run = values.map((_, place) => this.story.frame(pane, from + 1 + place).numbers[chart]);
    const off = meanDistance(values, run);
    const gap = values.reduce((sum, value, place) => sum + value - run[place], 0) / values.length;
    const letter = this.story.isPair ? ` of ${RUN_LETTERS[pane]}` : "";
    const ofRun =
      `In the end you drew ${words(values.at(-1), unit)}, and the run${letter} has ${words(run.at(-1), unit)}. ` +
      `On average your curve is ${points(off, unit)} off, ${direction(gap, off)}.`;
    tell([ofRun]);
    const ofLuck = await this.ghosts.of(this.story.runs[pane].branch).then(
      ({ lines }) => luckWords(off, middle(lines[chart].map((line) => meanDistance(line.slice(from + 1), run))), unit),
      (problem) => problem.message,
    );
    // meanwhile the lesson may have gone on
    if (!this.element.hidden) tell([ofRun, ofLuck]);
  }
}

const SLIDER = { role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-valuemin": "0" };

function tellValue(panel, curve) {
  const value = curve.at(curve.hand);
  const told = `month ${curve.hand}: ${words(value, panel.chart.unit)}`;
  panel.plotted.setAttribute("aria-label", `Your curve for ${panel.chart.title}`);
  panel.plotted.setAttribute("aria-valuemax", curve.high);
  panel.plotted.setAttribute("aria-valuenow", Math.round(10 * value) / 10);
  panel.plotted.setAttribute("aria-valuetext", told);
}

function choiceWords(truth, answer) {
  const yours = answer ? `You said: ${answer.choice}.` : "You gave no answer.";
  const verdictWords = answer?.choice === truth.answer ? "So it is." : `It is: ${truth.answer}.`;
  return [`${yours} ${verdictWords}`, truth.because].filter(Boolean);
}

function meanDistance(one, other) {
  const gaps = one.map((value, place) => Math.abs(value - other[place]));
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

function middle(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function words(value, unit) {
  return `${Math.round(10 * value) / 10}${unit}`;
}

function points(distance, unit) {
  const amount = distance < 10 ? Math.round(10 * distance) / 10 : Math.round(distance);
  return unit === "%" ? `${amount} points` : `${amount} levels`;
}

function direction(gap, off) {
  if (Math.abs(gap) < off / 2) return "too high here and too low there";
  return gap > 0 ? "mostly too high" : "mostly too low";
}

/** How a distance compares with what luck does to the same plan. */
function luckWords(off, typical, unit) {
  const told = `A run with other luck is typically ${points(typical, unit)} off.`;
  if (off <= typical) return `${told} You were as close as one can be without knowing the luck.`;
  if (off <= 2 * typical) return `${told} Luck alone could be nearly as far off as you.`;
  return `${told} So the distance is more than luck.`;
}
