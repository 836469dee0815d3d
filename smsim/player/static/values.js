/** What a lever is set to, in words and as something to set it with. */

import { make, write } from "./dom.js";

/** @param {Lever} lever @param {LeverValue} value @param {OfForm} ofForm */
export function valueWords(lever, value, ofForm) {
  if (value === null) {
    const own = ofForm[lever.name];
    return own === undefined ? "as the form has it" : `as the form has it (${plain(lever, own)})`;
  }
  if (Array.isArray(value)) return value.length ? value.map((name) => choiceWords(lever, name)).join(", ") : "none";
  return plain(lever, value);
}

/**
 * What is in force, and what is wanted where that is something else.
 * @param {Lever} lever @param {LeverValue} now @param {LeverValue} wanted @param {OfForm} ofForm
 */
export function wishWords(lever, now, wanted, ofForm) {
  const told = `Now: ${valueWords(lever, now, ofForm)}`;
  if (isSame(now, wanted)) return told;
  if (!Array.isArray(now) || !Array.isArray(wanted)) return `${told} → ${valueWords(lever, wanted, ofForm)}`;
  const added = wanted.filter((kind) => !now.includes(kind)).map((kind) => `with ${choiceWords(lever, kind)}`);
  const left = now.filter((kind) => !wanted.includes(kind)).map((kind) => `without ${choiceWords(lever, kind)}`);
  return `From ${now.length} seats to ${wanted.length}: ${[...added, ...left].join(", ")}`;
}

/** @param {Lever} lever @param {string | number | boolean} value */
function plain(lever, value) {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return choiceWords(lever, value);
  if (lever.unit.startsWith("share")) return `${trimmed(100 * value)}%`;
  if (lever.unit === "factor") return value === 1 ? "as usual" : `${trimmed(value)} times`;
  return lever.unit === "per month" ? `${trimmed(value)} a month` : trimmed(value);
}

/** @param {number} number */
function trimmed(number) {
  return `${Math.round(number * 100) / 100}`;
}

/** @param {Lever} lever @param {LeverValue} value */
function choiceWords(lever, value) {
  return lever.choices.find(([name]) => name === value)?.[1] ?? `${value}`;
}

/** @param {LeverValue} one @param {LeverValue} other */
export function isSame(one, other) {
  return JSON.stringify(normal(one)) === JSON.stringify(normal(other));
}

/** @param {LeverValue} value */
function normal(value) {
  return Array.isArray(value) ? [...value].sort() : value;
}

/**
 * A control for a lever; `set(value)` hears of every change. `name` keeps choices of two panes apart.
 * @param {Lever} lever @param {LeverValue} value @param {OfForm} ofForm @param {string} name @param {SetLever} set
 */
export function leverControl(lever, value, ofForm, name, set) {
  if (lever.kind === "kinds") return kindsControl(lever, Array.isArray(value) ? value : [], set);
  if (lever.kind === "choice") return choiceControl(lever, value, name, set);
  if (typeof value === "boolean") return switchControl(lever, value, set);
  return numberControl(lever, /** @type {number | null} */ (value), ofForm, set);
}

/** @param {string} type @param {Settings} settings @param {string} words @param {(isTicked: boolean) => void} tell */
function ticked(type, settings, words, tell) {
  const input = make("input", { type, ...settings });
  input.addEventListener("change", () => tell(input.checked));
  return make("label", { class: "option" }, input, make("span", { text: words }));
}

/** @param {Lever} lever @param {LeverValue} value @param {string} name @param {SetLever} set */
function choiceControl(lever, value, name, set) {
  const options = lever.choices.map(([choice, words]) =>
    ticked("radio", { name, checked: choice === value }, words, () => set(choice)),
  );
  return make("div", { class: options.length > 4 ? "options two" : "options" }, ...options);
}

/** @param {Lever} lever @param {string[]} value @param {SetLever} set */
function kindsControl(lever, value, set) {
  const chosen = new Set(value);
  const kinds = lever.choices.map(([kind]) => `${kind}`);
  const choose = (/** @type {string} */ kind, /** @type {boolean} */ isChosen) => {
    if (isChosen) chosen.add(kind);
    else chosen.delete(kind);
    set(kinds.filter((each) => chosen.has(each)));
  };
  const options = lever.choices.map(([, words], place) => {
    const kind = kinds[place];
    return ticked("checkbox", { value: kind, checked: chosen.has(kind) }, words, (isTicked) => choose(kind, isTicked));
  });
  return make("div", { class: "options two" }, ...options);
}

/** @param {Lever} lever @param {boolean} value @param {SetLever} set */
function switchControl(lever, value, set) {
  const words = lever.kind === "event" ? "in this month" : "on";
  return ticked("checkbox", { checked: value }, words, set);
}

/** @param {Lever} lever @param {number | null} value @param {OfForm} ofForm @param {SetLever} set */
function numberControl(lever, value, ofForm, set) {
  const isOfForm = lever.choices.some(([choice]) => choice === null);
  const [low, high] = [lever.low ?? 0, lever.high ?? 0];
  const shown = value ?? ofForm[lever.name] ?? low;
  const said = make("output", { text: plain(lever, shown) });
  const range = make("input", {
    type: "range",
    min: Math.min(low, shown),
    max: Math.max(high, shown),
    step: lever.step,
    "aria-label": lever.title,
    "aria-valuetext": plain(lever, shown),
  });
  range.value = `${shown}`;
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
  const leave = (/** @type {boolean} */ isLeft) => {
    range.disabled = isLeft;
    if (isLeft) set(null);
    else tell();
  };
  const left = ticked("checkbox", { checked: value === null }, "as the form has it", leave);
  return make("div", {}, left, row);
}
