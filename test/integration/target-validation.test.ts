import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { loadAll } from 'js-yaml';
import { profilesOf, RELEASES, resolve } from '../../charts/index.ts';
import type { Manifest } from '../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../src/api/spec/index.ts';
import { convertPolicies } from '../../src/migration/convert/convert.ts';
import { istioOperator } from '../../src/migration/values/installers.ts';
import { targetValues } from '../../src/migration/values/values.ts';
import { goProgram } from '../support/go-tool.ts';
import { ISTIO } from '../support/istio-api.ts';
import { CONVERTED_KINDS, GOLDEN_MESHES } from '../support/migration/golden.ts';
import { validatedByIstio, type Verdict } from '../support/migration/istio-validation.ts';
import { PLANTED } from '../support/migration/planted.ts';
import { PLACES } from '../support/migration/request.ts';
import { RICH } from '../support/migration/rich.ts';

/** Istio's library is built from source, for minutes; docs/testing.md says so. */
const describeValidation = process.env['MESHWRIGHT_ISTIO_VALIDATION'] === undefined ? describe.skip : describe;

const BUILD_MS = 30 * 60_000;
const PLACE = { namespace: 'istiod', revision: 'canary' };

/** Meshes of files: what assess has to find, and the example of the documentation. */
const FILES = [...Object.values(PLANTED), readFileSync('examples/migrate/bookinfo.yaml', 'utf8')].map(
  (text) => loadAll(text) as Manifest[],
);

/** Every release with each of its profiles, and a mesh with many settings. */
const SPECS: readonly MeshInstallSpec[] = [
  RICH,
  ...RELEASES.flatMap((version) => profilesOf(version).map((profile) => ({ version, profile }))),
];

/** The ConfigMap that istiod reads its mesh config from. */
const meshOf = (meshConfig: unknown, networks: unknown = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'istio', namespace: 'istiod' },
  data: { mesh: JSON.stringify(meshConfig), meshNetworks: JSON.stringify({ networks }) },
});

/** What meshes become, for all pods and for those of a revision. */
function convertedFrom(meshes: readonly (readonly Manifest[])[]): Manifest[] {
  const { namespace: rootNamespace, revision } = PLACE;
  return meshes
    .flatMap((mesh) => [convertPolicies(mesh, { rootNamespace }), convertPolicies(mesh, { rootNamespace, revision })])
    .flatMap(({ objects, meshConfig }) => [...objects, meshOf(meshConfig)]);
}

/** What settings become, for istioctl and for istiod. */
function settingsFrom(said: MeshInstallSpec): Manifest[] {
  const values = targetValues(said, resolve(said), PLACE);
  const { meshConfig = {}, global } = values.istiod;
  const { meshNetworks } = global as { readonly meshNetworks?: object };
  return [istioOperator(values, PLACE), meshOf(meshConfig, meshNetworks), ...values.objects];
}

const refused = (verdicts: readonly Verdict[]): Verdict[] => verdicts.filter(({ error }) => error !== undefined);
const kindsOf = (objects: readonly Manifest[]): Set<string> => new Set(objects.map(({ kind }) => kind));

/** A warning that every EnvoyFilter gets. */
const INTERNALS = /^EnvoyFilter exposes internal implementation details/;
/** A warning for each rule that denies by something of HTTP and names no port, whether there are others than HTTP or not. */
const CONNECTIONS = /will deny all traffic to TCP ports under its scope/;

/** Whether a policy is for a pod of PLACES with a port that is not HTTP. */
function isForConnections({ metadata: { namespace }, spec }: Manifest): boolean {
  const { selector } = spec as { readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> } };
  const { 'istio.io/rev': _, ...labels } = selector?.matchLabels ?? {};
  return Object.values(PLACES).some(
    (place) =>
      !place.isHttp &&
      [place.namespace, PLACE.namespace].includes(namespace ?? '') &&
      Object.entries(labels).every(([key, value]) => place.labels[key] === value),
  );
}

