/** One organisation drawn: departments as discs, people as dots, those in charge at a table. */

import { INK, QUIET, STATE_COLOURS } from "./colours.js";
import { make, sharpContext, write } from "./dom.js";
import { isUser } from "./story.js";

const DISC = "#f4f5f6";
const GOVERNANCE = "#8b96a1"; // lighter than ties that are lit, in grey too
const TIE = "rgba(90, 105, 120, 0.16)";
const STATE_SIZES = [0.6, 0.7, 0.82, 0.92];
const OUTLINE = "#555555";
const PLACE_UNIT = 1000;
const MOST_TIES = 12000;
const SMALLEST_LETTER = 10;
const LARGEST_LETTER = 24;
const HIT_DOTS = 14;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const INSET = 8; // CSS pixels for rings around the outermost discs

export class OrganisationView {
  /** `choose(kind, row)` is called when a person or a department is clicked. */
  constructor(story, run, choose) {
    this.story = story;
    this.run = run;
    this.choose = choose;
    this.chosen = null;
    this.month = 0;
    this.hands = null;
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
    const { names, has_label: hasLabel } = this.story.cast.departments;
    return names.map((name, row) => {
      const fill = make("span", { class: "fill" });
      const bar = make("span", { class: "bar" }, fill);
      const button = make(
        "button",
        { type: "button", class: hasLabel[row] === "1" ? "department" : "department nameless" },
        make("span", { class: "name", text: name }),
        bar,
      );
      button.addEventListener("click", () => this.choose("department", row));
      return { button, fill };
    });
  }

  resize() {
    const { width, height } = this.element.getBoundingClientRect();
    if (!width || !height) return;
    this.width = width;
    this.height = height;
    this.placeAll();
    this.groundContext = sharpContext(this.ground, width, height);
    this.sceneContext = sharpContext(this.scene, width, height);
    this.drawGround();
    this.draw(this.month);
  }

  /** Fit the layout of the nearest shape; discs move apart, but stay round. */
  placeAll() {
    const { cast } = this.story;
    const ratio = this.width / this.height;
    const distance = (layout) => Math.abs(Math.log(layout.shape / ratio));
    const layout = [...cast.layouts].sort((one, other) => distance(one) - distance(other))[0];
    const across = (this.width - 2 * INSET) / layout.shape / PLACE_UNIT;
    const down = (this.height - 2 * INSET) / PLACE_UNIT;
    const scale = Math.min(across, down);
    const put = (x, y, radius) => ({ x: INSET + x * across, y: INSET + y * down, radius: radius * scale });
    this.discs = layout.x.map((x, row) => put(x, layout.y[row], layout.radius[row]));
    this.table = put(...layout.table, layout.table_radius);
    this.dot = Math.max(1.5, layout.person * scale * 0.88);
    this.homes = cast.people.department.map((department, row) => {
      const disc = this.discs[department];
      return [
        disc.x + (cast.people.x[row] / PLACE_UNIT) * disc.radius,
        disc.y + (cast.people.y[row] / PLACE_UNIT) * disc.radius,
      ];
    });
    this.places = this.placesAfter(this.hands);
    const letter = Math.min(LARGEST_LETTER, Math.max(SMALLEST_LETTER, layout.letter * scale));
    this.element.style.fontSize = `${letter}px`;
    this.labels.forEach(({ button }, row) => place(button, this.discs[row]));
    place(this.tableLabel, this.table);
  }

  /** Where everyone stands: whoever was moved by hand has a free place of the new department's disc. */
  placesAfter(hands) {
    if (!hands?.moved.length) return this.homes;
    const { department: homeOf } = this.story.cast.people;
    const places = [...this.homes];
    const free = this.discs.map(() => []);
    const added = this.discs.map(() => 0);
    for (const [row] of hands.moved) free[homeOf[row]].push(this.homes[row]);
    for (const [row, department] of hands.moved) {
      const disc = this.discs[department];
      places[row] = free[department].shift() ?? onRim(disc, added[department]++);
    }
    return places;
  }

  /** Follow what was changed by hand: moved people take their ties along, drawn and cut ones show. */
  follow(hands) {
    if (JSON.stringify(hands) === JSON.stringify(this.hands)) return;
    this.hands = hands;
    this.places = this.placesAfter(hands);
    this.drawGround();
  }

