import type { Finding } from '../../../core/upgrade/preflight/index.ts';

/** What was found about one hop, or about a first installation. */
export interface CheckedHop {
  /** Missing where nothing is installed. */
  readonly from?: string;
  readonly to: string;
  readonly blocked: boolean;
  readonly findings: readonly Finding[];
}

/** What a preflight found, as text for people: a block per hop. */
export function preflightTable(hops: readonly CheckedHop[]): string {
  if (hops.length === 0) return 'No change of version to check.\n';
  return `${hops.map(hopText).join('\n\n')}\n`;
}

function hopText({ from, to, blocked, findings }: CheckedHop): string {
  const title =
    from === undefined
      ? `installation of ${to}: ${blocked ? 'would not work' : 'may begin'}`
      : `${from} > ${to}: ${blocked ? 'blocked' : 'may begin'}`;
  return [title, ...findings.map(findingText)].join('\n');
}

function findingText({ severity, check, message, remedy }: Finding): string {
  return `  ${severity.padEnd(5)}  ${check}: ${message}\n         ${remedy}`;
}
