import { describe, expect, it } from '@jest/globals';
import { citadelIsLate, positionOf, type RotationInput } from '../../../../src/core/rotation/position.ts';
import type { Reader } from '../../../../src/core/rotation/readers.ts';
import { authorityNamed, RotatingMesh } from '../../../support/rotation.ts';

const old = await authorityNamed('old');
const AT = '2026-06-01T00:01:40Z';
const BEFORE = '2026-06-01T00:01:39Z';
const AFTER = '2026-06-01T00:01:41Z';

/** A mesh with one reader, whose certificate was written at `AT`. */
function meshWith(reader: Partial<Reader>, more: Partial<RotationInput> = {}): RotationInput {
  const input = new RotatingMesh(old, ['web']).input();
  const web = { name: 'shop/web-1', namespace: 'shop', secret: 'shop/istio.web', createdAt: BEFORE, ...reader };
  return { ...input, writtenAt: AT, readers: [web], ...more };
}

/** Whether the reader is asked to restart, is waited for, or neither. */
function askedOf(input: RotationInput): string {
  const { late, reading } = positionOf(input, old);
  return late.length > 0 ? 'restart' : reading.length > 0 ? 'wait' : 'nothing';
}

describe('a pod that reads its certificate when it starts', () => {
  it.each([
    ['before the certificate was written', BEFORE, 'restart'],
    ['in the second in which it was written', AT, 'restart'],
    ['after it was written', AFTER, 'nothing'],
  ])('and that started %s is asked: %3$s', (_when, createdAt, asked) => {
    expect(askedOf(meshWith({ createdAt }))).toBe(asked);
  });

  it('is left alone while nobody wrote down when its certificate was written', () => {
    const input = meshWith({});
    const issued = input.issued.map(({ writtenAt: _, ...rest }) => rest);
    expect(askedOf({ ...input, issued })).toBe('nothing');
  });

  it('counts from what it was issued, and not from the Secret of the authority', () => {
    expect(askedOf(meshWith({ createdAt: AFTER }, { writtenAt: '2026-06-01T12:00:00Z' }))).toBe('nothing');
  });
});

describe('a proxy that reads its certificate again by itself', () => {
  const since = Date.parse(AT);
  it.each([
    [0, 'wait'],
    [5 * 60 - 1, 'wait'],
    [5 * 60, 'nothing'],
  ])('is waited for until five minutes after it was written: %d seconds after it, %s', (seconds, asked) => {
    const now = new Date(since + 1000 * seconds);
    expect(askedOf(meshWith({ proxy: '1.4.10' }, { now }))).toBe(asked);
  });
});

describe('a node agent, which asks citadel', () => {
  it('counts from the Secret of the authority', () => {
    const agent = { name: 'istio-system/agent-1', namespace: 'istio-system', createdAt: BEFORE };
    expect(askedOf(meshWith({}, { readers: [agent] }))).toBe('restart');
    expect(askedOf(meshWith({}, { readers: [agent], writtenAt: '2026-06-01T00:01:00Z' }))).toBe('nothing');
  });
});

describe('citadel', () => {
  it.each([
    ['it has no pod', undefined, AT, true],
    ['it started before its Secret was written', BEFORE, AT, true],
    ['it started in the second in which that was written', AT, AT, true],
    ['it started after that', AFTER, AT, false],
    ['nobody wrote down when', AT, undefined, false],
  ])('may sign with what was in its Secret before, or not: %s', (_when, citadelSince, writtenAt, isLate) => {
    const { citadelSince: _, writtenAt: __, ...input } = new RotatingMesh(old).input();
    const times = { ...(citadelSince && { citadelSince }), ...(writtenAt && { writtenAt }) };
    expect(citadelIsLate({ ...input, ...times })).toBe(isLate);
  });
});
