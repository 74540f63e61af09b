import { API, type MeshInstall } from '../../src/api/meshinstall.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { systemClock } from '../../src/runtime/clock.ts';

/** The mesh of every run. */
export const MESH = { apiVersion: API.apiVersion, kind: API.kind, name: 'mesh' } as const;

const LOOK_MS = 250;

/** Something was not as wanted in time. */
export class TooLateError extends Error {
  override readonly name = 'TooLateError';
}

/** Whoever wants a mesh: speaks to the apiserver itself, past all faults but those of the apiserver. */
export class User {
  readonly client: KubeClient;

  constructor(client: KubeClient) {
    this.client = client;
  }

  /** Asks for a mesh, as `kubectl apply` does: what the spec no longer says goes. */
  async apply(spec: MeshInstallSpec): Promise<void> {
    const { name, ...kind } = MESH;
    const install = { ...kind, metadata: { name }, spec };
    await this.#insist(() => this.client.apply(install, { fieldManager: 'user', force: true }));
  }

  async delete(): Promise<void> {
    await this.#insist(() => this.client.delete(MESH));
  }

  install(): Promise<MeshInstall | undefined> {
    return this.#insist(() => this.client.get<MeshInstall>(MESH));
  }

  /** Resolves once the mesh is as wanted. @throws TooLateError with what it was in the end */
  async until(wanted: (install: MeshInstall | undefined) => boolean, boundMs: number): Promise<void> {
    const end = systemClock.elapsed() + boundMs;
    for (;;) {
      const install = await this.install();
      if (wanted(install)) return;
      if (systemClock.elapsed() > end)
        throw new TooLateError(`not as asked after ${Math.round(boundMs / 1000)} s: ${stateOf(install)}`);
      await systemClock.after(LOOK_MS);
    }
  }

  /** An apiserver that is replaced is away for some seconds. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    const end = systemClock.elapsed() + 60_000;
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (systemClock.elapsed() > end) throw error;
        await systemClock.after(LOOK_MS);
      }
    }
  }
}

/** The state of a mesh in one line. */
function stateOf(install: MeshInstall | undefined): string {
  if (install === undefined) return 'there is no MeshInstall';
  const { status, metadata } = install;
  const conditions = (status?.conditions ?? []).filter(({ type }) => type === 'Ready' || type === 'Stalled');
  const said = conditions.map(({ type, status: is, reason, message }) => `${type}=${is} ${reason}: ${message}`);
  const generations = `generation ${metadata.generation ?? 0}, observed ${status?.observedGeneration ?? 0}`;
  return [`${status?.phase ?? 'no phase'} at ${status?.version ?? 'no version'}`, generations, ...said].join('; ');
}
