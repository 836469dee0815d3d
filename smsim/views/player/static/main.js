/** The player: a story, a month, and everything that shows it. */

import { Charts } from "./charts.js";
import { STATE_COLOURS } from "./colours.js";
import { Controls } from "./controls.js";
import { byId, make, write } from "./dom.js";
import { Facts } from "./facts.js";
import { Pane } from "./pane.js";
import { Playback } from "./playback.js";
import { inlinedSource } from "./source.js";
import { RUN_LETTERS, Story } from "./story.js";

async function start(source) {
  const story = new Story(source);
  await story.reach(source.knownMonths - 1);
  const parts = [];
  const tell = (words) => write(byId("status"), words);
  const show = (month) => {
    for (const part of parts) part.draw(month);
    if (!playback.isPlaying) tell(statusWords(story, month));
  };
  const playback = new Playback(story, show, tell);
  const choose = (kind, row) => showDetails(panes, playback, { kind, row });
  const close = () => showDetails(panes, playback, null);
  const panes = story.runs.map((_, run) => new Pane(story, run, choose, close));
  byId("panes").append(...panes.map((pane) => pane.element));
  byId("panes").classList.toggle("pair", story.isPair);
  const charts = new Charts(story, byId("charts"), (month) => playback.stop(month));
  const facts = new Facts(story, byId("facts"), () => facts.show(false));
  const controls = new Controls(story, playback, {
    part: () => part(story, playback, choose),
    close: () => (facts.isShown ? facts.show(false) : close()),
    toggleFacts: () => facts.show(!facts.isShown),
  });
  parts.push(...panes, charts, controls, facts);
  describe(story);
  await playback.go(0);
}

function showDetails(panes, playback, chosen) {
  const toShow = (pane) => (chosen?.kind === "blockers" && pane.run !== chosen.row ? pane.chosen : chosen);
  for (const pane of panes) pane.show(toShow(pane), playback.month);
  if (chosen !== null) panes[chosen.kind === "blockers" ? chosen.row : 0].side.focus({ preventScroll: true });
}

async function part(story, playback, choose) {
  if (story.partedMonth === null) return;
  await playback.stop(story.partedMonth);
  choose("parting", 0);
}

function statusWords(story, month) {
  const told = story.runs.map((_, run) => {
    const { level, news } = story.frame(run, month);
    const name = story.isPair ? `${RUN_LETTERS[run]}: ` : "";
    const happened = news.map(([, words]) => `, ${words}`).join("");
    return `${name}level ${level}, ${story.users(run, month)} people use it${happened}`;
  });
  return `Month ${month}. ${told.join(". ")}.`;
}

function describe(story) {
  const { seed } = story.recording;
  const people = story.employees === 1 ? "1 person" : `${story.employees} people`;
  write(byId("title"), story.isPair ? `The same ${people}, twice` : story.runs[0].title);
  write(byId("subtitle"), story.isPair ? `Same luck (seed ${seed}), another plan` : `${people} (seed ${seed})`);
  const entries = story.words.states.map((state, digit) =>
    make("li", {}, make("span", { class: `dot state-${digit}`, text: `${digit}` }), state),
  );
  entries.push(make("li", {}, make("span", { class: "ring" }), "changed this month"));
  entries.push(make("li", {}, make("span", { class: "lit" }), "passed on by colleagues"));
  if (story.isPair) entries.push(make("li", {}, make("span", { class: "square" }), "differs between A and B"));
  byId("legend").append(...entries);
  STATE_COLOURS.forEach((colour, digit) => {
    document.documentElement.style.setProperty(`--state-${digit}`, colour);
  });
}

try {
  await start(inlinedSource(byId("recording")));
} catch (problem) {
  byId("status").classList.remove("unseen");
  write(byId("status"), `The player could not start: ${problem.message}`);
  throw problem;
}
