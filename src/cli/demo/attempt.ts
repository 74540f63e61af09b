import type { Manifest } from '../../api/manifest.ts';
import type { MeshInstall } from '../../api/meshinstall.ts';
import type { MeshInstallStatus } from '../../api/status.ts';
import type { MeshView } from '../view/live/mesh-view.ts';
import type { EventObject } from '../view/live/event-feed.ts';
import { DemoError } from './errors.ts';
import { outcomeOf, whyNotReady } from './mesh.ts';

/**
 * Decides how an installation ended. A status counts only if the operator that runs now has seen the mesh: one that
 * an earlier run left behind may be of a mesh which nobody has kept since.
 */
export class Attempt {
  /** Resolves when the mesh is Ready. @throws DemoError with the reason when it is refused or stalls */
  readonly ready: Promise<void>;
  readonly #view: MeshView;
  readonly #readBack: () => Promise<Manifest | undefined>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #install: MeshInstall | undefined;
  #generation: number | undefined;
  #looked = false;
  /** Version of the MeshInstall after the operator's first pass. */
  #seenAt: bigint | undefined;

  constructor(view: MeshView, readBack: () => Promise<Manifest | undefined>) {
    this.#view = view;
    this.#readBack = readBack;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The status as last seen. */
  get status(): MeshInstallStatus {
    return this.#install?.status ?? {};
  }

  /** Why the mesh is not Ready, for people. */
  get missing(): string {
    return whyNotReady(this.#install);
  }

  /** The mesh as it is now. */
  readonly onInstall = (install: MeshInstall | undefined): void => {
    this.#install = install;
    this.#view.update(install);
    this.#decide();
  };

  /** Something was told about the mesh. */
  readonly onEvent = (event: EventObject): void => this.#view.event(event);

  /** The apiserver took our MeshInstall. */
  applied({ metadata }: MeshInstall): void {
    this.#generation = metadata.generation ?? 1;
    this.#decide();
  }

  /** The operator has ended a pass over the mesh. */
  operatorLooked(): void {
    if (this.#looked) return;
    this.#looked = true;
    this.#readBack().then(
      (install) => {
        this.#seenAt = versionOf(install);
        this.#decide();
      },
      (error: unknown) => this.#reject(error),
    );
  }

  #decide(): void {
    const install = this.#install;
    if (install === undefined || this.#generation === undefined || this.#seenAt === undefined) return;
    if (versionOf(install) < this.#seenAt) return;
    const outcome = outcomeOf(install, this.#generation);
    if (outcome?.kind === 'ready') this.#resolve();
    if (outcome?.kind === 'failed') this.#reject(new DemoError(outcome.reason));
  }
}

const versionOf = (object: Manifest | undefined): bigint => BigInt(object?.metadata.resourceVersion ?? '0');
