import { describe, expect, it } from '@jest/globals';
import { annotationPatch, annotationsOf, ruleFor, withRule } from '../../../../devcluster/control-plane/behaviour.ts';
import type { BehaviourRule } from '../../../../devcluster/control-plane/behaviour.ts';

const pilot: BehaviourRule = { labels: { app: 'pilot' }, behaviour: 'never-ready' };

describe('the behaviour of pods', () => {
  it('is decided by labels and namespace', () => {
    const inMesh: BehaviourRule = { ...pilot, namespace: 'mesh' };
    expect(ruleFor([pilot], { labels: { app: 'pilot', version: '1' } })).toBe(pilot);
    expect(ruleFor([pilot], { labels: { app: 'galley' } })).toBeUndefined();
    expect(ruleFor([inMesh], { namespace: 'other', labels: { app: 'pilot' } })).toBeUndefined();
    expect(ruleFor([inMesh], { namespace: 'mesh', labels: { app: 'pilot' } })).toBe(inMesh);
  });

  it('is what was said last', () => {
    const later: BehaviourRule = { ...pilot, behaviour: 'ready' };
    expect(withRule([pilot], later)).toEqual([later]);
    const everything: BehaviourRule = { labels: {}, behaviour: 'crash-loop' };
    expect(ruleFor(withRule([pilot], everything), { labels: { app: 'pilot' } })).toBe(everything);
  });

  it('reaches a pod as annotations beside its own', () => {
    const annotations = annotationsOf({ ...pilot, behaviour: 'ready-after', readyAfter: '3s' });
    expect(annotationPatch({ annotations: { mine: 'yes' } }, annotations)).toEqual([
      {
        op: 'add',
        path: '/metadata/annotations',
        value: {
          mine: 'yes',
          'devcluster.meshwright.dev/behaviour': 'ready-after',
          'devcluster.meshwright.dev/ready-after': '3s',
        },
      },
    ]);
  });
});
