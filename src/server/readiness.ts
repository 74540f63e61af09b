/** Whether the operator can do its work, for `/readyz`. */
export class Readiness {
  #missing: string | undefined = 'the apiserver has not answered yet';

  /** What is missing; undefined: nothing. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** Another replica leads. We could take over: a rolling update waits for us before it stops that one. */
  standsBy(): void {
    this.#missing = undefined;
  }

  /** We act, and first read the cluster; again whenever it serves something else. */
  reads(): void {
    this.#missing = 'caches are not synced yet';
  }

  /** Caches are synced. */
  works(): void {
    this.#missing = undefined;
  }
}
