/** Keeps writes back once whoever sends them may not lead any more; before anybody leads, nothing is kept back. */
export class WriteGuard {
  #assertLeading: () => void = () => undefined;

  /** From now on this decides: it throws where a write must not leave. */
  follow(assertLeading: () => void): void {
    this.#assertLeading = assertLeading;
  }

  /** For `KubeClientOptions.beforeWrite`. @throws what the one that decides throws */
  readonly check = (): void => this.#assertLeading();
}
