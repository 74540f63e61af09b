import type { Manifest } from '../../api/manifest.ts';
import type { ResolvedSpec } from '../../api/resolved.ts';
import type { MeshView } from '../assess/mesh-view.ts';
import { text, textMap, record, valuesAt } from '../reading.ts';

/** A gateway that is on. */
export interface GatewayFacts {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Secrets that Gateways name for it (`credentialName`), sorted: it reads them from its namespace. */
  readonly credentials: readonly string[];
  /** Secrets that it mounts where they exist. */
  readonly mounts: readonly string[];
}

/** Gateways that are on, with the Secrets that they read. */
export function gatewaysIn({ of }: MeshView, { gateways, namespace: meshNamespace }: ResolvedSpec): GatewayFacts[] {
  return gateways
    .filter(({ enabled }) => enabled)
    .map(({ name, namespace: own, labels, secretVolumes }) => {
      const named = of('Gateway.networking.istio.io').filter(selects(labels)).flatMap(credentialsOf);
      return {
        name,
        namespace: own || meshNamespace,
        labels,
        credentials: [...new Set(named)].sort(),
        mounts: secretVolumes.map(({ secretName }) => secretName),
      };
    });
}

const selects =
  (labels: Readonly<Record<string, string>>) =>
  (gateway: Manifest): boolean => {
    const selector = Object.entries(textMap(record(gateway['spec'])['selector']));
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  };

const credentialsOf = (gateway: Manifest): string[] =>
  valuesAt(gateway, 'spec.servers[].tls.credentialName').flatMap(({ value }) => text(value) ?? []);
