import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf } from '../../../charts/capabilities.ts';
import { RELEASES } from '../../../charts/catalog/releases.ts';
import { everyKind, everything, VARIANTS, variantsOf } from '../../../charts/every-kind.ts';

describe('the variants', () => {
  it('are each rendered for a release that has its profile and options, and each release has several', () => {
    const byRelease = RELEASES.map(variantsOf);
    expect(VARIANTS.filter((variant) => !byRelease.some((variants) => variants.includes(variant)))).toEqual([]);
    expect(Math.min(...byRelease.map(({ length }) => length))).toBeGreaterThan(2);
  });
});

describe.each(['1.16', '1.36'])('what is rendered for Kubernetes %s', (kubernetes) => {
  const capabilities = capabilitiesOf(kubernetes);
  const all = everything(capabilities);

  it('has no kind that the caches would not know', () => {
    const name = ({ apiVersion, kind }: { apiVersion: string; kind: string }): string => `${apiVersion}/${kind}`;
    expect([...new Set(all.map(name))].sort()).toEqual(everyKind(capabilities).map(name).sort());
  });

  it('has what only some releases and profiles have', () => {
    const names = new Set(all.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    for (const id of ['DaemonSet/istio-nodeagent', 'Endpoints/istio-pilot', 'Deployment/istiocoredns']) {
      expect(names).toContain(id);
    }
    expect(names).toContain('Deployment/istio-statsd-prom-bridge');
  });
});
