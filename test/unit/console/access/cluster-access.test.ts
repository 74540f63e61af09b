import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { ClusterAccess } from '../../../../src/console/access/cluster-access.ts';
import { KindNotServedError } from '../../../../src/kube/errors.ts';
import type { Discovery } from '../../../../src/kube/operations.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

interface Review extends Manifest {
  readonly spec: { readonly token?: string; readonly user?: string; readonly resourceAttributes?: object };
}

/** An apiserver that knows the token `good`, which is ann's, and lets her get MeshInstalls. */
function accessAt(failing = false) {
  const asked: Review['spec'][] = [];
  const clock = new FakeClock();
  const state = { failing, allowed: true };
  const create = <T extends Manifest>(object: T): Promise<T> => {
    const { kind, spec } = object as unknown as Review;
    asked.push(spec);
    if (state.failing) return Promise.reject(new Error('not reached'));
    const status =
      kind === 'TokenReview'
        ? { authenticated: spec.token === 'good', user: { username: 'ann', groups: ['team'], uid: '7' } }
        : { allowed: state.allowed };
    return Promise.resolve({ ...object, status });
  };
  const discovery = {
    kind: (ref) => Promise.reject(new KindNotServedError(ref)),
  } as Pick<Discovery, 'kind'> as Discovery;
  return { access: new ClusterAccess({ client: { create, discovery }, clock }), asked, clock, state };
}

const RIGHT = { verb: 'get', group: 'meshwright.dev', resource: 'meshinstalls' };

describe('access by the cluster', () => {
  it('asks who has a token once in a while, however often and however many ask at once', async () => {
    const { access, asked, clock } = accessAt();
    const answers = await Promise.all(Array.from({ length: 20 }, () => access.visitorOf('good')));
    expect(new Set(answers.map((each) => each?.username))).toEqual(new Set(['ann']));
    expect(asked).toHaveLength(1);
    await clock.advance(29_999);
    await access.visitorOf('good');
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await access.visitorOf('good');
    expect(asked).toHaveLength(2);
  });

  it('remembers for a shorter time that nobody has a token', async () => {
    const { access, asked, clock } = accessAt();
    expect(await access.visitorOf('wrong')).toBeUndefined();
    await clock.advance(9_999);
    await access.visitorOf('wrong');
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await access.visitorOf('wrong');
    expect(asked).toHaveLength(2);
  });

  it('asks for rights with everything that the cluster said of the visitor', async () => {
    const { access, asked } = accessAt();
    const visitor = await access.visitorOf('good');
    expect(await access.may(visitor!, RIGHT)).toBe(true);
    expect(asked[1]).toEqual({ user: 'ann', groups: ['team'], uid: '7', resourceAttributes: RIGHT });
  });

  it('forgets within half a minute a right that was taken back', async () => {
    const { access, clock, state } = accessAt();
    expect(await access.may({ username: 'ann' }, RIGHT)).toBe(true);
    state.allowed = false;
    await clock.advance(30_000);
    expect(await access.may({ username: 'ann' }, RIGHT)).toBe(false);
  });

  it('lets nobody see objects of kinds that nobody can ask rights for', async () => {
    const { access } = accessAt();
    const object = {
      apiVersion: 'config.istio.io/v1alpha2',
      kind: 'handler',
      namespace: 'istio-system',
      name: 'stdio',
    };
    expect(await access.mayGet({ username: 'ann' }, object)).toBe(false);
  });

  it('fails when the cluster is not reached, and asks again the next time', async () => {
    const { access, state } = accessAt(true);
    await expect(access.visitorOf('good')).rejects.toThrow('not reached');
    state.failing = false;
    expect(await access.visitorOf('good')).toMatchObject({ username: 'ann' });
  });

  it('remembers no more than a thousand tokens, whoever guesses', async () => {
    const { access, asked } = accessAt();
    await access.visitorOf('good');
    for (let i = 0; i < 1_000; i++) await access.visitorOf(`guess-${i}`);
    await access.visitorOf('good');
    expect(asked).toHaveLength(1_002);
  });
});
