/** Milliseconds that a node takes to pull an image that it does not have. */
export type PullTime = (image: string) => number;

/** Images in the order in which a kubelet wants them. */
export interface PodImages {
  readonly initContainers?: readonly { readonly image: string }[];
  readonly containers: readonly { readonly image: string }[];
}

/**
 * Which images are on which node, and from when on. A pod pulls its images one after the other, as a kubelet does;
 * pods do not wait for each other, except for an image that another one pulls already.
 */
export class ImagePulls {
  readonly #nodes = new Map<string, Map<string, number>>();
  readonly #time: PullTime;

  constructor(time: PullTime) {
    this.#time = time;
  }

  /**
   * The moment (milliseconds since 1970) in which a node has all images of a pod that it gets now. What it has to pull
   * for that it has from then on.
   */
  pull(node: string, pod: PodImages, now: number): number {
    const has = this.#nodes.get(node) ?? new Map<string, number>();
    this.#nodes.set(node, has);
    let done = now;
    for (const { image } of [...(pod.initContainers ?? []), ...pod.containers]) {
      const there = has.get(image);
      done = there === undefined ? done + this.#time(image) : Math.max(done, there);
      if (there === undefined) has.set(image, done);
    }
    return done;
  }
}
