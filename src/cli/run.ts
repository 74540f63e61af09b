import type { Logger } from 'pino';
import pack from '../../package.json' with { type: 'json' };
import { OPERATOR_NAME } from '../api/meshinstall.ts';
import type { Console } from '../console/console.ts';
import { operatorConfig, type OperatorConfig, type RunOptions } from '../config.ts';
import { createKubeClient, type KubeClient } from '../kube/client.ts';
import { loadKubeConfig } from '../kube/transport/kubeconfig.ts';
import { runAsLeader, StillWorkingError } from '../kube/lease/leader-election.ts';
import { WriteGuard } from '../kube/lease/write-guard.ts';
import type { Listening } from '../listen.ts';
import { createLogger } from '../log.ts';
import { runOperator, type OperatorOptions } from '../operator/manager/operator.ts';
import { systemClock } from '../runtime/clock.ts';
import { terminationSignal } from '../runtime/lifecycle.ts';
import { startHttpServer } from '../server/http-server.ts';
import { Health } from '../server/health.ts';
import { Metrics } from '../server/metrics.ts';
import { Readiness } from '../server/readiness.ts';
import { actAlone } from './operator/alone.ts';
import { openConsole, type OpenConsoleOptions } from './operator/console.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What is shown of the operator while it runs. */
interface Telemetry {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly health: Health;
}

/** The same, and where people look. */
interface Seen extends Telemetry {
  readonly console: Console | undefined;
}

/** Runs the operator until it is told to stop. */
export async function runCommand(options: RunOptions, terminal: Terminal): Promise<void> {
  const config = operatorConfig(options, terminal.env);
  const { env, homeDir, hostname } = terminal;
  const kubeConfig = loadKubeConfig({ env, homeDir, ...config.kubeconfig });
  const clock = systemClock;
  const log = createLogger({ level: config.logLevel });
  const telemetry = { metrics: new Metrics(pack.version, clock), readiness: new Readiness(), health: new Health() };
  const onAnswer = telemetry.metrics.requested.bind(telemetry.metrics);
  const guard = new WriteGuard();
  const pod = config.instance;
  const instance = pod ?? hostname;
  const connection = { kubeConfig, userAgent: userAgentOf(instance), clock, onAnswer };
  const { servers, shown } = await open(config, telemetry, {
    clock,
    log,
    kubeConfig,
    inPod: pod !== undefined || env['KUBERNETES_SERVICE_HOST'] !== undefined,
    connect: () => createKubeClient(connection),
  });
  const client = createKubeClient({ ...connection, beforeWrite: guard.check });
  const signal = terminationSignal(terminal.signals, () => process.exit(1));
  const { namespace, workers } = config;
  const operator = {
    client,
    clock,
    random: Math.random,
    log,
    instance,
    namespace,
    workers,
    ...(pod !== undefined && { pod }),
  };
  try {
    await operate(operator, await elects(client, config, log, signal), { ...telemetry, console: shown, guard }, signal);
    log.info('operator stopped');
  } catch (error) {
    if (!(error instanceof StillWorkingError)) throw error;
    log.fatal({ err: error }, 'lost the lease while a pass hangs: only the end of the process ends it');
    process.exit(1);
  } finally {
    await client.close();
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** Tells releases and replicas apart in the audit log. */
const userAgentOf = (instance: string): string =>
  `meshwright/${pack.version} (${instance.replaceAll(/[^\w.-]/g, '-')})`;

/** Opens what is to be seen of the operator. @throws AddressError */
async function open(
  { metricsAddress, consoleAddress }: OperatorConfig,
  telemetry: Telemetry,
  needs: Omit<OpenConsoleOptions, 'where' | 'log'> & { readonly log: Logger },
): Promise<{ servers: readonly Listening[]; shown: Console | undefined }> {
  const { log } = needs;
  const server = metricsAddress && (await startHttpServer(metricsAddress, telemetry));
  if (server !== undefined) log.info(server.address, 'answering /metrics, /healthz and /readyz');
  const shown = consoleAddress && (await openConsole({ where: consoleAddress, ...needs }));
  if (shown !== undefined) log.info(shown.address, 'showing the console');
  return { servers: [server, shown].filter((each) => each !== undefined), shown };
}

/** Whether a leader is elected: as it was said, or else where there is a namespace for the Lease. */
async function elects(
  client: KubeClient,
  { leaderElect, namespace }: OperatorConfig,
  log: Logger,
  signal: AbortSignal,
): Promise<boolean> {
  if (leaderElect === true) return true;
  const without = (why: string): boolean => {
    log.warn({ namespace }, `running without leader election: ${why}; a second operator must not run beside this one`);
    return false;
  };
  if (leaderElect === false) return without('--no-leader-elect');
  const place = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
  // Whoever may not look, or gets no answer now, finds out with the Lease.
  const found = await client.get(place, { metadataOnly: true, signal }).catch(() => place);
  return found !== undefined || without('there is no such namespace for the Lease');
}

/** Acts for as long as no other operator does. */
async function operate(
  operator: OperatorOptions & { readonly namespace: string },
  isElected: boolean,
  { metrics, readiness, health, console: shown, guard }: Seen & { readonly guard: WriteGuard },
  signal: AbortSignal,
): Promise<void> {
  const act = (until: AbortSignal, assertLeading: () => void = () => undefined): Promise<void> => {
    guard.follow(assertLeading);
    metrics.leads();
    readiness.reads();
    const onReady: OperatorOptions['onReady'] = (view) => {
      metrics.look(view);
      health.look(view);
      shown?.look(view);
      if (view === undefined) readiness.reads();
      else readiness.works();
    };
    const observers = {
      onPass: metrics.passed.bind(metrics),
      onStatus: metrics.reported.bind(metrics),
      onContest: metrics.contested.bind(metrics),
      onGone: (mesh: string): void => {
        void metrics.forget(mesh);
        shown?.onGone(mesh);
      },
      onReady,
      ...(shown !== undefined && { onEvent: shown.onEvent, onChange: shown.onChange }),
    };
    return runOperator({ ...operator, ...observers }, until);
  };
  const { client, clock, instance, log, namespace } = operator;
  if (!isElected) return actAlone({ client, clock, namespace, log }, act, signal);
  const standBy = (): void => {
    metrics.standsBy();
    readiness.standsBy();
  };
  const onLeader = (leader: string): void => {
    standBy();
    log.info({ leader }, 'another replica leads');
  };
  const onLost = (error: unknown): void => {
    standBy();
    log.warn({ err: error }, 'lost the lease: standing by');
  };
  const onError = (error: unknown): void => log.warn({ err: error }, 'cannot take, renew or release the lease');
  const onHeld = metrics.renewed.bind(metrics);
  const lease = {
    client,
    clock,
    namespace,
    name: OPERATOR_NAME,
    candidate: instance,
    version: pack.version,
  };
  await runAsLeader({ ...lease, onHeld, onLeader, onLost, onError }, act, signal);
}
