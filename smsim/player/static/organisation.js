/** One organisation drawn: departments as discs, people as dots, those in charge at a table. */

import { INK, QUIET, STATE_COLOURS } from "./colours.js";
import { letterSize, make, sharpContext, write } from "./dom.js";
import { circle, drawDiamond, drawFigure } from "./shapes.js";
import { Spots } from "./spots.js";
import { UNTOUCHED, isUser } from "./story.js";

const DISC = "#f4f5f6";
const GOVERNANCE = "#8b96a1"; // lighter than ties that are lit, in grey too
const TIE = "rgba(90, 105, 120, 0.16)";
const FEW_TIES = 2500; // more of them are fainter, or they would cover the ground
const STATE_SIZES = [0.6, 0.7, 0.82, 0.92];
const OUTLINE = "#555555";
const MOST_TIES = 12000;
const HIT_DOTS = 14;
const SMALLEST_MARK = 9; // of somebody in charge: it must be seen from the back of a room
const HALO = 2;
const NAME_LETTERS = 32;

export class OrganisationView {
  // there once there is room to draw: see resize
  width = 0;
  height = 0;
  /** @type {Spots} */
  spots;
  /** @type {Point[]} */
  places;
  /** @type {CanvasRenderingContext2D} */
  groundContext;
  /** @type {CanvasRenderingContext2D} */
  sceneContext;

