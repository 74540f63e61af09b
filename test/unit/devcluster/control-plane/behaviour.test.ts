import { describe, expect, it } from '@jest/globals';
import {
  annotationPatch,
  annotationsOf,
  ruleFor,
  withoutAnnotations,
  withRule,
} from '../../../../devcluster/control-plane/behaviour.ts';
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

  it('names a container, a message and an exit code where the rule does', () => {
    const rule: BehaviourRule = {
      labels: {},
      behaviour: 'crash-loop',
      container: 'proxy',
      message: 'no!',
      exitCode: 0,
    };
    expect(annotationsOf(rule)).toEqual({
      'devcluster.meshwright.dev/behaviour': 'crash-loop',
      'devcluster.meshwright.dev/container': 'proxy',
      'devcluster.meshwright.dev/message': 'no!',
      'devcluster.meshwright.dev/exit-code': '0',
    });
  });

  it('is taken off a pod as a whole, with all that a rule may have put there', () => {
    const everything = { behaviour: 'ready', readyAfter: '1s', container: 'a', message: 'b', exitCode: 1 } as const;
    const off = withoutAnnotations();
    expect(Object.keys(off).sort()).toEqual(Object.keys(annotationsOf({ labels: {}, ...everything })).sort());
    expect(new Set(Object.values(off))).toEqual(new Set([null]));
  });
});
