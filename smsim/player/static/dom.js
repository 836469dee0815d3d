/** Elements made without markup, so that no name can become one. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Settings} [settings] @param {...Said} children @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, settings = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name === "text") made.textContent = `${value}`;
    else if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, `${value}`);
  }
  made.append(...children);
  return made;
}

/**
 * A button that names its key.
 * @param {string} text @param {string} key @param {((event: MouseEvent) => unknown) | null} act
 * @param {Settings} [settings]
 */
export function keyButton(text, key, act, settings = {}) {
  return make("button", { type: "button", onclick: act, ...settings }, text ? `${text} ` : "", make("kbd", { class: key.toLowerCase(), text: key }));
}

/** Whether keys go nowhere: what had the focus is gone, hidden or switched off. */
export function isFocusLost() {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || activeElement.matches(":disabled, [hidden], [hidden] *");
}

/**
 * Give the focus to the first element of a kind in a part of the page, if there is one.
 * @param {Element | null} part @param {string} selector
 */
export function focusIn(part, selector) {
  const found = part?.querySelector(selector);
  if (found instanceof HTMLElement) found.focus();
}

/**
 * What a click does; a mouse leaves no focus behind, so that Space still plays.
 * @param {Act} act @returns {(event: MouseEvent) => void}
 */
export function leavingNoFocus(act) {
  return ({ detail, currentTarget }) => {
    act();
    if (detail > 0 && currentTarget instanceof HTMLElement) currentTarget.blur();
  };
}

/**
 * @template {keyof PageElements} Id
 * @param {Id} id @returns {PageElements[Id]}
 */
export function byId(id) {
  // the page is ours: a test holds its ids against the type
  return /** @type {PageElements[Id]} */ (document.getElementById(id));
}

/**
 * Write `text` only where it differs: an unchanged page need not be laid out again.
 * @param {Element} element @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A canvas whose dots are those of the screen; returns its context, scaled to CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function sharpContext(canvas, width, height) {
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * dots));
  canvas.height = Math.max(1, Math.round(height * dots));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(dots, 0, 0, dots, 0, 0);
  return context;
}

/** The size of the page's letters in CSS pixels. */
export function letterSize() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
