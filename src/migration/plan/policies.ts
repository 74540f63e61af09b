import { describeObject } from '../../core/model/object-id.ts';
import type { Manifest } from '../../api/manifest.ts';
import { isInstalled, type MeshView } from '../assess/mesh-view.ts';
import { list, record } from '../reading.ts';

/** Who takes plain text only, and so refuses proxies of the target, which use mutual TLS wherever there is a sidecar. */
export interface PlainText {
  /** There is no MeshPolicy, or it says nothing of mutual TLS. */
  readonly mesh: 'missing' | 'plain' | 'permissive' | 'strict';
  /** As people write it: `Policy shop/reviews`. */
  readonly policies: readonly string[];
}

/** Reads which policies take no mutual TLS. */
export function plainIn({ of }: MeshView): PlainText {
  const mesh = of('MeshPolicy.authentication.istio.io').find(({ metadata }) => metadata.name === 'default');
  const plain = of('Policy.authentication.istio.io').filter((policy) => modeOf(policy) === 'plain');
  return { mesh: mesh === undefined ? 'missing' : modeOf(mesh), policies: plain.map(describeObject) };
}

function modeOf(policy: Manifest): 'plain' | 'permissive' | 'strict' {
  const [mtls] = list(record(policy['spec'])['peers']).filter((peer) => 'mtls' in record(peer));
  if (mtls === undefined) return 'plain';
  return record(record(mtls)['mtls'])['mode'] === 'PERMISSIVE' ? 'permissive' : 'strict';
}

const CONVERTED = [
  ...['MeshPolicy', 'Policy'].map((kind) => `${kind}.authentication.istio.io`),
  ...['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding'].map((kind) => `${kind}.rbac.istio.io`),
  'rule.config.istio.io',
];

/** How many policies, and rules that users gave mixer, are to be converted. */
export const policiesIn = ({ of }: MeshView): number =>
  CONVERTED.reduce(
    (sum, kind) => sum + of(kind).filter((object) => kind !== 'rule.config.istio.io' || !isInstalled(object)).length,
    0,
  );
