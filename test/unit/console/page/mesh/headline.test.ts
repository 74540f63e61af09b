import { describe, expect, it } from '@jest/globals';
import { headline } from '../../../../../src/console/page/mesh/headline.ts';

const SINCE = '2026-11-28T11:59:00Z';

describe('the headline of a mesh', () => {
  it('says what is probably a slip, as no fault, and nothing of a spec that is as it should be', () => {
    const accepted = (reason: string): string => {
      const condition = { type: 'Accepted', status: 'True' as const, reason, message: 'is 100 bytes' };
      const status = { conditions: [{ ...condition, lastTransitionTime: SINCE }] };
      return headline({ name: 'mesh', spec: { version: '1.4.10' }, status, events: [], repairs: [] }).toString();
    };
    expect(accepted('Doubtful')).toMatch(/<div class="notice busy">.*Doubtful.*is 100 bytes/s);
    expect(accepted('Valid')).not.toContain('is 100 bytes');
  });
});
