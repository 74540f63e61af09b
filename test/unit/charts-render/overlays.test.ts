import { describe, expect, it } from '@jest/globals';
import { withOverlays } from '../../../charts/overlays.ts';
import { render } from '../../../charts/render.ts';
import { InvalidSpecError, type SpecProblem } from '../../../src/api/errors.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import type { ResolvedSpec } from '../../../src/api/resolved.ts';
import { meshOf, only } from '../../support/mesh.ts';

type Overlay = ResolvedSpec['overlays'][number];
type Operation = Overlay['patch'][number];

const manifests = render(meshOf());
const overlay = (kind: string, name: string, ...patch: Operation[]): Overlay => ({ kind, name, patch });
const onPilot = (...patch: Operation[]): Overlay => overlay('Deployment', 'istio-pilot', ...patch);

function problemOf(...overlays: Overlay[]): SpecProblem {
  try {
    withOverlays(manifests, overlays);
  } catch (error) {
    if (error instanceof InvalidSpecError) return error.problems[0]!;
    throw error;
  }
  throw new Error('the overlay was accepted');
}

describe('an overlay', () => {
  const priority: Operation = { op: 'add', path: '/spec/template/spec/priorityClassName', value: 'high' };

  it('changes what it names, and nothing else', () => {
    const before = structuredClone(manifests);
    const after = withOverlays(manifests, [onPilot(priority)]);
    expect(manifests).toEqual(before);
    const different = after.filter((object, i) => JSON.stringify(object) !== JSON.stringify(manifests[i]));
    expect(different).toEqual([only(after, 'Deployment', 'istio-pilot')]);
    expect(different[0]).toMatchObject({ spec: { template: { spec: { priorityClassName: 'high' } } } });
  });

  it('is applied by render, in the order in which overlays are written', () => {
    const overlays = [onPilot(priority), onPilot({ op: 'replace', path: priority.path, value: 'higher' })];
    expect(only(render(meshOf({ overlays })), 'Deployment', 'istio-pilot')).toMatchObject({
      spec: { template: { spec: { priorityClassName: 'higher' } } },
    });
  });

  it('takes every operation of RFC 6902', () => {
    const service = (...patch: Operation[]): Manifest =>
      only(withOverlays(manifests, [overlay('Service', 'istio-pilot', ...patch)]), 'Service', 'istio-pilot');
    const first = (service({ op: 'test', path: '/spec/ports/0/port', value: 15010 })['spec'] as { ports: object[] })
      .ports[0];
    expect(service({ op: 'remove', path: '/spec/ports/0' })['spec']).not.toMatchObject({ ports: [first] });
    expect(service({ op: 'copy', from: '/spec/selector', path: '/spec/copy' })).toMatchObject({
      spec: { copy: { istio: 'pilot' } },
    });
    expect(service({ op: 'move', from: '/spec/selector', path: '/spec/moved' })['spec']).not.toHaveProperty('selector');
    expect(
      service(
        { op: 'add', path: '/metadata/annotations', value: { 'a/b': '1' } },
        { op: 'add', path: '/metadata/annotations/c~1d', value: '2' },
      ).metadata.annotations,
    ).toEqual({ 'a/b': '1', 'c/d': '2' });
    expect(service({ op: 'add', path: '/spec/x', value: null })['spec']).toMatchObject({ x: null });
  });
});

describe('an overlay that matches nothing', () => {
  it('is an error that says what there is', () => {
    const problem = problemOf(
      onPilot({ op: 'test', path: '/kind', value: 'Deployment' }),
      overlay('Deployment', 'pilot', { op: 'remove', path: '/spec' }),
    );
    expect(problem.field).toBe('spec.overlays[1]');
    expect(problem.value).toBe('Deployment pilot');
    expect(problem.message).toMatch(/matches no rendered object; there are istio-citadel, .*istio-pilot/);
  });

  it('says so when not even the kind is rendered', () => {
    expect(problemOf(overlay('StatefulSet', 'x', { op: 'remove', path: '/spec' })).message).toMatch(
      /no StatefulSet is rendered/,
    );
  });
});

const IMPOSSIBLE: readonly [string, Operation[], RegExp][] = [
  [
    'replaces what is not there',
    [{ op: 'replace', path: '/spec/nothing', value: 1 }],
    /does not fit Deployment istio-pilot/,
  ],
  ['adds below what is not there', [{ op: 'add', path: '/spec/nothing/more', value: 1 }], /does not fit/],
  ['removes what is not there', [{ op: 'remove', path: '/spec/nothing' }], /does not fit/],
  [
    'reaches behind the end of a list',
    [{ op: 'add', path: '/spec/template/spec/containers/9', value: {} }],
    /does not fit/,
  ],
  ['tests what is not so', [{ op: 'test', path: '/spec/replicas', value: 99 }], /does not fit/],
  ['adds without a value', [{ op: 'add', path: '/spec/x' }], /does not fit/],
  ['moves from nowhere', [{ op: 'move', path: '/spec/x' }], /does not fit/],
  ['renames', [{ op: 'replace', path: '/metadata/name', value: 'other' }], /another object/],
  [
    'moves to another namespace',
    [{ op: 'replace', path: '/metadata/namespace', value: 'kube-system' }],
    /another object/,
  ],
  ['changes the kind', [{ op: 'replace', path: '/kind', value: 'DaemonSet' }], /another object/],
  ['changes the API version', [{ op: 'replace', path: '/apiVersion', value: 'apps/v1beta1' }], /another object/],
  ['removes the metadata', [{ op: 'remove', path: '/metadata' }], /another object/],
  ['replaces the metadata by text', [{ op: 'replace', path: '/metadata', value: 'x' }], /another object/],
  ['removes our labels', [{ op: 'remove', path: '/metadata/labels' }], /labels/],
  [
    'says that another mesh owns it',
    [{ op: 'replace', path: '/metadata/labels/meshwright.dev~1mesh', value: 'other' }],
    /labels/,
  ],
  [
    'moves it to another component',
    [{ op: 'replace', path: '/metadata/labels/meshwright.dev~1component', value: 'galley' }],
    /labels/,
  ],
  ['reaches for prototypes', [{ op: 'add', path: '/__proto__/polluted', value: true }], /does not fit/],
];

describe('an overlay that is impossible', () => {
  it.each(IMPOSSIBLE)('because it %s is refused by name', (_what, patch, why) => {
    const problem = problemOf(onPilot(...patch));
    expect(problem.field).toBe('spec.overlays[0]');
    expect(problem.message).toMatch(why);
    expect(problem.message).not.toContain('\n');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('leaves other labels alone to change', () => {
    const patch: Operation = { op: 'add', path: '/metadata/labels/team', value: 'a' };
    const patched = only(withOverlays(manifests, [onPilot(patch)]), 'Deployment', 'istio-pilot');
    expect(patched.metadata.labels).toMatchObject({ team: 'a', 'meshwright.dev/mesh': 'mesh' });
  });

  it('does half of nothing: an operation that fails leaves no trace of those before it', () => {
    const before = JSON.stringify(manifests);
    problemOf(onPilot({ op: 'add', path: '/spec/x', value: 1 }, { op: 'remove', path: '/spec/nothing' }));
    expect(JSON.stringify(manifests)).toBe(before);
  });
});
