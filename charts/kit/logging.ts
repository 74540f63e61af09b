import type { Mesh } from '../mesh.ts';

const FLAG = '--log_output_level=';

/** Arguments with the log level of spec.defaults in place of the one of the release. */
export function atLogLevel({ spec }: Mesh, args: readonly string[]): string[] {
  const { logLevel } = spec.defaults;
  if (logLevel === '') return [...args];
  return args.map((arg) => (arg.startsWith(FLAG) ? `${FLAG}${logLevel}` : arg));
}
