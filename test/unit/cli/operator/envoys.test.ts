import { describe, expect, it } from '@jest/globals';
import { envoysFor } from '../../../../src/cli/operator/envoys.ts';
import type { getFromPod } from '../../../../src/kube/transport/port-forward.ts';
import { kubeConfigFor } from '../../../support/kube-config.ts';

const POD = { namespace: 'shop', pod: 'reviews-1' };

/** Who is asked for, and with which user, where the console is like this. */
async function askedBy(isLoopback: boolean, inPod: boolean) {
  const asked: unknown[] = [];
  const get: typeof getFromPod = (config, pod, path, bounds) => {
    asked.push({ user: config.getCurrentUser(), cluster: config.getCurrentCluster(), pod, path, bounds });
    return Promise.resolve('{}');
  };
  const ask = envoysFor({ isLoopback, inPod, kubeConfig: kubeConfigFor('https://10.0.0.1'), get });
  await ask?.('theirs', POD, new AbortController().signal);
  return asked;
}

describe('whose rights Envoys are asked with', () => {
  it('are those of who looks behind a Service, with nothing of our own credentials', async () => {
    for (const inPod of [true, false]) {
      const [asked] = await askedBy(false, inPod);
      expect(asked).toMatchObject({
        user: { token: 'theirs' },
        cluster: { server: 'https://10.0.0.1', caData: 'Y2E=' },
        pod: { ...POD, port: 15000 },
        path: '/config_dump',
        bounds: { timeoutMs: 10_000, maxBytes: 8 * 1024 * 1024 },
      });
      expect(JSON.stringify(asked)).not.toMatch(/own|Y2VydA|a2V5/);
    }
  });

  it('are those of who has started the program on a machine of theirs', async () => {
    expect(await askedBy(true, false)).toMatchObject([{ user: { token: 'own' } }]);
  });

  it('are nobody’s on the loopback address of a pod: who looks is not known there', async () => {
    expect(await askedBy(true, true)).toEqual([]);
  });
});
