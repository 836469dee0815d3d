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
 * Head and shoulders, with some white around them if `halo` is not 0.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size @param {number} halo
 */
export function drawFigure(context, x, y, size, halo = 0) {
  const figure = new Path2D();
  figure.arc(x, y - size * 0.35, size * 0.36, 0, 2 * Math.PI);
  figure.moveTo(x - size * 0.68, y + size * 0.75);
  figure.arc(x, y + size * 0.75, size * 0.68, Math.PI, 2 * Math.PI);
  figure.closePath();
  drawWithHalo(context, figure, halo);
}

/**
 * A square on its tip, `size` from the middle to each tip.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size @param {number} halo
 */
export function drawDiamond(context, x, y, size, halo = 0) {
  const diamond = new Path2D();
  diamond.moveTo(x, y - size);
  diamond.lineTo(x + size, y);
  diamond.lineTo(x, y + size);
  diamond.lineTo(x - size, y);
  diamond.closePath();
  drawWithHalo(context, diamond, halo);
}

/** @param {CanvasRenderingContext2D} context @param {Path2D} shape @param {number} halo */
function drawWithHalo(context, shape, halo) {
  if (halo) {
    context.strokeStyle = "#ffffff";
    context.lineWidth = 2 * halo;
    context.lineJoin = "round";
    context.stroke(shape);
  }
  context.fillStyle = INK;
  context.fill(shape);
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
