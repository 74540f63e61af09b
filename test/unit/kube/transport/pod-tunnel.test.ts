import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { leadToPod } from '../../../../src/kube/transport/pod-tunnel.ts';
import { CLOSE, startSlowForwarder } from '../../../support/slow-forwarder.ts';

it('a tunnel for a connection that is gone before it opens is closed at once', async () => {
  const { config, asked, stop } = await startSlowForwarder();
  try {
    const connection = new PassThrough();
    const led = leadToPod(config, { namespace: 'shop', pod: 'reviews-1', port: 80 }, connection);
    const open = await asked;
    connection.destroy();
    expect((await open())[0]).toBe(CLOSE);
    await led;
  } finally {
    stop();
  }
});
