/** What a lever is set to, in words and as something to set it with. */

import { make, write } from "./dom.js";

export function valueWords(lever, value, ofForm) {
  if (value === null) {
    const own = ofForm[lever.name];
    return own === undefined ? "as the form has it" : `as the form has it (${plain(lever, own)})`;
  }
  if (lever.kind === "kinds") return value.length ? value.map((name) => choiceWords(lever, name)).join(", ") : "none";
  return plain(lever, value);
}

/** What is in force, and what is wanted where that is something else. */
export function wishWords(lever, now, wanted, ofForm) {
  const told = `Now: ${valueWords(lever, now, ofForm)}`;
  if (isSame(now, wanted)) return told;
  if (lever.kind !== "kinds") return `${told} → ${valueWords(lever, wanted, ofForm)}`;
  const added = wanted.filter((kind) => !now.includes(kind)).map((kind) => `with ${choiceWords(lever, kind)}`);
  const left = now.filter((kind) => !wanted.includes(kind)).map((kind) => `without ${choiceWords(lever, kind)}`);
  return `From ${now.length} seats to ${wanted.length}: ${[...added, ...left].join(", ")}`;
}

function plain(lever, value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return choiceWords(lever, value);
  if (lever.unit.startsWith("share")) return `${trimmed(100 * value)}%`;
  if (lever.unit === "factor") return value === 1 ? "as usual" : `${trimmed(value)} times`;
  return lever.unit === "per month" ? `${trimmed(value)} a month` : trimmed(value);
}

function trimmed(number) {
  return `${Math.round(number * 100) / 100}`;
}

function choiceWords(lever, value) {
  return lever.choices.find(([name]) => name === value)?.[1] ?? `${value}`;
}

export function isSame(one, other) {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

function normal(value) {
  return Array.isArray(value) ? [...value].sort() : value;
}

/** A control for a lever; `set(value)` hears of every change. `name` keeps choices of two panes apart. */
export function leverControl(lever, value, ofForm, name, set) {
  if (lever.kind === "kinds") return kindsControl(lever, value, set);
  if (lever.kind === "choice") return choiceControl(lever, value, name, set);
  if (typeof value === "boolean") return switchControl(lever, value, set);
  return numberControl(lever, value, ofForm, set);
}

function ticked(type, settings, words) {
  const input = make("input", { type, ...settings });
  return make("label", { class: "option" }, input, make("span", { text: words }));
}

function choiceControl(lever, value, name, set) {
  const options = lever.choices.map(([choice, words]) =>
    ticked("radio", { name, checked: choice === value, onchange: () => set(choice) }, words),
  );
  return make("div", { class: options.length > 4 ? "options two" : "options" }, ...options);
}

function kindsControl(lever, value, set) {
  const chosen = new Set(value);
  const choose = (kind, isChosen) => {
    if (isChosen) chosen.add(kind);
    else chosen.delete(kind);
    set(lever.choices.map(([choice]) => choice).filter((choice) => chosen.has(choice)));
  };
  const options = lever.choices.map(([kind, words]) =>
    ticked("checkbox", { value: kind, checked: chosen.has(kind), onchange: (event) => choose(kind, event.target.checked) }, words),
  );
  return make("div", { class: "options two" }, ...options);
}

function switchControl(lever, value, set) {
  const words = lever.kind === "event" ? "in this month" : "on";
  return ticked("checkbox", { checked: value, onchange: (event) => set(event.target.checked) }, words);
}

function numberControl(lever, value, ofForm, set) {
  const isOfForm = lever.choices.some(([choice]) => choice === null);
  const shown = value ?? ofForm[lever.name] ?? lever.low;
  const said = make("output", { text: plain(lever, shown) });
  const range = make("input", {
    type: "range",
    min: Math.min(lever.low, shown),
    max: Math.max(lever.high, shown),
    step: lever.step,
    "aria-label": lever.title,
    "aria-valuetext": plain(lever, shown),
  });
  range.value = shown;
  range.disabled = value === null;
  const tell = () => {
    const words = plain(lever, Number(range.value));
    write(said, words);
    range.setAttribute("aria-valuetext", words);
    set(Number(range.value));
  };
  range.addEventListener("input", tell);
  const row = make("div", { class: "slider" }, range, said);
  if (!isOfForm) return row;
  const leave = (isLeft) => {
    range.disabled = isLeft;
    if (isLeft) set(null);
    else tell();
  };
  const left = ticked("checkbox", { checked: value === null, onchange: (event) => leave(event.target.checked) }, "as the form has it");
  return make("div", {}, left, row);
}
