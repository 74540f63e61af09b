import { timestamp } from '../../api/conditions.ts';
import type { AuthorityFiles } from '../../core/certificates/authority-files.ts';
import { pathToRoot } from '../../core/certificates/path.ts';
import { certificatesOf } from '../../core/certificates/pem.ts';
import { amountOf } from '../../core/model/wording.ts';

const DAY_MS = 86_400_000;

/** What an authority is, for people: its root, how long it lasts, and what else is trusted. */
export function describeAuthority(files: AuthorityFiles, now: Date): string {
  const [ca] = certificatesOf(files['ca-cert.pem'] ?? '') ?? [];
  const roots = certificatesOf(files['root-cert.pem'] ?? '') ?? [];
  const root = ca && pathToRoot(ca, certificatesOf(files['cert-chain.pem'] ?? '') ?? [], roots)?.at(-1);
  if (root === undefined) return 'it leads to no root';
  const days = Math.floor((root.validToDate.getTime() - now.getTime()) / DAY_MS);
  const others = roots.length - 1;
  const beside =
    others === 0 ? '' : `; ${others === 1 ? 'another root is' : `${others} other roots are`} trusted beside it`;
  return `the root ${JSON.stringify(root.subject.split('\n').join(', '))} ends in ${amountOf(days, 'day')}, on ${timestamp(root.validToDate)}${beside}`;
}
