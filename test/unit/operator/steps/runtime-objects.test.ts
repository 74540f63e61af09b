import { describe, expect, it } from '@jest/globals';
import { RUNTIME_OBJECTS } from '../../../../charts/index.ts';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import {
  abandoned,
  isToAdopt,
  liveRuntimeObjects,
  unmaintained,
} from '../../../../src/operator/steps/runtime-objects.ts';
import { healthy } from '../../../support/observation.ts';

type Look = Parameters<typeof abandoned>[0];

/** The configuration as galley of some namespace writes it. */
const configuration = (namespace = 'istio-system', labels?: Record<string, string>): Manifest => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'istio-galley', uid: 'uid-1', ...(labels && { labels }) },
  webhooks: ['pilot', 'mixer'].map((name) => ({
    name: `${name}.validation.istio.io`,
    clientConfig: { service: { name: 'istio-galley', namespace, path: `/admit${name}` } },
  })),
});

const galley = (args: string[]): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'istio-galley',
    namespace: 'istio-system',
    labels: { [LABELS.mesh]: 'mesh', [LABELS.component]: 'galley' },
  },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'galley', args }] } } },
});
const VALIDATING = galley(['server']);
const SILENT = galley(['server', '--enable-validation=false']);

const look = (made: Manifest | undefined, owned: Manifest[] = []): Look =>
  ({
    runtimeObjects: RUNTIME_OBJECTS,
    install: { metadata: { name: 'mesh' }, spec: { version: '1.4.10' } },
    cache: { named: () => made, owned: () => owned },
  }) as unknown as Look;
const namesOf = (made: ReturnType<typeof abandoned>): string[] => made.map(({ live }) => live.metadata.name);
const NOTHING_WANTED = { manifests: [], runtimeObjects: [] };

describe('what programs of a mesh made', () => {
  it('is told by the Service that it sends to, in the namespace of the mesh', () => {
    expect(liveRuntimeObjects(look(configuration()))).toEqual([{ row: RUNTIME_OBJECTS[0], live: configuration() }]);
    expect(liveRuntimeObjects(look(configuration('other')))).toEqual([]);
    expect(liveRuntimeObjects(look(undefined))).toEqual([]);
  });

  it('may carry the name of a Helm release that we took over, and of no other', () => {
    const helms = configuration('istio-system', { release: 'istio' });
    expect(liveRuntimeObjects(look(helms))).toEqual([]);
    expect(namesOf(liveRuntimeObjects(look(helms, [healthy(VALIDATING)])))).toEqual(['istio-galley']);
  });

  it.each([
    ['of this mesh, which we keep', { [LABELS.mesh]: 'mesh' }],
    ['of another mesh', { [LABELS.mesh]: 'other' }],
  ])('is not what carries the name %s', (_what, labels) => {
    expect(liveRuntimeObjects(look(configuration('istio-system', labels), [healthy(VALIDATING)]))).toEqual([]);
  });

  it('is adopted when we render it in whatever version', () => {
    const wanted = { ...configuration(), apiVersion: 'admissionregistration.k8s.io/v2' };
    expect(isToAdopt(look(configuration()), wanted)).toBe(true);
    expect(isToAdopt(look(configuration('other')), wanted)).toBe(false);
    expect(isToAdopt(look(configuration()), VALIDATING)).toBe(false);
  });
});

describe('what programs made goes', () => {
  it('never while they are to keep it, or we are', () => {
    const owned = look(configuration(), [healthy(VALIDATING)]);
    expect(abandoned(owned, { manifests: [VALIDATING], runtimeObjects: RUNTIME_OBJECTS })).toEqual([]);
    expect(unmaintained(owned, { manifests: [configuration()], runtimeObjects: [] })).toEqual([]);
  });

  it('when its creator no longer makes it, and not while the old one still runs', () => {
    const wanted = { manifests: [SILENT], runtimeObjects: [] };
    const rolling = { ...healthy(SILENT), status: { observedGeneration: 1, replicas: 2, updatedReplicas: 1 } };
    expect(abandoned(look(configuration(), [healthy(VALIDATING)]), wanted)).toEqual([]);
    expect(abandoned(look(configuration(), [rolling]), wanted)).toEqual([]);
    expect(namesOf(abandoned(look(configuration(), [healthy(SILENT)]), wanted))).toEqual(['istio-galley']);
  });

  it('when its creator is gone, or with it', () => {
    expect(namesOf(abandoned(look(configuration()), NOTHING_WANTED))).toEqual(['istio-galley']);
    const running = look(configuration(), [healthy(VALIDATING)]);
    expect(abandoned(running, NOTHING_WANTED)).toEqual([]);
    expect(namesOf(unmaintained(running, NOTHING_WANTED))).toEqual(['istio-galley']);
  });
});
