import { describe, expect, it } from '@jest/globals';
import { render } from '../../../../charts/render.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import type { MeshInstallSpec } from '../../../../src/api/spec/index.ts';
import { podSecurityConditions } from '../../../../src/core/status/pod-security.ts';
import { meshOf } from '../../../support/mesh.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const namespace = (name: string, labels: Record<string, string> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const injected = (name: string, level?: string): Manifest =>
  namespace(name, { 'istio-injection': 'enabled', ...(level !== undefined && { [ENFORCE]: level }) });

function said(namespaces: readonly Manifest[] | undefined, spec: Partial<MeshInstallSpec> = {}) {
  const mesh = meshOf(spec);
  const desired = { spec: mesh.spec, manifests: render(mesh) };
  return podSecurityConditions({ desired }, namespaces === undefined ? {} : { namespaces });
}

const messageOf = (...args: Parameters<typeof said>): string | undefined => {
  const [condition] = said(...args);
  return condition?.status === 'False' ? condition.message : undefined;
};

const CNI = { sidecar: { cni: { enabled: true } } };

describe('what is said of Pod Security', () => {
  it('names namespaces for injection whose level refuses what sidecars need', () => {
    const namespaces = [
      injected('shop', 'restricted'),
      injected('bank', 'baseline'),
      injected('free'),
      namespace('none'),
    ];
    expect(said(namespaces)).toEqual([
      {
        type: 'InjectionAllowed',
        status: 'False',
        reason: 'PodSecurity',
        message:
          'Pod Security refuses pods with sidecars in bank (baseline), shop (restricted): label these namespaces ' +
          `${ENFORCE}=privileged, or use istio-cni and ${ENFORCE}=baseline`,
      },
    ]);
  });

  it('is nothing bad where levels allow it, or nobody asked for sidecars', () => {
    const fine = [injected('a'), injected('b', 'privileged'), namespace('c', { [ENFORCE]: 'restricted' })];
    expect(said(fine)).toEqual([expect.objectContaining({ type: 'InjectionAllowed', status: 'True' })]);
    expect(messageOf([injected('a', 'a level to come')])).toBeUndefined();
    expect(messageOf([injected('a', 'restricted')], { components: { injector: { enabled: false } } })).toBeUndefined();
  });

  it('is less with istio-cni, which needs no privileged init container', () => {
    expect(messageOf([injected('a', 'baseline')], CNI)).toBeUndefined();
    expect(messageOf([injected('a', 'restricted')], CNI)).toMatch(/a \(restricted\): label .*=baseline$/);
    const privileged = { sidecar: { ...CNI.sidecar, privileged: true } };
    const dumping = { ...CNI, mesh: { coreDump: { enabled: true } } };
    expect(messageOf([injected('a', 'baseline')], dumping)).toMatch(/=privileged/);
    expect(messageOf([injected('a', 'baseline')], privileged)).toMatch(/=privileged/);
  });

  it('goes by the namespaces that the webhook selects', () => {
    const everywhere = { sidecar: { injectNamespacesByDefault: true } };
    const narrow = [
      namespace('a', { [ENFORCE]: 'restricted' }),
      namespace('b', { [ENFORCE]: 'restricted', 'istio-injection': 'disabled' }),
    ];
    expect(messageOf(narrow, everywhere)).toMatch(/sidecars in a \(restricted\): label/);
    expect(messageOf(narrow)).toBeUndefined();
  });

  it('never asks to weaken the namespace of the operator, nor those of Kubernetes', () => {
    const everywhere = { sidecar: { injectNamespacesByDefault: true } };
    const narrow = ['meshwright-system', 'kube-system', 'kube-node-lease'].map((name) =>
      namespace(name, { [ENFORCE]: 'restricted', 'kubernetes.io/metadata.name': name }),
    );
    expect(messageOf(narrow, everywhere)).toBeUndefined();
  });

  it('names a few of many', () => {
    const many = Array.from({ length: 8 }, (_, i) => injected(`n${i}`, 'baseline'));
    expect(messageOf(many)).toContain(
      'n0 (baseline), n1 (baseline), n2 (baseline), n3 (baseline), n4 (baseline) and 3 more',
    );
  });

  it('is nothing before the namespaces were read, and before the mesh was rendered', () => {
    expect(said(undefined)).toEqual([]);
    expect(podSecurityConditions({}, { namespaces: [injected('a', 'restricted')] })).toEqual([]);
  });
});
