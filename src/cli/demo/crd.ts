import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import type { Manifest } from '../../api/manifest.ts';
import { API } from '../../api/meshinstall.ts';
import { healthOf } from '../../core/readiness/health.ts';
import { KindNotServedError } from '../../kube/errors.ts';
import { Informer } from '../../kube/watch/informer.ts';
import type { KubeClient } from '../../kube/operations.ts';
import type { Clock } from '../../runtime/clock.ts';
import { FIELD_MANAGER } from './mesh.ts';

const FILE = new URL('../../../crds/meshinstalls.yaml', import.meta.url);

/** How long after a CRD is established its kind may still be unknown; less than this was ever seen. */
const SERVED_WITHIN_MS = 10_000;
const ASK_EVERY_MS = 25;

/** Installs the CRD of MeshInstall and resolves when the apiserver serves it. */
export async function installCrd(client: KubeClient, clock: Clock, signal: AbortSignal): Promise<void> {
  const { minor } = await client.discovery.serverVersion();
  const file = load(await readFile(FILE, 'utf8')) as Manifest;
  const crd = minor < RULES_SINCE_MINOR ? withoutRules(file) : file;
  await client.apply(crd, { fieldManager: FIELD_MANAGER, force: true, signal });
  await established(client, clock, crd, signal);
  await served(client, clock, signal);
}

/** Kubernetes before 1.23 does not know rules in a CRD, and refuses them in a server-side apply. */
const RULES_SINCE_MINOR = 23;

function withoutRules(crd: Manifest): Manifest {
  const drop = (key: string, value: unknown): unknown => (key === 'x-kubernetes-validations' ? undefined : value);
  return JSON.parse(JSON.stringify(crd, drop)) as Manifest;
}

async function established(client: KubeClient, clock: Clock, crd: Manifest, signal: AbortSignal): Promise<void> {
  const { apiVersion, kind, metadata } = crd;
  const found = new AbortController();
  const until = AbortSignal.any([signal, found.signal]);
  const informer = new Informer({
    client,
    clock,
    random: Math.random,
    kind: { apiVersion, kind },
    selection: { fieldSelector: `metadata.name=${metadata.name}` },
    onChange: (change) => {
      if (change.type !== 'deleted' && healthOf(change.object).state === 'Current') found.abort();
    },
  });
  await informer.run(until);
  signal.throwIfAborted();
}

// Discovery cannot be watched, and follows an established CRD after some milliseconds.
async function served(client: KubeClient, clock: Clock, signal: AbortSignal): Promise<void> {
  const deadline = clock.elapsed() + SERVED_WITHIN_MS;
  for (;;) {
    client.discovery.invalidate();
    try {
      await client.list({ apiVersion: API.apiVersion, kind: API.kind }, { metadataOnly: true, signal });
      return;
    } catch (error) {
      if (!(error instanceof KindNotServedError) || clock.elapsed() > deadline) throw error;
      await clock.after(ASK_EVERY_MS, signal);
    }
  }
}
