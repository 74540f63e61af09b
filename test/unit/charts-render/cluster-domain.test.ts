import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, releaseLines, render, resolve } from '../../../charts/index.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { InvalidSpecError } from '../../../src/api/errors.ts';
import { parseSpec } from '../../../src/api/validation/index.ts';
import { specOf } from '../../support/any-spec.ts';

const USUAL = 'cluster.local';
const OWN = 'corp.example';

/** Everything that can be switched on, one by one: what a release does not have is left out. */
const SWITCHES: readonly Record<string, unknown>[] = [
  { mesh: { mtls: { enabled: true } } },
  { mesh: { multiCluster: { enabled: true } } },
  { mesh: { expansion: { enabled: true } } },
  { sidecar: { sds: { enabled: true } } },
  ...['nodeagent', 'coredns', 'prometheus', 'grafana', 'tracing', 'kiali', 'servicegraph'].map((name) => ({
    components: { [name]: { enabled: true } },
  })),
  ...['istio-egressgateway', 'istio-ilbgateway'].map((name) => ({ gateways: [{ name, enabled: true }] })),
];

/** The same, where Kubernetes still serves what it needs. */
const UNTIL_1_21 = [{ mesh: { kubernetesIngress: { enabled: true } } }, { components: { ingress: { enabled: true } } }];

function isPossible(spec: unknown): boolean {
  try {
    resolve(parseSpec(spec));
    return true;
  } catch (error) {
    if (error instanceof InvalidSpecError) return false;
    throw error;
  }
}

function rendered(version: string, kubernetes: string, clusterDomain: string): Manifest[] {
  const settings = [{ mesh: { clusterDomain } }, ...SWITCHES, ...(kubernetes === '1.21' ? UNTIL_1_21 : [])];
  const spec = specOf({ version, profile: 'demo', settings }, isPossible);
  return render({ name: 'mesh', spec: resolve(parseSpec(spec)), capabilities: capabilitiesOf(kubernetes) });
}

const mentions = (manifests: readonly Manifest[], text: string): string[] =>
  manifests
    .filter((object) => JSON.stringify(object).includes(text))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);

/** Objects in which the charts of every release have the domain, or should: those of 1.0 forgot some. */
const NAMING = [
  'ConfigMap istio',
  'ConfigMap istio-sidecar-injector',
  'Deployment istio-egressgateway',
  'Deployment istio-ilbgateway',
  'Deployment istio-ingressgateway',
  'Deployment istio-pilot',
  'Deployment istio-policy',
  'Deployment istio-telemetry',
  'DestinationRule api-server',
  'DestinationRule default',
  'DestinationRule istio-policy',
  'DestinationRule istio-telemetry',
];

/** What 1.0 does not have. */
const SINCE_1_1 = ['EnvoyFilter istio-multicluster-ingressgateway'];

const RELEASES = releaseLines().flatMap(({ releases }) =>
  ['1.21', '1.36'].map((kubernetes): [string, string] => [releases.at(-1) ?? '', kubernetes]),
);

describe.each(RELEASES)('another domain of the cluster, with all that Istio %s has on Kubernetes %s', (...where) => {
  const own = rendered(...where, OWN);
  const usual = rendered(...where, USUAL);

  // Nothing that was left would be right. The trust domain is cluster.local whatever the domain of the cluster, but
  // citadel and the proxies have that built in, and it is written nowhere.
  it('is in every place of the usual one, of which nothing is left', () => {
    expect(mentions(own, USUAL)).toEqual([]);
    expect(mentions(own, OWN)).toEqual(expect.arrayContaining(mentions(usual, USUAL)));
  });

  it('is where the charts have it', () => {
    expect(mentions(own, OWN)).toEqual(
      expect.arrayContaining([...NAMING, ...(where[0].startsWith('1.0.') ? [] : SINCE_1_1)]),
    );
  });

  it('changes no name and no number of objects', () => {
    const identities = (manifests: readonly Manifest[]) =>
      manifests.map(({ kind, metadata: { namespace, name } }) => [kind, namespace, name]);
    expect(identities(own)).toEqual(identities(usual));
  });
});
