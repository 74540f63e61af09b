import { describe, expect, it } from '@jest/globals';
import type { Authority } from '../../../../src/core/rotation/authority.ts';
import { assertTurn, authorityAfter } from '../../../../src/core/rotation/change.ts';
import { isComplete, rotationPlan } from '../../../../src/core/rotation/plan.ts';
import { authorityNamed, RotatingMesh } from '../../../support/rotation.ts';

const [old, next] = await Promise.all([authorityNamed('old'), authorityNamed('next')]);

const stateOf = (mesh: RotatingMesh, target: Authority | undefined = next): string =>
  rotationPlan(mesh.input(target))
    .steps.map(({ state }) => state)
    .join(' ');
const missingOf = (mesh: RotatingMesh): string =>
  rotationPlan(mesh.input(next))
    .steps.flatMap(({ missing }) => missing)
    .join('; ');
const write = (mesh: RotatingMesh, step: 'trust' | 'issue' | 'retire', target = next): void =>
  mesh.write(authorityAfter(step, mesh.current, target));

describe('the plan of a change of the root', () => {
  it('has one step after the other, each with what it does and the way back', () => {
    const { steps } = rotationPlan(new RotatingMesh(old).input());
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['trust', 'next'],
      ['restart', 'later'],
      ['issue', 'later'],
      ['restart', 'later'],
      ['retire', 'later'],
    ]);
    for (const { does, back } of steps) expect([does, back]).not.toContain('');
  });

  it('goes forward as the cluster does, and only then', () => {
    const mesh = new RotatingMesh(old);
    write(mesh, 'trust');
    expect(stateOf(mesh)).toBe('waits later later later later');
    expect(missingOf(mesh)).toBe(
      '2 certificates of workloads do not hold the new root yet: shop/istio.pilot, shop/istio.web',
    );
    mesh.issue('pilot', 'web');
    expect(stateOf(mesh)).toBe('done next later later later');
    expect(missingOf(mesh)).toMatch(/^2 pods started before .*: Deployment shop\/pilot, Deployment shop\/web$/);
    mesh.start('pilot');
    mesh.start('web');
    expect(stateOf(mesh)).toBe('done done next later later');
    write(mesh, 'issue');
    mesh.issue('pilot');
    expect(stateOf(mesh)).toBe('done done waits later later');
    expect(missingOf(mesh)).toBe('1 certificate of a workload is still signed under the old root: shop/istio.web');
    mesh.issue('web');
    expect(stateOf(mesh)).toBe('done done done next later');
    mesh.start('pilot');
    mesh.start('web');
    expect(stateOf(mesh)).toBe('done done done done next');
    write(mesh, 'retire');
    expect(stateOf(mesh)).toBe('done done done done waits');
    mesh.issue('pilot', 'web');
    expect(isComplete(rotationPlan(mesh.input(next)))).toBe(true);
  });

  it('stays complete when certificates are issued again later, though nobody restarts for it', () => {
    const mesh = new RotatingMesh(next);
    mesh.issue('pilot', 'web');
    expect(stateOf(mesh)).toBe('done done done done done');
  });

  it('asks nobody to restart a proxy that reads roots by itself, and waits until it has', () => {
    const mesh = new RotatingMesh(old, ['web']);
    mesh.start('web', '1.1.8');
    write(mesh, 'trust');
    mesh.issue('web');
    expect(rotationPlan(mesh.input(next))).toMatchObject({ restart: [] });
    expect(stateOf(mesh)).toBe('done waits later later later');
    mesh.seconds += 5 * 60;
    expect(stateOf(mesh)).toBe('done done next later later');
  });

  it('restarts proxies of before, which read a root only when they start', () => {
    const mesh = new RotatingMesh(old, ['web']);
    mesh.start('web', '1.1.7');
    write(mesh, 'trust');
    mesh.issue('web');
    mesh.seconds += 5 * 60;
    expect(rotationPlan(mesh.input(next)).restart).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'web' }]);
  });

  it('restarts a workload once for all of its pods, and names pods that stand alone', () => {
    const mesh = new RotatingMesh(old, ['web']);
    const [web] = mesh.readers;
    const { workload: _, ...bare } = { ...web!, name: 'shop/bare' };
    mesh.readers = [web!, { ...web!, name: 'shop/web-2' }, bare];
    write(mesh, 'trust');
    mesh.issue('web');
    expect(rotationPlan(mesh.input(next)).restart).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'web' }]);
    expect(missingOf(mesh)).toBe(
      '3 pods started before their certificate was written: Deployment shop/web, Pod shop/bare',
    );
  });

  it('asks for restarts and tells of those that need none where a mesh has both', () => {
    const mesh = new RotatingMesh(old);
    mesh.start('web', '1.4.10');
    write(mesh, 'trust');
    mesh.issue('pilot', 'web');
    expect(missingOf(mesh)).toBe(
      [
        '1 pod started before its certificate was written: Deployment shop/pilot',
        '1 proxy reads it by itself; five minutes after it was written that is certain',
      ].join('; '),
    );
    expect(() => assertTurn('issue', rotationPlan(mesh.input(next)))).toThrow(
      /Deployment shop\/pilot; 1 proxy reads it by itself/,
    );
  });

  it('asks for no restart while a step before it, or one that needs none, is next', () => {
    const mesh = new RotatingMesh(old);
    mesh.issue('pilot', 'web');
    const plan = rotationPlan(mesh.input(next));
    expect(plan.restart).toEqual([]);
    expect(plan.steps.flatMap(({ missing }) => missing)).toEqual([]);
    expect(rotationPlan(mesh.input()).restart).toEqual([]);
  });

  it('says at the second restart and at the end who still has what is old, and is complete only after that', () => {
    const mesh = new RotatingMesh(old);
    mesh.write(authorityAfter('issue', authorityAfter('trust', old, next), next));
    mesh.issue('pilot', 'web');
    mesh.start('web');
    expect(missingOf(mesh)).toBe('1 pod started before its certificate was written: Deployment shop/pilot');
    mesh.start('pilot');
    write(mesh, 'retire');
    expect(missingOf(mesh)).toBe(
      '2 certificates of workloads still hold the old root: shop/istio.pilot, shop/istio.web',
    );
    mesh.issue('pilot');
    expect(isComplete(rotationPlan(mesh.input(next)))).toBe(false);
  });

  it('leaves pods alone that mount what another mesh issued', () => {
    const mesh = new RotatingMesh(old);
    mesh.issued = [];
    write(mesh, 'trust');
    expect(stateOf(mesh)).toBe('done done next later later');
  });

  it('goes back before anything was signed anew by taking the new root out', () => {
    const mesh = new RotatingMesh(old);
    write(mesh, 'trust');
    mesh.issue('pilot', 'web');
    mesh.start('pilot');
    mesh.start('web');
    expect(stateOf(mesh, old)).toBe('done done done done next');
    write(mesh, 'retire', old);
    mesh.issue('pilot', 'web');
    expect(mesh.current.roots).toEqual([old.root]);
    expect(stateOf(mesh, old)).toBe('done done done done done');
  });

  it('goes back after that by the same steps', () => {
    const mesh = new RotatingMesh(next);
    expect(stateOf(mesh, old)).toBe('next later later later later');
  });
});

