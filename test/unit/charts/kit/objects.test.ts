import { describe, expect, it } from '@jest/globals';
import {
  clusterAccess,
  clusterScoped,
  configMap,
  owned,
  READ,
  rule,
  service,
  serviceAccount,
} from '../../../../charts/kit/objects.ts';
import { meshOf } from '../../../support/mesh.ts';

const labels = { app: 'galley' };

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

describe('a ServiceAccount', () => {
  const account = (...pullSecrets: string[]) => serviceAccount(meshOf({ images: { pullSecrets } }), 'galley', labels);

  it('says nothing of pull secrets where the mesh has none', () => {
    const metadata = { name: 'galley', namespace: 'istio-system', labels };
    expect(account()).toEqual({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  });

  it('has the pull secrets of the mesh, and notes which of its list these are', () => {
    expect(account('one', 'two')).toEqual({
      ...account(),
      metadata: { ...account().metadata, annotations: { 'meshwright.dev/pull-secrets': 'one,two' } },
      imagePullSecrets: [{ name: 'one' }, { name: 'two' }],
    });
  });
});

describe('a Service', () => {
  const defaults = {
    service: { ipFamilyPolicy: 'PreferDualStack' as const, ipFamilies: ['IPv6' as const, 'IPv4' as const] },
  };
  const spec = { ports: [{ port: 80 }] };

  it('says nothing of families and annotations where nobody does', () => {
    const metadata = { name: 'galley', namespace: 'istio-system', labels };
    expect(service(meshOf(), 'galley', labels, spec)).toEqual({ apiVersion: 'v1', kind: 'Service', metadata, spec });
  });

  it('has the families of the mesh unless it has its own', () => {
    const families = { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] };
    expect(service(meshOf({ defaults }), 'galley', labels, spec)['spec']).toEqual({ ...defaults.service, ...spec });
    expect(service(meshOf({ defaults }), 'galley', labels, { ...spec, ...families })['spec']).toMatchObject(families);
  });

  it('has the annotations that it is given', () => {
    const { metadata } = service(meshOf(), 'galley', labels, spec, { 'test/who': 'us' });
    expect(metadata.annotations).toEqual({ 'test/who': 'us' });
  });
});

describe('a ConfigMap', () => {
  it('has its data in the order in which it was given', () => {
    const object = configMap(meshOf(), 'istio', labels, { mesh: '{}', a: '1' });
    const metadata = { name: 'istio', namespace: 'istio-system', labels };
    expect(object).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { mesh: '{}', a: '1' } });
    expect(Object.keys(object['data'] as object)).toEqual(['mesh', 'a']);
  });
});

describe('access to a cluster', () => {
  it('is for a reader to see objects and their changes, and to change nothing', () => {
    expect(READ).toEqual(['get', 'list', 'watch']);
  });

  it('is a role, and its binding to the account in the namespace of the mesh', () => {
    const names = { role: 'galley-role', binding: 'galley-binding', account: 'galley-account' };
    const rules = [rule(['apps'], ['deployments'], ['get'])];
    const [role, binding, ...rest] = clusterAccess(meshOf({ namespace: 'mesh-one' }), names, labels, rules);
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    expect(role).toEqual({
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'galley-role', labels },
      rules: [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }],
    });
    expect(binding).toEqual({
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'galley-binding', labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'galley-role' },
      subjects: [{ kind: 'ServiceAccount', name: 'galley-account', namespace: 'mesh-one' }],
    });
    expect(rest).toEqual([]);
  });
});
