/** What stands in a pane's side when somebody asks: a person, a department, blockers, the parting. */

import { make } from "./dom.js";
import { RUN_LETTERS, isUser } from "./story.js";

const MOST_COLLEAGUES = 14;
const MOST_PARTED = 8;

/**
 * Return the heading and content of what was chosen, for one run in one month.
 * @param {Story} story @param {number} run @param {number} month @param {Chosen} chosen @param {Choose} choose
 */
export function details(story, run, month, chosen, choose) {
  if (chosen.kind === "person") return personDetails(story, run, month, chosen.row, choose);
  if (chosen.kind === "department") return departmentDetails(story, run, month, chosen.row, choose);
  if (chosen.kind === "parting") return partingDetails(story, run, choose);
  return blockerDetails(story, run, month);
}

/** @param {string} title @param {string} words */
function fact(title, words) {
  return [make("dt", { text: title }), make("dd", { text: words })];
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row @param {Choose} choose */
function personDetails(story, run, month, row, choose) {
  const { people, departments } = story.workforce;
  const frame = story.frame(run, month);
  const facts = make("dl", {}, ...fact("State", story.words.states[Number(frame.people[row])]));
  const manager = people.manager[row];
  facts.append(...fact("Department", departments.names[story.departmentOf(run, month, row)]));
  facts.prepend(...officeFacts(story, run, month, row));
  facts.append(...fact("Reports to", manager >= 0 ? people.names[manager] : "nobody"));
  if (!story.workforce.is_complete) facts.append(...fact("Ties", tieWords(story, run, month, row)));
  facts.append(...fact("Colleagues who use it", exposureWords(story, run, month, row)));
  return {
    title: people.names[row],
    content: [facts, changeList(story, run, month, row), ...colleagueList(story, run, month, row, choose)],
  };
}

/**
 * What somebody is besides a colleague, since when, and what comes after.
 * @param {Story} story @param {number} run @param {number} month @param {number} row
 */
function officeFacts(story, run, month, row) {
  const { leads, represents, heads } = story.office(run, month, row);
  const { names } = story.workforce.departments;
  const facts = [];
  if (leads) {
    const first = story.since(run, month, ({ lead }) => lead === row);
    const home = names[story.departmentOf(run, month, row)];
    facts.push(...fact("In charge", `the lead since month ${first}`));
    facts.push(...fact("If the lead leaves", `the seat is empty until somebody else of ${home} is found`));
  }
  if (represents >= 0) {
    const first = story.since(run, month, ({ departments }) => departments.representative[represents] === row);
    facts.push(...fact("In charge", `has the seat of ${names[represents]} since month ${first}`));
    facts.push(...fact("If this person leaves", "somebody else of the department takes the seat, with other ties"));
  }
  if (heads >= 0) facts.push(...fact("Head", `of ${names[heads]}`));
  return facts;
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row */
function tieWords(story, run, month, row) {
  const own = story.departmentOf(run, month, row);
  const counts = story.tiesInto(run, month, row);
  const elsewhere = counts
    .map((count, department) => ({ count, department }))
    .filter(({ count, department }) => count > 0 && department !== own)
    .sort((one, other) => other.count - one.count);
  const sum = elsewhere.reduce((total, { count }) => total + count, 0);
  const into = elsewhere.map(({ count, department }) => `${story.workforce.departments.names[department]} ${count}`);
  return `${counts[own]} in the own department, ${sum} elsewhere${sum ? `: ${into.join(", ")}` : ""}`;
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row */
function exposureWords(story, run, month, row) {
  if (story.workforce.is_complete) return "everybody talks to everybody here";
  const colleagues = story.colleagues(run, month, row);
  const weigh = (/** @type {Colleague[]} */ among) => among.reduce((sum, { weight }) => sum + weight, 0);
  const using = colleagues.filter((colleague) => isUser(story.frame(run, month).people, colleague.row));
  const share = colleagues.length ? Math.round((100 * weigh(using)) / weigh(colleagues)) : 0;
  const needed = story.threshold(run, row, month);
  return `${using.length} of ${colleagues.length}, ${share}% by weight; enough from ${needed}% on`;
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row */
function changeList(story, run, month, row) {
  const changes = story.changesOf(run, row, month);
  const entries = changes.map(([past, cause]) =>
    make("li", {}, make("b", { text: `Month ${past}` }), ` ${story.words.causes[cause]}${giverWords(story, run, past, row, cause)}`),
  );
  const startsAsUser = isUser(story.runs[run].start.people, row);
  if (startsAsUser) entries.unshift(make("li", {}, make("b", { text: "At the start" }), " used it already"));
  if (!entries.length) return make("p", { text: "Nothing has changed so far." });
  return make("ul", { class: "changes" }, ...entries);
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row @param {number} cause */
function giverWords(story, run, month, row, cause) {
  if (cause !== story.words.peers) return "";
  const givers = story.givers(run, month, row).map((giver) => story.workforce.people.names[giver.row]);
  if (!givers.length) return "";
  const more = givers.length > 3 ? ` and ${givers.length - 3} more` : "";
  return `: ${givers.slice(0, 3).join(", ")}${more}`;
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row @param {Choose} choose */
function colleagueList(story, run, month, row, choose) {
  const colleagues = story.colleagues(run, month, row);
  if (!colleagues.length) return [];
  const { people } = story.frame(run, month);
  const items = colleagues.slice(0, MOST_COLLEAGUES).map((colleague) => {
    const weight = colleague.isManager ? `manager, counts ${colleague.weight} times` : "";
    return make(
      "li",
      { class: isUser(people, colleague.row) ? "user" : "" },
      personButton(story, colleague.row, people, choose),
      make("span", { class: "weight", text: weight }),
    );
  });
  const more = colleagues.length - MOST_COLLEAGUES;
  if (more > 0) items.push(make("li", { text: `and ${more} more` }));
  return [make("h4", { text: "Talks to" }), make("ul", { class: "people" }, ...items)];
}

/** @param {Story} story @param {number} row @param {string} people @param {Choose} choose */
function personButton(story, row, people, choose) {
  const state = people[row];
  return make(
    "button",
    { type: "button", class: "person", onclick: () => choose("person", row) },
    make("span", { class: `dot state-${state}`, role: "img", "aria-label": story.words.states[Number(state)] }),
    story.workforce.people.names[row],
  );
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row @param {Choose} choose */
function departmentDetails(story, run, month, row, choose) {
  const { departments, people } = story.frame(run, month);
  const { names } = story.workforce.departments;
  const sizes = story.sizes(run, month);
  const seat = departments.seat[row] === "1" ? "has one" : "none";
  const seated = departments.representative[row];
  const isHome = row === story.runs[run].home;
  const facts = make(
    "dl",
    {},
    ...fact("Use case", story.words.phases[Number(departments.phase[row])]),
    ...fact("What blocks it", departments.block[row] || "nothing: it works"),
    ...measured("Reached by those in charge", departments.contact[row], "by office, by a seat, and along ties"),
    ...measured("Practice it sees elsewhere", departments.seen[row], "along ties to users of other departments"),
    ...fact("Head", departments.head[row] >= 0 ? story.workforce.people.names[departments.head[row]] : "nobody"),
    ...fact("Practice", `${departments.practice[row]} of 100; from ${story.runs[run].operating} on it is part of the work`),
    ...fact("Backing by its heads", `${departments.endorsement[row]} of 100`),
    ...fact("People who use it", `${departments.users[row]} of ${sizes[row]}`),
    ...fact("Seat at the table", seatWords(seat, isHome, seated >= 0 ? story.workforce.people.names[seated] : "")),
    ...fact("In the plan", departments.plan[row] === "1" ? "yes" : "no"),
    ...fact("Help from those in charge", `${departments.support[row]} hours this month`),
  );
  const members = story.membersOf(run, month, row).map((member) =>
    make("li", {}, personButton(story, member, people, choose), make("span", { class: "weight", text: officeWords(story, run, month, member) })),
  );
  const hint = "In the drawing: thick lines are ties to people in charge, thin ones to other users elsewhere.";
  return {
    title: names[row],
    content: [facts, make("p", { text: hint }), make("h4", { text: "People" }), make("ul", { class: "people" }, ...members)],
  };
}

/** @param {string} seat @param {boolean} isHome @param {string} seated */
function seatWords(seat, isHome, seated) {
  return [seat, ...(seated ? [`taken by ${seated}`] : []), ...(isHome ? ["social media is at home here"] : [])].join("; ");
}

/** @param {Story} story @param {number} run @param {number} month @param {number} row */
function officeWords(story, run, month, row) {
  const { leads, represents, heads } = story.office(run, month, row);
  return [...(leads ? ["the lead"] : []), ...(represents >= 0 ? ["has the seat"] : []), ...(heads >= 0 ? ["head"] : [])].join(", ");
}

/**
 * A percent with a bar, and in a few words where it comes from.
 * @param {string} title @param {number} percent @param {string} words
 */
function measured(title, percent, words) {
  const fill = make("span", { class: "fill" });
  fill.style.width = `${percent}%`;
  const gauge = make("span", { class: "gauge", "aria-hidden": "true" }, fill);
  return [make("dt", { text: title }), make("dd", {}, gauge, ` ${percent} of 100`, make("span", { class: "weight", text: `: ${words}` }))];
}

/** @param {Story} story @param {number} run @param {number} month */
function blockerDetails(story, run, month) {
  const { blockers, level } = story.frame(run, month);
  const items = blockers.map((words) => make("li", { text: sentence(words) }));
  return {
    title: `On the way to level ${level + 1}`,
    content: [make("ul", { class: "blockers" }, ...items)],
  };
}

/** @param {string} words */
function sentence(words) {
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

/**
 * Who was the first to be a user in one run only, and what had been decided until then.
 * @param {Story} story @param {number} run @param {Choose} choose
 */
function partingDetails(story, run, choose) {
  const month = story.partedMonth ?? 0; // asked for only where they have parted
  const { people, changes } = story.frame(run, month);
  const causes = new Map(changes);
  const rows = story.differing(month).flatMap((differs, row) => (differs ? [row] : []));
  const items = rows.slice(0, MOST_PARTED).map((row) => {
    const change = causes.get(row);
    const cause = change === undefined ? story.words.states[Number(people[row])] : story.words.causes[change];
    return make("li", {}, personButton(story, row, people, choose), make("span", { class: "weight", text: cause }));
  });
  if (rows.length > MOST_PARTED) items.push(make("li", { text: `and ${rows.length - MOST_PARTED} more` }));
  const decided = story.newsUntil(run, month).filter(({ kind }) => kind === "decision").reverse();
  const decisions = decided.map(({ month: past, words }) =>
    make("li", {}, make("b", { text: `Month ${past}` }), ` ${words}`),
  );
  return {
    title: `The moment they parted: month ${month}`,
    content: [
      make("p", { text: `Until then the same people used it in ${RUN_LETTERS.join(" and ")}. Now they differ in:` }),
      make("ul", { class: "people" }, ...items),
      make("h4", { text: "Decided until then" }),
      decisions.length
        ? make("ul", { class: "changes" }, ...decisions)
        : make("p", { text: "Nothing." }),
    ],
  };
}
