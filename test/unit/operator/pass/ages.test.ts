import { describe, expect, it } from '@jest/globals';
import { Ages } from '../../../../src/operator/pass/ages.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const [NOON, ONE] = ['2026-06-01T12:00:00Z', '2026-06-01T13:00:00Z'];

describe('What goes on in a mesh', () => {
  it('has lasted as long as this process saw it, whatever time is written down and whatever the clock is set to', async () => {
    const clock = new FakeClock();
    const ages = new Ages(clock);
    expect(ages.lasted('mesh', 'gate pilot', NOON)).toBe(0);
    clock.setForward(24 * 3_600_000);
    await clock.advance(1000);
    expect(ages.lasted('mesh', 'gate pilot', NOON)).toBe(1000);
  });

  it('is told from what goes on beside it, in other meshes and since another time', async () => {
    const clock = new FakeClock();
    const ages = new Ages(clock);
    ages.lasted('mesh', 'gate pilot', NOON);
    await clock.advance(1000);
    expect(ages.lasted('mesh', 'gate galley', NOON)).toBe(0);
    expect(ages.lasted('other', 'gate pilot', NOON)).toBe(0);
    expect(ages.lasted('mesh', 'gate pilot', NOON)).toBe(1000);
    expect(ages.lasted('mesh', 'gate pilot', ONE)).toBe(0);
  });

  it('is forgotten with the mesh', async () => {
    const clock = new FakeClock();
    const ages = new Ages(clock);
    ages.lasted('mesh', 'gate pilot', NOON);
    await clock.advance(1000);
    ages.forget('mesh');
    expect(ages.lasted('mesh', 'gate pilot', NOON)).toBe(0);
  });
});
