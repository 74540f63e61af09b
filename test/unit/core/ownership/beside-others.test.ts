import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { firstDrift } from '../../../../src/core/drift/drift.ts';
import { besideOthers } from '../../../../src/core/ownership/beside-others.ts';
import { withCaBundle } from '../../../../src/core/readiness/certificates.ts';

/** A configuration of two webhooks. */
const configuration = (failurePolicy: string, clientConfig: object = {}): Manifest => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'istio-galley' },
  webhooks: ['pilot', 'mixer'].map((name) => ({ name, failurePolicy, clientConfig: { service: {}, ...clientConfig } })),
});
const rendered = configuration('Ignore');
const driftOf = (wanted: Manifest, live: Manifest): string | undefined =>
  firstDrift(besideOthers(wanted, live), live)?.path;

describe('a webhook configuration that others apply', () => {
  it('is as rendered where nobody has given it a root, and where the operator did', () => {
    expect(driftOf(rendered, rendered)).toBeUndefined();
    expect(driftOf(rendered, withCaBundle(rendered, 'root'))).toBeUndefined();
  });

  it('is as rendered where somebody gave it a root and nothing else', () => {
    expect(driftOf(rendered, configuration('Ignore', { caBundle: 'root' }))).toBeUndefined();
  });

  it('is not where it fails closed without a root, or trusts another than the rendering names', () => {
    const drift = 'webhooks[pilot].failurePolicy';
    expect(driftOf(rendered, configuration('Fail'))).toBe(drift);
    const named = withCaBundle(rendered, 'root');
    expect(driftOf(named, withCaBundle(rendered, 'other'))).toBe('webhooks[pilot].clientConfig.caBundle');
  });

  it('is not where something else of it was edited', () => {
    const trusted = withCaBundle(rendered, 'root');
    const [first, second] = trusted['webhooks'] as object[];
    const edited = { ...trusted, webhooks: [{ ...first, clientConfig: { caBundle: 'root' } }, second] };
    expect(driftOf({ ...rendered, metadata: { ...rendered.metadata, labels: { a: 'b' } } }, edited)).toBe(
      'metadata.labels',
    );
  });
});

describe('any other object that others apply', () => {
  it('is compared as it is rendered', () => {
    const config: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } };
    expect(besideOthers(config, config)).toEqual(config);
    expect(besideOthers(config, undefined)).toEqual(config);
  });
});
