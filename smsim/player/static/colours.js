/** Colours, apart for colour-blind viewers and in grey; the states get darker and larger. */

export const INK = "#1f2328";
export const QUIET = "#5b636c";
export const STATE_COLOURS = ["#e4e4e4", "#4ec36b", "#2a788e", "#46085c"];
export const RUN_COLOURS = ["#0072b2", "#c24e00"];
