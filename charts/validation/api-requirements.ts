import { serves } from '../../src/api/capabilities.ts';
import type { SpecProblem } from '../../src/api/errors.ts';
import type { Mesh } from '../mesh.ts';

/** A setting with which the release's programs do not work where an API is gone. */
interface Requirement {
  readonly field: string;
  readonly needs: { readonly apiVersion: string; readonly kind: string };
  /** What was asked for, undefined where nothing was. */
  readonly asked: (mesh: Mesh) => unknown;
  /** Why not, and what to do instead. */
  readonly message: string;
}

const INGRESS = { apiVersion: 'extensions/v1beta1', kind: 'Ingress' };
const SIGNING_REQUEST = { apiVersion: 'certificates.k8s.io/v1beta1', kind: 'CertificateSigningRequest' };

const UNSIGNED =
  'pilot has certificates signed by an API that Kubernetes 1.22 took away, and pods would wait for them for ever; ' +
  'leave it empty: the certificates of citadel serve.';

/** Each of these leaves pilot, or pods that wait for it, unready for ever (Istio 1.0 to 1.4, pilot/pkg/bootstrap). */
const TABLE: readonly Requirement[] = [
  {
    field: 'spec.mesh.kubernetesIngress.enabled',
    needs: INGRESS,
    asked: ({ spec }) => spec.mesh.kubernetesIngress.enabled || undefined,
    message:
      'Istio 1.0 to 1.4 reads Ingress objects by an API that Kubernetes 1.22 took away; use a Gateway and a VirtualService.',
  },
  {
    field: 'spec.mesh.config.ingressControllerMode',
    needs: INGRESS,
    asked: ({ spec }) => otherThan('OFF', spec.mesh.config['ingressControllerMode']),
    message:
      'pilot would wait for ever for an API that Kubernetes 1.22 took away; leave it out, or write "OFF" in quotes.',
  },
  {
    field: 'spec.mesh.certificates',
    needs: SIGNING_REQUEST,
    asked: ({ spec }) => listed(spec.mesh.certificates),
    message: UNSIGNED,
  },
  {
    field: 'spec.mesh.config.certificates',
    needs: SIGNING_REQUEST,
    asked: ({ spec }) => listed(spec.mesh.config['certificates']),
    message: UNSIGNED,
  },
];

const otherThan = (harmless: string, value: unknown): unknown => (value === harmless ? undefined : value);
const listed = (value: unknown): unknown => (Array.isArray(value) && value.length > 0 ? value : undefined);

/** Options that the release has and that its binaries cannot carry out on this Kubernetes, each with a remedy. */
export function unmetRequirements(mesh: Mesh): SpecProblem[] {
  return TABLE.filter(({ needs }) => !serves(mesh.capabilities, needs.apiVersion, needs.kind)).flatMap(
    ({ field, asked, message }) => {
      const value = asked(mesh);
      return value === undefined ? [] : [{ field, value, message }];
    },
  );
}
