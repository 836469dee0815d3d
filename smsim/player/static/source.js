/** Where a recording comes from: the only module that knows. */

const FORMAT = "smsim player";
const FORMAT_VERSION = 2;

/**
 * The source whose frames stand in the page itself.
 * @param {HTMLElement} element @returns {Source}
 */
export function inlinedSource(element) {
  /** @type {InlinedRecording} */
  const { runs, ...rest } = JSON.parse(element.textContent ?? "");
  if (rest.format !== FORMAT || rest.format_version !== FORMAT_VERSION) {
    throw new Error("This page holds a recording that its player cannot read.");
  }
  return {
    recording: { ...rest, runs: runs.map(({ frames, ...run }) => ({ ...run, branch: "" })) },
    knownMonths: rest.months,
    mostMonths: rest.months,
    frames: async (run, _, first, last) => runs[run].frames.slice(first, last + 1),
  };
}
