/** The live page: the same stage, with a server that works out months, and a room that decides. */

import { Decision } from "./decisions.js";
import { byId, keyButton, make } from "./dom.js";
import { Exports } from "./exports.js";
import { Rearranging } from "./rearranging.js";
import { Live, liveSource } from "./live.js";
import { Notice } from "./notice.js";
import { Stage, tellFailure, tellStatus } from "./stage.js";
import { Story } from "./story.js";
import { teach } from "./teaching.js";
import { Tree, commonMonths, isLeaf } from "./tree.js";

const NOTE_MILLISECONDS = 400;
/** @type {KeyHelp[]} */
const HELP = [
  ["1 to 9, 0", "decide: the levers as numbered, for A; with Shift for B"],
  ["H, V", "a seat at the table for human resources (H), for customer service (V); with Shift for B"],
  ["M, Shift M", "all other levers, and what is wanted so far, for A or B"],
  ["U, Shift U", "take back the last decision of A or B"],
  ["B", "the branches: put one in A or B, rename, undo"],
  ["S", "take it home: pictures, scenario, tables, this page"],
];

export class Workshop {
  /** @param {Live} live @param {Story} story */
  constructor(live, story) {
    this.live = live;
    this.notice = new Notice();
    this.story = story;
    this.stage = new Stage(this.story, (known, wanted) => this.notice.tellWait(known, wanted));
    this.stage.tell = (words) => this.tell(words);
    /** @type {number | undefined} */
    this.noting = undefined;
    this.tree = new Tree(live, this.dialog("tree"), {
      show: (panes) => this.change("show", { panes }),
      undo: (branch) => this.undo(branch),
      rename: (branch, label) => this.attempt(this.rename(branch, label)),
      restart: async () => (await this.attempt(live.ask("restart", {}))) && location.reload(),
      month: () => this.stage.playback.month,
      seen: (id) => Math.max(-1, ...this.story.shots.map(({ length }, run) => (this.branches()[run] === id ? length - 1 : -1))),
    });
    this.exports = new Exports(this.story, this.stage.playback, this.dialog("exports"));
    this.decisions = this.stage.panes.map((pane, run) => this.decisionOf(pane, run));
    this.stage.parts.push(...this.decisions, this.notice, { draw: (month) => this.note(month) });
    this.addControls();
    document.body.append(this.notice.element);
    live.on("session", () => this.decisions.forEach((decision) => decision.forget()));
    live.on("lost", (reason) => this.notice.hold(reason || "The connection to smsim is lost. Is it still running? Trying again ..."));
    live.on("found", (found) => this.find(found));
  }

  /** @param {string} name */
  dialog(name) {
    const dialog = make("dialog", { id: name, "aria-labelledby": `${name}-title` });
    document.body.append(dialog);
    return dialog;
  }

  /** @param {Pane} pane @param {number} run */
  decisionOf(pane, run) {
    const decision = new Decision(this.stage, this.live, run, {
      decide: (...decided) => this.decide(...decided),
      undo: (place) => this.undo(this.story.runs[place].branch),
      // a key can only mean one of two panels
      opened: (place) => this.decisions.forEach((other) => other.run !== place && other.putAway()),
    });
    pane.head.after(decision.bar.element);
    pane.element.classList.add("deciding");
    new Rearranging(this.stage, decision);
    return decision;
  }

  addControls() {
    byId("show-facts").before(
      keyButton("Branches", "B", () => this.tree.show()),
      keyButton("Save", "S", () => this.exports.show()),
    );
    const keys = { b: () => this.tree.show(), s: () => this.exports.show(), Enter: () => this.stage.enter() };
    Object.assign(keys, ...this.decisions.map(({ bar }) => bar.keys()));
    this.stage.controls.addKeys(keys, HELP);
  }

  /** @param {string} words */
  tell(words) {
    tellStatus(words);
    this.notice.say(words);
  }

  /**
   * The answer to what was asked; null if there was a problem, which the room is told.
   * @template Value
   * @param {Promise<Value>} asked @returns {Promise<Value | null>}
   */
  async attempt(asked) {
    try {
      return await asked;
    } catch (problem) {
      this.tell(problem.message);
      return null;
    }
  }

