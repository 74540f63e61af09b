import { defaultKubernetes, releases } from './binaries/catalog.ts';
import type { BinaryName, KubernetesVersion } from './binaries/catalog.ts';
import { ensureBinaries } from './binaries/index.ts';
import type { BinaryPaths } from './binaries/index.ts';
import { Cleanup } from './cleanup.ts';
import { ApiClient } from './control-plane/api-client.ts';
import { stagesFolder } from './control-plane/arguments.ts';
import type { ControlPlaneSettings } from './control-plane/arguments.ts';
import { Behaviours } from './control-plane/behaviours.ts';
import { makeCertificates } from './control-plane/certificates.ts';
import { makeFolder, writeFiles } from './control-plane/folder.ts';
import { processNames, releaseNames } from './control-plane/layout.ts';
import type { Layout } from './control-plane/layout.ts';
import { createNodes } from './control-plane/nodes.ts';
import { freePorts } from './control-plane/ports.ts';
import { Processes, serverVersion, stageFiles } from './control-plane/processes.ts';
import { areNodesReady, isNamespaceReady } from './control-plane/ready.ts';
import { Watchdog } from './control-plane/watchdog.ts';
import { Devcluster } from './devcluster.ts';
import type { DevclusterOptions } from './options.ts';

type Log = (line: string) => void;
type Locate = (names: readonly BinaryName[]) => Promise<BinaryPaths>;

/**
 * Starts a real Kubernetes control plane with simulated nodes and resolves when pods can be scheduled. The first start
 * on a machine builds the programs, which takes minutes; later ones take seconds.
 * @throws GoMissingError, CommandError or ProcessError; nothing is left running then.
 */
export async function startDevcluster(options: DevclusterOptions = {}): Promise<Devcluster> {
  const log = options.log ?? (() => undefined);
  const cleanup = new Cleanup();
  try {
    return await start(options, log, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(options: DevclusterOptions, log: Log, cleanup: Cleanup): Promise<Devcluster> {
  const kubernetes = options.kubernetes ?? defaultKubernetes;
  const locateFor = locator(options, log);
  const locate = locateFor(kubernetes);
  const binaries = await locate(processNames);

  const layout = await makeFolder(options.dataDir, log);
  const watchdog = new Watchdog(layout);
  cleanup.add(() => watchdog.release());

  const socket = egressSocketOf(options, layout);
  const [settings, certificates] = await Promise.all([
    makeSettings(kubernetes, options, layout, socket !== undefined),
    makeCertificates(),
  ]);
  const access = await writeFiles(settings, certificates, socket);
  const api = new ApiClient(access);
  const processes = new Processes({ settings, binaries, api, log });
  cleanup.add(() => processes.stopAll());
  cleanup.add(() => api.close());
  await processes.startReady('etcd');
  await processes.startReady('kube-apiserver');
  await Promise.all([
    startWorkers(processes, api, options.nodes ?? 3, releases[kubernetes].gitVersion),
    startStandIns(options, { kubeconfigPath: layout.kubeconfig, egressSocket: socket, log }, cleanup),
  ]);

  const behaviours = new Behaviours(api, certificates.authority);
  cleanup.add(() => behaviours.stop());
  const version = await serverVersion(api);
  const kubectl = async () => (await locate(['kubectl'])).kubectl ?? 'kubectl';
  const { server } = access;
  return new Devcluster({
    server,
    version,
    layout,
    audit: settings.audit,
    api,
    processes,
    behaviours,
    locate: (release) => locateFor(release)(releaseNames),
    kubectl,
    cleanup,
  });
}

function locator(options: DevclusterOptions, log: Log): (kubernetes: KubernetesVersion) => Locate {
  const { env = process.env, ticker } = options;
  return (kubernetes) => (names) => ensureBinaries({ kubernetes, names, env, progress: { log, ticker } });
}

function egressSocketOf({ simulation = true, egressSocket }: DevclusterOptions, layout: Layout): string | undefined {
  return egressSocket ?? (simulation ? layout.egressSocket : undefined);
}

async function makeSettings(
  kubernetes: KubernetesVersion,
  { audit = false, dualStack = false }: DevclusterOptions,
  layout: Layout,
  egress: boolean,
): Promise<ControlPlaneSettings> {
  const [stages, ports] = await Promise.all([stageFiles(stagesFolder), freePorts(3)]);
  const [etcd = 0, etcdPeer = 0, apiserver = 0] = ports;
  return {
    layout,
    kubernetes,
    ports: { etcd, etcdPeer, apiserver },
    audit,
    egress,
    dualStack,
    stages: [...stages, layout.podStages],
  };
}

// Everything that talks to the apiserver starts in the moment in which it answers: the controllers need a second
// before they work, which the nodes use to become ready.
async function startWorkers(processes: Processes, api: ApiClient, nodes: number, gitVersion: string): Promise<void> {
  const [controllers, kwok] = await Promise.all([
    processes.start('kube-controller-manager'),
    processes.start('kwok'),
    processes.start('kube-scheduler'),
    createNodes(api, nodes, gitVersion),
  ]);
  await controllers.until(() => isNamespaceReady(api));
  await kwok.until(() => areNodesReady(api, nodes));
}

interface StandInsRequest {
  readonly kubeconfigPath: string;
  readonly egressSocket: string | undefined;
  readonly log: Log;
}

// Loaded only where it is wanted: the stand-ins bring a Kubernetes client with them.
async function startStandIns(
  { simulation = true }: DevclusterOptions,
  { kubeconfigPath, egressSocket, log }: StandInsRequest,
  cleanup: Cleanup,
): Promise<void> {
  if (!simulation) return;
  const { startSimulation } = await import('./simulation/index.ts');
  const socket = egressSocket === undefined ? {} : { egressSocket };
  const running = await startSimulation({ kubeconfigPath, log, ...socket });
  cleanup.add(() => running.stop());
}
