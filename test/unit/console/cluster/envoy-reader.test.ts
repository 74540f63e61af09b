import { describe, expect, it } from '@jest/globals';
import type { Right } from '../../../../src/console/access/access.ts';
import { EnvoyReader, type AskEnvoy } from '../../../../src/console/cluster/envoy-reader.ts';
import { ApiError, ConnectionError } from '../../../../src/kube/errors.ts';
import { FakeClock, settle } from '../../../support/fake-clock.ts';

const POD = { namespace: 'shop', pod: 'reviews-1' };
const as = (username: string, token = `token of ${username}`) => ({
  visitor: { username },
  token,
  signal: new AbortController().signal,
});

const ANSWERING: AskEnvoy = () => Promise.resolve('{}');

function readerWith(ask: AskEnvoy | undefined = ANSWERING, allowed = true) {
  const [clock, rights] = [new FakeClock(), [] as Right[]];
  const may = (_visitor: unknown, right: Right) => Promise.resolve(rights.push(right) > 0 && allowed);
  return { reader: new EnvoyReader({ access: { may }, clock, ask }), clock, rights };
}

/** An Envoy that answers when a test says so. */
function slowEnvoy() {
  const answers: (() => void)[] = [];
  const ask: AskEnvoy = () =>
    new Promise((resolve) => {
      answers.push(() => resolve('{}'));
    });
  return { ask, answers };
}

describe('asking an Envoy', () => {
  it('is done with the token of who looks, once the cluster has said that they may forward ports to that very pod', async () => {
    const asked: unknown[] = [];
    const { reader, rights } = readerWith((token, pod) => Promise.resolve(asked.push([token, pod])).then(() => '{}'));
    expect(await reader.read(as('ann'), POD)).toEqual({ told: '{}' });
    expect(rights).toEqual([
      { verb: 'create', group: '', resource: 'pods', subresource: 'portforward', namespace: 'shop', name: 'reviews-1' },
    ]);
    expect(asked).toEqual([['token of ann', POD]]);
  });

  it('is not done for who may not, nor where nobody says who they are and nothing else gives a right', async () => {
    const never: AskEnvoy = () => Promise.reject(new Error('asked'));
    expect(await readerWith(never, false).reader.read(as('eve'), POD)).toEqual({
      untold: expect.stringContaining('create pods/portforward'),
    });
    const { access, clock } = { access: { may: () => Promise.resolve(true) }, clock: new FakeClock() };
    expect(await new EnvoyReader({ access, clock }).read(as('somebody', ''), POD)).toEqual({
      untold: expect.stringContaining('the operator itself has no right to look into pods'),
    });
  });

  it('is done once at a time for each, and for four at a time in all', async () => {
    const { ask, answers } = slowEnvoy();
    const { reader } = readerWith(ask);
    const first = reader.read(as('a'), POD);
    await settle();
    expect(await reader.read(as('a'), POD)).toEqual({ untold: expect.stringContaining('still under way') });
    const others = ['b', 'c', 'd'].map((name) => reader.read(as(name), POD));
    await settle();
    expect(await reader.read(as('e'), POD)).toEqual({ untold: expect.stringContaining('others are reading') });
    for (const answer of answers) answer();
    expect(await Promise.all([first, ...others])).toEqual(Array.from({ length: 4 }, () => ({ told: '{}' })));
    const again = reader.read(as('a'), POD);
    await settle();
    answers.at(-1)?.();
    expect(await again).toEqual({ told: '{}' });
  });

  it('is not done for who asks again and again, and is after a moment', async () => {
    const { reader, clock } = readerWith();
    const ask = () => reader.read(as('ann'), POD);
    for (let i = 0; i < 10; i++) expect(await ask()).toEqual({ told: '{}' });
    expect(await ask()).toEqual({ untold: expect.stringContaining('asked often') });
    expect(await reader.read(as('bob'), POD)).toEqual({ told: '{}' });
    await clock.advance(2_000);
    expect(await ask()).toEqual({ told: '{}' });
  });

  it('says what the apiserver and the pod said, and where neither is', async () => {
    const forbidden = new ApiError({
      code: 403,
      reason: 'Forbidden',
      verb: 'forward',
      target: '',
      serverMessage: 'no',
    });
    const call = { server: 'https://10.0.0.1', verb: 'forward', target: '' };
    for (const [error, words] of [
      [forbidden, 'Forbidden: no'],
      [new ConnectionError(call, new Error('no answer within 10 s')), 'no answer within 10 s'],
    ] as const)
      expect(await readerWith(() => Promise.reject(error)).reader.read(as('ann'), POD)).toEqual({ untold: words });
  });

  it('lets the next one ask after a mistake of ours, of which it does not make an answer', async () => {
    let isBroken = true;
    const { reader } = readerWith(() => (isBroken ? Promise.reject(new TypeError('ours')) : Promise.resolve('{}')));
    await expect(reader.read(as('ann'), POD)).rejects.toThrow('ours');
    isBroken = false;
    expect(await reader.read(as('ann'), POD)).toEqual({ told: '{}' });
  });
});
