/** The month that is shown, and how it moves on. */

export const SPEEDS = [0.5, 1, 2, 4, 8, 16];
const FIRST_SPEED = 2;

export class Playback {
  /** `show(month)` is called after every change, `tell(sentence)` when play stops by itself. */
  constructor(story, show, tell) {
    this.story = story;
    this.show = show;
    this.tell = tell;
    this.month = 0;
    this.speed = FIRST_SPEED;
    this.isPlaying = false;
    this.due = 0;
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

  async go(month) {
    const wanted = Math.max(0, Math.min(this.last, Math.round(month)));
    await this.story.reach(wanted);
    this.month = wanted;
    this.show(wanted);
  }

  /** Go there and stay: what a hand on the controls means. */
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
    requestAnimationFrame((now) => this.tick(now));
  }

  async tick(now) {
    if (!this.isPlaying) return;
    if (now >= this.due) {
      // a month that came late is not made up for: the room should see every one
      this.due = Math.max(this.due + 1000 / this.speed, now);
      const isLast = this.month + 1 >= this.last;
      if (isLast) this.isPlaying = false;
      await this.go(this.month + 1);
    }
    requestAnimationFrame((later) => this.tick(later));
  }

  faster(places) {
    const place = SPEEDS.indexOf(this.speed) + places;
    this.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, place))];
    this.show(this.month);
  }
}
