import { describe, expect, it } from '@jest/globals';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest, ObjectMeta } from '../../../../src/api/manifest.ts';
import {
  conflictOver,
  describeConflicts,
  isOurs,
  isRuntimeObjectIn,
  isShared,
  isSigned,
  OWNER_ANNOTATION,
  withOwner,
} from '../../../../src/core/ownership/ownership.ts';

const owner = { mesh: 'mesh', uid: 'uid-1' };
const claimant = { mesh: 'mesh', meshes: new Set(['mesh', 'other']) };
const object = (metadata: Partial<ObjectMeta> = {}, kind = 'Service'): Manifest => {
  return { apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'ns', ...metadata } };
};
const ours = (mesh = 'mesh', uid = 'uid-1'): Manifest =>
  object({ labels: { [LABELS.mesh]: mesh }, annotations: { [OWNER_ANNOTATION]: uid } });

describe('an object', () => {
  it('is ours when both label and owner say so', () => {
    expect(isOurs(ours(), owner)).toBe(true);
  });

  it.each([
    ['of another mesh', ours('other')],
    ['of an earlier MeshInstall of the same name', ours('mesh', 'uid-0')],
    ['that lost its label', object({ annotations: { [OWNER_ANNOTATION]: 'uid-1' } })],
    ['that was never applied', object({ labels: { [LABELS.mesh]: 'mesh' } })],
    ['without anything', object()],
  ])('is not ours: one %s', (_what, live) => {
    expect(isOurs(live, owner)).toBe(false);
  });

  it('says whom it is applied for, beside its own annotations, and leaves the manifest alone', () => {
    const manifest = object({ annotations: { a: 'b' } });
    const owned = withOwner(manifest, owner);
    expect(owned.metadata.annotations).toEqual({ a: 'b', [OWNER_ANNOTATION]: 'uid-1' });
    expect(owned.metadata.ownerReferences).toBeUndefined();
    expect(manifest.metadata.annotations).toEqual({ a: 'b' });
  });

  it.each(['Namespace', 'CustomResourceDefinition'])('is nobody’s when it is a %s', (kind) => {
    expect(withOwner(object({}, kind), owner)).toEqual(object({}, kind));
    expect(conflictOver(object({}, kind), object({ labels: { release: 'istio' } }, kind), claimant)).toBeUndefined();
  });
});

describe('a conflict', () => {
  it.each([
    ['Helm 3', { annotations: { 'meta.helm.sh/release-name': 'istio' } }, 'Helm release "istio"'],
    ['Helm 2', { labels: { release: 'istio' } }, 'Helm release "istio"'],
    ['somebody with a name', { labels: { [LABELS.managedBy]: 'argocd' } }, '"argocd"'],
    ['somebody without', {}, 'somebody who left no name'],
  ])('names %s, the object and the remedy', (_what, metadata, name) => {
    const conflict = conflictOver(object(), object(metadata), claimant);
    expect(conflict?.owner).toBe(name);
    expect(describeConflicts([conflict!], 'mesh')).toBe(
      `Service ns/a exists and belongs to ${name}, not to MeshInstall "mesh"; remove one of the two, or delete the object, or take over with spec.adoption: Adopt`,
    );
  });

  it('with another mesh cannot be settled by adoption', () => {
    const conflict = conflictOver(object(), ours('other'), claimant);
    expect(describeConflicts([conflict!], 'mesh')).toBe(
      'Service ns/a exists and belongs to MeshInstall "other", not to MeshInstall "mesh"; remove one of the two, or delete the object',
    );
  });

  it('with a mesh whose MeshInstall is gone can be, and says so', () => {
    const conflict = conflictOver(object(), ours('old'), claimant);
    expect(conflict).toMatchObject({ adoptable: true, leftBy: 'old' });
    expect(describeConflicts([conflict!], 'mesh')).toBe(
      'Service ns/a is left of MeshInstall "old", which is gone; take over with spec.adoption: Adopt, call the MeshInstall "old" again, or delete the object',
    );
  });

  it.each(['PersistentVolumeClaim', 'Secret'])(
    'is none over a %s that a deletion kept for whoever comes next',
    (kind) => {
      const left = (mesh: string): Manifest => object({ labels: { [LABELS.mesh]: mesh } }, kind);
      expect(conflictOver(object({}, kind), left('old'), claimant)).toBeUndefined();
      expect(conflictOver(object({}, kind), left('other'), claimant)).toMatchObject({ adoptable: false });
    },
  );

  it('over many objects is told once per owner, with the first of them', () => {
    const helm = { labels: { release: 'istio' } };
    const conflicts = Array.from({ length: 8 }, () => conflictOver(object(), object(helm), claimant)!);
    const message = describeConflicts([...conflicts, conflictOver(object(), object(), claimant)!], 'mesh');
    expect(message).toContain(
      'Service ns/a exists and belongs to Helm release "istio", not to MeshInstall "mesh" (as Service ns/a, Service ns/a, Service ns/a, Service ns/a, 3 more do); ',
    );
    expect(message).toContain('; Service ns/a exists and belongs to somebody who left no name, not');
  });

  it('is none over what does not exist or is ours already', () => {
    expect(conflictOver(object(), undefined, claimant)).toBeUndefined();
    expect(conflictOver(object(), ours('mesh', 'uid-0'), claimant)).toBeUndefined();
  });
});

