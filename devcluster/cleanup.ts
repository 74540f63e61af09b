/** Steps that undo what was done so far, kept while it is done, so that a failure half-way leaves nothing behind. */
export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = [];

  /** Adds a step, which will run before all that were added earlier. */
  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /**
   * Runs and forgets all steps, the last first; one that fails does not keep the others from running.
   * @throws the first failure.
   */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
