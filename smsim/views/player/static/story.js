/** What is known of the runs so far, and what follows from it. */

const FIRST_USER_STATE = 2;
const TIE_UNIT = 64;
export const RUN_LETTERS = ["A", "B"];

export function isUser(people, row) {
  return Number(people[row]) >= FIRST_USER_STATE;
}

export class Story {
  constructor(source) {
    this.source = source;
    this.recording = source.recording;
    this.months = source.recording.months;
    this.words = source.recording.words;
    this.cast = source.recording.cast;
    this.runs = source.recording.runs;
    this.shots = this.runs.map(() => []);
    this.employees = this.cast.people.names.length;
    this.partedMonth = null;
    this.tieStarts = [0];
    for (const degree of this.cast.ties.degrees) this.tieStarts.push(this.tieStarts.at(-1) + degree);
  }

  /** Know all months up to `month`. */
  async reach(month) {
    while (this.knownMonths <= month) {
      const next = this.knownMonths;
      const frames = await this.source.frames(next);
      frames.forEach((frame, run) => this.shots[run].push(frame));
      if (this.partedMonth === null && this.differing(next).some(Boolean)) this.partedMonth = next;
    }
  }

  get knownMonths() {
    return this.shots[0].length;
  }

  get isPair() {
    return this.runs.length === 2;
  }

  frame(run, month) {
    return this.shots[run][month];
  }

  /** Everyone's state at the end of the month before. */
  peopleBefore(run, month) {
    return month > 0 ? this.shots[run][month - 1].people : this.runs[run].start.people;
  }

  users(run, month) {
    return this.frame(run, month).departments.users.reduce((sum, users) => sum + users, 0);
  }

  /** For everyone, whether one of the two runs has them as a user and the other has not. */
  differing(month) {
    if (!this.isPair) return [];
    const [one, other] = this.shots.map((shots) => shots[month].people);
    return Array.from({ length: this.employees }, (_, row) => isUser(one, row) !== isUser(other, row));
  }

  /** Whom a person heeds, the most heeded first; the own manager is marked. */
  colleagues(row) {
    const { colleagues, weights } = this.cast.ties;
    const manager = this.cast.people.manager[row];
    const heeded = [];
    for (let tie = this.tieStarts[row]; tie < this.tieStarts[row + 1]; tie += 1) {
      const colleague = colleagues[tie];
      heeded.push({ row: colleague, weight: weights[tie] / TIE_UNIT, isManager: colleague === manager });
    }
    return heeded.sort((one, other) => other.weight - one.weight || one.row - other.row);
  }

  /** Colleagues along whose ties use passed to `row` in a month: users at its start. */
  givers(run, month, row) {
    const before = this.peopleBefore(run, month);
    return this.colleagues(row).filter((colleague) => isUser(before, colleague.row));
  }

  /** Those who took up use in a month because of their colleagues. */
  followers(run, month) {
    return this.frame(run, month).changes.filter(([, cause]) => cause === this.words.peers).map(([row]) => row);
  }

  /** Changes of use of one person up to a month: [month, cause]. */
  changesOf(run, row, month) {
    const found = [];
    for (let past = 0; past <= month; past += 1) {
      for (const [changed, cause] of this.frame(run, past).changes) {
        if (changed === row) found.push([past, cause]);
      }
    }
    return found;
  }

  /** The share of colleagues, in percent, that makes whoever sits at `row` follow. */
  threshold(run, row, month) {
    for (let past = month; past >= 0; past -= 1) {
      const entry = this.frame(run, past).newcomers.find(([newcomer]) => newcomer === row);
      if (entry) return entry[1];
    }
    return this.runs[run].start.thresholds[row];
  }

  /** News of a run up to a month, the latest first: {month, kind, words}. */
  newsUntil(run, month) {
    const found = [];
    for (let past = month; past >= 0; past -= 1) {
      for (const [kind, words] of this.frame(run, past).news) found.push({ month: past, kind, words });
    }
    return found;
  }

  /** Months with news of one of the kinds, of one run or of any. */
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

  /** Rows of the people of a department. */
  membersOf(department) {
    const rows = [];
    this.cast.people.department.forEach((place, row) => place === department && rows.push(row));
    return rows;
  }
}
