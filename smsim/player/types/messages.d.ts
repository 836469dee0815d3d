/**
 * What Python tells the page, and what the page asks: declared here, written in smsim/player and smsim/workshop.
 *
 * `tests/unit/workshop/test_page_types.py` holds every interface against real recordings, answers and
 * questions, in both directions: a key that only one side knows fails there.
 *
 * Months are counted from 0. A row is a place in a list of people or departments. A string of digits has one
 * for each row. Percents are whole numbers, 0 to 100.
 */

/** All but the runs: the same for a page that plays by itself and a live one. */
interface Recording {
  format: "smsim player";
  format_version: 2;
  /** version of smsim */
  smsim: string;
  /** a string, as whole numbers beyond 2**53 are not numbers in a browser */
  seed: string;
  months: number;
  words: Words;
  workforce: Workforce;
}

interface InlinedRecording extends Recording {
  runs: RecordedRun[];
}

interface LiveRecording extends Recording {
  runs: LiveRun[];
}

/** What frames tell as digits and numbers, in words. */
interface Words {
  /** by the digit of `Frame.people` */
  states: string[];
  /** by the number in `Frame.changes` */
  causes: Record<number, string>;
  /** the cause of those who follow their colleagues */
  peers: number;
  /** by the digit of `FrameDepartments.phase` */
  phases: string[];
  /** by level, 0 to 4 */
  levels: string[];
  indicators: Indicator[];
  charts: Chart[];
}

/** One line of the audit. */
interface Indicator {
  code: string;
  level: number;
  title: string;
}

/** A quantity over the months; numbers come `factor` times as large as they were recorded. */
interface Chart {
  name: string;
  title: string;
  unit: string;
  factor: number;
  low: number | null;
  high: number | null;
  is_whole: boolean;
}

/** Who works here, where they stand and whom they listen to; the same in all runs. */
interface Workforce {
  departments: WorkforceDepartments;
  layouts: Layout[];
  people: WorkforcePeople;
  ties: Ties;
  /** whether everybody talks to everybody */
  is_complete: boolean;
}

interface WorkforceDepartments {
  names: string[];
  people: number[];
  /** a digit each */
  has_label: string;
}

interface WorkforcePeople {
  names: string[];
  department: number[];
  /** row of the own manager, -1 for none */
  manager: number[];
  /** a digit each */
  is_manager: string;
  ceo: number;
  /** place in the department's disc, 1000 to its radius */
  x: number[];
  y: number[];
}

/** Where discs and the table lie in a frame `shape` times as wide as high, 1000 to its height. */
interface Layout {
  shape: number;
  x: number[];
  y: number[];
  radius: number[];
  table: Point;
  table_radius: number;
  person: number;
  letter: number;
}

type Point = [number, number];

/** Whom everyone listens to: so many `colleagues` each, their rows, and weights in 1/64. */
interface Ties {
  degrees: number[];
  colleagues: number[];
  weights: number[];
}

interface Run {
  name: string;
  title: string;
  description: string;
  /** row of the department where social media is at home */
  home: number;
  start: Start;
  /** percent of practice from which social media is part of the work */
  operating: number;
}

interface RecordedRun extends Run {
  frames: Frame[];
}

interface LiveRun extends Run {
  /** id of the branch it is the run of */
  branch: string;
}

/** What is known of everyone before month 0. */
interface Start {
  /** a digit each, as in frames */
  people: string;
  /** percent of colleagues, by weight, that makes a person follow */
  thresholds: number[];
}

/** All as at the end of a month; nothing depends on the frames before. */
interface Frame {
  month: number;
  /** the reported maturity level, 0 to 4 */
  level: number;
  /**
   * a digit each: 0 does not use social media for work; 1 does not, but as many colleagues do as the person
   * needs to follow; 2 uses it; 3 uses it with practised skill
   */
  people: string;
  /** row and cause of everyone whose use changed this month */
  changes: [number, number][];
  /** row and threshold of everyone who is new this month */
  newcomers: [number, number][];
  departments: FrameDepartments;
  /** a letter each: "1" met, "+" met since the last audit, "0" missing, "x" just lost, "-" not applicable */
  indicators: string;
  /** words for who is in charge */
  form: string;
  /** whether that form has a lead at all */
  led: boolean;
  /** row of the lead, -1 while nobody leads */
  lead: number;
  /** full-time equivalents of those in charge */
  staff: number;
  /** what the next level needs, without full stop */
  blockers: string[];
  /** kind and words, the most important first */
  news: [NewsKind, string][];
  /** by name of a chart; null where there is none */
  numbers: Record<string, number | null>;
  /** what is other than before month 0, by hand or in time; absent if nothing is */
  rearranged?: Rearranged;
}

type NewsKind = "level" | "crisis" | "upheaval" | "decision" | "lead" | "department" | "person";

/** The departments, an entry or a digit for each. */
interface FrameDepartments {
  users: number[];
  practice: number[];
  endorsement: number[];
  phase: string;
  seat: string;
  plan: string;
  /** rows of the heads and of those who have the seats, -1 for nobody */
  head: number[];
  representative: number[];
  /** percent: how far those in charge reach it, and how much practice it sees elsewhere through its ties */
  contact: number[];
  seen: number[];
  /** hours */
  support: number[];
  /** what holds the use case back, "" for nothing */
  block: string[];
}

/** In what people and ties differ from those of the workforce. */
interface Rearranged {
  /** row and department of everyone who is elsewhere now */
  moved: [number, number][];
  /** rows of both ends of ties that came, and of those that went */
  drawn: [number, number][];
  cut: [number, number][];
}

