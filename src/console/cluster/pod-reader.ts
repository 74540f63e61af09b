import type { Manifest } from '../../api/manifest.ts';
import { ApiError, ConnectionError } from '../../kube/errors.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Access } from '../access/access.ts';
import type { Asked } from '../facts/proxy-report.ts';
import { EnvoyReader, type Asker, type EnvoyReaderOptions, type PodName } from './envoy-reader.ts';

/** What looking into pods takes. */
export interface PodReaderOptions extends EnvoyReaderOptions {
  readonly access: Pick<Access, 'may' | 'mayGet'>;
  readonly client: Pick<KubeClient, 'get'>;
}

/** Looks into one pod when somebody opens its page: at what it is, and what its Envoy says. */
export class PodReader {
  readonly #options: PodReaderOptions;
  readonly #envoys: EnvoyReader;

  constructor(options: PodReaderOptions) {
    this.#options = options;
    this.#envoys = new EnvoyReader(options);
  }

  /** Both, each or why not. @throws KubeError when the cluster cannot be asked who may look */
  async read(asker: Asker, name: PodName): Promise<{ pod: Asked<Manifest>; dump: Asked<string> }> {
    const [pod, dump] = await Promise.all([this.#pod(asker, name), this.#envoys.read(asker, name)]);
    return { pod, dump };
  }

  async #pod({ visitor, signal }: Asker, { namespace, pod }: PodName): Promise<Asked<Manifest>> {
    const { access, client } = this.#options;
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
    if (!(await access.mayGet(visitor, ref))) return { untold: 'the cluster does not let you get this pod' };
    try {
      const found = await client.get(ref, { signal });
      return found === undefined ? { untold: 'the pod is gone' } : { told: found };
    } catch (error) {
      if (error instanceof ApiError || error instanceof ConnectionError)
        return { untold: 'the pod could not be read; try again in a moment' };
      throw error;
    }
  }
}
