import { SUPPLIED_CA_SECRET } from '../../core/readiness/authority.ts';
import { AUTHORITY_FILES, type AuthorityFiles } from '../../core/certificates/authority-files.ts';
import { serialized, writeLines } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkLines } from '../view/tables/check-table.ts';
import { authorityIn } from './authority.ts';
import { checkFiles } from './check.ts';

/** Options of `meshwright certificates plug-in`. */
export interface PlugInOptions {
  readonly from: string;
  readonly namespace: string;
  readonly output: string;
}

/**
 * Prints the Secret `cacerts` of an authority that works; of one that does not, what is wrong.
 * @returns 1 when it does not work
 * @throws UsageError when the folder cannot be read
 */
export async function plugInCommand(options: PlugInOptions, terminal: Terminal): Promise<number> {
  const { from, namespace, output } = options;
  const found = await authorityIn(from);
  const checks = checkFiles(found, from);
  writeLines(checkLines(checks, Infinity), { ...terminal, stdout: terminal.stderr });
  if (checks.some(({ state }) => state === 'failed')) return 1;
  terminal.stdout.write(serialized(suppliedSecret(found.files, namespace), output));
  terminal.stderr.write(guide(from));
  return 0;
}

/** The Secret `cacerts` with these files. */
export function suppliedSecret(files: AuthorityFiles, namespace: string): object {
  const data = AUTHORITY_FILES.map((file) => [file, Buffer.from(files[file] ?? '').toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: SUPPLIED_CA_SECRET, namespace },
    type: 'Opaque',
    data: Object.fromEntries(data) as Record<string, string>,
  };
}

const guide = (from: string): string => `
This Secret holds a private key. For a new mesh: pipe it into "kubectl apply --server-side -f -", set
spec.components.citadel.selfSigned to false, and install. A mesh that runs must not change its root at once, or calls
between old and new certificates fail: "meshwright certificates rotate MESH --from ${from}" does it in steps.
`;
