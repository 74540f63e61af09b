import { describe, expect, it } from '@jest/globals';
import { injector } from '../../../../charts/components/injector.ts';
import { selects, type LabelSelector } from '../../../../src/core/model/selector.ts';
import { containerOf, deploymentOf, flagOf, kindsOf, meshOf, only, podOf } from '../../../support/mesh.ts';

const container = (...args: Parameters<typeof meshOf>) =>
  containerOf(injector(meshOf(...args)), 'sidecar-injector-webhook');
const webhook = (...args: Parameters<typeof meshOf>) =>
  (only(injector(meshOf(...args)), 'MutatingWebhookConfiguration')['webhooks'] as Record<string, unknown>[])[0];

describe('injector', () => {
  it('comes before its webhook, which stops pods while nobody answers', () => {
    expect(kindsOf(injector(meshOf())).at(-1)).toBe('MutatingWebhookConfiguration');
  });

  it('leaves its webhook to the operator exactly where it could not keep it itself', () => {
    expect(flagOf(container({}, '1.36'), '--reconcileWebhookConfig')).toBe('false');
    expect(flagOf(container({}, '1.22'), '--reconcileWebhookConfig')).toBe('false');
    expect(flagOf(container({}, '1.21'), '--reconcileWebhookConfig')).toBe('true');
  });

  it('is asked in the only dialect it speaks, and without a caBundle that others keep', () => {
    expect(webhook()).toMatchObject({
      admissionReviewVersions: ['v1beta1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
    });
    expect(webhook()?.['clientConfig']).not.toHaveProperty('caBundle');
  });

  describe.each([true, false])('with injectNamespacesByDefault: %s', (injectNamespacesByDefault) => {
    const spec = { namespace: 'mesh-one', sidecar: { injectNamespacesByDefault } };
    const asksAbout = (name: string, labels: Record<string, string>, operatorNamespace?: string): boolean => {
      const mesh = { ...meshOf(spec), ...(operatorNamespace !== undefined && { operatorNamespace }) };
      const { webhooks } = only(injector(mesh), 'MutatingWebhookConfiguration') as unknown as {
        webhooks: { namespaceSelector: LabelSelector }[];
      };
      return webhooks.some(({ namespaceSelector }) =>
        selects(namespaceSelector, { 'kubernetes.io/metadata.name': name, ...labels }),
      );
    };

    it.each(['mesh-one', 'kube-system', 'kube-public', 'kube-node-lease', 'meshwright-system'])(
      'is never asked about pods of %s, from where it would have to be repaired, whatever labels say',
      (namespace) => {
        expect(asksAbout(namespace, { 'istio-injection': 'enabled' })).toBe(false);
      },
    );

    it('is never asked about pods of the operator, wherever that is', () => {
      expect(asksAbout('platform', { 'istio-injection': 'enabled' }, 'platform')).toBe(false);
      expect(asksAbout('meshwright-system', { 'istio-injection': 'enabled' }, 'platform')).toBe(true);
    });

    it('is asked about others as before', () => {
      expect(asksAbout('shop', { 'istio-injection': 'enabled' })).toBe(true);
      expect(asksAbout('shop', {})).toBe(injectNamespacesByDefault);
      expect(asksAbout('shop', { 'istio-injection': 'disabled' })).toBe(false);
    });
  });

  it('waits for the certificate that citadel writes for its account', () => {
    const { volumes, serviceAccountName } = podOf(injector(meshOf()));
    expect(volumes).toContainEqual({ name: 'certs', secret: { secretName: `istio.${serviceAccountName}` } });
  });

  it('reads both keys of its configuration', () => {
    const { volumes } = podOf(injector(meshOf()));
    const keys = ['config', 'values'].map((key) => ({ key, path: key }));
    expect(volumes).toContainEqual({
      name: 'inject-config',
      configMap: { name: 'istio-sidecar-injector', items: keys },
    });
  });

  it('follows the settings of its component', () => {
    const settings = {
      replicas: 2,
      image: 'registry.example/injector:1',
      env: { GODEBUG: 'x' },
      podAnnotations: { a: 'b' },
    };
    const spec = { components: { injector: settings } };
    expect(container(spec)).toMatchObject({ image: settings.image, env: [{ name: 'GODEBUG', value: 'x' }] });
    const { replicas, template } = deploymentOf(injector(meshOf(spec)));
    expect(replicas).toBe(2);
    expect(template.metadata?.annotations).toMatchObject({ a: 'b', 'sidecar.istio.io/inject': 'false' });
    expect(kindsOf(injector(meshOf(spec)))).toContain('PodDisruptionBudget');
    expect(kindsOf(injector(meshOf()))).not.toContain('PodDisruptionBudget');
  });

  it('lives in the namespace of the mesh', () => {
    const manifests = injector(meshOf({ namespace: 'mesh-one' }));
    expect(JSON.stringify(manifests)).not.toContain('istio-system');
    expect(only(manifests, 'ClusterRole').metadata.name).toBe('istio-sidecar-injector-mesh-one');
  });

  it('reads its settings in the keys that its release has', () => {
    const keys = (version: string) => JSON.stringify(podOf(injector(meshOf({ version }))).volumes);
    expect(keys('1.1.17')).not.toContain('"values"');
    expect(keys('1.2.0')).toContain('"values"');
  });

  it('may read what its release asks for, and is reached as its release listens', () => {
    const ports = (version: string) =>
      (only(injector(meshOf({ version })), 'Service')['spec'] as { ports: { port: number }[] }).ports.map(
        ({ port }) => port,
      );
    expect(ports('1.2.10')).toEqual([443]);
    expect(ports('1.3.0')).toEqual([443, 15014]);
    const rules = only(injector(meshOf({ version: '1.0.6' })), 'ClusterRole')['rules'];
    expect(rules).toContainEqual({ apiGroups: ['*'], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] });
  });

  it.each(['1.0.0', '1.1.17', '1.2.10', '1.3.8', '1.4.0'])(
    'is selected by labels that its pods have in %s',
    (version) => {
      const manifests = injector(meshOf({ version }));
      const { selector, template } = deploymentOf(manifests);
      expect(selector.matchLabels).toEqual({ istio: 'sidecar-injector' });
      expect(template.metadata?.labels).toMatchObject(selector.matchLabels!);
    },
  );

  it('is told about its webhook only since 1.4', () => {
    expect(flagOf(container({ version: '1.3.8' }), '--reconcileWebhookConfig')).toBeUndefined();
    expect(flagOf(container({ version: '1.4.0' }), '--reconcileWebhookConfig')).toBe('false');
  });
});
