/** The month that is shown, and how it moves on. */

export const SPEEDS = [0.5, 1, 2, 4, 8, 16];
const FIRST_SPEED = 2;
const AHEAD = 2; // months asked for before they are due

export class Playback {
  /**
   * `show(month)` is called after every change, `tell(sentence)` when play stops by itself, and
   * `wait(known, wanted)` while months are not there yet, with nothing once they are.
   * @param {Story} story @param {(month: number) => void} show @param {(words: string) => void} tell
   * @param {(known?: number, wanted?: number) => void} [wait]
   */
  constructor(story, show, tell, wait = () => {}) {
    this.story = story;
    this.show = show;
    this.tell = tell;
    this.wait = wait;
    this.month = 0;
    this.goal = 0; // the month asked for last, which may not be there yet
    this.speed = FIRST_SPEED;
    this.isPlaying = false;
    /** @type {number | null} */
    this.halt = null; // a month in which play stops once
    this.due = 0;
    this.turn = 0;
    this.plays = 0;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && this.isPlaying) {
        this.pause();
        this.tell("Paused while the page was out of sight.");
      }
    });
  }

  get last() {
    return this.story.months - 1;
  }

  /** @param {number} month */
  async go(month) {
    const wanted = Math.max(0, Math.min(this.last, Math.round(month)));
    this.goal = wanted;
    this.turn += 1;
    const { turn } = this;
    if (wanted >= this.story.knownMonths) await this.reach(wanted, turn);
    // a hand that was quicker than the months has gone elsewhere
    if (turn !== this.turn) return;
    this.wait();
    this.month = wanted;
    this.story.see(wanted);
    this.show(wanted);
    this.prepare();
  }

  /** @param {number} wanted @param {number} turn */
  async reach(wanted, turn) {
    const goOn = (/** @type {number} */ known) => {
      if (turn === this.turn) this.wait(known, wanted);
      return turn === this.turn;
    };
    goOn(this.story.knownMonths - 1);
    try {
      await this.story.reach(wanted, goOn);
    } catch (problem) {
      this.isPlaying = false;
      this.turn += 1;
      this.goal = this.month;
      this.wait();
      this.show(this.month);
      this.tell(problem.message);
    }
  }

  /**
   * Go there and stay: what a hand on the controls means.
   * @param {number} month
   */
  stop(month) {
    this.isPlaying = false;
    return this.go(month);
  }

  pause() {
    this.isPlaying = false;
    this.show(this.month);
  }

  async toggle() {
    if (this.isPlaying) {
      this.pause();
      return;
    }
    if (this.month === this.last) await this.go(0);
    this.isPlaying = true;
    this.due = performance.now() + 1000 / this.speed;
    this.show(this.month);
    this.plays += 1;
    const play = this.plays;
    requestAnimationFrame((now) => this.tick(now, play));
  }

  /** @param {number} now @param {number} play */
  async tick(now, play) {
    // an earlier play may still have waited for a month when the next one began
    if (!this.isPlaying || play !== this.plays) return;
    if (now >= this.due) {
      // a month that came late is not made up for: the room should see every one
      this.due = Math.max(this.due + 1000 / this.speed, now);
      const next = this.month + 1;
      if (next >= this.last || next === this.halt) this.isPlaying = false;
      await this.go(next);
    }
    requestAnimationFrame((later) => this.tick(later, play));
  }

  /** Have the next months made while this one is looked at. */
  prepare() {
    const wanted = Math.min(this.last, this.month + AHEAD);
    // what goes wrong is told when the month is due
    this.story.reach(wanted).catch(() => {});
  }

  /** @param {number} places */
  faster(places) {
    const place = SPEEDS.indexOf(this.speed) + places;
    this.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, place))];
    this.show(this.month);
  }
}
