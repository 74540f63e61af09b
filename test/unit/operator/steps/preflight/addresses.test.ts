import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../../src/api/manifest.ts';
import { ApiError, ConnectionError } from '../../../../../src/kube/errors.ts';
import { addressRefusal } from '../../../../../src/operator/steps/preflight/addresses.ts';
import { meshInstall, ours, PassCluster } from '../../../../support/pass-cluster.ts';
import { refusal } from '../../../../support/recording-client.ts';

const PROBE = 'create Service meshwright-preflight';
const DUAL = { ipFamilyPolicy: 'RequireDualStack' };
const service = (spec: object): Manifest => ({ ...ours('Service', 'istio-pilot', 'pilot'), spec });

const invalid = (...causes: ApiError['causes']): ApiError =>
  new ApiError({ code: 422, reason: 'Invalid', verb: 'create', target: 'Service', serverMessage: 'no', causes });

/** What a cluster that answers dry runs like this says to a mesh with one Service. */
async function refusalOf(wanted: Manifest, { answer, live }: { answer?: Error; live?: Manifest } = {}) {
  const cluster = new PassCluster([meshInstall(), ...(live === undefined ? [] : [live])]);
  if (answer !== undefined) cluster.always.set(PROBE, answer);
  const outcome = await addressRefusal(cluster.pass(), { manifests: [wanted] });
  return { outcome, writes: cluster.writes };
}

describe('the addresses of Services, before anything is written', () => {
  it('are refused where the cluster does not give them, in its words and with a remedy', async () => {
    const answer = invalid({ field: 'spec.ipFamilyPolicy', message: 'this cluster is not configured for it' });
    const { outcome } = await refusalOf(service(DUAL), { answer });
    expect(outcome).toEqual({
      kind: 'rejected',
      reason: 'InvalidSpec',
      message: expect.stringMatching(
        /^service-addresses: the cluster .*: spec\.ipFamilyPolicy: this cluster is not configured for it; ask for what it has/,
      ),
    });
  });

  it('are refused where a Service has others that it keeps', async () => {
    const wanted = service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] });
    const live = service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
    const { outcome } = await refusalOf(wanted, { live });
    expect(outcome).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('Service istio-system/istio-pilot'),
    });
  });

  it('are asked for by one dry run, and by none where they are as wanted or nothing is asked for', async () => {
    expect(await refusalOf(service(DUAL))).toEqual({ outcome: undefined, writes: [PROBE] });
    expect(await refusalOf(service(DUAL), { live: service(DUAL) })).toEqual({ outcome: undefined, writes: [] });
    expect(await refusalOf(service({ ports: [] }))).toEqual({ outcome: undefined, writes: [] });
  });

  it.each([
    ['forbids the try', refusal(403, 'Forbidden')],
    ['minds something else about it', invalid({ field: 'spec.ports[0].name', message: 'too short' })],
    ['has one of that name', refusal(409, 'AlreadyExists')],
  ])('are left to the apply where somebody %s', async (_what, answer) => {
    expect((await refusalOf(service(DUAL), { answer })).outcome).toBeUndefined();
  });

  it('are not taken for fine where nobody answers', async () => {
    const answer = new ConnectionError({ server: 'here', verb: 'create', target: 'Service' }, new Error('reset'));
    await expect(refusalOf(service(DUAL), { answer })).rejects.toThrow('no answer from here');
  });
});
