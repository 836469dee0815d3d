/** Where discs, the table and people lie on a drawing of some size. */

const PLACE_UNIT = 1000;
const SMALLEST_LETTER = 8;
const LARGEST_LETTER = 24;
const SMALLER = 0.74; // letters of labels, as a part of the page's
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const INSET = 8; // CSS pixels for rings around the outermost discs

/**
 * `discs` of departments and the `table` are {x, y, radius}; `homes` are the [x, y] of everyone before
 * anybody is moved, `dot` is the radius of a person, and `letter` the size of labels: all in CSS pixels.
 */
export class Spots {
  /**
   * Fit the layout of the nearest shape, with labels in letters that can be read beside those of the page,
   * which have the size `letter`; discs move apart, but stay round.
   * @param {Workforce} workforce @param {number} width @param {number} height @param {number} letter
   */
  constructor(workforce, width, height, letter) {
    const layout = layoutFor(workforce.layouts, width, height, Math.max(SMALLEST_LETTER, SMALLER * letter));
    const across = (width - 2 * INSET) / layout.shape / PLACE_UNIT;
    const down = (height - 2 * INSET) / PLACE_UNIT;
    const scale = Math.min(across, down);
    const put = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ radius) => ({ x: INSET + x * across, y: INSET + y * down, radius: radius * scale });
    this.people = workforce.people;
    this.discs = layout.x.map((x, row) => put(x, layout.y[row], layout.radius[row]));
    this.table = put(...layout.table, layout.table_radius);
    this.dot = Math.max(1.5, layout.person * scale * 0.88);
    this.letter = Math.min(LARGEST_LETTER, Math.max(SMALLEST_LETTER, layout.letter * scale));
    /** @type {Point[]} */
    this.homes = workforce.people.department.map((department, row) => {
      const disc = this.discs[department];
      return [
        disc.x + (workforce.people.x[row] / PLACE_UNIT) * disc.radius,
        disc.y + (workforce.people.y[row] / PLACE_UNIT) * disc.radius,
      ];
    });
  }

  /** How far the label of each disc may reach without that of a neighbour in its row. */
  reaches() {
    const height = 2 * this.letter;
    const foot = (/** @type {Disc} */ { y, radius }) => y + radius;
    return this.discs.map((disc) => {
      const row = this.discs.filter((other) => other !== disc && Math.abs(foot(other) - foot(disc)) < height);
      return Math.min(...row.map((other) => Math.abs(other.x - disc.x)));
    });
  }

  /**
   * Where everyone stands: whoever was moved by hand has a free place of the new department's disc.
   * @param {Rearranged | null} rearranged
   */
  after(rearranged) {
    if (!rearranged?.moved.length) return this.homes;
    const places = [...this.homes];
    const free = this.discs.map(() => /** @type {Point[]} */ ([]));
    const added = this.discs.map(() => 0);
    for (const [row] of rearranged.moved) free[this.people.department[row]].push(this.homes[row]);
    for (const [row, department] of rearranged.moved) {
      const disc = this.discs[department];
      places[row] = free[department].shift() ?? onRim(disc, added[department]++);
    }
    return places;
  }
}

/**
 * The layout of the nearest shape whose letters are `wanted` large, else the one with the largest.
 * @param {Layout[]} layouts @param {number} width @param {number} height @param {number} wanted
 */
function layoutFor(layouts, width, height, wanted) {
  const distance = (/** @type {Layout} */ { shape }) => Math.abs(Math.log((shape * height) / width));
  const nearest = Math.min(...layouts.map(distance));
  const near = layouts.filter((layout) => distance(layout) === nearest);
  const scale = (/** @type {Layout} */ { shape }) => Math.min((width - 2 * INSET) / shape, height - 2 * INSET) / PLACE_UNIT;
  return near.find((layout) => layout.letter * scale(layout) >= wanted) ?? near[near.length - 1];
}

/**
 * The place on the rim of a disc of whoever comes there next; 0 is the first.
 * @param {Disc} disc @param {number} place @returns {Point}
 */
function onRim(disc, place) {
  const angle = place * GOLDEN_ANGLE - Math.PI / 2;
  return [disc.x + disc.radius * Math.cos(angle), disc.y + disc.radius * Math.sin(angle)];
}
