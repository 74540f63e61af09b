import { filesOf } from '../../certificates/authority-files.ts';
import { checkAuthority } from '../../certificates/check-authority.ts';
import { caSecretNameOf, SUPPLIED_CA_SECRET, suppliedCaCommand } from '../../readiness/authority.ts';
import type { Finding } from './finding.ts';
import type { ClusterInput } from './input.ts';

const CHECK = 'certificate-authority';

/** Each hop replaces citadel, and one that was given an authority which does not work ends as soon as it starts. */
export function certificateAuthority({ manifests, authority, namespace }: ClusterInput): Finding[] {
  if (authority === undefined || caSecretNameOf(manifests) !== SUPPLIED_CA_SECRET) return [];
  const name = `Secret ${namespace}/${SUPPLIED_CA_SECRET}`;
  if ('unread' in authority) {
    const remedy = 'ask somebody who may read it: meshwright certificates check';
    return [{ check: CHECK, severity: 'warn', message: `${name} could not be read: ${authority.unread}`, remedy }];
  }
  const { secret, now } = authority;
  if (secret === undefined) {
    const message = `${name}, which citadel signs with, does not exist`;
    return [{ check: CHECK, severity: 'block', message, remedy: `create it: ${suppliedCaCommand(namespace)}` }];
  }
  const names = Object.keys(secret['data'] ?? {});
  return checkAuthority(filesOf(secret), { now, names }).map(({ file, state, message, remedy }) => ({
    check: CHECK,
    severity: state === 'failed' ? 'block' : 'warn',
    message: `${name}: ${file} ${message}`,
    remedy,
  }));
}