describe('the name on an object', () => {
  it('is the owner annotation that uninstalling finds it by', () => {
    expect(OWNER_ANNOTATION).toBe('meshwright.dev/owner');
  });

  it.each([
    ['our label', { labels: { [LABELS.mesh]: 'other' } }],
    ['a release of Helm 3', { annotations: { 'meta.helm.sh/release-name': 'istio' } }],
    ['a release of Helm 2', { labels: { release: 'istio' } }],
    ['who manages it', { labels: { [LABELS.managedBy]: 'argocd' } }],
  ])('is %s', (_what, metadata) => expect(isSigned(object(metadata))).toBe(true));

  it('is missing where nobody has signed', () => {
    expect(isSigned(object({ labels: { app: 'a' } }))).toBe(false);
    expect(['Namespace', 'CustomResourceDefinition', 'Service'].map((kind) => isShared(object({}, kind)))).toEqual([
      true,
      true,
      false,
    ]);
    expect(conflictOver(object({}, 'Namespace'), ours('other'), claimant)).toBeUndefined();
  });
});

describe('a webhook configuration that programs of the mesh make', () => {
  const RUNTIME = { service: 'istio-galley' } as unknown as Parameters<typeof isRuntimeObjectIn>[1];
  const webhook = (name: string, namespace: string) => ({ clientConfig: { service: { name, namespace } } });
  const made = (webhooks: unknown, metadata: Partial<ObjectMeta> = {}): Manifest => ({ ...object(metadata), webhooks });
  const isTheirs = (live: Manifest): boolean => isRuntimeObjectIn('ns', RUNTIME, live);

  it('is known by its Service and namespace, all of it', () => {
    expect(isTheirs(made([webhook('istio-galley', 'ns'), webhook('istio-galley', 'ns')]))).toBe(true);
    expect(isTheirs(made([webhook('istio-galley', 'ns'), webhook('other', 'ns')]))).toBe(false);
    expect(isTheirs(made([webhook('istio-galley', 'elsewhere')]))).toBe(false);
    expect(isTheirs(made([{}]))).toBe(false);
    expect(isTheirs(made([{ clientConfig: {} }]))).toBe(false);
  });

  it('is none where an operator keeps it', () => {
    expect(isTheirs(made([webhook('istio-galley', 'ns')], { labels: { [LABELS.mesh]: 'other' } }))).toBe(false);
    expect(isTheirs(made([webhook('istio-galley', 'ns')], { labels: {} }))).toBe(true);
  });
});

describe('what is said of objects of others', () => {
  const conflict = (i: number, more: object = {}) => ({
    object: { ...object(), metadata: { name: `a${i}` } },
    owner: 'Helm release "istio"',
    adoptable: true,
    ...more,
  });
  const said = (count: number, more: object = {}): string =>
    describeConflicts(
      Array.from({ length: count }, (_, i) => conflict(i, more)),
      'mesh',
    );

  it('names five of them and how many more', () => {
    expect(said(1)).toBe(
      'Service a0 exists and belongs to Helm release "istio", not to MeshInstall "mesh"; remove one of the two, or delete the object, or take over with spec.adoption: Adopt',
    );
    expect(said(2)).toContain('"mesh" (as Service a1 do); remove one of the two, or delete the objects,');
    expect(said(5)).toContain(' (as Service a1, Service a2, Service a3, Service a4 do);');
    expect(said(6)).toContain(' (as Service a1, Service a2, Service a3, Service a4, 1 more do);');
  });

  it('offers to take over only where all can be', () => {
    expect(describeConflicts([conflict(0), conflict(1, { adoptable: false })], 'mesh')).not.toContain('take over');
    expect(said(1, { leftBy: 'gone' })).toContain('is left of Helm release "istio", which is gone; take over with');
    expect(describeConflicts([], 'mesh')).toBe('');
  });
});
