import { X509Certificate } from 'node:crypto';
import type { Manifest } from '../../../api/manifest.ts';
import { record, text, valuesAt } from '../../reading.ts';
import { isMeshConfig, type MeshView } from '../mesh-view.ts';
import type { Hit, Rule } from '../rule.ts';
import { MESH_CONFIG } from './mesh-config.data.ts';

/** True, a number, a name: everything but what is the same as leaving the field out. */
const isSaid = (value: unknown): boolean => value !== '' && value !== false && value !== 'NONE' && value !== null;

function configHits(object: Manifest, { meshConfig }: MeshView): Hit[] {
  if (!isMeshConfig(object)) return [];
  const hits = MESH_CONFIG.flatMap(({ path, message, severity }): Hit[] =>
    valuesAt(meshConfig, path)
      .filter(({ value }) => isSaid(value) && !isOrdinary(path, value))
      .map(({ field }) => ({ field, message, severity })),
  );
  const auto: Hit = {
    field: 'enableAutoMtls',
    message: 'is off, and on in the target: proxies use mutual TLS where the server takes it',
  };
  return meshConfig?.['enableAutoMtls'] === true ? hits : [...hits, auto];
}

const isOrdinary = (path: string, value: unknown): boolean =>
  (path === 'trustDomain' && value === 'cluster.local') || (path === 'rootNamespace' && value === 'istio-system');

/** When a certificate in a Secret ends; undefined where it cannot be read. */
function endOf(secret: Manifest, key: string): string | undefined {
  const encoded = text(record(secret['data'])[key]);
  if (encoded === undefined) return undefined;
  try {
    return new X509Certificate(Buffer.from(encoded, 'base64')).validToDate.toISOString().slice(0, 10);
  } catch {
    return undefined;
  }
}

const ending = (secret: Manifest, key: string): string => {
  const end = endOf(secret, key);
  return end === undefined ? '' : `, which ends on ${end}`;
};

/** Certificates, the mesh config, and Kubernetes. */
export const CONTROL_PLANE_RULES: readonly Rule[] = [
  {
    id: 'mesh-config',
    title: 'the mesh config',
    severity: 'changes',
    kinds: ['ConfigMap'],
    alsoInstalled: true,
    finds: configHits,
    happens: 'The target has a mesh config of its own, which says nothing of this unless you do.',
    remedy: 'Carry over what still has a meaning: `meshwright migrate values` prints it for a MeshInstall.',
    source: 'istio.io/docs/reference/config/istio.mesh.v1alpha1',
  },
  {
    id: 'certificate-authority',
    title: 'the root of trust',
    severity: 'blocks',
    kinds: ['Secret'],
    alsoInstalled: true,
    finds: (secret) => {
      if (secret.metadata.name === 'istio-ca-secret')
        return [{ message: `holds the root that citadel made itself${ending(secret, 'ca-cert.pem')}` }];
      if (secret.metadata.name !== 'cacerts') return [];
      const message = `holds the authority that you supplied${ending(secret, 'ca-cert.pem')}`;
      return [{ message, severity: 'changes' }];
    },
    happens: 'istiod in another namespace makes a root of its own, and proxies of both sides refuse each other.',
    remedy:
      'Give istiod the same authority before it starts: Secret `cacerts` in its namespace with ca-cert.pem, ca-key.pem, root-cert.pem and cert-chain.pem.',
    source: 'istio.io/docs/tasks/security/cert-management/plugin-ca-cert',
  },
  {
    id: 'issued-secrets',
    title: 'certificates in Secrets',
    severity: 'cosmetic',
    kinds: ['Secret'],
    alsoInstalled: true,
    finds: (secret) =>
      secret['type'] === 'istio.io/key-and-cert'
        ? [{ message: `was issued by citadel${ending(secret, 'cert-chain.pem')}` }]
        : [],
    happens: 'Nobody renews it once citadel is gone; proxies of the target do not read it.',
    remedy: 'Delete it when no pod of the old mesh is left.',
    source: 'istio.io/news/releases/1.6.x: citadel was removed',
  },
];

/** Whether the target runs on this Kubernetes, as a message; undefined where it does, or nobody knows. */
export function kubernetesProblem({ target, kubernetes }: Pick<MeshView, 'target' | 'kubernetes'>): string | undefined {
  const [oldest, newest] = target.kubernetes;
  if (kubernetes === undefined || (kubernetes >= oldest && kubernetes <= newest)) return undefined;
  return `Istio ${target.release} supports Kubernetes 1.${oldest} to 1.${newest}, and this is 1.${kubernetes}`;
}
