import { systemClock } from '../runtime/clock.ts';
import { passToApiserver } from './apiserver.ts';
import { answerInjector } from './injector.ts';
import { answerMixer } from './mixer.ts';
import { serveBridge } from './serve.ts';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The legacy API bridge, run as a sidecar container: `bridge mixer --port P` or `bridge injector --port P --root FILE`.
 * No dependency, one bundled file: it has to be ready before its neighbour asks.
 */
async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const port = Number(flag(argv, '--port'));
  const options = argv[0] === 'mixer' ? mixer(argv, env, log) : { answer: answerInjector(flag(argv, '--root')) };
  const bridge = await serveBridge({ clock: systemClock, log, ...options }, port);
  log(`bridge for ${argv[0] ?? ''} listens on 127.0.0.1:${bridge.port}`);
  const stop = (): void => void bridge.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
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
