import { PULL_SECRETS_ANNOTATION } from '../../api/components.ts';
import type { Manifest } from '../../api/manifest.ts';

interface PullSecret {
  readonly name: string;
}

const pullSecretsOf = (account: Manifest): readonly PullSecret[] =>
  (account['imagePullSecrets'] ?? []) as readonly PullSecret[];

/**
 * A ServiceAccount with our pull secrets and those that others added to the live one. Server-side apply replaces the
 * list as a whole: sent without theirs, it would take theirs away, and they would take ours. What the live account notes
 * as ours is not theirs, so that a pull secret which the spec no longer names goes.
 */
export function withOthersPullSecrets(wanted: Manifest, live: Manifest | undefined): Manifest {
  const ours = pullSecretsOf(wanted);
  if (live === undefined || wanted.kind !== 'ServiceAccount' || ours.length === 0) return wanted;
  const noted = live.metadata.annotations?.[PULL_SECRETS_ANNOTATION]?.split(',') ?? [];
  const known = new Set([...noted, ...ours.map(({ name }) => name)]);
  const others = pullSecretsOf(live).filter(({ name }) => !known.has(name));
  return others.length === 0 ? wanted : { ...wanted, imagePullSecrets: [...ours, ...others] };
}
