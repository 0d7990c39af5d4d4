/** What was written before: undo and redo. */

const PAUSE_MS = 500;
const DEPTH = 100;

export class History {
  #past = [];
  #future = [];
  #keptAtMs = 0;

  forget() {
    this.#past = [];
    this.#future = [];
    this.#keptAtMs = 0;
  }

  /** Remembers a moment before it changes; quick typing is one step unless the change stands `alone`. */
  keep(moment, alone) {
    const nowMs = performance.now();
    if (alone || nowMs - this.#keptAtMs > PAUSE_MS) {
      this.#past = [...this.#past.slice(1 - DEPTH), moment()];
      this.#future = [];
    }
    this.#keptAtMs = alone ? 0 : nowMs;
  }

  back(current) {
    const moment = this.#past.pop();
    if (moment) this.#future.push(current);
    this.#keptAtMs = 0;
    return moment;
  }

  forth(current) {
    const moment = this.#future.pop();
    if (moment) this.#past.push(current);
    this.#keptAtMs = 0;
    return moment;
  }
}