  /**
   * `choose(kind, row)` is called when a person or a department is clicked.
   * @param {Story} story @param {number} run @param {Choose} choose
   */
  constructor(story, run, choose) {
    this.story = story;
    this.run = run;
    this.choose = choose;
    /** @type {Chosen | null} */
    this.chosen = null;
    this.month = 0;
    /** @type {Rearranged | null} */
    this.rearranged = null;
    /** @type {(context: CanvasRenderingContext2D) => void} */
    this.overlay = () => {};
    this.ground = make("canvas", { class: "ground", "aria-hidden": "true" });
    this.scene = make("canvas", { class: "scene", role: "img" });
    this.tableLabel = make("span", { class: "table-label" });
    this.labels = this.makeLabels();
    this.element = make("div", { class: "organisation" }, this.ground, this.scene, this.tableLabel);
    this.element.append(...this.labels.map(({ button }) => button));
    this.scene.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  makeLabels() {
    const { names, has_label: hasLabel } = this.story.workforce.departments;
    return names.map((name, row) => {
      const shown = make("span", { class: "name", text: shownName(name) });
      const fill = make("span", { class: "fill" });
      const bar = make("span", { class: "bar" }, fill);
      const button = make(
        "button",
        { type: "button", class: hasLabel[row] === "1" ? "department" : "department nameless" },
        shown,
        bar,
      );
      button.addEventListener("click", () => this.choose("department", row));
      return { button, name: shown, fill };
    });
  }

  resize() {
    const { width, height } = this.element.getBoundingClientRect();
    if (!width || !height) return;
    this.width = width;
    this.height = height;
    this.spots = new Spots(this.story.workforce, width, height, letterSize());
    this.places = this.spots.after(this.rearranged);
    this.placeLabels();
    this.groundContext = sharpContext(this.ground, width, height);
    this.sceneContext = sharpContext(this.scene, width, height);
    this.drawGround();
    this.draw(this.month);
  }

  placeLabels() {
    this.element.style.fontSize = `${this.spots.letter}px`;
    const reaches = this.spots.reaches();
    this.labels.forEach(({ button }, row) => {
      placeLabel(button, this.spots.discs[row]);
      button.dataset.radius = `${this.spots.discs[row].radius}`;
      button.style.setProperty("--reach", `${Math.min(reaches[row], this.width)}px`);
    });
    placeLabel(this.tableLabel, this.spots.table);
    this.thinOut();
  }

  /** Where a frame is too small for all names, those of the larger departments stay: none lies over another. */
  thinOut() {
    const boxes = [this.tableLabel.getBoundingClientRect()];
    const { people } = this.story.workforce.departments;
    const rows = this.labels.map((_, row) => row).sort((one, other) => people[other] - people[one]);
    for (const { button } of this.labels) button.classList.remove("crowded");
    const found = rows.map((row) => {
      const { button, name } = this.labels[row];
      return { button, box: name.getBoundingClientRect() };
    });
    for (const { button, box } of found) {
      const isCrowded = boxes.some((other) => areOver(box, other));
      button.classList.toggle("crowded", isCrowded);
      if (!isCrowded) boxes.push(box);
    }
  }

  /**
   * Follow what is other than in the beginning: moved people take their ties along, ties come and go.
   * @param {Rearranged | null} rearranged
   */
  follow(rearranged) {
    if (JSON.stringify(rearranged) === JSON.stringify(this.rearranged)) return;
    this.rearranged = rearranged;
    this.places = this.spots.after(rearranged);
    this.drawGround();
  }

  drawGround() {
    const context = this.groundContext;
    context.clearRect(0, 0, this.width, this.height);
    context.fillStyle = DISC;
    for (const disc of this.spots.discs) circle(context, disc.x, disc.y, disc.radius + 2).fill();
    this.drawTies(context);
    context.strokeStyle = QUIET;
    // a ring stays where somebody was moved away
    for (const [row] of this.rearranged?.moved ?? []) circle(context, ...this.spots.homes[row], this.spots.dot * 0.6).stroke();
  }

  /** @param {CanvasRenderingContext2D} context */
  drawTies(context) {
    const { colleagues } = this.story.workforce.ties;
    const { drawn, cut } = this.rearranged ?? UNTOUCHED;
    const every = Math.max(1, Math.ceil(colleagues.length / 2 / MOST_TIES));
    context.strokeStyle = TIE;
    context.globalAlpha = Math.min(1, Math.sqrt(FEW_TIES / (colleagues.length / 2 / every)));
    context.lineWidth = 1;
    context.beginPath();
    const gone = new Set(cut.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]));
    let counted = 0;
    for (let row = 0; row < this.story.employees; row += 1) {
      for (let tie = this.story.tieStarts[row]; tie < this.story.tieStarts[row + 1]; tie += 1) {
        if (colleagues[tie] <= row || (counted += 1) % every !== 0) continue;
        if (!gone.has(`${row} ${colleagues[tie]}`)) this.line(context, row, colleagues[tie]);
      }
    }
    for (const [one, other] of drawn) this.line(context, one, other);
    context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} from @param {number} to */
  line(context, from, to) {
    context.moveTo(...this.places[from]);
    context.lineTo(...this.places[to]);
  }

  /** @param {number} month */
  draw(month) {
    this.month = month;
    if (!this.sceneContext || month >= this.story.knownMonths) return;
    const frame = this.story.frame(this.run, month);
    const context = this.sceneContext;
    this.follow(frame.rearranged ?? null);
    context.clearRect(0, 0, this.width, this.height);
    this.drawContact(context, frame);
    this.drawGovernance(context, frame);
    this.drawLitTies(context, month);
    if (this.chosen?.kind === "person") this.drawListenedTo(context, frame, this.chosen.row);
    if (this.chosen?.kind === "department") this.drawBridges(context, frame, this.chosen.row);
    this.drawPeople(context, frame, this.story.differing(month));
    this.drawInCharge(context, frame);
    this.drawChanges(context, frame);
    this.drawChosen(context);
    this.overlay(context);
    this.updateLabels(frame);
  }

  /**
   * A rim around each department, closed as far as those in charge reach it.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame
   */
  drawContact(context, { departments }) {
    context.strokeStyle = INK;
    context.lineWidth = 3;
    this.spots.discs.forEach(({ x, y, radius }, row) => {
      const reached = departments.contact[row] / 100;
      context.beginPath();
      context.arc(x, y, radius + 3, -Math.PI / 2, (2 * reached - 0.5) * Math.PI);
      if (reached > 0) context.stroke();
    });
  }

  /**
   * The table with a line to everybody in charge, and to departments whose seat is empty.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame
   */
  drawGovernance(context, frame) {
    const { x, y, radius } = this.spots.table;
    const isLed = frame.lead >= 0;
    const { representative, seat } = frame.departments;
    if (isLed) this.drawSeat(context, this.places[frame.lead], false);
    representative.forEach((row, department) => {
      if (row >= 0) this.drawSeat(context, this.places[row], true);
      else if (seat[department] === "1" && !(isLed && department === this.leadsFrom(frame))) {
        context.setLineDash([5, 4]);
        this.drawSeat(context, [this.spots.discs[department].x, this.spots.discs[department].y], false);
        context.setLineDash([]);
      }
    });
    context.fillStyle = "#ffffff";
    context.strokeStyle = isLed ? INK : QUIET;
    context.lineWidth = 2.5;
    context.setLineDash(isLed ? [] : [4, 4]);
    circle(context, x, y, radius).fill();
    circle(context, x, y, radius).stroke();
    context.setLineDash([]);
    if (isLed) drawFigure(context, x, y, radius * 0.62);
    for (const row of representative) if (row >= 0) this.drawSeatSign(context, this.places[row]);
  }

  /** @param {Frame} frame */
  leadsFrom({ month, lead }) {
    return this.story.departmentOf(this.run, month, lead);
  }

  /** @param {CanvasRenderingContext2D} context @param {Point} place @param {boolean} isThick */
  drawSeat(context, [toX, toY], isThick) {
    const { x, y } = this.spots.table;
    context.strokeStyle = GOVERNANCE;
    context.lineWidth = isThick ? 4 : 2.5;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(toX, toY);
    context.stroke();
  }

  /** @param {CanvasRenderingContext2D} context @param {Point} place */
  drawSeatSign(context, [toX, toY]) {
    const { x, y, radius } = this.spots.table;
    const angle = Math.atan2(toY - y, toX - x);
    drawDiamond(context, x + radius * Math.cos(angle), y + radius * Math.sin(angle), radius * 0.3, HALO / 2);
  }

  /**
   * Who leads is head and shoulders, who has a seat a square on its tip, at the table and in the department.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame
   */
  drawInCharge(context, { lead, people, departments }) {
    for (const row of departments.representative) {
      if (row < 0) continue;
      const [x, y] = this.places[row];
      drawDiamond(context, x, y, this.markSize, HALO);
      context.fillStyle = STATE_COLOURS[Number(people[row])];
      circle(context, x, y, this.markSize * 0.4).fill();
    }
    if (lead >= 0) drawFigure(context, ...this.places[lead], this.markSize * 1.2, HALO);
  }

  get markSize() {
    return Math.max(SMALLEST_MARK, this.spots.dot * 1.5);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} month */
  drawLitTies(context, month) {
    context.strokeStyle = INK;
    context.lineWidth = 2.5;
    context.beginPath();
    for (const row of this.story.followers(this.run, month)) {
      for (const giver of this.story.givers(this.run, month, row)) this.line(context, giver.row, row);
    }
    context.stroke();
  }

  /**
   * Ties of a department into others: thick to those in charge, thin to other users.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame @param {number} department
   */
  drawBridges(context, { month, people }, department) {
    const inCharge = this.story.inCharge(this.run, month);
    const ties = this.story.tiesFrom(this.run, month, department, (row) => isUser(people, row) || inCharge.includes(row));
    context.strokeStyle = INK;
    for (const [there, here] of ties) {
      context.lineWidth = inCharge.includes(there) ? 4 : 1;
      context.beginPath();
      this.line(context, there, here);
      context.stroke();
    }
  }

  /**
   * The ties of one person: thick to those who use it, and to the own manager.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame @param {number} row
   */
  drawListenedTo(context, frame, row) {
    for (const colleague of this.story.colleagues(this.run, frame.month, row)) {
      const uses = isUser(frame.people, colleague.row);
      context.strokeStyle = uses ? INK : QUIET;
      context.lineWidth = (uses ? 2 : 1) * (colleague.isManager ? 2 : 1);
      context.beginPath();
      this.line(context, row, colleague.row);
      context.stroke();
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Frame} frame @param {boolean[]} differing */
  drawPeople(context, frame, differing) {
    context.strokeStyle = OUTLINE;
    context.lineWidth = this.spots.dot > 4 ? 1 : 0.5;
    STATE_COLOURS.forEach((colour, state) => {
      const radius = this.spots.dot * STATE_SIZES[state];
      context.fillStyle = colour;
      context.beginPath();
      this.places.forEach(([x, y], row) => {
        if (Number(frame.people[row]) !== state) return;
        if (differing[row]) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        else {
          context.moveTo(x + radius, y);
          context.arc(x, y, radius, 0, 2 * Math.PI);
        }
      });
      context.fill();
      context.stroke();
    });
  }

  /**
   * A dark double ring around everyone whose use changed this month.
   * @param {CanvasRenderingContext2D} context @param {Frame} frame
   */
  drawChanges(context, frame) {
    context.strokeStyle = INK;
    context.lineWidth = 1.5;
    const before = this.story.peopleBefore(this.run, frame.month);
    for (const [row] of frame.changes) {
      if (isUser(before, row) === isUser(frame.people, row)) continue;
      const [x, y] = this.places[row];
      circle(context, x, y, this.spots.dot + 2).stroke();
      circle(context, x, y, this.spots.dot + 5).stroke();
    }
  }

  /** @param {CanvasRenderingContext2D} context */
  drawChosen(context) {
    if (!this.chosen) return;
    const disc = this.spots.discs[this.chosen.row];
    const [x, y] = this.chosen.kind === "person" ? this.places[this.chosen.row] : [disc.x, disc.y];
    const radius = this.chosen.kind === "person" ? this.spots.dot + 6 : disc.radius + 8;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 7;
    circle(context, x, y, radius).stroke();
    context.strokeStyle = INK;
    context.lineWidth = 3;
    circle(context, x, y, radius).stroke();
  }

  /** @param {Frame} frame */
  updateLabels(frame) {
    const { departments } = frame;
    const { names } = this.story.workforce.departments;
    const people = this.story.sizes(this.run, frame.month);
    const { phases } = this.story.words;
    const { operating } = this.story.runs[this.run];
    this.labels.forEach(({ button, fill }, row) => {
      fill.style.width = `${departments.practice[row]}%`;
      button.style.setProperty("--operating", `${operating}%`);
      button.classList.toggle("operating", departments.practice[row] >= operating);
      const seat = departments.seat[row] === "1" ? ", has a seat" : "";
      const contact = `, reached by those in charge ${departments.contact[row]} of 100`;
      const label = `${names[row]}: ${departments.users[row]} of ${people[row]} use it, practice ` +
        `${departments.practice[row]} of 100, use case ${phases[Number(departments.phase[row])]}${seat}${contact}`;
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    });
    write(this.tableLabel, frame.lead >= 0 || frame.staff === 0 ? frame.form : `${frame.form}, seat empty`);
    const users = this.story.users(this.run, frame.month);
    this.scene.setAttribute("aria-label", `${users} of ${this.story.employees} people use it`);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const box = this.scene.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const inCharge = this.story.inCharge(this.run, this.month);
    // their marks lie over their neighbours
    let nearest = inCharge.find((row) => Math.hypot(this.places[row][0] - x, this.places[row][1] - y) < this.markSize) ?? -1;
    let distance = nearest >= 0 ? 0 : Math.max(HIT_DOTS, this.spots.dot);
    this.places.forEach(([px, py], row) => {
      const here = Math.hypot(px - x, py - y);
      if (here < distance) [nearest, distance] = [row, here];
    });
    const { table } = this.spots;
    const { lead } = this.story.frame(this.run, this.month);
    if (lead >= 0 && Math.hypot(table.x - x, table.y - y) < table.radius) this.choose("person", lead);
    else if (nearest >= 0) this.choose("person", nearest);
    else {
      const department = this.spots.discs.findIndex((disc) => Math.hypot(disc.x - x, disc.y - y) < disc.radius);
      if (department >= 0) this.choose("department", department);
    }
  }
}

/** @param {DOMRect} one @param {DOMRect} other */
function areOver(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/**
 * A name as it stands below a disc: the places leave room for no more.
 * @param {string} name
 */
function shownName(name) {
  return name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1).trimEnd()}…` : name;
}

/**
 * Put a label below a disc.
 * @param {HTMLElement} label @param {Disc} disc
 */
function placeLabel(label, disc) {
  label.style.left = `${disc.x}px`;
  label.style.top = `${disc.y + disc.radius + 5}px`;
}
