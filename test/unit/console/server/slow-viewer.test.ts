import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Console } from '../../../../src/console/console.ts';
import { consoleFor, install, viewOf } from '../../../support/console.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const opened: Console[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

/** A viewer that reads whatever comes, to the end of each message. */
async function reading(address: string) {
  const reader = (await fetch(address)).body!.pipeThrough(new TextDecoderStream()).getReader();
  const until = async (text: string): Promise<void> => {
    for (let told = ''; !(told.includes(text) && told.endsWith('\n\n'));) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the stream ended before ${text}`);
      told += value;
    }
  };
  return { until, end: () => reader.cancel() };
}

describe('a console with a slow viewer', () => {
  it('lets a viewer go who does not read, and tells the others on', async () => {
    const meshes = Array.from({ length: 400 }, (_, i) => install(`mesh-${i}`, { ready: 'x'.repeat(400) }));
    let round = 0;
    const view = viewOf(() =>
      meshes.map((mesh) => ({ ...mesh, status: { ...mesh.status, ready: `${round} ${mesh.status?.ready}` } })),
    );
    const clock = new FakeClock();
    const shown = await consoleFor(view, { clock });
    opened.push(shown);
    const { address, onChange, url } = shown;
    const lazy = connect(address.port, '127.0.0.1');
    const gone = once(lazy, 'close');
    lazy.on('error', () => undefined);
    lazy.write('GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(lazy, 'data');
    lazy.pause();
    const diligent = await reading(`${url}/live`);
    const state = { gone: false };
    void gone.then(() => (state.gone = true));
    for (round = 1; round <= 60 && !state.gone; round++) {
      onChange(undefined);
      await clock.advance(250);
      await diligent.until(`${round} x`);
      // A socket that is not read does not notice its end before it is.
      if (round % 10 === 0) lazy.resume().pause();
    }
    lazy.resume();
    await gone;
    expect(state.gone).toBe(true);
    await diligent.end();
  });
});
