import { describe, expect, it } from '@jest/globals';
import { html } from '../../../../src/console/page/html.ts';
import type { Live, Section } from '../../../../src/console/page/section.ts';
import { Hub, idOf } from '../../../../src/console/server/hub.ts';
import type { Viewer } from '../../../../src/console/server/viewer.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const section = (id: string, text: string): Section => ({ id, html: html`<p id="${id}">${text}</p>` });
const page = (...texts: readonly string[]): Live => ({
  title: 'page',
  sections: texts.map((text, i) => section(`s${i}`, text)),
  frame: (sections) => html`${sections.map(({ html: piece }) => piece)}`,
});

/** A viewer that remembers what it is told: events by their names, with their data. */
class Reader implements Viewer {
  readonly told: { event: string; id: string; data: unknown }[] = [];
  readonly buffers: Buffer[] = [];
  beats = 0;
  ended = false;
  #gone: () => void = () => undefined;

  readonly tell = (message: Buffer): boolean => {
    const [event, id, data] = ['event', 'id', 'data'].map(
      (field) => new RegExp(`^${field}: (.*)$`, 'm').exec(String(message))?.[1],
    );
    if (event === undefined || id === undefined || data === undefined) this.beats++;
    else this.told.push({ event, id, data: JSON.parse(data) as unknown });
    this.buffers.push(message);
    return true;
  };
  readonly end = (): void => {
    this.ended = true;
    this.#gone();
  };
  readonly onGone = (gone: () => void): void => {
    this.#gone = gone;
  };
}

function hubOver(pages: Record<string, Live | undefined>) {
  const clock = new FakeClock();
  let looks = 0;
  const hub = new Hub({
    clock,
    look: (path) => {
      looks++;
      return pages[path];
    },
  });
  return { clock, hub, looks: () => looks };
}

describe('the hub', () => {
  it('tells a viewer nothing who has seen what there is, and everything who has not', () => {
    const { hub } = hubOver({ '/': page('a') });
    const [fresh, stale, blank] = [new Reader(), new Reader(), new Reader()];
    hub.join('/', idOf(page('a')), fresh);
    hub.join('/', idOf(page('before')), stale);
    hub.join('/', undefined, blank);
    expect(fresh.told).toEqual([]);
    const whole = [{ event: 'page', id: idOf(page('a')), data: { title: 'page', html: '<p id="s0">a</p>' } }];
    expect([stale.told, blank.told]).toEqual([whole, whole]);
  });

  it('tells every viewer the same bytes, made once, of the sections that changed', async () => {
    const pages = { '/': page('a', 'b') };
    const { hub, clock, looks } = hubOver(pages);
    const readers = Array.from({ length: 20 }, () => new Reader());
    for (const reader of readers) hub.join('/', idOf(pages['/']), reader);
    const before = looks();
    pages['/'] = page('a', 'c');
    hub.changed('/');
    await clock.advance(250);
    expect(looks() - before).toBe(1);
    expect(readers[0]?.told).toEqual([
      { event: 'sections', id: idOf(pages['/']), data: { title: 'page', sections: { s1: '<p id="s1">c</p>' } } },
    ]);
    expect(new Set(readers.map(({ buffers }) => buffers[0])).size).toBe(1);
  });

  it('tells changes that come fast in one, and of what looks the same nothing', async () => {
    const pages = { '/': page('a') };
    const { hub, clock } = hubOver(pages);
    const reader = new Reader();
    hub.join('/', idOf(pages['/']), reader);
    for (const text of ['b', 'c', 'd']) {
      pages['/'] = page(text);
      hub.changed('/');
    }
    await clock.advance(250);
    hub.changed('/');
    await clock.advance(250);
    expect(reader.told.map(({ data }) => data)).toEqual([{ title: 'page', sections: { s0: '<p id="s0">d</p>' } }]);
  });

  it('tells the whole page when a section comes or goes', async () => {
    const pages = { '/': page('a') };
    const { hub, clock } = hubOver(pages);
    const reader = new Reader();
    hub.join('/', idOf(pages['/']), reader);
    pages['/'] = page('a', 'b');
    hub.changed('/');
    await clock.advance(250);
    expect(reader.told.map(({ event }) => event)).toEqual(['page']);
  });

  it('does nothing for pages that nobody looks at, or looks at any more', async () => {
    const { hub, clock, looks } = hubOver({ '/': page('a') });
    hub.changed('/');
    await clock.advance(250);
    const reader = new Reader();
    hub.join('/', undefined, reader);
    reader.end();
    const before = looks();
    hub.changed('/');
    await clock.advance(250);
    expect([looks() - before, hub.viewers]).toEqual([0, 0]);
  });

  it('lets viewers of a mesh go that is gone', async () => {
    const pages: Record<string, Live | undefined> = { '/meshes/mesh': page('a') };
    const { hub, clock } = hubOver(pages);
    const [reader, late] = [new Reader(), new Reader()];
    hub.join('/meshes/mesh', undefined, reader);
    pages['/meshes/mesh'] = undefined;
    hub.changed('/meshes/mesh');
    await clock.advance(250);
    hub.join('/meshes/mesh', undefined, late);
    expect([reader.ended, late.ended, hub.viewers]).toEqual([true, true, 0]);
  });

  it('is heard of when nothing happens, and ends streams after a while so that rights are asked for anew', async () => {
    const { hub, clock } = hubOver({ '/': page('a') });
    const reader = new Reader();
    hub.join('/', undefined, reader);
    for (let i = 0; i < 39; i++) await clock.advance(15_000);
    expect([reader.beats, reader.ended]).toEqual([39, false]);
    await clock.advance(15_000);
    expect([reader.ended, hub.viewers]).toEqual([true, 0]);
  });

  it('takes no more than two hundred viewers, and leaves no timer behind when it is closed', () => {
    const { hub, clock } = hubOver({ '/': page('a') });
    for (let i = 0; i < 200; i++) {
      expect(hub.isFull).toBe(false);
      hub.join('/', undefined, new Reader());
    }
    expect(hub.isFull).toBe(true);
    hub.changed('/');
    hub.close();
    expect([hub.viewers, clock.pending]).toEqual([0, 0]);
  });
});
