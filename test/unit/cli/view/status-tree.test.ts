import { describe, expect, it } from '@jest/globals';
import type { MeshInstall } from '../../../../src/api/meshinstall.ts';
import type { ComponentStatus, MeshInstallStatus } from '../../../../src/api/status.ts';
import { noColours, render } from '../../../../src/cli/view/line.ts';
import { statusTree } from '../../../../src/cli/view/status-tree.ts';

const NOW = Date.parse('2026-11-01T00:00:00Z');
const since = '2026-10-31T23:59:00Z';

const component = (name: string, image: string, more: Partial<ComponentStatus> = {}): ComponentStatus => ({
  name,
  version: '1.4.10',
  image: `docker.io/istio/${image}:1.4.10`,
  ready: '1/1',
  phase: 'Ready',
  ports: ['http-monitoring:15014'],
  since,
  ...more,
});

const tree = (status: MeshInstallStatus, columns = 80): string[] => {
  const install: MeshInstall = {
    apiVersion: 'meshwright.dev/v1alpha1',
    kind: 'MeshInstall',
    metadata: { name: 'mesh' },
    spec: { version: '1.4.10', profile: 'demo' },
    status,
  };
  return statusTree(install, NOW, columns).map((line) => render(line, noColours).trimEnd());
};

describe('the tree of a status', () => {
  it('shows parts with components, addresses, proxies and certificates', () => {
    const shown = tree({
      phase: 'Ready',
      version: '1.4.10',
      targetVersion: '1.4.10',
      ready: '3/3',
      components: [
        component('citadel', 'citadel'),
        component('policy', 'mixer', { ports: ['grpc:9091', 'grpc-tls:15004'] }),
        component('telemetry', 'mixer'),
      ],
      gateways: [{ name: 'istio-ingressgateway', addresses: ['192.0.2.1'] }],
      dataPlane: {
        proxies: 140,
        upToDate: 120,
        ready: '120/140',
        byVersion: [
          { version: '1.4.10', proxies: 120 },
          { version: '1.3.8', proxies: 20 },
        ],
        staleNamespaces: [{ namespace: 'shop', proxies: 20 }],
        staleNamespacesTotal: 2,
      },
      certificates: { rootExpires: '2036-10-29T00:00:00Z', webhookExpires: '2026-11-21T00:00:00Z' },
    });
    expect(shown).toEqual([
      'mesh  Istio 1.4.10 · demo · istio-system                              Ready 3/3',
      '├─ citadel       1/1    Ready        citadel:1.4.10  15014',
      '├─ mixer',
      '│  ├─ policy     1/1    Ready        mixer:1.4.10    9091 15004',
      '│  └─ telemetry  1/1    Ready        mixer:1.4.10    15014',
      '├─ addresses',
      '│  └─ istio-ingressgateway  192.0.2.1',
      '├─ proxies  120/140 up to date',
      '│  ├─ 1.4.10: 120, 1.3.8: 20',
      '│  └─ not up to date: shop (20) and 1 more',
      '└─ certificates',
      '   ├─ root     until 2036-10-29  3650 days left',
      '   └─ webhook  until 2026-11-21  20 days left',
    ]);
  });

  it('says why a mesh is not Ready, what it waits for, and the way of an upgrade', () => {
    const message = 'pilot: 0 of 1 pods are available';
    const shown = tree({
      phase: 'Upgrading',
      version: '1.2.10',
      targetVersion: '1.3.8',
      plan: { from: '1.2.10', path: ['1.3.8', '1.4.10'] },
      conditions: [
        { type: 'Ready', status: 'False', reason: 'Upgrading', message: 'on the way', lastTransitionTime: since },
      ],
      waitingFor: [{ part: 'pilot', gate: 'pilot available', message, since }],
      components: [component('pilot', 'pilot', { phase: 'Progressing', ready: '0/1', message: '0 of 1 available' })],
    });
    expect(shown).toEqual([
      'mesh  Istio 1.2.10 > 1.3.8 · demo · istio-system                      Upgrading',
      '├─ Ready=False Upgrading',
      '│  └─ on the way',
      `├─ waiting for pilot available since ${since}`,
      `│  └─ ${message}`,
      '├─ plan  1.2.10 > 1.3.8 > 1.4.10',
      '└─ pilot     0/1    Progressing  pilot:1.4.10  15014',
      '   └─ 0 of 1 available',
    ]);
  });

  it('says below a component what is wrong with it, also where it shares its part with others', () => {
    const shown = tree({
      components: [
        component('policy', 'mixer', { phase: 'Updating', message: 'an old pod is still there' }),
        component('telemetry', 'mixer', { phase: 'Failed', message: 'cannot be scheduled' }),
      ],
    });
    expect(shown.slice(1)).toEqual([
      '└─ mixer',
      '   ├─ policy     1/1    Updating     mixer:1.4.10  15014',
      '   │  └─ an old pod is still there',
      '   └─ telemetry  1/1    Failed       mixer:1.4.10  15014',
      '      └─ cannot be scheduled',
    ]);
  });

  it('shows of a mesh that is deleted what is left to do, and nothing of what it was', () => {
    const message = 'deleting pilot: 2 objects to go';
    const shown = tree({
      phase: 'Deleting',
      ready: '1/1',
      conditions: [{ type: 'Ready', status: 'False', reason: 'Deleting', message, lastTransitionTime: since }],
      components: [component('pilot', 'pilot')],
      certificates: { rootExpires: '2036-10-29T00:00:00Z' },
    });
    expect(shown).toEqual([
      'mesh  Istio 1.4.10 · demo · istio-system                               Deleting',
      '└─ Ready=False Deleting',
      `   └─ ${message}`,
    ]);
  });

  it.each(['CertificatesValid', 'InjectionAllowed'])('says that %s is False although the mesh is Ready', (type) => {
    const wrong = { type, status: 'False' as const, reason: 'Why', message: 'what is wrong' };
    const ready = { type: 'Ready', status: 'True' as const, reason: 'MeshReady', message: 'all is well' };
    const conditions = [ready, wrong].map((one) => ({ ...one, observedGeneration: 1, lastTransitionTime: since }));
    const shown = tree({ phase: 'Ready', conditions }).join('\n');
    expect(shown).toMatch(new RegExp(`${type}=False Why\n.*what is wrong`));
    expect(shown).not.toContain('all is well');
  });

  it('says that an amount is probably a slip although the mesh is Ready', () => {
    const doubt = { type: 'Accepted', status: 'True' as const, reason: 'Doubtful', message: 'is 100 bytes' };
    const shown = tree({ phase: 'Ready', conditions: [{ ...doubt, lastTransitionTime: since }] }).join('\n');
    expect(shown).toMatch(/Accepted=True Doubtful\n.*is 100 bytes/);
  });

  it('shows a mesh that no operator has looked at', () => {
    expect(tree({})).toEqual(['mesh  Istio 1.4.10 · demo · istio-system                                Pending']);
  });

  it('says that a certificate has ended', () => {
    expect(tree({ certificates: { rootExpires: since } }).at(-1)).toContain('has ended');
  });
});
