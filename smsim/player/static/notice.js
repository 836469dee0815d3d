/** A line over the heading that says what is going on; gone when it is over, or the room goes on. */

import { make, write } from "./dom.js";
import { tellStatus } from "./stage.js";

const HIDDEN_MILLISECONDS = 250; // what is over sooner need not be announced
const SHOWN_MILLISECONDS = 6000;

export class Notice {
  constructor() {
    this.lasting = make("p", { class: "banner", role: "alert" });
    this.passing = make("p", { class: "notice", "aria-hidden": "true" });
    this.wait = make("p", { class: "notice", "aria-hidden": "true" });
    this.element = make("div", { class: "notices" }, this.lasting, this.wait, this.passing);
    /** @type {number | undefined} */
    this.waitTimer = undefined;
    /** @type {number | undefined} */
    this.passingTimer = undefined;
    this.waiting = "";
    this.month = 0;
  }

  /**
   * What was said in another month has been read.
   * @param {number} month
   */
  draw(month) {
    if (month !== this.month) this.say("");
    this.month = month;
  }

  /**
   * Say something that holds until it is taken back with "".
   * @param {string} words
   */
  hold(words) {
    write(this.lasting, words);
  }

  /** @param {string} words */
  say(words) {
    write(this.passing, words);
    clearTimeout(this.passingTimer);
    this.passingTimer = setTimeout(() => write(this.passing, ""), SHOWN_MILLISECONDS);
  }

  show() {
    write(this.wait, this.waiting);
    tellStatus(this.waiting);
  }

  /**
   * Say how far the months have come; without months they are all there.
   * @param {number} [known] @param {number} [wanted]
   */
  tellWait(known, wanted) {
    this.waiting = known === undefined || wanted === undefined ? "" : `Working out month ${known + 1} of ${wanted} ...`;
    if (!this.waiting) {
      clearTimeout(this.waitTimer);
      this.waitTimer = undefined;
      write(this.wait, "");
    } else if (this.wait.textContent) {
      write(this.wait, this.waiting);
    } else {
      this.waitTimer ??= setTimeout(() => this.show(), HIDDEN_MILLISECONDS);
    }
  }
}