/** What one browser has done in a workshop. */
interface Session {
  months: number;
  seed: string;
  employees: number;
  levers: Lever[];
  branches: Branch[];
  /** ids of the branches shown */
  panes: string[];
  /** where the page was: month and step of the lesson, what the room has done of it, and the charts shown */
  month: number;
  step: number;
  done: Deed[];
  charts: string[];
  /** as the page noted them, by the id of the question; their type is the page's own */
  predictions: Record<string, KeptAnswer | undefined>;
  lesson: Lesson | null;
  /** sentences the room should know */
  remarks: string[];
}

/** What can be decided. */
interface Lever {
  name: string;
  title: string;
  meaning: string;
  unit: string;
  kind: LeverKind;
  /** value and words; null is "as the form has it" */
  choices: [string | null, string][];
  low: number | null;
  high: number | null;
  step: number | null;
  group: LeverGroup;
  /** the key that opens it, "" for none */
  key: string;
}

type LeverKind = "choice" | "kinds" | "switch" | "event" | "share" | "number";
type LeverGroup = "who" | "money" | "people" | "rules" | "service";
type LeverValue = string | number | boolean | string[] | null;

/** A line of decisions. */
interface Branch {
  id: string;
  /** null for an opening scenario */
  parent: string | null;
  /** the first month that may differ from the parent's */
  month: number;
  label: string;
  name: string;
  title: string;
  /** the last month that was asked for, -1 for none */
  seen: number;
  /** month and words, the earliest first */
  decisions: [number, string][];
}

interface Lesson {
  name: string;
  title: string;
  minutes: number;
  question: string;
  seed: number;
  months: number;
  scenarios: string[];
  employees?: number;
  step: Step[];
}

/** One step of a lesson; see smsim/workshop/lesson_tables.py. */
interface Step {
  title: string;
  minutes: number;
  text: string;
  month?: number;
  show: string[];
  charts: string[];
  look: string;
  until?: number;
  ghosts: boolean;
  reveal?: string;
  predict?: Question;
  decide?: LessonDecision;
  deeds: Deed[];
  has_outcome: boolean;
}

type Deed = "predict" | "decide" | "play" | "luck" | "reveal" | "tell";
type Question = CurveQuestion | ChoiceQuestion;

interface CurveQuestion {
  id: string;
  question: string;
  kind: "curve";
  pane: number;
  chart: string;
  choices: string[];
}

interface ChoiceQuestion {
  id: string;
  question: string;
  kind: "choice";
  pane: number;
  choices: string[];
}

interface LessonDecision {
  pane: number;
  month: number;
  label: string;
  settings: Record<string, LeverValue>;
}

/** What the page may ask, by its name; see smsim/workshop/messages.py. */
interface Asks {
  open: Nothing;
  frames: { branch: string; first: number; last: number };
  show: { panes: string[] };
  levers: { branch: string; month: number };
  forecast: { branch: string; month: number; settings: Record<string, LeverValue> };
  decide: { branch: string; month: number; settings: Record<string, LeverValue>; rearrangement: RearrangementPart[]; pane: number };
  undo: { branch: string; pane: number };
  rename: { branch: string; label: string };
  note: { month?: number; step?: number; predictions?: Record<string, KeptAnswer | undefined>; done?: Deed[]; charts?: string[] };
  outcome: Nothing;
  ghosts: { branch: string };
  restart: Nothing;
}

/** One thing done by hand: a move of a person to a department, a tie drawn or cut, or a champion; all rows. */
interface RearrangementPart {
  move?: number;
  to?: number;
  draw?: [number, number];
  cut?: [number, number];
  champion?: number;
}

/** What is answered, by the name of the question. */
interface Answers {
  open: Opened;
  frames: { branch: string; frames: Frame[] };
  show: Shown;
  levers: { values: Record<string, LeverValue>; of_form: Record<string, number> };
  forecast: { before: Costs; after: Costs };
  decide: ShownBranch;
  undo: ShownBranch;
  rename: { session: Session };
  note: Nothing;
  outcome: Outcome;
  ghosts: GhostRuns;
  restart: Opened;
}

interface Nothing {}

interface Opened {
  recording: LiveRecording;
  session: Session;
}

interface Shown {
  runs: LiveRun[];
  session: Session;
}

interface ShownBranch extends Shown {
  branch: string;
}

/** Thousands of euros. */
interface Costs {
  next_year_keur: number;
  to_end_keur: number;
}

/** What the room was to find out in a step, with the answer to the question it reveals. */
interface Outcome {
  outcome: string;
  answer: string | null;
  because: string;
}

/** Other luck of a plan. */
interface GhostRuns {
  branch: string;
  count: number;
  /** by name of a chart */
  bands: Record<string, Bands>;
  /** by name of the charts that have them: the months of some runs */
  lines: Record<string, Series[] | undefined>;
  so_far: Happened[];
  /** sentences on what becomes of the plan by the end */
  chances: string[];
  /** month from which it is known, and sentence */
  luck: [number, string][];
  /** by month, how many of 100 others have fewer users, those alike by half */
  ranks: { active_share: number[] };
}

/** A number for each month; null where there is none. */
type Series = (number | null)[];

/** 5, 25, 50, 75 and 95 % of the runs. */
interface Bands {
  low: Series;
  lower: Series;
  middle: Series;
  upper: Series;
  high: Series;
}

/** In how many of 100 runs something has happened by each month, with limits. */
interface Happened {
  words: string;
  count: number[];
  low: number[];
  high: number[];
}
