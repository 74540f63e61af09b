import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../../charts/capabilities.ts';
import { everything } from '../../../../charts/every-kind.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { componentOf, partOf, PARTS } from '../../../../src/core/model/parts.ts';

const KUBERNETES = ['1.16', '1.21', '1.25', '1.36'];
const all = everything(capabilitiesOf('1.36'));
const describeOne = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

describe('parts', () => {
  it.each(KUBERNETES)('take every object that can be rendered for Kubernetes %s, each exactly once', (version) => {
    const takersOf = (object: Manifest): string[] =>
      PARTS.filter(({ takes }) => takes(object, componentOf(object))).map(({ name }) => name);
    const rendered = version === '1.36' ? all : everything(capabilitiesOf(version));
    // One assertion for all: each costs more than what it looks at.
    const wrong = rendered.filter((object) => takersOf(object).length !== 1);
    expect(wrong.map((object) => [describeOne(object), takersOf(object)])).toEqual([]);
    expect(rendered.length).toBeGreaterThan(PARTS.length);
  });

  it('put the Deployment of every component where its name says', () => {
    const waveOfDeployment = (name: string): string =>
      partOf(all.find((m) => m.kind === 'Deployment' && m.metadata.name === name)!).name;
    expect(waveOfDeployment('istio-citadel')).toBe('citadel');
    expect(waveOfDeployment('istio-policy')).toBe('mixer');
    expect(waveOfDeployment('istio-sidecar-injector')).toBe('injector');
    expect(waveOfDeployment('istio-ingressgateway')).toBe('gateways');
    expect(waveOfDeployment('kiali')).toBe('addons');
  });

  it('treat a gateway under any name as a gateway', () => {
    const labels = { 'meshwright.dev/component': 'my-edge' };
    expect(partOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'my-edge', labels } }).name).toBe(
      'gateways',
    );
  });

  it('let only add-ons hold nobody back', () => {
    expect(PARTS.filter(({ holdsNobody }) => holdsNobody).map(({ name }) => name)).toEqual(['addons']);
  });
});
