import { describe, expect, it } from '@jest/globals';
import { servicegraph } from '../../../../charts/components/servicegraph.ts';
import { render } from '../../../../charts/render.ts';
import { containerOf, flagOf, meshOf } from '../../../support/mesh.ts';

describe('servicegraph', () => {
  it('comes with the demonstration of Istio 1.0, in its version', () => {
    const names = (version: string) =>
      render(meshOf({ version, profile: 'demo' })).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names('1.0.9')).toEqual(expect.arrayContaining(['Deployment/servicegraph', 'Service/servicegraph']));
    expect(names('1.1.0')).not.toContain('Deployment/servicegraph');
  });

  it('reads the Prometheus of the mesh', () => {
    const container = containerOf(servicegraph(meshOf({ version: '1.1.17' })), 'servicegraph');
    expect(container.image).toBe('docker.io/istio/servicegraph:1.1.17');
    expect(flagOf(container, '--prometheusAddr')).toBe('http://prometheus:9090');
  });

  it('is refused where the release has none', () => {
    const spec = { version: '1.2.0', components: { servicegraph: { enabled: true } } };
    expect(() => meshOf(spec)).toThrow(/1\.0, 1\.1 have it/);
  });
});