describe('a step', () => {
  const mesh = new RotatingMesh(old);
  write(mesh, 'trust');
  mesh.issue('pilot');
  const plan = rotationPlan(mesh.input(next));

  it.each(['restart', 'issue', 'retire'] as const)(
    '%s does not begin before the one before it is finished, and names who holds it back',
    (step) => {
      expect(() => assertTurn(step, plan)).toThrow(
        `step "${step}" cannot begin, because step "trust" before it is not finished: 1 certificate of a workload does not hold the new root yet: shop/istio.web; nothing was changed`,
      );
    },
  );

  it('restart may be done at its first turn, though its second is far away, and at its second', () => {
    const turns = new RotatingMesh(old);
    write(turns, 'trust');
    turns.issue('pilot', 'web');
    expect(() => assertTurn('restart', rotationPlan(turns.input(next)))).not.toThrow();
    expect(() => assertTurn('issue', rotationPlan(turns.input(next)))).toThrow(
      /^step "issue" cannot begin, because step "restart" before it is not finished: 2 pods started before/,
    );
    turns.start('pilot');
    turns.start('web');
    expect(() => assertTurn('issue', rotationPlan(turns.input(next)))).not.toThrow();
    write(turns, 'issue');
    turns.issue('pilot', 'web');
    expect(() => assertTurn('restart', rotationPlan(turns.input(next)))).not.toThrow();
  });

  it('restart waits for its second turn without a list of who is missing when nobody has begun what is before it', () => {
    const turns = new RotatingMesh(old);
    write(turns, 'trust');
    turns.issue('pilot', 'web');
    turns.start('pilot');
    turns.start('web');
    expect(() => assertTurn('restart', rotationPlan(turns.input(next)))).toThrow(
      'step "restart" cannot begin, because step "issue" before it is not finished; nothing was changed',
    );
  });

  it('may be done again while it is not finished, and not afterwards', () => {
    expect(() => assertTurn('trust', plan)).not.toThrow();
    mesh.issue('web');
    expect(() => assertTurn('trust', rotationPlan(mesh.input(next)))).toThrow(
      'step "trust" is done: nothing was changed',
    );
  });
});
