import type { KubernetesObject } from './document.ts';
import { readBanzaiIstio } from './banzai/istio.ts';
import { readControlPlane } from './control-plane/istio-control-plane.ts';
import { readApplication } from './helm/argo-application.ts';
import { readFluxOne, readFluxTwo } from './helm/flux.ts';
import { readHelmChart } from './helm/helm-chart.ts';
import { readMaistraOne, readMaistraTwo } from './maistra/control-plane.ts';
import type { Passed, Reading, ReadText } from './reading.ts';

/** A kind of object that people describe a mesh with. */
interface Kind {
  /** Group and version, or their beginning. */
  readonly apiVersion: string;
  readonly kind: string;
  /** How it is called where it is listed. */
  readonly title: string;
  readonly read: (object: KubernetesObject, readText: ReadText) => Reading | Passed;
}

/** What can be read, beside plain values. */
const KINDS: readonly Kind[] = [
  {
    apiVersion: 'install.istio.io/v1alpha2',
    kind: 'IstioControlPlane',
    title: 'IstioControlPlane',
    read: readControlPlane,
  },
  { apiVersion: 'helm.fluxcd.io/v1', kind: 'HelmRelease', title: 'HelmRelease (Flux 1)', read: readFluxOne },
  { apiVersion: 'flux.weave.works/v1beta1', kind: 'HelmRelease', title: '', read: readFluxOne },
  { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', title: 'HelmRelease (Flux 2)', read: readFluxTwo },
  { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart', title: 'HelmChart (K3s)', read: readHelmChart },
  { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', title: 'Application (Argo CD)', read: readApplication },
  {
    apiVersion: 'istio.banzaicloud.io/v1beta1',
    kind: 'Istio',
    title: 'Istio (Banzai Cloud)',
    read: readBanzaiIstio,
  },
  {
    apiVersion: 'maistra.io/v1',
    kind: 'ServiceMeshControlPlane',
    title: 'ServiceMeshControlPlane (Maistra)',
    read: readMaistraOne,
  },
  { apiVersion: 'maistra.io/v2', kind: 'ServiceMeshControlPlane', title: '', read: readMaistraTwo },
];

/** What describes a mesh, and not a classic one, or describes it elsewhere. */
const REFUSED: readonly { readonly apiVersion: string; readonly kind: string; readonly because: string }[] = [
  { apiVersion: 'meshwright.dev/', kind: 'MeshInstall', because: 'is a MeshInstall already' },
  {
    apiVersion: '',
    kind: 'IstioOperator',
    because: 'is of Istio 1.5 or later, which is no classic Istio; write a MeshInstall by hand',
  },
  {
    apiVersion: 'istio.banzaicloud.io/',
    kind: 'RemoteIstio',
    because: 'describes one of the other clusters; write a MeshInstall with the profile remote for it',
  },
  {
    apiVersion: 'istio.banzaicloud.io/',
    kind: 'MeshGateway',
    because: 'is one more gateway; write it as an entry of spec.gateways',
  },
  {
    apiVersion: 'maistra.io/',
    kind: 'ServiceMeshMemberRoll',
    because: 'lists members; label these namespaces istio-injection=enabled',
  },
  {
    apiVersion: 'argoproj.io/',
    kind: 'ApplicationSet',
    because: 'makes Applications; give one of those, as Argo CD made it',
  },
  {
    apiVersion: 'helm.cattle.io/',
    kind: 'HelmChartConfig',
    because: 'changes a HelmChart; write its valuesContent to a file, and give that with -f after the HelmChart',
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    because: 'may hold values; write them to a file, and give that with -f',
  },
];

/** What an object asks for, or why it asks for no mesh. */
export function readObject(object: KubernetesObject, readText: ReadText): Reading | Passed {
  const isOf = (row: { apiVersion: string; kind: string }): boolean =>
    row.kind === object.kind && object.apiVersion.startsWith(row.apiVersion);
  const known = KINDS.find(isOf);
  if (known !== undefined) return known.read(object, readText);
  const because = REFUSED.find(isOf)?.because;
  return { passed: because ?? `of ${object.apiVersion} describes no mesh` };
}

/** Everything that can be read, for people. */
export const readable = (): string => {
  const titles = KINDS.map(({ title }) => title).filter((title) => title !== '');
  return `Helm values, ${titles.slice(0, -1).join(', ')} and ${titles.at(-1) ?? ''}`;
};
