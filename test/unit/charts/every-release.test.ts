import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilitiesOf, RELEASES, render, resolve } from '../../../charts/index.ts';
import { KUBERNETES_KINDS } from '../../../charts/catalog/kubernetes.ts';
import { rowOf } from '../../../charts/catalog/minor.ts';
import { PROFILE_TABLE } from '../../../charts/catalog/profiles.ts';
import { WORKLOAD_FACTS } from '../../../charts/catalog/workload.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { PROFILES } from '../../../src/api/spec/index.ts';
import { identityOf } from '../../../src/core/model/object-id.ts';
import { withoutScaledReplicas } from '../../../src/core/ownership/autoscaling.ts';
import { partOf } from '../../../src/core/model/parts.ts';
import { faultsOf } from '../../support/references.ts';

type Profile = (typeof PROFILES)[number];

/** The oldest that we render for, the last that the old binaries run on unhelped, those that took APIs away, newest. */
const KUBERNETES = ['1.16', '1.21', '1.22', '1.25', '1.36'];

const profilesOf = (version: string): Profile[] => Object.keys(rowOf(PROFILE_TABLE, version)) as Profile[];

const rendered = (version: string, profile: Profile, kubernetes: string): Manifest[] =>
  render({ name: 'mesh', spec: resolve({ version, profile }), capabilities: capabilitiesOf(kubernetes) });

interface Rendered {
  /** For messages. */
  readonly what: string;
  readonly kubernetes: string;
  readonly manifests: readonly Manifest[];
}

/** Every profile of a release on every Kubernetes. */
const everyMesh = (version: string): Rendered[] =>
  profilesOf(version).flatMap((profile) =>
    KUBERNETES.map((kubernetes) => ({
      what: `${profile} on ${kubernetes}`,
      kubernetes,
      manifests: rendered(version, profile, kubernetes),
    })),
  );

/** What the operator sends: lines that write the number of pods beside an autoscaler do not get it. */
const sent = (version: string, manifests: readonly Manifest[]): readonly Manifest[] =>
  rowOf(WORKLOAD_FACTS, version).replicasBesideAutoscaler ? withoutScaledReplicas(manifests) : manifests;

/** Kinds that Kubernetes has, but not in the version that a manifest is written in. */
function unserved(manifests: readonly Manifest[], kubernetes: string): string[] {
  const { served } = capabilitiesOf(kubernetes);
  const tracked = new Set(KUBERNETES_KINDS.map(({ kind }) => kind));
  return manifests
    .map(({ apiVersion, kind }) => `${apiVersion}/${kind}`)
    .filter((kind) => tracked.has(kind) && !served.has(kind));
}

const twice = (names: readonly string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

describe.each([...RELEASES])('Istio %s', (version) => {
  let meshes: readonly Rendered[] = [];
  const found = (look: (mesh: Rendered) => string[]): string[] =>
    meshes.flatMap((mesh) => look(mesh).map((problem) => `${mesh.what}: ${problem}`));

  beforeAll(() => {
    meshes = everyMesh(version);
  });

  // All releases together do not fit into memory.
  afterAll(() => {
    meshes = [];
  });

  it('renders every profile that it has, on every Kubernetes', () => {
    expect(found(({ manifests }) => (manifests.length > 0 ? [] : ['nothing']))).toEqual([]);
  });

  it('names every object once', () => {
    expect(found(({ manifests }) => twice(manifests.map(identityOf)))).toEqual([]);
  });

  it('refers to nothing that nobody provides, and holds nothing that Kubernetes refuses', () => {
    expect(found(({ manifests }) => faultsOf(sent(version, manifests), { version }))).toEqual([]);
  });

  it('asks Kubernetes only for what it serves', () => {
    expect(found(({ manifests, kubernetes }) => unserved(manifests, kubernetes))).toEqual([]);
  });

  it('has a place in the install order for every object', () => {
    expect(() => meshes.forEach(({ manifests }) => manifests.forEach(partOf))).not.toThrow();
  });

  it('comes out the same every time', () => {
    const kubernetes = KUBERNETES[RELEASES.indexOf(version) % KUBERNETES.length]!;
    const text = (profile: Profile): string => JSON.stringify(rendered(version, profile, kubernetes));
    for (const profile of profilesOf(version)) {
      const before = meshes.find(({ what }) => what === `${profile} on ${kubernetes}`);
      expect(text(profile)).toBe(JSON.stringify(before?.manifests));
    }
  });
});
