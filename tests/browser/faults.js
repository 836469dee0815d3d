/* What is wrong with the page as it stands, in words. `told` has: isNarrow, and titles of charts by name. */
(told) => {
  const SLACK = 1.5; // CSS pixels: letters reach a little beyond their boxes
  const UNSEEN = ".unseen, [hidden], .notices, script, style, option, dialog:not([open]), .with-lesson #top > div:first-child";
  const SCROLLED = "dialog, #facts, .side:has(> .details:not([hidden]), > .decision)";
  const FLOATS = "#controls, #facts:not(.unseen), dialog[open]";
  const faults = [];
  const short = (text) => `'${text.trim().replace(/\s+/g, " ").slice(0, 50)}'`;
  const isSeen = (element) => !element.closest(UNSEEN) && element.checkVisibility({ visibilityProperty: true });

  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: node } = walker;
    if (!node.data.trim() || !isSeen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const element = node.parentElement;
    const around = { element, scrolled: element.closest(SCROLLED), float: element.closest(FLOATS) };
    for (const box of range.getClientRects()) lines.push({ node, ...around, box });
  }

  const beyond = (box, { left, right, top, bottom }) =>
    Math.max(left - box.left, box.right - right, top - box.top, box.bottom - bottom) > SLACK;
  const clipping = new Map();
  const clips = (element) => {
    if (!clipping.has(element)) {
      const { overflowX, overflowY } = getComputedStyle(element);
      clipping.set(element, overflowX !== "visible" || overflowY !== "visible");
    }
    return clipping.get(element);
  };
  const high = told.isNarrow ? Infinity : innerHeight;
  const screen = { left: 0, right: innerWidth, top: -high, bottom: high };
  if (!told.isNarrow) screen.top = 0;
  for (const { node, element, scrolled, box } of lines) {
    if (scrolled) continue;
    let isCut = beyond(box, screen);
    for (let around = element; around && around !== document.body && !isCut; around = around.parentElement) {
      isCut = clips(around) && beyond(box, around.getBoundingClientRect());
    }
    if (isCut) faults.push(`cut: ${short(node.data)} in ${element.tagName}.${element.className}`);
  }

  const ink = document.createElement("canvas").getContext("2d");
  for (const select of document.querySelectorAll("select")) {
    if (!isSeen(select) || select.closest(SCROLLED)) continue;
    const style = getComputedStyle(select);
    ink.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const words = select.selectedOptions[0].text;
    const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - parseFloat(style.fontSize);
    if (ink.measureText(words).width > room + SLACK) faults.push(`cut: ${short(words)} in a select`);
  }

  const areOver = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > SLACK &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > SLACK + 1;
  lines.forEach((one, place) => {
    for (const other of lines.slice(place + 1)) {
      if (one.node === other.node || one.float !== other.float) continue;
      if (one.scrolled && one.scrolled === other.scrolled) continue;
      if (areOver(one.box, other.box)) faults.push(`over each other: ${short(one.node.data)} and ${short(other.node.data)}`);
    }
  });

  const letter = parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (const organisation of document.querySelectorAll(".organisation")) {
    if (!isSeen(organisation)) continue;
    const frame = organisation.getBoundingClientRect();
    const labels = [...organisation.querySelectorAll(".department:not(.nameless)")].map((button) => {
      const { radius } = button.dataset;
      const [x, y] = [frame.left + parseFloat(button.style.left), frame.top + parseFloat(button.style.top) - 5 - Number(radius)];
      return { name: button.querySelector(".name"), x, y, radius: Number(radius), isCrowded: button.classList.contains("crowded") };
    });
    for (const label of labels) {
      if (label.isCrowded) faults.push(`no room for ${short(label.name.textContent)}`);
      const box = label.name.getBoundingClientRect();
      for (const other of labels) {
        if (other === label || label.isCrowded) continue;
        const across = Math.max(box.left - other.x, 0, other.x - box.right);
        const down = Math.max(box.top - other.y, 0, other.y - box.bottom);
        if (Math.hypot(across, down) < other.radius - 2) faults.push(`${short(label.name.textContent)} lies over the disc of ${short(other.name.textContent)}`);
      }
    }
    if (parseFloat(getComputedStyle(organisation).fontSize) < 0.66 * letter) faults.push("department names are small");
  }

  const said = document.querySelector(".lesson-said")?.textContent.toLowerCase() ?? "";
  const shown = [...document.querySelectorAll("figure.chart")].filter(isSeen).map(({ dataset }) => dataset.chart);
  for (const [name, title] of Object.entries(told.titles)) {
    if (said.includes(title.toLowerCase()) && !shown.includes(name)) faults.push(`not shown: the chart '${title}'`);
  }
  if (said.includes("ladder") && ![...document.querySelectorAll(".ladder")].every(isSeen)) faults.push("not shown: a ladder");

  const tops = [...document.querySelectorAll(".pane")].map((pane) => pane.getBoundingClientRect().top);
  const areBeside = tops.length < 2 || Math.abs(tops[0] - tops[1]) < 1;
  if (areBeside === told.isNarrow) faults.push(told.isNarrow ? "side by side on a phone" : "one below the other on a wide screen");
  if (document.activeElement === document.body) faults.push("the focus is on the body");
  return [...new Set(faults)];
}
