import { InputError } from './api/errors.ts';
import { OPERATOR_NAMESPACE } from './api/meshinstall.ts';
import { z } from 'zod';

/** Options of `meshwright run`, as they come from the command line. */
export type RunOptions = Readonly<Record<string, string | boolean | undefined>>;

/** How the operator runs, checked. */
export interface OperatorConfig {
  readonly kubeconfig: { readonly path?: string; readonly context?: string };
  readonly logLevel: LogLevel;
  readonly workers: number;
  /** Where the operator runs, and with several replicas their Lease is. */
  readonly namespace: string;
  /** Several replicas elect a leader; undefined: where there is a namespace for their Lease. */
  readonly leaderElect?: boolean;
  /** Name of the pod we are, for Events and the Lease. */
  readonly instance?: string;
  /** Where metrics and health are shown; undefined: nowhere. */
  readonly metricsAddress?: ListenAddress;
  /** Where the console is shown; undefined: nowhere. */
  readonly consoleAddress?: ListenAddress;
}

/** Where to listen. */
export interface ListenAddress {
  /** Undefined: at every address of this machine. */
  readonly host?: string;
  /** 0: any that is free. */
  readonly port: number;
  /** As it was given. */
  readonly text: string;
}

/** How much is logged. */
export type LogLevel = z.infer<typeof logLevel>;

const logLevel = z.enum(['debug', 'info', 'warn', 'error']);

const ADDRESS = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[^:[\]]*)):(?<port>\d{1,5})$/i;

/** `host:port` or `:port`; `0` is nowhere, as with other controllers. */
const listenAddress = z.string().transform((text, context): ListenAddress | undefined => {
  if (text === '0') return undefined;
  const { v6, name, port } = ADDRESS.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) {
    context.addIssue('Write host:port, for example 127.0.0.1:8080, or :8080 for every address, or 0 for none');
    return z.NEVER;
  }
  const host = v6 ?? name;
  return { ...(host !== undefined && host !== '' && { host }), port: Number(port), text };
});

const WORKERS = 'Write a whole number from 1 to 64';

const flags = z.object({
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  logLevel: logLevel.default('info'),
  metricsAddress: listenAddress.optional(),
  consoleAddress: listenAddress.optional(),
  workers: z.coerce.number(WORKERS).int(WORKERS).min(1, WORKERS).max(64, WORKERS).default(4),
  leaderElect: z.boolean().optional(),
  namespace: z.string().min(1).default(OPERATOR_NAMESPACE),
});

/** A flag has an impossible value. */
class ConfigError extends InputError {
  override readonly name = 'ConfigError';
}

/** Flags and environment, checked once. @throws ConfigError naming every flag that is wrong */
export function operatorConfig(options: RunOptions, env: Readonly<Record<string, string | undefined>>): OperatorConfig {
  const parsed = flags.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => describeIssue(issue, options));
    throw new ConfigError(problems.join('; '), { cause: parsed.error });
  }
  const { kubeconfig, context, namespace, metricsAddress, consoleAddress, leaderElect, ...rest } = parsed.data;
  const instance = env['POD_NAME'];
  return {
    ...rest,
    kubeconfig: { ...(kubeconfig !== undefined && { path: kubeconfig }), ...(context !== undefined && { context }) },
    namespace: env['POD_NAMESPACE'] ?? namespace,
    ...(leaderElect !== undefined && { leaderElect }),
    ...(instance !== undefined && { instance }),
    ...(metricsAddress !== undefined && { metricsAddress }),
    ...(consoleAddress !== undefined && { consoleAddress }),
  };
}

/** `--log-level: "loud": invalid option: ...`: the flag as it is written, and the value that was given. */
function describeIssue({ path, message }: z.core.$ZodIssue, options: RunOptions): string {
  const name = String(path[0]);
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return `${flag}: ${JSON.stringify(options[name])}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
