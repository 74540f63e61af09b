import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, render, RELEASES, resolve } from '../../../../charts/index.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { isKept } from '../../../../src/core/ownership/kept.ts';
import { planOf, type Plan, type PlannedHop } from '../../../../src/core/upgrade/plan.ts';
import { ROUTES } from '../../../../src/operator/pass/routes.ts';

const capabilities = capabilitiesOf('1.36');
const rendered = new Map<string, Manifest[]>();

function manifestsOf(version: string): Manifest[] {
  const known = rendered.get(version) ?? render({ name: 'mesh', spec: resolve({ version }), capabilities });
  rendered.set(version, known);
  return known;
}

const plan = (installed: string | undefined, target: string): Plan =>
  planOf({ ...(installed && { installed }), target, routes: ROUTES, manifestsOf, gateTimeout: '10m' });

const minorOf = (version: string | undefined): number => Number(version?.split('.')[1]);
const namesOf = ({ steps }: PlannedHop): string[] => steps.map(({ name }) => name);

/** What is wrong with a hop, in words; each is a promise of the plan. */
function faultsOf(hop: PlannedHop): string[] {
  const names = namesOf(hop);
  const early = hop.steps.filter(({ needs }, i) => needs.some((need) => names.indexOf(need) >= i));
  const brings = manifestsOf(hop.to).some((object) => isKept(object) && object.kind === 'CustomResourceDefinition');
  return [
    Math.abs(minorOf(hop.from) - minorOf(hop.to)) > 1 && 'skips a minor',
    early.length > 0 && 'has a step before one that it needs',
    hop.steps.some(({ name, deadline }) => deadline === undefined && name !== 'addons') && 'waits without a deadline',
    hop.steps.some(({ gate, reason, needs }) => gate === '' || (reason === '' && needs.length > 0)) &&
      'has a step without gate or reason',
    hop.steps.some(({ reversible, name }) => !reversible && name !== 'crds') && 'cannot be gone back',
    !brings && 'installs no CRDs',
  ].filter((fault) => fault !== false);
}

describe('a plan', () => {
  it('for every pair of releases ends at the target, skips no minor, keeps the order of each hop, and can be gone back', () => {
    const pairs = RELEASES.flatMap((from) => RELEASES.map((to) => [from, to] as const)).filter(([a, b]) => a !== b);
    const faults = new Set<string>();
    for (const [from, to] of pairs) {
      const { hops } = plan(from, to);
      if (hops[0]?.from !== from || hops.at(-1)?.to !== to) faults.add(`${from} > ${to} goes elsewhere`);
      for (const hop of hops) for (const fault of faultsOf(hop)) faults.add(`${hop.from ?? ''} > ${hop.to} ${fault}`);
    }
    expect([...faults]).toEqual([]);
  }, 120_000);

  it('takes pilot before galley on the one hop that needs it', () => {
    const [first, second] = plan('1.2.10', '1.4.10').hops.map((hop) =>
      namesOf(hop).filter((name) => name === 'pilot' || name === 'galley'),
    );
    expect([first, second]).toEqual([
      ['pilot', 'galley'],
      ['galley', 'pilot'],
    ]);
  });

  it('names the components whose pods change, and how long each gate may take', () => {
    const mixer = plan('1.3.8', '1.4.10').hops[0]?.steps.find(({ name }) => name === 'mixer');
    expect(mixer).toMatchObject({ components: ['policy', 'telemetry'], deadline: '10m', reversible: true });
  });

  it('marks the step that brings what is never deleted', () => {
    const kept = (from: string, to: string): string[] =>
      plan(from, to).hops.flatMap((hop) => hop.steps.filter((step) => !step.reversible).map(({ name }) => name));
    expect(kept('1.3.8', '1.4.10')).toEqual(['crds']);
    expect(kept('1.4.0', '1.4.10')).toEqual([]);
  });

  it('of an installation is one hop from nothing', () => {
    const { from, hops } = plan(undefined, '1.4.10');
    expect([from, hops.length, hops[0]?.from]).toEqual([undefined, 1, undefined]);
    expect(hops[0]?.steps[0]?.name).toBe('namespace');
  });

  it('is empty where the target is installed', () => {
    expect(plan('1.4.10', '1.4.10').hops).toEqual([]);
  });
});
