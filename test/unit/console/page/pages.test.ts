import { describe, expect, it } from '@jest/globals';
import type { MeshInstallStatus } from '../../../../src/api/status.ts';
import { Facts } from '../../../../src/console/facts/facts.ts';
import { Journal } from '../../../../src/console/facts/journal.ts';
import { fleetPage } from '../../../../src/console/page/fleet-page.ts';
import { meshPage } from '../../../../src/console/page/mesh/mesh-page.ts';
import { objectsPage } from '../../../../src/console/page/objects-page.ts';
import type { Live } from '../../../../src/console/page/section.ts';
import { install, viewOf } from '../../../support/console.ts';
import { sidecar } from '../../../support/proxies.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const EVIL = `<img src=x onerror=alert(1)>"'&`;
const SINCE = '2026-11-28T11:59:00Z';

const text = (live: Live): string => live.frame(live.sections).toString();
const sectionOf = (live: Live, id: string): string =>
  live.sections.find((each) => each.id === id)?.html.toString() ?? '';

function pageOf(
  status: MeshInstallStatus,
  journal = new Journal(),
  proxies = [sidecar('1.4.10'), sidecar('1.3.8'), sidecar('1.3.8', 'bank')],
): Live {
  const facts = new Facts(journal);
  facts.look(viewOf(() => [install('mesh', status)], { proxies }));
  return meshPage(facts.mesh('mesh')!, NOW);
}

const component = (
  name: string,
  phase: 'Ready' | 'Waiting' | 'Progressing' | 'Failed' = 'Ready',
  message?: string,
) => ({
  name,
  version: '1.4.10',
  image: `docker.io/istio/${name}:1.4.10`,
  ready: '1/1',
  phase,
  ports: ['http:8080', 'grpc:15010/TCP'],
  since: SINCE,
  ...(message !== undefined && { message }),
});

describe('the page of a mesh', () => {
  it('escapes everything that the cluster says, wherever it stands', () => {
    const journal = new Journal();
    journal.record('mesh', { type: 'Warning', reason: EVIL, message: EVIL }, NOW);
    const evil = { reason: EVIL, message: EVIL };
    const hop = { from: EVIL, to: EVIL, startedAt: EVIL };
    const page = text(
      pageOf(
        {
          version: EVIL,
          profile: EVIL,
          ready: EVIL,
          components: [
            { ...component(EVIL, 'Failed', EVIL), image: EVIL, ports: [EVIL], ready: EVIL, since: EVIL },
            component('pilot'),
          ],
          gateways: [{ name: EVIL, addresses: [EVIL] }],
          conditions: [{ type: 'Stalled', status: 'True', lastTransitionTime: EVIL, ...evil }],
          plan: {
            from: EVIL,
            path: [EVIL],
            startedAt: EVIL,
            steps: [{ name: EVIL, state: 'Running', components: [EVIL], since: EVIL }],
          },
          waitingFor: [{ part: EVIL, gate: EVIL, message: EVIL, since: EVIL }],
          failure: {
            generation: 1,
            ...hop,
            step: EVIL,
            component: EVIL,
            message: EVIL,
            outcome: 'RolledBack',
            rollbackMessage: EVIL,
          },
          history: [{ ...hop, finishedAt: EVIL, outcome: 'RolledBack', message: EVIL }],
          certificates: { authority: EVIL, rootExpires: EVIL, webhookExpires: EVIL },
        },
        journal,
        [sidecar('1.4.10', EVIL)],
      ),
    );
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/="[^"]*<img|onerror=alert\(1\)>/);
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  it('says the same of the same facts, so that nobody is told of nothing', () => {
    const status: MeshInstallStatus = { phase: 'Ready', components: [component('pilot')] };
    expect(text(pageOf(status))).toBe(text(pageOf(status)));
  });

  it('shows of a component its image, pods and ports, and what it waits for and since when', () => {
    const page = sectionOf(
      pageOf({ components: [component('pilot', 'Progressing', 'container discovery: CrashLoopBackOff')] }),
      'picture',
    );
    for (const fact of [
      'pilot',
      'Progressing',
      '1.4.10',
      '1/1',
      '8080 15010',
      'CrashLoopBackOff',
      'since 2026-11-28 11:59:00 UTC',
    ])
      expect(page).toContain(fact);
  });

  it('draws lines between what there is only, in red what is told and in black what is reported', () => {
    const wires = (...names: string[]): string[] =>
      [
        ...sectionOf(pageOf({ components: names.map((name) => component(name)) }), 'picture').matchAll(
          /<g class="(\w+)"/g,
        ),
      ].map(([, flow = '']) => flow);
    expect(wires('pilot', 'galley')).toEqual(['control', 'control']);
    expect(wires('telemetry', 'prometheus')).toEqual(['data', 'data']);
    expect(wires('galley', 'grafana')).toEqual([]);
  });

  it('counts sidecars by namespace and release, and tells those of another release apart', () => {
    const page = sectionOf(pageOf({ version: '1.4.10', components: [component('pilot')] }), 'picture');
    expect(page).toMatch(/shop.*1 × 1\.3\.8, 1 × 1\.4\.10|shop.*1 × 1\.4\.10, 1 × 1\.3\.8/s);
    expect(page.match(/<rect class="current"/g)).toHaveLength(1);
    expect(page.match(/<rect class="other"/g)).toHaveLength(2);
  });

  it('says until when a gate may take, from what the spec allows', () => {
    const waitingFor = [{ part: 'pilot', gate: 'pilot available', message: 'no pod', since: SINCE }];
    const plan = {
      from: '1.3.8',
      path: ['1.4.10'],
      startedAt: SINCE,
      steps: [{ name: 'pilot', state: 'Running' as const }],
    };
    expect(sectionOf(pageOf({ waitingFor, plan }), 'way')).toContain('until 2026-11-28 12:09:00 UTC');
  });

  it('says what failed, why, and what became of it, once', () => {
    const failure = {
      generation: 2,
      from: '1.3.8',
      to: '1.4.10',
      step: 'pilot',
      component: 'pilot',
      message: 'no pod came',
      startedAt: SINCE,
      outcome: 'RolledBack' as const,
    };
    const conditions = [
      {
        type: 'Stalled',
        status: 'True' as const,
        reason: 'RolledBack',
        message: 'failed: no pod came',
        lastTransitionTime: SINCE,
      },
    ];
    const page = text(pageOf({ failure, conditions }));
    expect(page.match(/no pod came/g)).toHaveLength(1);
    expect(page).toMatch(/Istio 1\.3\.8 to 1\.4\.10 has failed.*pilot did not come up.*RolledBack/s);
  });

  it('keeps repairs although an upgrade tells more than is remembered', () => {
    const journal = new Journal();
    journal.record('mesh', { type: 'Warning', reason: 'DriftRepaired', message: 'Service pilot: created again' }, NOW);
    for (let i = 0; i < 100; i++) journal.record('mesh', { type: 'Normal', reason: 'Pruned', message: `${i}` }, NOW);
    const page = pageOf({}, journal);
    expect(sectionOf(page, 'repairs')).toContain('created again');
    expect(sectionOf(page, 'events')).not.toContain('created again');
    expect(journal.of('mesh').events).toHaveLength(60);
  });

  it.each([
    ['2036-11-28T12:00:00Z', 'good', 'in 3653 days'],
    ['2026-12-01T12:00:00Z', 'odd', 'in 3 days'],
    ['2026-11-26T12:00:00Z', 'bad', '2 days ago'],
  ])('says of a certificate that ends at %s that it is %s: %s', (rootExpires, tone, words) => {
    const section = sectionOf(pageOf({ certificates: { rootExpires } }), 'certificates');
    expect(section).toMatch(new RegExp(`<div class="${tone}">.*${words}`, 's'));
  });

  it('shows a mesh whose spec is refused', () => {
    const facts = new Facts(new Journal());
    facts.look(viewOf(() => [install('mesh', { phase: 'Refused' }, { version: '9.9.9' })]));
    expect(text(meshPage(facts.mesh('mesh')!, NOW))).toContain('Refused');
  });
});

describe('the page of the fleet', () => {
  it('has a line for each mesh: phase, release, target, readiness, oldest sidecar, and the certificate that ends first', () => {
    const status: MeshInstallStatus = {
      phase: 'Upgrading',
      version: '1.3.8',
      targetVersion: '1.4.10',
      ready: '7/9',
      dataPlane: {
        proxies: 3,
        upToDate: 1,
        ready: '1/3',
        byVersion: ['1.0.10', '1.0.9', '1.3.8'].map((version) => ({ version, proxies: 1 })),
        staleNamespaces: [],
        staleNamespacesTotal: 0,
      },
      certificates: { rootExpires: '2036-11-28T12:00:00Z', webhookExpires: '2026-12-08T12:00:00Z' },
    };
    const facts = new Facts(new Journal());
    facts.look(viewOf(() => [install('b', status), install('a')]));
    const live = fleetPage(facts.fleet(), NOW);
    expect(live.sections.map(({ id }) => id)).toEqual(['summary', 'mesh-a', 'mesh-b']);
    const cells = [...sectionOf(live, 'mesh-b').matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) =>
      cell.replaceAll(/<[^>]*>/g, '').trim(),
    );
    expect(cells).toEqual(['b', 'Upgrading', '7/9', '1.3.8', '1.4.10', '1.0.9', 'in 10 days', 'istio-system']);
  });
});

describe('the objects of a mesh', () => {
  it('are found by any words of kind, namespace and name, also without a script', () => {
    const ids = [
      'v1/ConfigMap/istio-system/istio',
      'v1/Service/istio-system/istio-pilot',
      'apps/v1/Deployment/istio-system/istio-pilot',
    ];
    const page = objectsPage('mesh', ids, 'SERVICE pilot').toString();
    expect(page).toContain('1 object<');
    expect(page).toContain('id=v1%2FService%2Fistio-system%2Fistio-pilot');
    expect(page).not.toContain('Deployment');
  });

  it('are those that the status and the spec name, and never what only looks like an id', () => {
    const facts = new Facts(new Journal());
    facts.look(viewOf(() => [install('mesh', { inventory: ['nonsense', 'v1/Secret/istio-system/old'] })]));
    const ids = facts.objects('mesh') ?? [];
    expect(ids).toContain('v1/Secret/istio-system/old');
    expect(ids).toContain('v1/ConfigMap/istio-system/istio');
    expect(ids).not.toContain('nonsense');
    expect(facts.object('mesh', 'v1/Secret/kube-system/other')).toBeUndefined();
  });
});