  drawGround() {
    const context = this.groundContext;
    context.clearRect(0, 0, this.width, this.height);
    context.fillStyle = DISC;
    for (const disc of this.discs) circle(context, disc.x, disc.y, disc.radius + 2).fill();
    const { colleagues } = this.story.cast.ties;
    const every = Math.max(1, Math.ceil(colleagues.length / 2 / MOST_TIES));
    context.strokeStyle = TIE;
    context.lineWidth = 1;
    context.beginPath();
    const cut = new Set(this.hands?.cut.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]));
    let counted = 0;
    for (let row = 0; row < this.story.employees; row += 1) {
      for (let tie = this.story.tieStarts[row]; tie < this.story.tieStarts[row + 1]; tie += 1) {
        if (colleagues[tie] <= row || (counted += 1) % every !== 0) continue;
        if (!cut.has(`${row} ${colleagues[tie]}`)) this.line(context, row, colleagues[tie]);
      }
    }
    context.stroke();
    this.drawHands(context);
  }

  /** Ties drawn by hand are stronger than the rest; a ring stays where somebody was moved away. */
  drawHands(context) {
    context.strokeStyle = QUIET;
    context.lineWidth = 2;
    context.beginPath();
    for (const [one, other] of this.hands?.drawn ?? []) this.line(context, one, other);
    context.stroke();
    context.lineWidth = 1;
    for (const [row] of this.hands?.moved ?? []) circle(context, ...this.homes[row], this.dot * 0.6).stroke();
  }

  line(context, from, to) {
    context.moveTo(...this.places[from]);
    context.lineTo(...this.places[to]);
  }

  draw(month) {
    this.month = month;
    if (!this.sceneContext || month >= this.story.knownMonths) return;
    const frame = this.story.frame(this.run, month);
    const context = this.sceneContext;
    this.follow(frame.hands ?? null);
    context.clearRect(0, 0, this.width, this.height);
    this.drawGovernance(context, frame);
    this.drawLitTies(context, month);
    if (this.chosen?.kind === "person") this.drawHeeded(context, frame, this.chosen.row);
    this.drawPeople(context, frame, this.story.differing(month));
    this.drawChanges(context, frame);
    this.drawChosen(context);
    this.overlay(context);
    this.updateLabels(frame);
  }

  /** The table, who leads, and lines to the home department and to every seat. */
  drawGovernance(context, frame) {
    const { x, y, radius } = this.table;
    const isLed = frame.lead;
    const home = this.story.runs[this.run].home;
    this.discs.forEach((disc, row) => {
      const hasSeat = frame.departments.seat[row] === "1";
      if (!hasSeat && !(isLed && row === home)) return;
      context.strokeStyle = GOVERNANCE;
      context.lineWidth = hasSeat ? 4 : 2;
      context.setLineDash(hasSeat ? [] : [5, 4]);
      const angle = Math.atan2(disc.y - y, disc.x - x);
      context.beginPath();
      context.moveTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
      context.lineTo(disc.x - (disc.radius + 3) * Math.cos(angle), disc.y - (disc.radius + 3) * Math.sin(angle));
      context.stroke();
      context.strokeStyle = INK;
      context.lineWidth = hasSeat ? 3 : 2;
      circle(context, disc.x, disc.y, disc.radius + 3).stroke();
      context.setLineDash([]);
      if (hasSeat) this.drawSeat(context, angle);
    });
    context.fillStyle = "#ffffff";
    context.strokeStyle = isLed ? INK : QUIET;
    context.lineWidth = 2.5;
    context.setLineDash(isLed ? [] : [4, 4]);
    circle(context, x, y, radius).fill();
    circle(context, x, y, radius).stroke();
    context.setLineDash([]);
    if (isLed) drawFigure(context, x, y, radius * 0.62);
  }

  drawSeat(context, angle) {
    const { x, y, radius } = this.table;
    const size = radius * 0.42;
    context.fillStyle = INK;
    context.fillRect(x + radius * Math.cos(angle) - size / 2, y + radius * Math.sin(angle) - size / 2, size, size);
  }

  drawLitTies(context, month) {
    context.strokeStyle = INK;
    context.lineWidth = 2.5;
    context.beginPath();
    for (const row of this.story.followers(this.run, month)) {
      for (const giver of this.story.givers(this.run, month, row)) this.line(context, giver.row, row);
    }
    context.stroke();
  }

  /** The ties of one person: thick to those who use it, and to the own manager. */
  drawHeeded(context, frame, row) {
    for (const colleague of this.story.colleagues(this.run, frame.month, row)) {
      const uses = isUser(frame.people, colleague.row);
      context.strokeStyle = uses ? INK : QUIET;
      context.lineWidth = (uses ? 2 : 1) * (colleague.isManager ? 2 : 1);
      context.beginPath();
      this.line(context, row, colleague.row);
      context.stroke();
    }
  }

  drawPeople(context, frame, differing) {
    context.strokeStyle = OUTLINE;
    context.lineWidth = this.dot > 4 ? 1 : 0.5;
    STATE_COLOURS.forEach((colour, state) => {
      const radius = this.dot * STATE_SIZES[state];
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

  /** A dark double ring around everyone whose use changed this month. */
  drawChanges(context, frame) {
    context.strokeStyle = INK;
    context.lineWidth = 1.5;
    const before = this.story.peopleBefore(this.run, frame.month);
    for (const [row] of frame.changes) {
      if (isUser(before, row) === isUser(frame.people, row)) continue;
      const [x, y] = this.places[row];
      circle(context, x, y, this.dot + 2).stroke();
      circle(context, x, y, this.dot + 5).stroke();
    }
  }

  drawChosen(context) {
    if (!this.chosen) return;
    const disc = this.discs[this.chosen.row];
    const [x, y] = this.chosen.kind === "person" ? this.places[this.chosen.row] : [disc.x, disc.y];
    const radius = this.chosen.kind === "person" ? this.dot + 6 : disc.radius + 8;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 7;
    circle(context, x, y, radius).stroke();
    context.strokeStyle = INK;
    context.lineWidth = 3;
    circle(context, x, y, radius).stroke();
  }

  updateLabels(frame) {
    const { departments } = frame;
    const { names } = this.story.cast.departments;
    const people = this.story.sizes(this.run, frame.month);
    const { phases, operating } = this.story.words;
    this.labels.forEach(({ button, fill }, row) => {
      fill.style.width = `${departments.practice[row]}%`;
      button.classList.toggle("operating", departments.practice[row] >= operating);
      const seat = departments.seat[row] === "1" ? ", has a seat" : "";
      const label = `${names[row]}: ${departments.users[row]} of ${people[row]} use it, practice ` +
        `${departments.practice[row]} of 100, use case ${phases[departments.phase[row]]}${seat}`;
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    });
    write(this.tableLabel, frame.lead || frame.staff === 0 ? frame.form : `${frame.form}, seat empty`);
    const users = this.story.users(this.run, frame.month);
    this.scene.setAttribute("aria-label", `${users} of ${this.story.employees} people use it`);
  }

  click(event) {
    const box = this.scene.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let nearest = -1;
    let distance = Math.max(HIT_DOTS, this.dot);
    this.places.forEach(([px, py], row) => {
      const here = Math.hypot(px - x, py - y);
      if (here < distance) [nearest, distance] = [row, here];
    });
    if (nearest >= 0) this.choose("person", nearest);
    else {
      const department = this.discs.findIndex((disc) => Math.hypot(disc.x - x, disc.y - y) < disc.radius);
      if (department >= 0) this.choose("department", department);
    }
  }
}

function place(label, disc) {
  label.style.left = `${disc.x}px`;
  label.style.top = `${disc.y + disc.radius + 5}px`;
}

/** The place on the rim of a disc of whoever comes there next; 0 is the first. */
function onRim(disc, place) {
  const angle = place * GOLDEN_ANGLE - Math.PI / 2;
  return [disc.x + disc.radius * Math.cos(angle), disc.y + disc.radius * Math.sin(angle)];
}

function circle(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, Math.max(0, radius), 0, 2 * Math.PI);
  return context;
}

/** Head and shoulders. */
function drawFigure(context, x, y, size) {
  context.fillStyle = INK;
  circle(context, x, y - size * 0.35, size * 0.36).fill();
  context.beginPath();
  context.arc(x, y + size * 0.75, size * 0.68, Math.PI, 2 * Math.PI);
  context.fill();
}
