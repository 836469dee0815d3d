/** Types of the page's own: what its modules hand to each other. */

type Story = import("../static/story.js").Story;
type Stage = import("../static/stage.js").Stage;
type Playback = import("../static/playback.js").Playback;
type Charts = import("../static/charts.js").Charts;
type Panel = import("../static/charts.js").Panel;
type Spots = import("../static/spots.js").Spots;
type OrganisationView = import("../static/organisation.js").OrganisationView;
type Pane = import("../static/pane.js").Pane;
type Live = import("../static/live.js").Live;
type DecisionPanel = import("../static/decisions.js").Decision;
type Curve = import("../static/curve.js").Curve;
type Ghosts = import("../static/ghosts.js").Ghosts;
type PredictionPanel = import("../static/prediction.js").Prediction;
type LessonPanel = import("../static/lesson.js").LessonPanel;
type Workshop = import("../static/workshop.js").Workshop;

/** Elements of player.html that are found by their id. */
interface PageElements {
  top: HTMLElement;
  title: HTMLHeadingElement;
  subtitle: HTMLParagraphElement;
  legend: HTMLUListElement;
  "show-facts": HTMLButtonElement;
  "show-help": HTMLButtonElement;
  "full-screen": HTMLButtonElement;
  panes: HTMLDivElement;
  charts: HTMLElement;
  "to-start": HTMLButtonElement;
  back: HTMLButtonElement;
  play: HTMLButtonElement;
  step: HTMLButtonElement;
  month: HTMLOutputElement;
  marks: HTMLCanvasElement;
  scrubber: HTMLInputElement;
  speed: HTMLSelectElement;
  "next-news": HTMLButtonElement;
  parted: HTMLButtonElement;
  facts: HTMLElement;
  status: HTMLParagraphElement;
  help: HTMLDialogElement;
  recording: HTMLScriptElement;
}

type Act = () => unknown;
type Said = string | Node;

/** Attributes of an element that is made; true stands for one without a value, false and null for none. */
interface Settings {
  text?: string;
  onclick?: ((event: MouseEvent) => unknown) | null;
  onchange?: (event: Event) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
  onkeydown?: (event: KeyboardEvent) => unknown;
  [attribute: string]: string | number | boolean | null | undefined | ((event: any) => unknown);
}

/** What draws itself anew when the month is another. */
interface Part {
  draw(month: number): void;
}

interface Source {
  /** all but the frames */
  recording: LiveRecording;
  /** months that can be had without anybody computing them */
  knownMonths: number;
  /** months that may be asked for at once */
  mostMonths: number;
  /** the frames of the run in a place, of months in order; `document` is what the recording says of that run */
  frames(run: number, document: LiveRun, first: number, last: number): Promise<Frame[]>;
}

type ChosenKind = "person" | "department" | "blockers" | "parting";
/** What somebody asked about; `row` is that of a person or a department, or the run that is blocked. */
interface Chosen {
  kind: ChosenKind;
  row: number;
}
type Choose = (kind: ChosenKind, row: number) => void;

/** A level of a ladder; `show` takes the letter of an indicator, and returns it. */
interface Rung {
  level: number;
  rung: HTMLElement;
  count: HTMLElement;
  lost: HTMLElement;
  items: { item: HTMLLIElement; place: number; show(letter: string): string }[];
}

/** Whom a person listens to. */
interface Colleague {
  row: number;
  weight: number;
  isManager: boolean;
}

/** What somebody is besides a colleague; rows of departments, -1 for none. */
interface Office {
  leads: boolean;
  represents: number;
  heads: number;
}

interface Disc {
  x: number;
  y: number;
  radius: number;
}

/** Where months and values lie on the canvas of a chart, in its own dots. */
interface ChartPlaces {
  x(month: number): number;
  y(value: number): number;
  dots: number;
}
type Layer = (context: CanvasRenderingContext2D, place: ChartPlaces, panel: Panel) => void;
type PointerHand = (month: number, value: number, isFirst: boolean) => void;

