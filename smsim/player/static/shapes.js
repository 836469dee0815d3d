/** Shapes on a canvas. */

import { INK } from "./colours.js";

/**
 * Begin a circle, to be filled or stroked.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius
 */
export function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, Math.max(0, radius), 0, 2 * Math.PI);
  return context;
}

/**
 * Head and shoulders.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size
 */
export function drawFigure(context, x, y, size) {
  context.fillStyle = INK;
  circle(context, x, y - size * 0.35, size * 0.36).fill();
  context.beginPath();
  context.arc(x, y + size * 0.75, size * 0.68, Math.PI, 2 * Math.PI);
  context.fill();
}

/**
 * A line with a cross in its middle.
 * @param {CanvasRenderingContext2D} context @param {Point} one @param {Point} other
 */
export function crossOut(context, [x, y], [u, v]) {
  const [middle, height, arm] = [(x + u) / 2, (y + v) / 2, 7];
  context.moveTo(x, y);
  context.lineTo(u, v);
  context.moveTo(middle - arm, height - arm);
  context.lineTo(middle + arm, height + arm);
  context.moveTo(middle - arm, height + arm);
  context.lineTo(middle + arm, height - arm);
}
