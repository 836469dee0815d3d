/** The take-home page: all months are in it. */

import { byId } from "./dom.js";
import { inlinedSource } from "./source.js";
import { Stage, tellFailure } from "./stage.js";
import { Story } from "./story.js";

try {
  const story = new Story(inlinedSource(byId("recording")));
  await story.reach(story.source.knownMonths - 1);
  const stage = new Stage(story);
  await stage.playback.go(0);
} catch (problem) {
  tellFailure(problem);
  throw problem;
}
