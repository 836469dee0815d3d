/** The connection to smsim: questions and answers, found again after it was lost. */

const PATIENCE_MILLISECONDS = 60_000;
const MOST_AT_ONCE = 6; // months, so that a long wait shows how it goes on
const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
// asked again after a loss; whatever else was under way may have been done or not
const HARMLESS = ["open", "frames", "levers", "forecast", "ghosts", "note", "outcome"];

export class Live {
  constructor(address) {
    this.address = address;
    this.session = null;
    this.waiting = new Map();
    this.listeners = { session: [], lost: [], found: [] };
    this.asked = 0;
    this.pause = SHORTEST_PAUSE;
    this.isLost = false;
    this.connect();
  }

  /** Call `act` when the `session` is another, the connection is `lost`, or `found` again. */
  on(event, act) {
    this.listeners[event].push(act);
  }

  tell(event, ...said) {
    for (const act of this.listeners[event]) act(...said);
  }

  /** Ask for something; the promise is broken with a sentence if there is a problem. */
  ask(name, values = {}) {
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
    return (await this.ask("open")).recording;
  }

  send(id) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(this.waiting.get(id).text);
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
    this.ask("open").then(
      ({ recording }) => this.tell("found", recording),
      () => this.socket.close(),
    );
  }

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

  hear({ id, answer, problem }) {
    this.pause = SHORTEST_PAUSE;
    const asked = this.forget(id);
    if (!asked) return;
    if (problem !== undefined) {
      asked.reject(new Error(problem));
      return;
    }
    this.keep(answer);
    asked.resolve(answer);
  }

  keep({ session }) {
    if (!session || session === this.session) return;
    this.session = session;
    this.tell("session", session);
  }

  giveUp(id) {
    if (this.isLost) this.waiting.get(id).timer = setTimeout(() => this.giveUp(id), PATIENCE_MILLISECONDS);
    else this.forget(id).reject(new Error("smsim took too long to answer; try again."));
  }

  forget(id) {
    const asked = this.waiting.get(id);
    clearTimeout(asked?.timer);
    this.waiting.delete(id);
    return asked;
  }
}

/** The source whose frames a server works out when they are asked for. */
export function liveSource(live, recording) {
  return {
    recording,
    knownMonths: 0,
    mostMonths: MOST_AT_ONCE,
    frames: async (_, { branch }, first, last) => (await live.ask("frames", { branch, first, last })).frames,
  };
}
