import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { depthsOf, inOrder, inParts } from '../../../../src/core/model/graph.ts';
import type { Need } from '../../../../src/core/model/needs.ts';
import { componentsIn, isPodOwner } from '../../../../src/core/model/workloads.ts';

const deployment = (component: string, kind = 'Deployment'): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: component, labels: { 'meshwright.dev/component': component } },
});
const need = (part: string, needs: string, why = 'any'): Need => ({ part, needs, why });
/** What each part needs of those that are there. */
const needsOf = (components: readonly string[], needs: readonly Need[]): string[] =>
  inParts(
    components.map((one) => deployment(one)),
    needs,
  ).map((one) => `${one.part.name}: ${one.needs.map((each) => `${each.needs} because ${each.why}`).join(', ')}`);

describe('a part', () => {
  it('needs what an absent one would have needed, for the reason that this one has', () => {
    const chain = [need('pilot', 'galley', 'one'), need('galley', 'citadel', 'two')];
    expect(needsOf(['citadel', 'pilot'], chain)).toEqual(['citadel: ', 'pilot: citadel because two']);
  });

  it('needs each part once, though it needs it in two ways', () => {
    const diamond = [
      need('pilot', 'galley', 'one'),
      need('pilot', 'injector', 'two'),
      need('galley', 'citadel', 'three'),
      need('injector', 'citadel', 'four'),
    ];
    expect(needsOf(['citadel', 'pilot'], diamond)).toEqual(['citadel: ', 'pilot: citadel because three']);
  });

  it('does not need again what it needs through another', () => {
    const long = [need('pilot', 'citadel'), need('pilot', 'galley'), need('galley', 'citadel')];
    expect(needsOf(['citadel', 'galley', 'pilot'], long)).toEqual([
      'citadel: ',
      'galley: citadel because any',
      'pilot: galley because any',
    ]);
  });

  it('is as deep as the longest way down', () => {
    const depths = depthsOf([need('pilot', 'citadel'), need('pilot', 'galley'), need('galley', 'citadel')]);
    expect(['citadel', 'galley', 'pilot', 'addons'].map((name) => depths.get(name))).toEqual([0, 1, 2, 0]);
  });
});

describe('needs that go round in a circle', () => {
  it('are named, from where the circle was found to where it closes', () => {
    const circle = [need('pilot', 'galley'), need('galley', 'citadel'), need('citadel', 'pilot')];
    expect(() => inOrder(circle)).toThrow(
      new RangeError('needs go round in a circle: citadel > pilot > galley > citadel'),
    );
  });
});

describe('the components that run pods', () => {
  it('are named once each, in the order of their objects', () => {
    const objects = [deployment('policy'), deployment('telemetry'), deployment('policy', 'DaemonSet')];
    const service = { ...deployment('pilot'), apiVersion: 'v1', kind: 'Service' };
    expect(componentsIn({ objects: [service, ...objects] })).toEqual(['policy', 'telemetry']);
  });

  it.each([
    ['Deployment', true],
    ['DaemonSet', true],
    ['Service', false],
    ['PodDisruptionBudget', false],
  ])('have objects that run them: %s is one: %s', (kind, isOne) => {
    expect(isPodOwner(deployment('x', kind))).toBe(isOne);
  });
});
