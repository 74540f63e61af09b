import { connect } from 'node:net';
import { systemClock } from '../runtime/clock.ts';
import { passToApiserver } from './apiserver.ts';
import { answerInjector } from './injector.ts';
import { answerMixer } from './mixer.ts';
import { serveBridge } from './serve.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

const USAGE = 'usage: bridge mixer|injector|wait --port P [--root FILE] [--account FOLDER]';

/** The bridge is called wrongly. */
class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(problem: string) {
    super(`${problem}; ${USAGE}`);
  }
}

/**
 * The legacy API bridge, run as a sidecar container: `bridge mixer --port P` or `bridge injector --port P --root FILE`;
 * `bridge wait --port P` ends when it answers.
 * No dependency, one bundled file: it has to be ready before its neighbour asks.
 */
async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [command = ''] = argv;
  const port = portOf(argv);
  if (command === 'wait') return untilListening(port);
  const bridge = await serveBridge({ clock: systemClock, log, ...optionsFor(command, argv, env) }, port);
  log(`bridge for ${command} listens on 127.0.0.1:${bridge.port}`);
  const stop = (): void => void bridge.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);

function optionsFor(command: string, argv: readonly string[], env: NodeJS.ProcessEnv) {
  if (command === 'mixer') return mixer(argv, env);
  if (command === 'injector') return { answer: answerInjector(flag(argv, '--root')) };
  throw new UsageError(command === '' ? 'a command is missing' : `there is no command ${JSON.stringify(command)}`);
}

function portOf(argv: readonly string[]): number {
  const text = flag(argv, '--port');
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port: ${JSON.stringify(text)} is no port`);
}

/** Resolves when a bridge listens: the postStart hook, which holds the neighbour back. */
async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (await isListening(port)) return;
    await systemClock.after(RETRY_MS);
  }
  throw new Error(`nobody listens on 127.0.0.1:${port}`);
}

const RETRY_MS = 20;
const MOST_TRIES = 1000;

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function mixer(argv: readonly string[], env: NodeJS.ProcessEnv) {
  const account = optionalFlag(argv, '--account') ?? ACCOUNT;
  const access = {
    host: env['KUBERNETES_SERVICE_HOST'] ?? 'kubernetes.default.svc',
    port: Number(env['KUBERNETES_SERVICE_PORT'] ?? 443),
    tokenFile: `${account}/token`,
    caFile: `${account}/ca.crt`,
  };
  return { answer: answerMixer, pass: passToApiserver(access, log) };
}

function optionalFlag(argv: readonly string[], name: string): string | undefined {
  const at = argv.indexOf(name);
  return at < 0 ? undefined : argv[at + 1];
}

function flag(argv: readonly string[], name: string): string {
  const value = optionalFlag(argv, name);
  if (value === undefined) throw new UsageError(`${name} is missing`);
  return value;
}

try {
  await main(process.argv.slice(2), process.env);
} catch (error) {
  log(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
