/** What a decision costs, before and after, in thousands of euros. */

import { make } from "./dom.js";

const HEADS = ["k€", "before", "after", "more"];

/**
 * Fill a table with the costs of the next 12 months and to the end.
 * @param {HTMLTableElement} table @param {Costs} before @param {Costs} after
 */
export function fillCosts(table, before, after) {
  const heads = HEADS.map((text) => make("th", { scope: "col", text }));
  table.replaceChildren(
    make("caption", { class: "unseen", text: "What it costs, in thousands of euros" }),
    make("thead", {}, make("tr", {}, ...heads)),
    make(
      "tbody",
      {},
      costRow("Next 12 months", before.next_year_keur, after.next_year_keur),
      costRow("To the end", before.to_end_keur, after.to_end_keur),
    ),
  );
}

/** @param {string} words @param {number} before @param {number} after */
function costRow(words, before, after) {
  const cells = [thousands(before), thousands(after), difference(after - before)];
  return make("tr", {}, make("th", { scope: "row", text: words }), ...cells.map((text) => make("td", { text })));
}

/** @param {number} number */
function thousands(number) {
  return Math.abs(number) >= 10 ? `${Math.round(number)}` : `${Math.round(10 * number) / 10}`;
}

/** @param {number} number */
function difference(number) {
  const words = thousands(Math.abs(number));
  if (words === "0") return "0";
  return `${number > 0 ? "+" : "−"}${words}`;
}