describeValidation(`the validation of ${ISTIO}`, () => {
  beforeAll(() => goProgram('istio-validation'), BUILD_MS);

  it('takes everything that a conversion makes, and its mesh config', async () => {
    const made = convertedFrom([...GOLDEN_MESHES, ...FILES]);
    expect(kindsOf(made)).toEqual(new Set([...CONVERTED_KINDS, 'ConfigMap']));
    const { verdicts, logged } = await validatedByIstio(made);
    expect(verdicts).toHaveLength(made.length);
    expect([refused(verdicts), logged]).toEqual([[], '']);
  });

  it('warns of what is denied to connections only where there are none but of HTTP', async () => {
    const made = convertedFrom(GOLDEN_MESHES);
    const { verdicts } = await validatedByIstio(made);
    const warned = made.flatMap((object, i) =>
      (verdicts[i]?.warnings ?? [])
        .filter((warning) => !(object.kind === 'EnvoyFilter' && INTERNALS.test(warning)))
        .map((warning) => ({ object, warning })),
    );
    expect(warned.filter(({ warning }) => !CONNECTIONS.test(warning))).toEqual([]);
    expect(warned.map(({ object }) => object).filter(isForConnections)).toEqual([]);
    expect(warned.length).toBeGreaterThan(0);
  });

  it('takes the settings of every release and profile, as an IstioOperator and as mesh config, without a warning', async () => {
    const made = SPECS.flatMap(settingsFrom);
    expect(kindsOf(made)).toEqual(new Set(['IstioOperator', 'ConfigMap', 'PeerAuthentication']));
    const { verdicts, logged } = await validatedByIstio(made);
    const expected = made.map(({ kind, metadata: { name } }) => ({ kind, name }));
    expect([verdicts, logged]).toEqual([expected, '']);
  });

  it.each<readonly [what: string, object: object, message: RegExp]>([
    [
      'a source that says nothing',
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        spec: { rules: [{ from: [{ source: {} }] }] },
      },
      /`from\.source` must not be empty/,
    ],
    [
      'a field that is not known',
      { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', spec: { actions: 'DENY' } },
      /unknown field "actions"/,
    ],
    ['a kind that is not known', { apiVersion: 'authentication.istio.io/v1alpha1', kind: 'Policy' }, /no such kind/],
    ['an address without a port', meshOf({ defaultConfig: { statsdUdpAddress: 'nowhere' } }), /missing port/],
    ['a mesh config of old', meshOf({ mixerCheckServer: 'istio-policy:9091' }), /unknown field "mixerCheckServer"/],
    [
      'a value that no chart has',
      {
        apiVersion: 'install.istio.io/v1alpha1',
        kind: 'IstioOperator',
        spec: { values: { pilot: { traceSampling: 1, old: 1 } } },
      },
      /unknown field "old"/,
    ],
  ])('refuses %s, so that taking says something', async (_what, object, message) => {
    const wrong = { metadata: { name: 'wrong', namespace: 'shop' }, ...object } as Manifest;
    const { verdicts } = await validatedByIstio([wrong]);
    expect(verdicts).toEqual([expect.objectContaining({ error: expect.stringMatching(message) as unknown })]);
  });

  it('logs a provider of the mesh config that names no Service, and warns of an unknown field of a filter', async () => {
    const provider = { name: 'zipkin', zipkin: { service: '', port: 9411 } };
    const { logged } = await validatedByIstio([meshOf({ extensionProviders: [provider] })]);
    expect(logged).toMatch(/invalid extension provider zipkin: service must not be empty/);
    const quota = convertedFrom(GOLDEN_MESHES).find(({ kind }) => kind === 'EnvoyFilter')!;
    const text = JSON.stringify(quota).replace('"stat_prefix"', '"prefix"');
    const { verdicts } = await validatedByIstio([JSON.parse(text) as Manifest]);
    expect(verdicts[0]?.warnings).toContainEqual(expect.stringMatching(/unknown field "prefix"/));
  });
});
