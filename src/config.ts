import { InputError } from './api/errors.ts';
import { z } from 'zod';

/** Options of `meshwright run`, as they come from the command line. */
export type RunOptions = Readonly<Record<string, string | boolean | undefined>>;

/** How the operator runs, checked. */
export interface OperatorConfig {
  readonly kubeconfig: { readonly path?: string; readonly context?: string };
  readonly logLevel: LogLevel;
  readonly workers: number;
  /** Set when several replicas elect a leader. */
  readonly leaseNamespace?: string;
  /** Name of the pod we are, for Events and the Lease. */
  readonly instance?: string;
}

/** How much is logged. */
export type LogLevel = z.infer<typeof logLevel>;

const logLevel = z.enum(['debug', 'info', 'warn', 'error']);

const flags = z.object({
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  logLevel: logLevel.default('info'),
  workers: z.coerce.number().int().min(1).max(64).default(4),
  leaderElect: z.boolean().default(false),
  namespace: z.string().min(1).default('meshwright-system'),
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
  const { kubeconfig, context, leaderElect, namespace, ...rest } = parsed.data;
  const instance = env['POD_NAME'];
  return {
    ...rest,
    kubeconfig: { ...(kubeconfig !== undefined && { path: kubeconfig }), ...(context !== undefined && { context }) },
    ...(leaderElect && { leaseNamespace: env['POD_NAMESPACE'] ?? namespace }),
    ...(instance !== undefined && { instance }),
  };
}

/** `--log-level: "loud": invalid option: ...`: the flag as it is written, and the value that was given. */
function describeIssue({ path, message }: z.core.$ZodIssue, options: RunOptions): string {
  const name = String(path[0]);
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return `${flag}: ${JSON.stringify(options[name])}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
