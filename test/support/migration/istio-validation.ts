import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Manifest } from '../../../src/api/manifest.ts';
import { goProgram } from '../go-tool.ts';

/** What a current Istio says of a document, as test/tools/istio-validation prints it. */
export interface Verdict {
  readonly kind: string;
  readonly name: string;
  /** Why it is refused. */
  readonly error?: string;
  readonly warnings?: readonly string[];
}

/** What it says of several, in their order, and what it only logs. */
export interface Validated {
  readonly verdicts: readonly Verdict[];
  readonly logged: string;
}

/** Lets Istio's own library validate documents; it is built if need be, which takes minutes. */
export async function validatedByIstio(documents: readonly Manifest[]): Promise<Validated> {
  const running = promisify(execFile)(await goProgram('istio-validation'), [], { maxBuffer: 2 ** 26 });
  running.child.stdin?.end(documents.map((document) => JSON.stringify(document)).join('\n---\n'));
  const { stdout, stderr } = await running;
  const lines = stdout.trim().split('\n');
  return { verdicts: lines.map((line) => JSON.parse(line) as Verdict), logged: stderr };
}
