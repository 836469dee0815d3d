/** Elements made without markup, so that no name can become one. */

export function make(tag, settings = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button that names its key. */
export function keyButton(text, key, act, settings = {}) {
  return make("button", { type: "button", onclick: act, ...settings }, text ? `${text} ` : "", make("kbd", { class: key.toLowerCase(), text: key }));
}

/** Whether keys go nowhere: what had the focus is gone, hidden or switched off. */
export function isFocusLost() {
  const { activeElement } = document;
  return !activeElement || activeElement === document.body || activeElement.matches(":disabled, [hidden], [hidden] *");
}

/** What a click does; a mouse leaves no focus behind, so that Space still plays. */
export function leavingNoFocus(act) {
  return ({ detail, currentTarget }) => {
    act();
    if (detail > 0) currentTarget.blur();
  };
}

export function byId(id) {
  return document.getElementById(id);
}

/** Write `text` only where it differs: an unchanged page need not be laid out again. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A canvas whose dots are those of the screen; returns its context, scaled to CSS pixels. */
export function sharpContext(canvas, width, height) {
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * dots));
  canvas.height = Math.max(1, Math.round(height * dots));
  const context = canvas.getContext("2d");
  context.setTransform(dots, 0, 0, dots, 0, 0);
  return context;
}

/** The size of the page's letters in CSS pixels. */
export function letterSize() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}
