import { beforeEach, describe, expect, it } from '@jest/globals';
import { capabilitiesOf, kindsLost } from '../../../../../charts/index.ts';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import { KindNotServedError } from '../../../../../src/kube/errors.ts';
import type { KindRef, ListOptions } from '../../../../../src/kube/operations.ts';
import {
  cachedPreflightInputs,
  preflightInputs,
  type PreflightInputsRequest,
} from '../../../../../src/operator/steps/preflight/inputs.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import { ours } from '../../../../support/pass-cluster.ts';
import { refusal } from '../../../../support/recording-client.ts';

const inNamespace = (manifest: Manifest, namespace: string): Manifest => ({
  ...manifest,
  metadata: { ...manifest.metadata, namespace },
});
const PILOT = ours('Deployment', 'istio-pilot', 'pilot');
const MANIFESTS = [PILOT, ours('Deployment', 'istio-galley'), inNamespace(ours('DaemonSet', 'gateway'), 'edge')];

let lists: { kind: string; apiVersion: string; options: ListOptions }[];
let answers: Map<string, Manifest[] | Error>;

beforeEach(() => {
  lists = [];
  answers = new Map();
});

const list = ({ kind, apiVersion }: KindRef, options: ListOptions = {}) => {
  const { transform = (object: Manifest) => object } = options;
  lists.push({ kind, apiVersion, options });
  const answer = answers.get(kind) ?? [];
  if (answer instanceof Error) return Promise.reject(answer);
  return Promise.resolve({ items: answer.flatMap((object) => transform(object) ?? []), resourceVersion: '1' });
};
const request = (more: Partial<PreflightInputsRequest> = {}): PreflightInputsRequest => ({
  client: { list } as unknown as PreflightInputsRequest['client'],
  capabilities: capabilitiesOf('1.36'),
  from: '1.3.8',
  to: '1.4.10',
  manifests: MANIFESTS,
  ...more,
});
const listed = (kind: string) => lists.filter((each) => each.kind === kind);

describe('what a preflight asks the cluster for', () => {
  it('is budgets and quotas of the namespaces that pods of the mesh run in, each once', async () => {
    await preflightInputs(request());
    for (const kind of ['PodDisruptionBudget', 'ResourceQuota'])
      expect(listed(kind).map(({ options }) => options.namespace)).toEqual(['istio-system', 'edge']);
  });

  it.each([
    ['1.36', 'policy/v1'],
    ['1.20', 'policy/v1beta1'],
  ])('is budgets as Kubernetes %s serves them: %s', async (kubernetes, apiVersion) => {
    await preflightInputs(request({ capabilities: capabilitiesOf(kubernetes) }));
    expect(new Set(listed('PodDisruptionBudget').map((each) => each.apiVersion))).toEqual(new Set([apiVersion]));
  });

  it('is names of objects that the next release does not read, without those of ours, which the hop replaces', async () => {
    const [from, to] = ['1.1.17', '1.2.10'];
    const [lost] = kindsLost(from, to);
    const { group = '', version = '', kind = '' } = lost ?? {};
    const object = (metadata: Manifest['metadata']): Manifest => ({
      apiVersion: `${group}/${version}`,
      kind,
      metadata,
    });
    answers.set(kind, [object({ name: 'theirs', namespace: 'shop' }), object(ours(kind, 'ours').metadata)]);
    const { unread } = await preflightInputs(request({ from, to }));
    expect(unread).toMatchObject([{ kind, names: ['shop/theirs'] }]);
    expect(listed(kind)).toMatchObject([{ apiVersion: `${group}/${version}`, options: { metadataOnly: true } }]);
  });

  it('is nodes by what their labels say, and by what their kubelet says where they have none', async () => {
    const node = (name: string, labels?: Record<string, string>): Manifest => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, ...(labels !== undefined && { labels }) },
      status: { nodeInfo: { architecture: 's390x' } },
    });
    const labelled = [
      node('a', { 'kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/arch': 'arm64' }),
      node('b', { 'kubernetes.io/arch': 'amd64' }),
      node('c', { 'beta.kubernetes.io/arch': 'arm64' }),
    ];
    answers.set('Node', labelled);
    expect(await preflightInputs(request())).toMatchObject({ nodes: { byArchitecture: { amd64: 2, arm64: 1 } } });
    expect(listed('Node').map(({ options }) => options)).toEqual([{ metadataOnly: true }]);
    const client = {
      list: ({ kind }: KindRef, { labelSelector }: ListOptions) => {
        const nodes = labelSelector === undefined ? [...labelled, node('d')] : [node('d')];
        return Promise.resolve({ items: kind === 'Node' ? nodes : [], resourceVersion: '1' });
      },
    } as unknown as PreflightInputsRequest['client'];
    const counts = { amd64: 2, arm64: 1, s390x: 1 };
    expect((await preflightInputs(request({ client }))).nodes).toEqual({ byArchitecture: counts });
  });

  it('is why nodes could not be read, where only those may not be', async () => {
    answers.set('Node', refusal(403, 'Forbidden'));
    expect((await preflightInputs(request())).nodes).toEqual({
      unread: expect.stringContaining('Forbidden') as unknown,
    });
  });

  it('is nothing of a kind that is not served', async () => {
    answers.set('ResourceQuota', new KindNotServedError({ apiVersion: 'v1', kind: 'ResourceQuota' }));
    expect(await preflightInputs(request())).toMatchObject({ quotas: [] });
  });

  it('is not taken for nothing where it may not be read', async () => {
    answers.set('ResourceQuota', refusal(403, 'Forbidden'));
    await expect(preflightInputs(request())).rejects.toThrow(/Forbidden/);
  });
});

describe('what was asked for the same hop', () => {
  it('is asked again after ten seconds, and not before', async () => {
    const clock = new FakeClock();
    const ask = cachedPreflightInputs(clock);
    const first = await ask(request());
    const { length } = lists;
    await clock.advance(9_999);
    expect(await ask(request())).toBe(first);
    expect(lists).toHaveLength(length);
    await clock.advance(1);
    await ask(request());
    expect(lists).toHaveLength(2 * length);
  });

  it.each([
    ['another start', { from: '1.3.7' }],
    ['another release', { to: '1.4.9' }],
    ['other namespaces', { manifests: [PILOT] }],
  ])('is no answer for %s', async (_what, more) => {
    const ask = cachedPreflightInputs(new FakeClock());
    const first = await ask(request());
    expect(await ask(request(more))).not.toBe(first);
  });

  it('is not remembered where it failed', async () => {
    answers.set('ResourceQuota', refusal(403, 'Forbidden'));
    const ask = cachedPreflightInputs(new FakeClock());
    await expect(ask(request())).rejects.toThrow(/Forbidden/);
    answers.clear();
    expect(await ask(request())).toMatchObject({ quotas: [] });
  });
});
