import { describe, expect, it } from '@jest/globals';
import { noColours, render } from '../../../../../src/cli/view/line.ts';
import { rotationLines } from '../../../../../src/cli/view/tables/rotation-table.ts';
import type { Authority } from '../../../../../src/core/rotation/authority.ts';
import { authorityAfter } from '../../../../../src/core/rotation/change.ts';
import { rotationPlan } from '../../../../../src/core/rotation/plan.ts';
import { authorityNamed, RotatingMesh } from '../../../../support/rotation.ts';

const [old, next] = await Promise.all([authorityNamed('old'), authorityNamed('next')]);

function shown(mesh: RotatingMesh, target?: Authority, back = false, columns = 80): string[] {
  const subject = { mesh: 'mesh', current: mesh.current, ...(target && { target }), back };
  return rotationLines(subject, rotationPlan(mesh.input(target)), columns).map((line) => render(line, noColours));
}

describe('a change of the root on a terminal', () => {
  it('says what there is and how a change begins, and what else would do', () => {
    const lines = shown(new RotatingMesh(old));
    expect(lines[0]).toMatch(/^mesh "mesh" signs under "O=old" \(Secret istio-ca-secret, ends on/);
    expect(lines.join(' ')).toContain('No change is under way.');
    expect(lines.join(' ')).toMatch(
      /Next: meshwright certificates rotate mesh --step trust\. A root that only ends .* renew mesh$/,
    );
  });

  it('marks steps by their state, and names who holds one back, and its way back', () => {
    const mesh = new RotatingMesh(old);
    mesh.write(authorityAfter('trust', mesh.current, next));
    mesh.issue('pilot', 'web');
    const lines = shown(mesh, next);
    expect(lines.filter((line) => /^[✔→…·]/.test(line)).map((line) => line.slice(0, 10).trimEnd())).toEqual([
      '✔ trust',
      '→ restart',
      '· issue',
      '· restart',
      '· retire',
    ]);
    expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain(
      'next: 2 pods started before their certificate was written: Deployment shop/pilot, Deployment shop/web way back: nothing to take back',
    );
    expect(lines.at(-1)).toBe('Next: meshwright certificates rotate mesh --step restart');
  });

  it('says when there is nothing to do but to wait, and when it is complete', () => {
    const mesh = new RotatingMesh(old);
    mesh.write(authorityAfter('trust', mesh.current, next));
    expect(shown(mesh, next, false, 200).at(-1)).toMatch(
      /^Nothing to do but to wait; look again in a minute. A Secret that citadel never issues again, .* has to be deleted\.$/,
    );
    const complete = shown(new RotatingMesh(next), next);
    expect(complete.join(' ')).toContain('The last change is complete.');
    expect(complete.at(-1)).toBe('A new change begins with: meshwright certificates rotate mesh --step trust');
  });

  it('goes back by commands that say so', () => {
    expect(shown(new RotatingMesh(next), old, true).at(-1)).toBe(
      'Next: meshwright certificates rotate mesh --back --step trust',
    );
  });

  it('fits into 80 columns', () => {
    for (const line of shown(new RotatingMesh(old), next)) expect(line.length).toBeLessThanOrEqual(80);
  });
});
