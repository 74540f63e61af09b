import type { Manifest } from '../../../../src/api/manifest.ts';
import type { RemarkCode } from '../../../../src/migration/convert/conversion.ts';

/** Policies, and what becomes of requests before and after. */
export interface PolicyCase {
  readonly says: string;
  readonly policies: readonly Manifest[];
  /** Requests in words; `deny>allow` where the answer is another one after. */
  readonly requests: Readonly<Record<string, 'allow' | 'deny' | 'allow>deny' | 'deny>allow'>>;
  /** Codes of remarks that matter here. */
  readonly remarks?: readonly RemarkCode[];
}

const AUTHENTICATION = 'authentication.istio.io/v1alpha1';
const RBAC = 'rbac.istio.io/v1alpha1';
export const STRICT = { peers: [{ mtls: {} }] };
export const PERMISSIVE = { peers: [{ mtls: { mode: 'PERMISSIVE' } }] };

export const mesh = (spec: object): Manifest => ({
  apiVersion: AUTHENTICATION,
  kind: 'MeshPolicy',
  metadata: { name: 'default' },
  spec,
});
export const policy = (name: string, spec: object, namespace = 'shop'): Manifest => ({
  apiVersion: AUTHENTICATION,
  kind: 'Policy',
  metadata: { name, namespace },
  spec,
});
export const toWeb = { targets: [{ name: 'web' }] };
export const jwt = (letter: string, more: object = {}): object => ({
  jwt: { issuer: `https://${letter}`, jwksUri: `https://${letter}/keys`, ...more },
});
export const tokens = (...origins: object[]): object => ({ ...PERMISSIVE, origins });

export const rbac = (spec: object): Manifest => ({
  apiVersion: RBAC,
  kind: 'ClusterRbacConfig',
  metadata: { name: 'default' },
  spec,
});
export const ON = rbac({ mode: 'ON' });
export const ON_FOR_SHOP = rbac({ mode: 'ON_WITH_INCLUSION', inclusion: { namespaces: ['shop'] } });
export const role = (name: string, ...rules: object[]): Manifest => ({
  apiVersion: RBAC,
  kind: 'ServiceRole',
  metadata: { name, namespace: 'shop' },
  spec: { rules },
});
export const binding = (name: string, to: string, subjects: object[], more: object = {}): Manifest => ({
  apiVersion: RBAC,
  kind: 'ServiceRoleBinding',
  metadata: { name, namespace: 'shop' },
  spec: { subjects, roleRef: { kind: 'ServiceRole', name: to }, ...more },
});
export const WEB = 'web.shop.svc.cluster.local';
export const PAGE = 'cluster.local/ns/shop/sa/page';
export const loose = mesh(PERMISSIVE);
/** A role on web for one subject. */
export const grant = (rule: object, subject: object): Manifest[] => [
  loose,
  ON_FOR_SHOP,
  role('r', { services: [WEB], ...rule }),
  binding('b', 'r', [subject]),
];