  /** @param {number} run @param {number} month @param {LeverSettings} settings @param {RearrangementPart[]} rearrangement */
  async decide(run, month, settings, rearrangement) {
    const before = this.branches();
    const branch = before[run];
    const decided = await this.live.ask("decide", { branch, month, settings, rearrangement, pane: run });
    await this.replace(decided.runs, (place) =>
      decided.runs[place].branch === decided.branch ? month : commonMonths(decided.session.branches, before[place], decided.runs[place].branch),
    );
    const own = decided.session.branches.find(({ id }) => id === decided.branch);
    const words = own?.decisions.at(-1)?.[1] ?? "Decided";
    this.tell(`${this.story.labelled(run, words)}, from month ${month} on. Play or step to see what comes of it.`);
  }

  branches() {
    return this.story.runs.map(({ branch }) => branch);
  }

  /**
   * Ask for other runs in the panes, and show them; false if there was a problem, which the room was told.
   * @template {"show" | "undo"} Name
   * @param {Name} name @param {Asks[Name]} values @param {(branch: string) => number} [changedFrom]
   */
  async change(name, values, changedFrom = () => Infinity) {
    const before = this.branches();
    const known = this.live.session.branches;
    const changed = await this.attempt(this.live.ask(name, values));
    if (!changed) return false;
    const news = changed.session.branches.filter(({ id }) => known.every((branch) => branch.id !== id));
    const common = (/** @type {number} */ place) => commonMonths([...known, ...news], before[place], changed.runs[place].branch);
    await this.replace(changed.runs, (place) => Math.min(common(place), changedFrom(before[place])));
    return true;
  }

  /**
   * Take back the last decision of a branch; where it is not shown, the panes stay as they are.
   * @param {string} branch
   */
  async undo(branch) {
    const { branches, panes } = this.live.session;
    const own = branches.find(({ id }) => id === branch);
    if (!own || !isLeaf(branches, own)) {
      this.tell("There is no decision to take back here.");
      return;
    }
    const run = panes.indexOf(branch);
    const changedFrom = (/** @type {string} */ id) => (id === branch ? own.month : Infinity);
    if (!(await this.change("undo", { branch, pane: Math.max(0, run) }, changedFrom))) return;
    if (run < 0) await this.change("show", { panes });
    this.tell(`Taken back: ${own.label}.`);
  }

  /**
   * Give a branch another name, wherever it is shown.
   * @param {string} branch @param {string} label
   */
  async rename(branch, label) {
    await this.live.ask("rename", { branch, label });
    for (const document of this.story.runs) {
      const shown = this.live.session.branches.find(({ id }) => id === document.branch);
      if (shown) document.title = shown.title;
    }
    this.stage.describe();
    for (const pane of this.stage.panes) pane.draw(this.stage.playback.month);
  }

  /**
   * Put runs in the panes; `kept(place)` is how many months of each stay as they were.
   * @param {LiveRun[]} documents @param {(run: number) => number} kept
   */
  async replace(documents, kept) {
    if (documents.length !== this.story.runs.length) {
      // another number of panes is another page
      location.reload();
      return;
    }
    documents.forEach((document, run) => this.story.replaceRun(run, document, kept(run)));
    this.stage.describe();
    await this.stage.playback.stop(this.stage.playback.month);
    this.stage.rest();
  }

  /**
   * The server is there again; it may be another one.
   * @param {LiveRecording} recording
   */
  find(recording) {
    const { story } = this;
    const isSame = recording.seed === story.recording.seed && recording.months === story.months;
    const branches = recording.runs.map(({ branch }) => branch);
    if (!isSame || branches.join() !== this.branches().join()) location.reload();
    this.notice.hold("");
    this.tell("The connection to smsim is back.");
  }

  /**
   * A reload must find the same month again.
   * @param {number} month
   */
  note(month) {
    clearTimeout(this.noting);
    this.noting = setTimeout(() => this.live.ask("note", { month }).catch(() => {}), NOTE_MILLISECONDS);
  }
}

async function open() {
  const live = new Live(`ws://${location.host}/live`);
  live.on("lost", () => byId("panes").childElementCount || tellFailure(new Error("there is no answer from smsim; trying again.")));
  const story = new Story(liveSource(live, await live.open()));
  await story.reach(0);
  byId("status").classList.add("unseen");
  const workshop = new Workshop(live, story);
  const { charts } = workshop.stage;
  if (live.session.charts.length) charts.set(live.session.charts);
  charts.tell = (names) => live.ask("note", { charts: names }).catch(({ message }) => workshop.tell(message));
  teach(workshop);
  await workshop.stage.playback.go(live.session.month ?? 0);
  for (const remark of live.session.remarks ?? []) workshop.tell(remark);
}

try {
  await open();
} catch (problem) {
  tellFailure(problem);
  throw problem;
}
