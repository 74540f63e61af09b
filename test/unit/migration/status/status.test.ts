import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { isAsLabelled, migrationStatus } from '../../../../src/migration/status/status.ts';

const namespace = (name: string, labels: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const owned = (name: string) => ({
  labels: { 'pod-template-hash': 'x1' },
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-x1`, uid: name, controller: true }],
});

function pod(place: string, name: string, more: { labels?: Record<string, string>; spec: object }): Manifest {
  const { labels, ownerReferences } = owned(name);
  const metadata = { name: `${name}-x1-1`, namespace: place, labels: { ...labels, ...more.labels }, ownerReferences };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: more.spec, status: { phase: 'Running' } };
}

const classic = (place: string, name: string, role = 'sidecar', image = 'istio/proxyv2:1.4.10'): Manifest =>
  pod(place, name, {
    spec: {
      containers: [
        { name: 'istio-proxy', image, args: ['proxy', role, '--discoveryAddress', 'istio-pilot.istio-system:15010'] },
      ],
    },
  });

const current = (place: string, name: string, revision = 'canary', role = 'sidecar'): Manifest =>
  pod(place, name, {
    labels: { 'istio.io/rev': revision },
    spec: { containers: [{ name: 'istio-proxy', image: 'istio/proxyv2:1.30.1', args: ['proxy', role] }] },
  });

const native = (place: string, name: string): Manifest =>
  pod(place, name, {
    labels: { 'istio.io/rev': 'canary' },
    spec: {
      initContainers: [
        { name: 'istio-proxy', image: 'istio/proxyv2:1.30.1', restartPolicy: 'Always', args: ['proxy', 'sidecar'] },
      ],
      containers: [{ name: 'app', image: 'app' }],
    },
  });

const injector = (revision: string): Manifest => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: `istio-sidecar-injector-${revision}`, labels: { 'istio.io/rev': revision } },
});

const statusOf = (objects: readonly Manifest[], knowsInjectors = true) => migrationStatus({ objects, knowsInjectors });

const OLD = { 'istio-injection': 'enabled' };
const NEW = { 'istio.io/rev': 'canary' };

describe('where namespaces are', () => {
  it('is told by the proxies of their pods, also where these are init containers', () => {
    const { namespaces } = statusOf([
      namespace('a', OLD),
      namespace('b', NEW),
      injector('canary'),
      classic('a', 'web'),
      native('b', 'one'),
      current('b', 'two'),
    ]);
    expect(namespaces).toEqual([
      { namespace: 'a', label: 'old', sidecars: { old: 1 }, toRestart: [] },
      { namespace: 'b', label: 'canary', sidecars: { canary: 2 }, toRestart: [] },
    ]);
  });

  it('names whose pods were not restarted since the label moved, in either direction', () => {
    const { namespaces } = statusOf([
      namespace('back', OLD),
      namespace('moved', NEW),
      injector('canary'),
      classic('moved', 'web'),
      classic('moved', 'web'),
      current('moved', 'done'),
      current('back', 'api'),
    ]);
    expect(namespaces.map(({ toRestart }) => toRestart)).toEqual([['Deployment back/api'], ['Deployment moved/web']]);
  });

  it('knows a classic proxy whose image has a tag of somebody else', () => {
    const { namespaces } = statusOf([namespace('a', NEW), classic('a', 'web', 'sidecar', 'mine/proxy:7')], false);
    expect(namespaces[0]?.sidecars).toEqual({ old: 1 });
  });

  it.each<[string, Record<string, string>, Manifest[], RegExp | undefined]>([
    ['both labels', { ...OLD, ...NEW }, [injector('canary')], /old injector takes its pods; remove istio-injection/],
    ['a revision beside a refusal', { 'istio-injection': 'disabled', ...NEW }, [injector('canary')], /nobody injects/],
    [
      'a revision that nobody injects',
      NEW,
      [injector('stable')],
      /no webhook injects for that revision; there is stable/,
    ],
    [
      'a tag of a revision',
      { 'istio.io/rev': 'prod' },
      [{ ...injector('canary'), metadata: { name: 'tag', labels: { 'istio.io/tag': 'prod' } } }],
      undefined,
    ],
  ])('tells %s where it contradicts', (_what, labels, webhooks, expected) => {
    const status = statusOf([namespace('a', labels), ...webhooks]);
    const [{ contradiction } = {}] = status.namespaces;
    if (expected === undefined) expect([contradiction, isAsLabelled(status)]).toEqual([undefined, true]);
    else expect([expected.test(contradiction ?? ''), isAsLabelled(status)]).toEqual([true, false]);
  });

  const tag = (name: string, revision: string): Manifest => ({
    ...injector(revision),
    metadata: { name: `istio-revision-tag-${name}`, labels: { 'istio.io/rev': revision, 'istio.io/tag': name } },
  });
  const OLD_INJECTOR: Manifest = { ...injector(''), metadata: { name: 'istio-sidecar-injector', labels: {} } };

  it('follows a tag to its revision', () => {
    const objects = [namespace('a', { 'istio.io/rev': 'prod' }), tag('prod', 'canary'), current('a', 'web')];
    expect(statusOf(objects).namespaces).toEqual([
      { namespace: 'a', label: 'canary', sidecars: { canary: 1 }, toRestart: [] },
    ]);
  });

  it('knows the default revision once the old injector is gone, and tells when both would inject', () => {
    const objects = [namespace('a', OLD), tag('default', 'canary'), current('a', 'web')];
    expect(statusOf(objects).namespaces).toEqual([
      { namespace: 'a', label: 'canary', sidecars: { canary: 1 }, toRestart: [] },
    ]);
    expect(statusOf([...objects, OLD_INJECTOR]).namespaces[0]).toMatchObject({
      label: 'old',
      toRestart: ['Deployment a/web'],
      contradiction: expect.stringMatching(/which the old injector takes, and the default one of the target/),
    });
  });

  it('says nothing of revisions where webhooks could not be read', () => {
    expect(statusOf([namespace('a', NEW)], false).namespaces[0]).not.toHaveProperty('contradiction');
  });

  it('counts gateways of both sides for themselves', () => {
    const { gateways, namespaces } = statusOf([
      classic('istio-system', 'istio-ingressgateway', 'router'),
      current('istio-gateways', 'istio-ingressgateway', 'canary', 'router'),
      current('istio-gateways', 'istio-ingressgateway', 'canary', 'router'),
    ]);
    expect(namespaces).toEqual([]);
    expect(gateways).toEqual([
      { gateway: 'Deployment istio-gateways/istio-ingressgateway', side: 'canary', releases: ['1.30.1'], pods: 2 },
      { gateway: 'Deployment istio-system/istio-ingressgateway', side: 'old', releases: ['1.4.10'], pods: 1 },
    ]);
  });

  it('survives pods that say nonsense', () => {
    const odd: Manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'odd', namespace: 'a', annotations: { 'sidecar.istio.io/status': '{' } },
      spec: { containers: [{ name: 'istio-proxy', image: '' }], initContainers: 7 },
    };
    expect(statusOf([odd]).namespaces).toEqual([
      { namespace: 'a', label: undefined, sidecars: { unknown: 1 }, toRestart: [] },
    ]);
  });
});
