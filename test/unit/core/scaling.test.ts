import { describe, expect, it } from '@jest/globals';
import { render } from '../../../charts/render.ts';
import type { Manifest } from '../../../src/api/manifest.ts';
import { withoutScaledReplicas } from '../../../src/core/scaling.ts';
import { meshOf } from '../../support/mesh.ts';

const replicasOf = (manifests: readonly Manifest[], name: string): unknown =>
  (manifests.find((m) => m.kind === 'Deployment' && m.metadata.name === name)?.['spec'] as { replicas?: number })
    .replicas;

describe('what an autoscaler owns', () => {
  const rendered = render(meshOf({ version: '1.0.6' }));

  it('is not sent, though the charts of 1.0 write it', () => {
    expect(replicasOf(rendered, 'istio-pilot')).toBe(1);
    expect(replicasOf(withoutScaledReplicas(rendered), 'istio-pilot')).toBeUndefined();
  });

  it('leaves everything else as it was', () => {
    const sent = withoutScaledReplicas(rendered);
    expect(sent).toHaveLength(rendered.length);
    expect(replicasOf(sent, 'istio-citadel')).toBe(1);
    const fixed = render(meshOf({ profile: 'demo' }));
    expect(withoutScaledReplicas(fixed)).toEqual(fixed);
  });

  it('is only that of the same namespace', () => {
    const metadata = { name: 'a', namespace: 'one' };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 3 } };
    const scaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', namespace: 'two' },
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
    };
    expect(withoutScaledReplicas([deployment, scaler])).toEqual([deployment, scaler]);
  });
});
