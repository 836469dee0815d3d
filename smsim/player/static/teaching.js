/** What helps to teach on the live page: luck made visible, predictions, and a lesson if there is one. */

import { byId, keyButton, leavingNoFocus } from "./dom.js";
import { Ghosts } from "./ghosts.js";
import { LessonPanel } from "./lesson.js";
import { Prediction } from "./prediction.js";
import { tellStatus } from "./stage.js";

/** What may be predicted without a lesson. */
/** @type {CurveQuestion} */
const OWN_QUESTION = {
  id: "own",
  question: "What share of the people in A will use social media for their work?",
  kind: "curve",
  pane: 0,
  chart: "active_share",
  choices: [],
};

/**
 * Add it to a workshop, which has live, story, stage, tell(words), change(name, values), decide(...) and rename(branch, label).
 * @param {Workshop} workshop
 */
export function teach(workshop) {
  const { live, story, stage } = workshop;
  const ghosts = new Ghosts(live, story, stage.charts);
  /** @type {LessonPanel | null} */
  let lesson = null;
  const settle = () => {
    stage.rest();
    lesson?.write();
  };
  const prediction = new Prediction(live, story, stage.charts, tellStatus, settle, ghosts);
  stage.parts.push(ghosts);
  stage.takers.push(() => prediction.take());
  stage.closers.push(() => prediction.dismiss());
  addControl(stage, "Luck", "G", "200 runs of the same plan with other luck", async () => {
    await ghosts.toggle();
    if (ghosts.isShown) lesson?.sawLuck();
  });
  const actions = actionsOf(workshop, ghosts, prediction);
  if (live.session.lesson) {
    lesson = new LessonPanel(live, live.session.lesson, actions);
    addLesson(workshop, lesson);
  } else addOwnQuestion(workshop, prediction, actions);
}

/** @param {Stage} stage @param {string} text @param {string} key @param {string} words @param {Act} act */
function addControl(stage, text, key, words, act) {
  byId("show-facts").before(keyButton(text, key, leavingNoFocus(act)));
  stage.controls.addKeys({ [key.toLowerCase()]: act }, [[key, words]]);
}

/** @param {Workshop} workshop @param {LessonPanel} panel */
function addLesson({ live, stage }, panel) {
  const { session } = live;
  // the first step may begin later than the page does
  if (!session.step && !session.month) session.month = panel.step.month ?? 0;
  byId("top").after(panel.element);
  stage.home = panel.element;
  stage.parts.push(panel);
  stage.takers.push(() => panel.take());
  stage.controls.addKeys(panel.keys(), LessonPanel.help());
  panel.resume();
}

/**
 * Let a room without a lesson draw a curve from the month shown on, and hold it against the run in the end.
 * @param {Workshop} workshop @param {PredictionPanel} prediction @param {LessonActions} actions
 */
function addOwnQuestion(workshop, prediction, actions) {
  const { playback } = workshop.stage;
  const isWaiting = () => {
    const kept = prediction.kept[OWN_QUESTION.id];
    return kept?.kind === "curve" && !kept.isRevealed;
  };
  const act = async () => {
    if (isWaiting() && !prediction.isOpen) {
      await actions.goTo(playback.last);
      await actions.reveal(OWN_QUESTION, null);
    } else if (playback.month === playback.last) {
      workshop.tell("There is nothing left to predict in the last month; go back first.");
    } else {
      await actions.predict(OWN_QUESTION);
    }
  };
  addControl(workshop.stage, "Predict", "C", "draw the curve of users in A, then hold it against the run", () => {
    act().catch(({ message }) => workshop.tell(message));
  });
  prediction.showOnly(isWaiting() ? [OWN_QUESTION.id] : []);
}

/** @param {Workshop} workshop @param {Ghosts} ghosts @param {PredictionPanel} prediction @returns {LessonActions} */
function actionsOf(workshop, ghosts, prediction) {
  const { live, stage } = workshop;
  const { playback } = stage;
  return {
    tell: (words) => workshop.tell(words),
    clear: () => stage.clear(),
    rest: () => stage.rest(),
    setCharts: (names) => {
      stage.charts.set(names);
      stage.charts.tell(stage.charts.names);
    },
    goTo: (month) => playback.stop(month),
    month: () => playback.month,
    isPlaying: () => playback.isPlaying,
    haltAt: (month) => {
      playback.halt = month;
    },
    play: () => playback.toggle(),
    show: (names) => putBack(workshop, names),
    decide: async (pane, month, settings, label) => {
      await workshop.decide(pane, month, settings, []);
      await workshop.rename(live.session.panes[pane], label);
    },
    predict: async (question) => {
      ghosts.show(false);
      await playback.stop(playback.month);
      await prediction.start(question, playback.month);
    },
    isAsking: () => prediction.isOpen,
    reveal: (question, truth) => prediction.reveal(question, truth),
    keepCurves: (ids) => prediction.showOnly(ids),
    showGhosts: (isShown) => ghosts.show(isShown),
  };
}

/**
 * Show opening scenarios by name, one in each pane.
 * @param {Workshop} workshop @param {string[]} names
 */
async function putBack(workshop, names) {
  const { branches, panes } = workshop.live.session;
  const openings = branches.filter(({ parent }) => parent === null);
  const wanted = names.flatMap((name) => openings.filter((branch) => branch.name === name).map(({ id }) => id));
  if (wanted.join() !== panes.join()) await workshop.change("show", { panes: wanted });
}
