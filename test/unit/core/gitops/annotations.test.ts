import { describe, expect, it } from '@jest/globals';
import { HOP_NEEDS } from '../../../../charts/index.ts';
import { LABELS } from '../../../../src/api/components.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { annotatedFor, GITOPS_TOOLS } from '../../../../src/core/gitops/annotations.ts';

const object = (apiVersion: string, kind: string, component = 'base', spec: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: {
    name: kind.toLowerCase(),
    namespace: 'ns',
    labels: { [LABELS.component]: component },
    annotations: { a: 'b' },
  },
  spec,
});
const NAMESPACE = object('v1', 'Namespace');
const ACCOUNT = object('v1', 'ServiceAccount', 'gateways');
const PILOT = object('apps/v1', 'Deployment', 'pilot');
const GATEWAY = object('apps/v1', 'Deployment', 'gateways');
const service = (component: string, type: string): Manifest => object('v1', 'Service', component, { type });
const CRD = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition');

const annotationsOf = (tool: string | undefined, manifests: readonly Manifest[]) =>
  annotatedFor(tool, manifests, HOP_NEEDS).map(({ metadata }) => metadata.annotations ?? {});

const WAVE = 'argocd.argoproj.io/sync-wave';
const wavesOf = (...manifests: Manifest[]): number[] =>
  annotationsOf('argocd', manifests).map((annotations) => Number(annotations[WAVE]));

describe('what a GitOps tool reads from an object', () => {
  it('is nothing where no tool is named, and then the very objects are given', () => {
    const manifests = [NAMESPACE, PILOT];
    expect(annotatedFor(undefined, manifests, HOP_NEEDS)).toBe(manifests);
  });

  it('is for Argo CD the depth of its part, beside what it has', () => {
    const [namespace = -1, account = -1, pilot = -1, gateway = -1] = wavesOf(NAMESPACE, ACCOUNT, PILOT, GATEWAY);
    expect(namespace).toBe(0);
    expect([account > namespace, pilot > account, gateway > pilot]).toEqual([true, true, true]);
    expect(annotationsOf('argocd', [PILOT])[0]).toEqual({ a: 'b', [WAVE]: String(pilot) });
  });

  it('is for an address that may never come the last wave of its own component', () => {
    const [gateway, balancer] = wavesOf(GATEWAY, service('gateways', 'LoadBalancer'));
    expect(balancer).toBe(gateway);
    const [, pilots, port] = wavesOf(GATEWAY, service('pilot', 'LoadBalancer'), service('gateways', 'NodePort'));
    expect(port).toBeLessThan(gateway ?? 0);
    expect(pilots).toBeLessThan(gateway ?? 0);
    const { spec: _, ...bare } = service('gateways', '');
    expect(wavesOf(GATEWAY, bare)[1]).toBe(port);
  });

  it('keeps from both tools what a deletion keeps, and nothing else', () => {
    const options = 'argocd.argoproj.io/sync-options';
    expect(annotationsOf('argocd', [CRD, PILOT]).map((annotations) => annotations[options])).toEqual([
      'Prune=false,Delete=false',
      undefined,
    ]);
    expect(annotationsOf('flux', [CRD])).toEqual([{ a: 'b', 'kustomize.toolkit.fluxcd.io/prune': 'disabled' }]);
    expect(annotatedFor('flux', [PILOT], HOP_NEEDS)[0]).toBe(PILOT);
  });

  it('is known for the tools that there are', () => {
    expect(GITOPS_TOOLS).toEqual(['argocd', 'flux']);
    expect(() => annotatedFor('jenkins', [], HOP_NEEDS)).toThrow('"jenkins" is not one of argocd, flux');
  });
});
