import { connect } from 'node:net';
import { systemClock } from '../runtime/clock.ts';
import { passToApiserver } from './apiserver.ts';
import { answerInjector } from './injector.ts';
import { answerMixer } from './mixer.ts';
import { serveBridge } from './serve.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The legacy API bridge, run as a sidecar container: `bridge mixer --port P` or `bridge injector --port P --root FILE`;
 * `bridge wait --port P` ends when it answers.
 * No dependency, one bundled file: it has to be ready before its neighbour asks.
 */
async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const port = Number(flag(argv, '--port'));
  if (argv[0] === 'wait') return untilListening(port);
  const options = argv[0] === 'mixer' ? mixer(argv, env, log) : { answer: answerInjector(flag(argv, '--root')) };
  const bridge = await serveBridge({ clock: systemClock, log, ...options }, port);
  log(`bridge for ${argv[0] ?? ''} listens on 127.0.0.1:${bridge.port}`);
  const stop = (): void => void bridge.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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

function mixer(argv: readonly string[], env: NodeJS.ProcessEnv, log: (line: string) => void) {
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
  if (value === undefined) throw new Error(`usage: bridge mixer|injector --port P [--root FILE]; ${name} is missing`);
  return value;
}

await main(process.argv.slice(2), process.env);
