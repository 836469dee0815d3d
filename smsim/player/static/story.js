/** What is known of the runs so far, and what follows from it. */

const FIRST_USER_STATE = 2;
const TIE_UNIT = 64;
/** @type {Rearranged} */
export const UNTOUCHED = { moved: [], drawn: [], cut: [] };
export const RUN_LETTERS = ["A", "B"];

/** @param {string} people @param {number} row */
export function isUser(people, row) {
  return Number(people[row]) >= FIRST_USER_STATE;
}

export class Story {
  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    this.recording = source.recording;
    this.months = source.recording.months;
    this.words = source.recording.words;
    this.workforce = source.recording.workforce;
    this.runs = source.recording.runs;
    this.shots = this.runs.map(() => /** @type {Frame[]} */ ([]));
    this.employees = this.workforce.people.names.length;
    // months ahead may be known before anybody was shown them
    this.seenMonths = source.knownMonths;
    /** @type {number | null} */
    this.parted = null;
    this.comparedMonths = 0;
    /** @type {Promise<void> | null} */
    this.loading = null;
    this.tieStarts = [0];
    this.workforce.ties.degrees.forEach((degree, row) => this.tieStarts.push(this.tieStarts[row] + degree));
  }

  /**
   * Know all months up to `month`; `goOn(known)` hears how far it has come and may end it with false.
   * @param {number} month @param {(known: number) => boolean} [goOn]
   */
  async reach(month, goOn = () => true) {
    while (this.knownMonths <= month) {
      this.loading ??= this.load(month).finally(() => {
        this.loading = null;
      });
      await this.loading;
      if (!goOn(this.knownMonths - 1)) return;
    }
  }

  /** @param {number} month */
  async load(month) {
    const last = Math.min(month, this.knownMonths + this.source.mostMonths - 1);
    await Promise.all(this.runs.map((document, run) => this.loadRun(document, run, last)));
    this.compare();
  }

  /** @param {LiveRun} document @param {number} run @param {number} last */
  async loadRun(document, run, last) {
    const first = this.shots[run].length;
    if (first > last) return;
    const frames = await this.source.frames(run, document, first, last);
    // meanwhile another run may have taken the place, and these months with it
    if (this.runs[run] === document && this.shots[run].length === first) this.shots[run].push(...frames);
  }

  compare() {
    for (; this.parted === null && this.comparedMonths < this.knownMonths; this.comparedMonths += 1) {
      if (this.differing(this.comparedMonths).some(Boolean)) this.parted = this.comparedMonths;
    }
  }

  /**
   * Put another run in a place; its first `keptMonths` are those of the run before it.
   * @param {number} run @param {LiveRun} document @param {number} keptMonths
   */
  replaceRun(run, document, keptMonths) {
    this.runs[run] = document;
    this.shots[run].length = Math.min(this.shots[run].length, keptMonths);
    if (this.parted !== null && this.parted >= keptMonths) this.parted = null;
    this.seenMonths = Math.min(this.seenMonths, keptMonths);
    this.comparedMonths = Math.min(this.comparedMonths, keptMonths);
    this.compare();
  }

  get knownMonths() {
    return Math.min(...this.shots.map((shots) => shots.length));
  }

  /** The first month in which somebody is a user in one run only; null as long as none was seen. */
  get partedMonth() {
    return this.parted !== null && this.parted < this.seenMonths ? this.parted : null;
  }

  /** @param {number} month */
  see(month) {
    this.seenMonths = Math.max(this.seenMonths, month + 1);
  }

  get isPair() {
    return this.runs.length === 2;
  }

  /**
   * Words on a run, after its letter where there are two.
   * @param {number} run @param {string} words
   */
  labelled(run, words) {
    return this.isPair ? `${RUN_LETTERS[run]}: ${words}` : words;
  }

  /** @param {number} run @param {number} month */
  frame(run, month) {
    return this.shots[run][month];
  }

  /**
   * Everyone's state at the end of the month before.
   * @param {number} run @param {number} month
   */
  peopleBefore(run, month) {
    return month > 0 ? this.shots[run][month - 1].people : this.runs[run].start.people;
  }

  /** @param {number} run @param {number} month */
  users(run, month) {
    return this.frame(run, month).departments.users.reduce((sum, users) => sum + users, 0);
  }

  /**
   * For everyone, whether one of the two runs has them as a user and the other has not.
   * @param {number} month @returns {boolean[]}
   */
  differing(month) {
    if (!this.isPair) return [];
    const [one, other] = this.shots.map((shots) => shots[month].people);
    return Array.from({ length: this.employees }, (_, row) => isUser(one, row) !== isUser(other, row));
  }

  /**
   * The department a person works in, after moves by hand.
   * @param {number} run @param {number} month @param {number} row
   */
  departmentOf(run, month, row) {
    const moved = this.frame(run, month).rearranged?.moved.find(([person]) => person === row);
    return moved ? moved[1] : this.workforce.people.department[row];
  }

  /**
   * Whom a person listens to, most of all first; the own manager is marked.
   * @param {number} run @param {number} month @param {number} row @returns {Colleague[]}
   */
  colleagues(run, month, row) {
    const { drawn, cut } = this.frame(run, month).rearranged ?? UNTOUCHED;
    const others = (/** @type {[number, number][]} */ pairs) => pairs.flatMap(([one, other]) => (one === row ? [other] : other === row ? [one] : []));
    const lost = new Set(others(cut));
    const { colleagues, weights } = this.workforce.ties;
    const manager = this.workforce.people.manager[row];
    const weighted = others(drawn).map((colleague) => ({ row: colleague, weight: 1, isManager: false }));
    for (let tie = this.tieStarts[row]; tie < this.tieStarts[row + 1]; tie += 1) {
      const colleague = colleagues[tie];
      if (lost.has(colleague)) continue;
      weighted.push({ row: colleague, weight: weights[tie] / TIE_UNIT, isManager: colleague === manager });
    }
    return weighted.sort((one, other) => other.weight - one.weight || one.row - other.row);
  }

  /**
   * What a person is in a month: whether the lead, and the departments she represents and heads, -1 for none.
   * @param {number} run @param {number} month @param {number} row @returns {Office}
   */
  office(run, month, row) {
    const { lead, departments } = this.frame(run, month);
    return { leads: lead === row, represents: departments.representative.indexOf(row), heads: departments.head.indexOf(row) };
  }

  /**
   * The first month of those up to `month` in which somebody has been what `is` asks for.
   * @param {number} run @param {number} month @param {(frame: Frame) => boolean} is
   */
  since(run, month, is) {
    let first = month;
    while (first > 0 && is(this.frame(run, first - 1))) first -= 1;
    return first;
  }

  /**
   * Rows of the people in charge: the lead, and who has a seat.
   * @param {number} run @param {number} month
   */
  inCharge(run, month) {
    const { lead, departments } = this.frame(run, month);
    return [lead, ...departments.representative].filter((row) => row >= 0);
  }

  /**
   * How many ties a person has into each department.
   * @param {number} run @param {number} month @param {number} row
   */
  tiesInto(run, month, row) {
    const counts = this.workforce.departments.names.map(() => 0);
    for (const colleague of this.colleagues(run, month, row)) counts[this.departmentOf(run, month, colleague.row)] += 1;
    return counts;
  }

  /**
   * Ties between people of a department and some people elsewhere: [row there, row here].
   * @param {number} run @param {number} month @param {number} department @param {(row: number) => boolean} isWanted
   * @returns {[number, number][]}
   */
  tiesFrom(run, month, department, isWanted) {
    const members = new Set(this.membersOf(run, month, department));
    return [...members].flatMap((row) =>
      this.colleagues(run, month, row)
        .filter((colleague) => !members.has(colleague.row) && isWanted(colleague.row))
        .map((colleague) => /** @type {[number, number]} */ ([colleague.row, row])),
    );
  }

  /**
   * Colleagues along whose ties use passed to `row` in a month: users at its start.
   * @param {number} run @param {number} month @param {number} row
   */
  givers(run, month, row) {
    const before = this.peopleBefore(run, month);
    return this.colleagues(run, month, row).filter((colleague) => isUser(before, colleague.row));
  }

  /**
   * Those who took up use in a month because of their colleagues.
   * @param {number} run @param {number} month
   */
  followers(run, month) {
    return this.frame(run, month).changes.filter(([, cause]) => cause === this.words.peers).map(([row]) => row);
  }

  /**
   * Changes of use of one person up to a month: [month, cause].
   * @param {number} run @param {number} row @param {number} month
   */
  changesOf(run, row, month) {
    const found = [];
    for (let past = 0; past <= month; past += 1) {
      for (const [changed, cause] of this.frame(run, past).changes) {
        if (changed === row) found.push([past, cause]);
      }
    }
    return found;
  }

  /**
   * The share of colleagues, in percent, that makes whoever sits at `row` follow.
   * @param {number} run @param {number} row @param {number} month
   */
  threshold(run, row, month) {
    for (let past = month; past >= 0; past -= 1) {
      const entry = this.frame(run, past).newcomers.find(([newcomer]) => newcomer === row);
      if (entry) return entry[1];
    }
    return this.runs[run].start.thresholds[row];
  }

  /**
   * News of a run up to a month, the latest first: {month, kind, words}.
   * @param {number} run @param {number} month
   */
  newsUntil(run, month) {
    const found = [];
    for (let past = month; past >= 0; past -= 1) {
      for (const [kind, words] of this.frame(run, past).news) found.push({ month: past, kind, words });
    }
    return found;
  }

  /**
   * Months with news of one of the kinds, of one run or of any.
   * @param {NewsKind[]} kinds @param {number | null} [run]
   */
  newsMonths(kinds, run = null) {
    const runs = run === null ? this.shots : [this.shots[run]];
    const months = new Set();
    for (const shots of runs) {
      for (const frame of shots) {
        if (frame.news.some(([kind]) => kinds.includes(kind))) months.add(frame.month);
      }
    }
    return [...months].sort((one, other) => one - other);
  }

  /**
   * Rows of the people of a department.
   * @param {number} run @param {number} month @param {number} department
   */
  membersOf(run, month, department) {
    const moved = new Map(this.frame(run, month).rearranged?.moved);
    return this.workforce.people.department.flatMap((home, row) => ((moved.get(row) ?? home) === department ? [row] : []));
  }

  /**
   * How many people each department has.
   * @param {number} run @param {number} month
   */
  sizes(run, month) {
    const counts = [...this.workforce.departments.people];
    for (const [row, department] of this.frame(run, month).rearranged?.moved ?? []) {
      counts[this.workforce.people.department[row]] -= 1;
      counts[department] += 1;
    }
    return counts;
  }
}
