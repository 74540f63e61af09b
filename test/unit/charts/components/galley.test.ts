import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { galley } from '../../../../charts/components/galley.ts';
import { containerOf, flagOf, kindsOf, meshOf, only, podOf, valuesOf } from '../../../support/mesh.ts';

type Webhook = { name: string; rules: unknown; clientConfig: { service: { namespace: string }; caBundle?: string } };

const container = (...args: Parameters<typeof meshOf>) => containerOf(galley(meshOf(...args)), 'galley');
const text = (...args: Parameters<typeof meshOf>) =>
  (only(galley(meshOf(...args)), 'ConfigMap')['data'] as Record<string, string>)['validatingwebhookconfiguration.yaml'];
const own = (...args: Parameters<typeof meshOf>) =>
  only(galley(meshOf(...args)), 'ValidatingWebhookConfiguration')['webhooks'] as Webhook[];

describe('galley', () => {
  it('keeps its webhook configuration itself where Kubernetes lets it', () => {
    expect(kindsOf(galley(meshOf({}, '1.21')))).not.toContain('ValidatingWebhookConfiguration');
    expect(kindsOf(galley(meshOf({}, '1.22')))).toContain('ValidatingWebhookConfiguration');
  });

  it('asks for v1beta1 reviews, the only ones it can answer, and blocks nothing while it has no caBundle', () => {
    const webhooks = own();
    expect(webhooks.map(({ name }) => name)).toEqual(['pilot.validation.istio.io', 'mixer.validation.istio.io']);
    for (const webhook of webhooks) {
      expect(webhook).toMatchObject({
        admissionReviewVersions: ['v1beta1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        timeoutSeconds: 10,
      });
      expect(webhook.clientConfig).not.toHaveProperty('caBundle');
    }
  });

  it('is not ready before its webhook answers, where a release can say so and Kubernetes can ask', () => {
    const asks = (...args: Parameters<typeof meshOf>) => container(...args).startupProbe?.httpGet;
    for (const version of ['1.1.0', '1.2.10', '1.3.8', '1.4.10'])
      expect(asks({ version })).toEqual({ path: '/ready', port: 443, scheme: 'HTTPS' });
    expect(asks({ mesh: { configValidation: false } })).toBeUndefined();
    expect(asks({}, '1.20')).toBeDefined();
    expect(asks({}, '1.19')).toBeUndefined();
    const oldest = containerOf(galley(meshOf({ version: '1.0.9' })), 'validator');
    expect(oldest.startupProbe).toBeUndefined();
  });

  it('hands galley the same rules that we register', () => {
    const handed = load(text({ namespace: 'mesh-one' }) ?? '') as { apiVersion: string; webhooks: Webhook[] };
    expect(handed.apiVersion).toBe('admissionregistration.k8s.io/v1beta1');
    const registered = own({ namespace: 'mesh-one' });
    expect(handed.webhooks.map(({ rules }) => rules)).toEqual(registered.map(({ rules }) => rules));
    expect(handed.webhooks.map((w) => w.clientConfig)).toEqual(registered.map((w) => w.clientConfig));
    expect(registered[0]?.clientConfig.service.namespace).toBe('mesh-one');
  });

  it('registers nothing and writes nothing when configuration is not validated', () => {
    const spec = { mesh: { configValidation: false } };
    expect(kindsOf(galley(meshOf(spec)))).not.toContain('ValidatingWebhookConfiguration');
    expect(text(spec)).toBe('');
    expect(flagOf(container(spec), '--enable-validation')).toBe('false');
    expect(flagOf(container(spec), '--enable-reconcileWebhookConfiguration')).toBe('false');
    expect(flagOf(container(), '--enable-validation')).toBeUndefined();
  });

  it('uses the old processor without Ingress where the old APIs are gone', () => {
    expect(flagOf(container({}, '1.21'), '--useOldProcessor')).toBeUndefined();
    expect(flagOf(container({}, '1.22'), '--useOldProcessor')).toBe('true');
    expect(flagOf(container({}, '1.22'), '--excludedResourceKinds')).toContain('Ingress');
  });

  it('silences only the scope that floods the log where its API is gone', () => {
    expect(flagOf(container({}, '1.21'), '--log_output_level')).toBe('default:info');
    expect(flagOf(container({}, '1.36'), '--log_output_level')).toBe('default:info,validation:none');
  });

  it('serves configuration only over MCP, with TLS under control-plane security', () => {
    expect(flagOf(container({ mesh: { useMCP: false } }), '--enable-server')).toBe('false');
    expect(flagOf(container(), '--enable-server')).toBeUndefined();
    expect(flagOf(container(), '--insecure')).toBe('true');
    expect(flagOf(container({ mesh: { controlPlaneSecurity: true } }), '--insecure')).toBe('false');
  });

  it('waits for its certificate', () => {
    const certificates = podOf(galley(meshOf())).volumes?.find(({ name }) => name === 'certs');
    expect(certificates?.secret).toEqual({ secretName: 'istio.istio-galley-service-account' });
  });

  it('takes image, resources and environment from its settings', () => {
    const settings = { image: 'registry/galley:mine', resources: { limits: { memory: '1Gi' } }, env: { A: 'b' } };
    const { image, resources, env } = container({ components: { galley: settings } });
    expect({ image, resources }).toEqual({ image: settings.image, resources: settings.resources });
    expect(valuesOf({ name: 'galley', env: env ?? [] })).toEqual({ A: 'b' });
  });

  it.each(['1.16', '1.36'])('renders the same on Kubernetes %s every time', (kubernetes) => {
    expect(JSON.stringify(galley(meshOf({}, kubernetes)))).toBe(JSON.stringify(galley(meshOf({}, kubernetes))));
  });
});
