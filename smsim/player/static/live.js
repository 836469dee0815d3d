/** The connection to smsim: questions and answers, found again after it was lost. */

const PATIENCE_MILLISECONDS = 60_000;
const MOST_AT_ONCE = 6; // months, so that a long wait shows how it goes on
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
// asked again after a loss; whatever else was under way may have been done or not
const HARMLESS = ["open", "frames", "levers", "forecast", "ghosts", "note", "outcome"];

export class Live {
  /** @type {Session} what was done in this browser; there once the session was opened */
  session;
  /** @type {WebSocket} */
  socket;

  /** @param {string} address */
  constructor(address) {
    this.address = address;
    /** @type {Map<number, Waiting>} */
    this.waiting = new Map();
    /** @type {LiveListeners} */
    this.listeners = { session: [], lost: [], found: [] };
    this.asked = 0;
    this.pause = SHORTEST_PAUSE;
    this.isLost = false;
    this.connect();
  }

  /**
   * Call `act` when the `session` is another, the connection is `lost`, or `found` again.
   * @template {keyof LiveEvents} Event
   * @param {Event} event @param {LiveListener<Event>} act
   */
  on(event, act) {
    this.listeners[event].push(act);
  }

  /**
   * @template {keyof LiveEvents} Event
   * @param {Event} event @param {LiveEvents[Event]} said
   */
  tell(event, ...said) {
    for (const act of this.listeners[event]) act(...said);
  }

  /**
   * Ask for something; the promise is broken with a sentence if there is a problem.
   * @template {keyof Asks} Name
   * @param {Name} name @param {Asks[Name]} values @returns {Promise<Answers[Name]>}
   */
  ask(name, values) {
    if (this.isLost && !HARMLESS.includes(name)) {
      return Promise.reject(new Error("There is no connection to smsim; nothing was changed."));
    }
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.giveUp(id), PATIENCE_MILLISECONDS);
      this.waiting.set(id, { name, text: JSON.stringify({ id, ask: name, ...values }), resolve, reject, timer });
      this.send(id);
    });
  }

  /** Open the session; a page that was reloaded finds its own again. */
  async open() {
    return (await this.ask("open", {})).recording;
  }

  /** @param {number} id */
  send(id) {
    const asked = this.waiting.get(id);
    if (asked && this.socket.readyState === WebSocket.OPEN) this.socket.send(asked.text);
  }

  connect() {
    this.socket = new WebSocket(this.address);
    this.socket.addEventListener("open", () => this.resume());
    this.socket.addEventListener("message", (message) => this.hear(JSON.parse(message.data)));
    this.socket.addEventListener("close", (closed) => this.lose(closed.reason));
  }

  resume() {
    for (const id of this.waiting.keys()) this.send(id);
    if (!this.isLost) return;
    this.isLost = false;
    this.ask("open", {}).then(
      ({ recording }) => this.tell("found", recording),
      () => this.socket.close(),
    );
  }

  /** @param {string} reason */
  lose(reason) {
    for (const [id, { name, reject }] of this.waiting) {
      if (HARMLESS.includes(name)) continue;
      this.forget(id);
      reject(new Error("The connection was lost meanwhile; the branches show whether it was done."));
    }
    if (!this.isLost || reason) this.tell("lost", reason);
    this.isLost = true;
    setTimeout(() => this.connect(), this.pause);
    this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
  }

  /** @param {Reply} reply */
  hear({ id, answer, problem }) {
    this.pause = SHORTEST_PAUSE;
    const asked = id === null ? undefined : this.forget(id);
    if (!asked) return;
    if (problem !== undefined) {
      asked.reject(new Error(problem));
      return;
    }
    if (answer && "session" in answer) this.keep(answer.session);
    asked.resolve(answer);
  }

  /** @param {Session} session */
  keep(session) {
    this.session = session;
    this.tell("session", session);
  }

  /** @param {number} id */
  giveUp(id) {
    const asked = this.waiting.get(id);
    if (!asked) return;
    if (this.isLost) asked.timer = setTimeout(() => this.giveUp(id), PATIENCE_MILLISECONDS);
    else this.forget(id)?.reject(new Error("smsim took too long to answer; try again."));
  }

  /** @param {number} id */
  forget(id) {
    const asked = this.waiting.get(id);
    clearTimeout(asked?.timer);
    this.waiting.delete(id);
    return asked;
  }
}

/**
 * The source whose frames a server works out when they are asked for.
 * @param {Live} live @param {LiveRecording} recording @returns {Source}
 */
export function liveSource(live, recording) {
  return {
    recording,
    knownMonths: 0,
    mostMonths: MOST_AT_ONCE,
    frames: async (_, { branch }, first, last) => (await live.ask("frames", { branch, first, last })).frames,
  };
}
