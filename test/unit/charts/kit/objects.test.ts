import { describe, expect, it } from '@jest/globals';
import { clusterScoped, owned } from '../../../../charts/kit/objects.ts';

describe('owned', () => {
  it('says which mesh and component an object belongs to, and keeps its own labels', () => {
    const object = owned(clusterScoped('v1', 'Namespace', 'istio-system', { app: 'istio' }), 'one', 'base');
    expect(object.metadata.labels).toEqual({
      app: 'istio',
      'app.kubernetes.io/managed-by': 'meshwright',
      'meshwright.dev/mesh': 'one',
      'meshwright.dev/component': 'base',
    });
  });

  it('gives a CRD the same labels whichever mesh renders it', () => {
    const crd = clusterScoped('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'rules.config.istio.io', {});
    expect(owned(crd, 'one', 'base')).toEqual(owned(crd, 'two', 'base'));
    expect(owned(crd, 'one', 'base').metadata.labels).toHaveProperty(['app.kubernetes.io/managed-by'], 'meshwright');
  });
});
