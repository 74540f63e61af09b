import type { Passed, Said } from '../reading.ts';

/** Charts that a release may be of, which install no control plane, and why they are passed over. */
const OTHERS: Readonly<Record<string, string>> = {
  'istio-init': 'brings Custom Resource Definitions only, which every MeshInstall brings by itself',
  'istio-cni': 'stays as it is; spec.sidecar.cni.enabled of the MeshInstall says that it is there',
  'istio-operator': "installs an operator; give the operator's own object instead",
  istiod: 'is of Istio 1.5 or later, which is no classic Istio',
  base: 'is of Istio 1.5 or later, which is no classic Istio',
};

/** A chart as a document names it: `istio`, `istio.io/istio`, `https://example.com/istio-1.4.3.tgz`, a path in Git. */
export interface Chart {
  readonly name: string;
  /** A version that is in the name itself. */
  readonly version?: string;
}

/** The chart that a name, address or path means. */
export function chartOf(reference: string): Chart {
  const last = reference.replace(/\/+$/, '').split('/').at(-1) ?? '';
  const [, name = last, version] = /^(.+?)-(v?\d+\.\d+[^/]*?)(?:\.tgz)?$/.exec(last) ?? [];
  return { name, ...(version !== undefined && { version }) };
}

/** Why a chart of that name asks for no mesh; undefined where it may. */
export function otherThanIstio(name: string): Passed | undefined {
  const reason = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  return reason === undefined ? undefined : { passed: `the chart ${name} ${reason}` };
}

/** That of the chart of 1.0 and 1.1 for clusters whose control plane is elsewhere. */
export const profileOfChart = ({ text, place }: Said): Said | undefined =>
  chartOf(text).name === 'istio-remote' ? { text: 'remote', place } : undefined;
