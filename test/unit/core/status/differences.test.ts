import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { ADOPTED_TEMPLATE, withoutPods } from '../../../../src/core/ownership/adoption.ts';
import { withCaBundle } from '../../../../src/core/readiness/certificates.ts';
import type { PassResult } from '../../../../src/core/pass/result.ts';
import { differences, observedOutcome } from '../../../../src/core/status/differences.ts';
import { statusAfter } from '../../../../src/core/status/report.ts';
import { BUNDLE, changed, installed } from '../../../support/installed.ts';
import { observationOf, withStatus, type World } from '../../../support/observation.ts';

const { desired: rendered, world } = installed();

/** With the root of the webhooks in an overlay, as docs/gitops.md says. */
const manifests = rendered.manifests.map((m) => ('webhooks' in m ? withCaBundle(m, BUNDLE) : m));
const desired = { ...rendered, manifests };

const edited = changed(world, 'ConfigMap', 'istio', (m) => ({
  ...m,
  data: { ...(m['data'] as object), mesh: 'by hand' },
}));
const crowded = changed(world, 'Deployment', 'istio-pilot', (m) => ({ ...m, extra: 'of others' }));
const without = changed(world, 'Service', 'istio-pilot', () => undefined);
const broken = changed(world, 'Deployment', 'istio-pilot', (m) => withStatus(m, { availableReplicas: 0 }));

/** What a pass makes of such a world. */
function pass(given: World): PassResult {
  const observation = observationOf(given);
  const found = differences(desired.manifests, observation);
  const outcome = observedOutcome(desired.manifests, observation);
  return { generation: 1, inventory: [], installed: undefined, desired, outcome, differences: found };
}

const statusOf = (given: World) => statusAfter({}, pass(given), observationOf(given));
const inSync = (given: World) => statusOf(given).conditions?.find(({ type }) => type === 'InSync');

describe('differences', () => {
  it('are none where everything is as rendered, whatever others have added', () => {
    expect(differences(desired.manifests, observationOf(world))).toEqual([]);
    expect(differences(desired.manifests, observationOf(crowded))).toEqual([]);
  });

  it('are none where webhooks trust a root that the operator gave them, and the rendering does not name', () => {
    expect(differences(rendered.manifests, observationOf(world))).toEqual([]);
  });

  it('name five fields of an object and count the rest', () => {
    const labels = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => [key, key]));
    const config = desired.manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio')!;
    const wanted = { ...config, data: labels };
    expect(differences([wanted], observationOf(world))).toEqual([
      'ConfigMap istio-system/istio: data.a, data.b, data.c, data.d, data.e and 2 more',
    ]);
  });

  it('are none where pods that were taken over are kept', () => {
    const digest = (m: Manifest): string => withoutPods(m).metadata.annotations?.[ADOPTED_TEMPLATE] ?? '';
    const adopted = changed(world, 'Deployment', 'istio-pilot', (m) => ({
      ...m,
      metadata: { ...m.metadata, annotations: { [ADOPTED_TEMPLATE]: digest(m) } },
      spec: { ...(m['spec'] as object), template: {}, selector: {} },
    }));
    expect(differences(desired.manifests, observationOf(adopted))).toEqual([]);
  });

  it('name the object and the field, or that it is missing', () => {
    expect(differences(desired.manifests, observationOf(edited))).toEqual(['ConfigMap istio-system/istio: data.mesh']);
    expect(differences(desired.manifests, observationOf(without))).toEqual([
      'Service istio-system/istio-pilot: missing',
    ]);
  });
});

describe('the progress of a mesh that others apply', () => {
  it('waits for each gate that is closed though all is open that its part needs', () => {
    expect(observedOutcome(desired.manifests, observationOf({}))).toMatchObject({
      kind: 'waiting',
      progress: { waits: [{ part: { name: 'namespace' } }, { part: { name: 'crds' } }] },
    });
    expect(observedOutcome(desired.manifests, observationOf(broken))).toMatchObject({
      kind: 'waiting',
      progress: { waits: [{ part: { name: 'pilot' } }] },
    });
    expect(observedOutcome(desired.manifests, observationOf(world))).toEqual({ kind: 'converged' });
  });
});

describe('the status of a mesh that others apply', () => {
  it('is Ready and in sync when it works as rendered', () => {
    expect(statusOf(world)).toMatchObject({ phase: 'Ready', version: '1.4.10', inventory: [] });
    expect(inSync(world)).toMatchObject({ status: 'True', reason: 'AsRendered' });
  });

  it('stays Ready with drift, which has a phase and a condition of its own', () => {
    const { phase, conditions } = statusOf(edited);
    expect(phase).toBe('Drifted');
    expect(conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    expect(inSync(edited)).toMatchObject({ status: 'False', message: 'ConfigMap istio-system/istio: data.mesh' });
  });

  it('is not Ready while a gate is closed', () => {
    const { phase, conditions } = statusOf(broken);
    expect(phase).toBe('Observing');
    expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False', reason: 'Waiting' });
  });

  it('names five differences and counts the rest', () => {
    const { message = '' } = inSync({}) ?? {};
    expect(message.split('; ')).toHaveLength(6);
    expect(message).toMatch(new RegExp(`; and ${desired.manifests.length - 5} more$`));
  });

  it('no longer speaks of sync once we apply ourselves', () => {
    const { differences: _, ...ours } = pass(world);
    const status = statusAfter(statusOf(edited), { ...ours, installed: 'digest' }, observationOf(world));
    expect(status.conditions?.map(({ type }) => type)).not.toContain('InSync');
  });
});
