import { createHash } from 'node:crypto';
import type { Manifest } from './types.ts';

/**
 * Pod annotation that changes with the data of ConfigMaps. For programs that read their configuration only once:
 * a changed ConfigMap then rolls the pods, and an unchanged one leaves them alone.
 */
export function configChecksum(configMaps: readonly Manifest[]): Record<string, string> {
  const data = JSON.stringify(configMaps.map((configMap) => configMap['data']));
  return { 'checksum/config': createHash('sha256').update(data).digest('hex').slice(0, 16) };
}
