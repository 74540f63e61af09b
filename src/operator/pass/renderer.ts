import { runtimeObjectsOf, proxyImage, render, resolve } from '../../../charts/index.ts';
import type { Capabilities } from '../../api/capabilities.ts';
import type { MeshInstallSpec } from '../../api/spec/index.ts';
import { digestOf } from '../../core/model/digest.ts';
import { withoutScaledReplicas } from '../../core/ownership/autoscaling.ts';
import type { Desired, Renderer } from './desired.ts';

/** Of all renderings together, for all meshes. One has some tens of objects to some hundred, a megabyte at most. */
const MOST_OBJECTS = 6_000;

/** Per mesh: what is asked for at each stop of the longest way, and what is installed. */
const MOST_PER_MESH = 8;

/** What renderings depend on besides their meshes. */
interface RenderingOptions {
  /** Where the operator runs. */
  readonly operatorNamespace?: string | undefined;
  /** From which image it runs. */
  readonly operatorImage?: string | undefined;
  /** How many objects all renderings together may have. @default 6000 */
  readonly mostObjects?: number;
}

interface Rendering {
  readonly mesh: string;
  readonly desired: Desired;
}

/**
 * Remembers what was rendered last: a pass over an unchanged spec renders nothing. However many meshes there are, it
 * takes no more than some dozen megabytes; what was not asked for longest goes first.
 */
export class RenderingCache {
  readonly #renderings = new Map<string, Rendering>();
  readonly #served = new WeakMap<Capabilities, string>();
  readonly #options: RenderingOptions;
  #objects = 0;

  constructor(options: RenderingOptions = {}) {
    this.#options = options;
  }

  /** How many renderings are remembered. */
  get size(): number {
    return this.#renderings.size;
  }

  /** Renders, or answers from memory. */
  readonly render: Renderer = (name, spec, capabilities) => {
    const key = `${name} ${digestOf([spec, this.#digestOf(capabilities)])}`;
    const desired = this.#take(key)?.desired ?? desiredOf({ ...this.#options, name, spec, capabilities });
    this.#renderings.set(key, { mesh: name, desired });
    this.#objects += desired.manifests.length;
    this.#shrink(name);
    return desired;
  };

  /** The mesh is gone. */
  forget(mesh: string): void {
    for (const key of this.#keysOf(mesh)) this.#take(key);
  }

  #take(key: string): Rendering | undefined {
    const rendering = this.#renderings.get(key);
    if (rendering === undefined) return undefined;
    this.#renderings.delete(key);
    this.#objects -= rendering.desired.manifests.length;
    return rendering;
  }

  #shrink(mesh: string): void {
    for (const oldest of this.#keysOf(mesh).slice(0, -MOST_PER_MESH)) this.#take(oldest);
    for (const oldest of this.#renderings.keys()) {
      if (this.#objects <= (this.#options.mostObjects ?? MOST_OBJECTS)) return;
      this.#take(oldest);
    }
  }

  #keysOf(mesh: string): string[] {
    return [...this.#renderings].filter(([, rendering]) => rendering.mesh === mesh).map(([key]) => key);
  }

  #digestOf(capabilities: Capabilities): string {
    const known = this.#served.get(capabilities) ?? digestOf([capabilities.minor, [...capabilities.served].sort()]);
    this.#served.set(capabilities, known);
    return known;
  }
}

interface Asked extends Pick<RenderingOptions, 'operatorNamespace' | 'operatorImage'> {
  readonly name: string;
  readonly spec: MeshInstallSpec;
  readonly capabilities: Capabilities;
}

function desiredOf({ name, spec, capabilities, operatorNamespace, operatorImage }: Asked): Desired {
  const resolved = resolve(spec);
  const operator = {
    ...(operatorNamespace !== undefined && { operatorNamespace }),
    ...(operatorImage !== undefined && { operatorImage }),
  };
  const mesh = { name, spec: resolved, capabilities, ...operator };
  const manifests = withoutScaledReplicas(render(mesh));
  return {
    spec: resolved,
    manifests,
    digest: digestOf(manifests),
    proxyImage: proxyImage(mesh),
    runtimeObjects: runtimeObjectsOf(mesh),
  };
}