/** What the room predicted, as it is noted at the server. */
type KeptAnswer = KeptCurve | KeptChoice;

interface KeptCurve {
  kind: "curve";
  pane: number;
  chart: string;
  /** the month before the first of `values` */
  from: number;
  values: number[];
  isRevealed: boolean;
}

interface KeptChoice {
  kind: "choice";
  choice: string;
}

/** Other luck of a branch, asked for and perhaps there. */
interface KnownGhosts {
  asked: Promise<GhostRuns>;
  answer: GhostRuns | null;
}

/** What is wanted by hand: as the server is told it, and in words. */
interface WantedPart {
  change: RearrangementPart;
  words: string;
}

type PartForm = "" | "move" | "draw" | "cut";

type LeverSettings = Record<string, LeverValue>;
/** What the form in charge has of its own for levers that are left to it, by name. */
type OfForm = Record<string, number>;
type SetLever = (value: LeverValue) => void;

/** What keys mean, by their names. */
type KeyActs = Record<string, Act>;
/** Keys, and what the help says of them. */
type KeyHelp = [string, string];

interface ControlActions {
  /** go to the month in which A and B part */
  part: Act;
  /** close what is open */
  close: Act;
  /** give the focus a place where it was lost */
  rest: Act;
  toggleFacts: Act;
}

interface DecisionActs {
  /** take a decision from a month on */
  decide(run: number, month: number, settings: LeverSettings, rearrangement: RearrangementPart[]): Promise<void>;
  /** take the last one back */
  undo(run: number): unknown;
  /** hear that the panel was opened */
  opened(run: number): void;
}

interface LeverBarActs {
  /** open the panel on a lever, with null on all */
  open(name: string | null): unknown;
  /** give a kind of department a seat, or take it away */
  turnSeat(kind: string): unknown;
  undo: Act;
}

interface TreeActs {
  show(panes: string[]): unknown;
  undo(branch: string): unknown;
  rename(branch: string, label: string): unknown;
  restart: Act;
  month(): number;
  /** the last month of a branch that is known here */
  seen(branch: string): number;
}

/** What a lesson does with the page. */
interface LessonActions {
  tell(words: string): void;
  clear(): void;
  rest(): void;
  setCharts(names: string[]): void;
  goTo(month: number): Promise<void>;
  month(): number;
  isPlaying(): boolean;
  haltAt(month: number | null): void;
  play(): Promise<void>;
  /** put opening scenarios into the panes, by name */
  show(names: string[]): Promise<void>;
  decide(pane: number, month: number, settings: LeverSettings, label: string): Promise<void>;
  predict(question: Question): Promise<void>;
  isAsking(): boolean;
  /** `truth` is told by a lesson only */
  reveal(question: Question, truth: Outcome | null): Promise<void>;
  keepCurves(ids: string[]): void;
  showGhosts(isShown: boolean): Promise<void>;
}

/** What a connection tells those who listen. */
interface LiveEvents {
  /** the session is another */
  session: [session: Session];
  /** the connection is lost, for a reason that may be "" */
  lost: [reason: string];
  /** it was found again */
  found: [recording: LiveRecording];
}
type LiveListener<Event extends keyof LiveEvents> = (...said: LiveEvents[Event]) => unknown;
type LiveListeners = { [Event in keyof LiveEvents]: LiveListener<Event>[] };

/** A reply bears the `id` of its question, and its answer or what is the matter with it. */
interface Reply {
  /** null where it could not be read: nobody waits for that */
  id: number | null;
  answer?: Answers[keyof Answers];
  problem?: string;
}

/** A question that was asked and not answered yet. */
interface Waiting {
  name: keyof Asks;
  text: string;
  resolve(answer: any): void;
  reject(problem: Error): void;
  timer: number;
}
