import { afterEach, describe, expect, it } from '@jest/globals';
import type { EarlierEvent } from '../../../src/console/cluster/earlier-events.ts';
import type { Console } from '../../../src/console/console.ts';
import type { MeshDetail } from '../../../src/console/contract.ts';
import { settle } from '../../support/fake-clock.ts';
import { consoleFor, install, viewOf } from '../../support/console.ts';

const opened: Console[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

const mesh = { ...install('mesh'), metadata: { name: 'mesh', uid: 'of-now' } };
const VIEW = viewOf(() => [mesh]);

const remembered = (reason: string, uid = 'of-now'): EarlierEvent => ({
  mesh: 'mesh',
  uid,
  told: { type: 'Normal', reason, message: '', at: '2026-01-01T00:00:00.000Z' },
});

/** A console in a cluster that remembers this; what its page says, and what its API. */
async function consoleWith(earlierEvents: () => Promise<EarlierEvent[]>) {
  const errors: unknown[] = [];
  const shown = await consoleFor(VIEW, { earlierEvents, onError: (error) => errors.push(error) });
  opened.push(shown);
  await settle();
  const page = async () => (await fetch(`${shown.url}/meshes/mesh`)).text();
  const told = async () => (await (await fetch(`${shown.url}/api/meshes/mesh`)).json()) as MeshDetail;
  return { ...shown, page, told, errors };
}

const reasonsOf = ({ events }: MeshDetail): string[] => events.map(({ reason }) => reason);

describe('events of before the operator began', () => {
  it('are shown below those that it tells, and not those of a mesh of the name that is gone', async () => {
    const { told, onEvent } = await consoleWith(() =>
      Promise.resolve([remembered('Ready'), remembered('Deleted', 'of-before')]),
    );
    onEvent('mesh', { type: 'Normal', reason: 'Pruned', message: '' });
    expect(reasonsOf(await told())).toEqual(['Pruned', 'Ready']);
    expect(await told()).not.toHaveProperty('eventsSince');
  });

  it('are read once each time that this replica begins to lead, however many look', async () => {
    let lists = 0;
    const { told, page, look } = await consoleWith(() => {
      lists++;
      return Promise.resolve([remembered(`List${lists}`)]);
    });
    for (let i = 0; i < 5; i++) await Promise.all([told(), page()]);
    expect(lists).toBe(1);
    look(undefined);
    look(VIEW);
    await settle();
    expect([lists, reasonsOf(await told())]).toEqual([2, ['List2', 'List1']]);
  });

  it('are missing where the cluster does not tell them, and the page says since when it hears', async () => {
    const { page, told, errors } = await consoleWith(() => Promise.reject(new Error('forbidden')));
    expect(await page()).toMatch(/Listens <time[^>]*data-since>since [^<]* UTC<\/time>/);
    expect(await told()).toHaveProperty('eventsSince', expect.stringMatching(/^20\d\d-/));
    expect(errors).toHaveLength(1);
  });
});
