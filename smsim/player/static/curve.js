/** A curve drawn by a room: points set by mouse, touch or arrow keys, straight lines between them. */

import { INK } from "./colours.js";
import { make } from "./dom.js";

const COARSE = 12; // months from one point to the next by keyboard
const STEPS = 20; // by keyboard from the bottom of a chart to its top
const DASH = [3, 5];
const KNOB = 6;

export class Curve {
  /**
   * A curve that leaves the run at `start`, a month and its number, and goes on to the month `last`.
   * @param {[number, number]} start @param {number} last @param {[number, number]} limits @param {boolean} isWhole
   */
  constructor(start, last, limits, isWhole) {
    const [month, value] = start;
    const [low, high] = limits;
    this.month = month;
    this.value = value;
    this.last = last;
    this.low = low;
    this.high = high;
    this.step = isWhole ? 1 : (this.high - this.low) / STEPS;
    this.points = new Map([[this.month, this.value]]);
    this.hand = Math.min(last, this.month + COARSE);
    this.drawn = this.month;
  }

  get isEmpty() {
    return this.points.size < 2;
  }

  /**
   * Set the curve at a month; a hand that moves on wipes what it passes.
   * @param {number} month @param {number} value @param {boolean} isFirst
   */
  set(month, value, isFirst) {
    const at = Math.max(this.month + 1, Math.min(this.last, Math.round(month)));
    const from = isFirst ? at : this.drawn;
    for (const known of [...this.points.keys()]) {
      if (known !== this.month && (known - from) * (known - at) <= 0 && known !== from) this.points.delete(known);
    }
    this.points.set(at, Math.max(this.low, Math.min(this.high, value)));
    this.drawn = at;
    this.hand = at;
  }

  /** @param {number} month */
  at(month) {
    const points = [...this.points].sort(([one], [other]) => one - other);
    const after = points.find(([known]) => known >= month) ?? points[points.length - 1];
    const before = points.findLast(([known]) => known <= month) ?? after;
    if (after === before) return after[1];
    const share = (month - before[0]) / (after[0] - before[0]);
    return before[1] + share * (after[1] - before[1]);
  }

  /** The numbers of all months after the first. */
  values() {
    return Array.from({ length: this.last - this.month }, (_, place) => Math.round(100 * this.at(this.month + 1 + place)) / 100);
  }

  /**
   * Whether a key meant the curve; Shift goes by single months.
   * @param {KeyboardEvent} event
   */
  press({ key, shiftKey }) {
    const months = shiftKey ? 1 : COARSE;
    const rung = Math.round(this.at(this.hand) / this.step);
    if (key === "ArrowUp") this.set(this.hand, (rung + 1) * this.step, true);
    else if (key === "ArrowDown") this.set(this.hand, (rung - 1) * this.step, true);
    else if (key === "ArrowRight") this.hand = Math.min(this.last, this.hand + months);
    else if (key === "ArrowLeft") this.hand = Math.max(this.month + 1, this.hand - months);
    else return false;
    return true;
  }

  /** @param {CanvasRenderingContext2D} context @param {ChartPlaces} place */
  paint(context, place) {
    paintCurve(context, place, this.month, [this.value, ...this.values()], this.isEmpty);
    context.beginPath();
    context.arc(place.x(this.hand), place.y(this.at(this.hand)), KNOB * place.dots, 0, 2 * Math.PI);
    context.fill();
  }
}

/**
 * Draw numbers of successive months, the first of them `month`, as a curve that is nobody's run.
 * @param {CanvasRenderingContext2D} context @param {ChartPlaces} place @param {number} month
 * @param {number[]} values @param {boolean} [isFaint]
 */
export function paintCurve(context, place, month, values, isFaint = false) {
  context.strokeStyle = INK;
  context.fillStyle = INK;
  context.globalAlpha = isFaint ? 0.35 : 1;
  context.lineWidth = 3 * place.dots;
  context.setLineDash(DASH.map((length) => length * place.dots));
  context.beginPath();
  values.forEach((value, number) => {
    const [x, y] = [place.x(month + number), place.y(value)];
    if (number) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A sign like the curve, for words beside it. */
export function curveSign() {
  return make("span", { class: "guess-sign", "aria-hidden": "true" });
}
