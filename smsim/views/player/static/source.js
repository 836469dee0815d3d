/**
 * Where a recording comes from: the only module that knows.
 *
 * A source has
 *   recording       all but the frames, as smsim/views/player/frames.py describes it
 *   knownMonths     how many months can be had without anybody computing them
 *   mostMonths      how many months may be asked for at once
 *   frames(run, document, first, last)
 *                   a promise of the frames of the run in a place, of months in order; `document` is what
 *                   the recording says of that run
 */

const FORMAT = "smsim player";
const FORMAT_VERSION = 1;

/** The source whose frames stand in the page itself. */
export function inlinedSource(element) {
  const { runs, ...rest } = JSON.parse(element.textContent);
  if (rest.format !== FORMAT || rest.format_version !== FORMAT_VERSION) {
    throw new Error("This page holds a recording that its player cannot read.");
  }
  return {
    recording: { ...rest, runs: runs.map(({ frames, ...run }) => run) },
    knownMonths: rest.months,
    mostMonths: rest.months,
    frames: async (run, _, first, last) => runs[run].frames.slice(first, last + 1),
  };
}
