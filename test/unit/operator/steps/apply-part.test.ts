import { describe, expect, it } from '@jest/globals';
import type { Capabilities } from '../../../../src/api/capabilities.ts';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { OWNER_ANNOTATION } from '../../../../src/core/ownership/ownership.ts';
import { observe } from '../../../../src/operator/pass/observe.ts';
import { ownerOf } from '../../../../src/operator/pass/subject.ts';
import { applyPart, type ApplyOptions } from '../../../../src/operator/steps/apply-part.ts';
import { BUNDLE, SECRETS } from '../../../support/installed.ts';
import { meshInstall, ours, PassCluster } from '../../../support/pass-cluster.ts';
import { partNamed } from '../../../support/progress.ts';
import { refusal } from '../../../support/recording-client.ts';

const SERVICE: Manifest = { ...ours('Service', 'a'), spec: { type: 'ClusterIP', sessionAffinity: 'None' } };
const DRIFTED: Manifest = { ...SERVICE, spec: { type: 'NodePort', sessionAffinity: 'None' } };
const WEBHOOK: Manifest = {
  ...ours('MutatingWebhookConfiguration', 'istio-sidecar-injector', 'injector'),
  webhooks: [{ name: 'sidecar-injector.istio.io', clientConfig: {} }],
};

const cluster = (...objects: Manifest[]): PassCluster => new PassCluster([meshInstall(), ...objects]);

interface Different extends Partial<ApplyOptions> {
  readonly secrets?: readonly Manifest[];
  readonly capabilities?: Capabilities;
}

function apply(there: PassCluster, objects: Manifest[], { secrets = [], capabilities, ...more }: Different = {}) {
  const pass = { ...there.pass(), ...(capabilities && { capabilities }) };
  const secret = (name: string) => secrets.find(({ metadata }) => metadata.name === name);
  const observation = { ...observe(pass, 'istio-system'), secret };
  const options = { observation, owner: ownerOf(pass.install), settled: false, ...more };
  return applyPart(pass, options, { part: partNamed('foundation'), objects, needs: [] });
}

const sent = ({ writes }: PassCluster): string[] => writes.filter((write) => write.startsWith('apply'));
const messages = ({ events }: PassCluster): string[] => events.map(({ reason, message }) => `${reason}: ${message}`);
const stored = (there: PassCluster, name: string): Manifest | undefined =>
  [...there.objects.values()].find(({ metadata }) => metadata.name === name);

describe('a part', () => {
  it('is sent once, with whom it is for, and costs no request from then on', async () => {
    const there = cluster();
    const rendered = { ...SERVICE, metadata: { ...SERVICE.metadata, annotations: {} } };
    expect(await apply(there, [rendered])).toEqual({ recreated: [] });
    expect(stored(there, 'a')?.metadata.annotations).toMatchObject({ [OWNER_ANNOTATION]: 'uid-of-mesh' });
    await apply(there, [SERVICE]);
    await apply(there, [SERVICE], { settled: true });
    expect(sent(there)).toEqual(['apply Service a']);
  });

  it('is announced before anything of it is sent, and not where nothing is', async () => {
    const there = cluster();
    const seen: string[][] = [];
    const beforeChange = () => Promise.resolve(void seen.push(sent(there)));
    await apply(there, [SERVICE], { beforeChange });
    await apply(there, [SERVICE], { beforeChange });
    expect(seen).toEqual([[]]);
  });

  it('is not sent where whoever has to know first cannot be told', async () => {
    const there = cluster();
    const result = await apply(there, [SERVICE], { beforeChange: () => Promise.reject(refusal(403, 'Forbidden')) });
    expect(result.failure?.message).toMatch(/Forbidden/);
    expect(sent(there)).toEqual([]);
  });

  it('tells what failed, and sends the rest', async () => {
    const there = cluster();
    there.always.set('apply Service a', refusal(422, 'Invalid'));
    const result = await apply(there, [SERVICE, ours('Service', 'b')]);
    expect(result).toMatchObject({ failure: { reason: 'Invalid' }, recreated: [] });
    expect(sent(there)).toContain('apply Service b');
  });
});

describe('what is changed in a mesh that is installed', () => {
  it('is restored and told of, once', async () => {
    const there = cluster(DRIFTED);
    for (let pass = 0; pass < 2; pass++) await apply(there, [SERVICE], { settled: true });
    expect(stored(there, 'a')).toMatchObject({ spec: { type: 'ClusterIP' } });
    expect(messages(there)).toEqual(['DriftRepaired: Service istio-system/a: spec.type restored']);
  });

  it('is created again where it was deleted', async () => {
    const there = cluster();
    await apply(there, [SERVICE], { settled: true });
    expect(messages(there)).toEqual(['DriftRepaired: Service istio-system/a: created again']);
  });

  it('is no drift during a change, which sends everything once', async () => {
    const there = cluster({ ...SERVICE, spec: { ...(SERVICE['spec'] as object), externalName: 'no longer wanted' } });
    await apply(there, [SERVICE]);
    expect(sent(there)).toEqual(['apply Service a']);
    expect(messages(there)).toEqual([]);
  });

  it('is left where others fight over it, and sent whole by the next change', async () => {
    const there = cluster();
    const drift = (): Manifest => there.put(DRIFTED);
    for (let round = 0; round < 4; round++) {
      drift();
      await apply(there, [SERVICE], { settled: true });
    }
    expect(stored(there, 'a')).toMatchObject({ spec: { type: 'NodePort' } });
    await apply(there, [SERVICE]);
    expect(stored(there, 'a')).toMatchObject({ spec: { type: 'ClusterIP' } });
  });

  it('is never left in a webhook, which would block what it watches', async () => {
    const there = cluster();
    for (let round = 0; round < 5; round++) {
      there.put(WEBHOOK);
      await apply(there, [WEBHOOK], { settled: true, secrets: SECRETS });
      expect(JSON.stringify(stored(there, WEBHOOK.metadata.name))).toContain(BUNDLE);
    }
  });
});

describe('a webhook configuration', () => {
  it('is not sent before the root is known that signed what answers it', async () => {
    const there = cluster();
    expect(await apply(there, [WEBHOOK])).toEqual({ recreated: [] });
    expect(sent(there)).toEqual([]);
    await apply(there, [WEBHOOK], { secrets: SECRETS });
    const { webhooks } = stored(there, WEBHOOK.metadata.name) as unknown as { webhooks: unknown };
    expect(webhooks).toMatchObject([{ failurePolicy: 'Fail', clientConfig: { caBundle: BUNDLE } }]);
  });

  it('is sent as it is rendered where its program keeps the bundle, on clusters that serve v1beta1', async () => {
    const served = new Set(['admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration']);
    const there = cluster();
    await apply(there, [WEBHOOK], { capabilities: { minor: 21, served } });
    expect(stored(there, WEBHOOK.metadata.name)).toMatchObject({ webhooks: WEBHOOK['webhooks'] });
  });
});
