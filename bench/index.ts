import { pino } from 'pino';
import { capabilitiesOf, NEWEST_KUBERNETES, render, resolve } from '../charts/index.ts';
import { startDevcluster, type Devcluster } from '../devcluster/index.ts';
import { customResourceDefinition } from '../src/api/crd.ts';
import type { Manifest } from '../src/api/manifest.ts';
import { API, type MeshInstall } from '../src/api/meshinstall.ts';
import { healthOf } from '../src/core/readiness/health.ts';
import { inParts } from '../src/core/model/graph.ts';
import { createKubeClient, type KubeClient } from '../src/kube/client.ts';
import { loadKubeConfig } from '../src/kube/transport/kubeconfig.ts';
import { runOperator } from '../src/operator/manager/operator.ts';
import { ROUTES } from '../src/operator/pass/routes.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { commandLine } from './command-line.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;
const INSTALL = { apiVersion: API.apiVersion, kind: API.kind, name: 'mesh' };
const SPEC = { version: '1.4.10', profile: 'demo' } as const;
const MANIFESTS = render({ name: 'mesh', spec: resolve(SPEC), capabilities: capabilitiesOf(NEWEST_KUBERNETES) });

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function rounds(work: () => Promise<number> | number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) times.push(await work());
  return median(times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** From an apply to the moment at which the watch says so. */
async function until(
  client: KubeClient,
  kind: { apiVersion: string; kind: string },
  isDone: (live: Map<string, Manifest>) => boolean,
): Promise<void> {
  const { items, resourceVersion } = await client.list(kind);
  const live = new Map(items.map((item) => [item.metadata.name, item]));
  if (isDone(live)) return;
  const stop = new AbortController();
  for await (const { type, object } of client.watch(kind, { resourceVersion, signal: stop.signal })) {
    if (type === 'DELETED') live.delete(object.metadata.name);
    else if (type !== 'BOOKMARK') live.set(object.metadata.name, object);
    if (isDone(live)) break;
  }
  stop.abort();
}

const isReady = (install: Manifest | undefined): boolean =>
  (install as MeshInstall | undefined)?.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ===
  true;

async function installByOperator(client: KubeClient): Promise<number> {
  const install: Manifest = {
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata: { name: INSTALL.name },
    spec: SPEC,
  };
  const ms = await timed(async () => {
    await client.apply(install, { fieldManager: 'bench' });
    await until(client, INSTALL, (live) => isReady(live.get(INSTALL.name)));
  });
  await client.delete(INSTALL);
  await until(client, INSTALL, (live) => !live.has(INSTALL.name));
  return ms;
}

/** The floor: the same objects, in as few steps as the apiserver allows, with no gate between them. */
async function installRaw(client: KubeClient): Promise<number> {
  const deployments = MANIFESTS.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
  const webhook = /WebhookConfiguration$/;
  const own = MANIFESTS.filter(({ kind }) => !webhook.test(kind));
  const parts = inParts(own, ROUTES.needsOn({ to: SPEC.version, rest: [] })).map(({ objects }) => objects);
  const crds = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  const send = (objects: readonly Manifest[]) =>
    Promise.all(objects.map((o) => client.apply(o, { fieldManager: 'bench', force: true })));
  const ms = await timed(async () => {
    await send([...(parts[0] ?? []), ...(parts[1] ?? [])]);
    await until(client, crds, (live) => [...live.values()].every((crd) => healthOf(crd).state === 'Current'));
    client.discovery.invalidate();
    await send(parts.slice(2).flat());
    await until(client, { apiVersion: 'apps/v1', kind: 'Deployment' }, (live) =>
      deployments.every((name) => healthOf(live.get(name)).state === 'Current'),
    );
  });
  const rest = parts.slice(2).flat();
  await Promise.all(rest.map(({ apiVersion, kind, metadata }) => client.delete({ apiVersion, kind, ...metadata })));
  await until(client, { apiVersion: 'v1', kind: 'Pod' }, (live) => live.size === 0);
  return ms;
}

async function onCluster(cluster: Devcluster): Promise<Row[]> {
  const kubeConfig = loadKubeConfig({ path: cluster.kubeconfigPath, env: {}, homeDir: '/' });
  const rateLimit = { perSecond: 1000, burst: 1000, concurrency: 64 };
  const client = createKubeClient({ kubeConfig, userAgent: 'bench', rateLimit });
  await client.apply(customResourceDefinition(), { fieldManager: 'bench' });
  const baselineMs = await rounds(() => installRaw(client));
  const stop = new AbortController();
  const operatorClient = createKubeClient({ kubeConfig, userAgent: 'meshwright' });
  const log = pino({ level: 'silent' });
  const parts = { client: operatorClient, clock: systemClock, random: Math.random, log, instance: 'bench', workers: 1 };
  const running = runOperator(parts, stop.signal);
  const ms = await rounds(() => installByOperator(client));
  stop.abort();
  await running;
  await Promise.all([client.close(), operatorClient.close()]);
  return [{ what: 'apply to Ready (demo)', ms, against: 'the same objects sent raw, no gates', baselineMs }];
}

function print(rows: readonly Row[]): void {
  for (const { what, ms, against, baselineMs } of rows) {
    const ratio = (ms / baselineMs).toFixed(2);
    console.log(
      `${what.padEnd(26)} ${ms.toFixed(0).padStart(6)} ms   ${ratio} x ${against} (${baselineMs.toFixed(0)} ms)`,
    );
  }
}

console.log('medians; compare the ratios, not the times');
print(commandLine());
const cluster = await startDevcluster({ log: console.log });
try {
  print(await onCluster(cluster));
} finally {
  await cluster.stop();
}
