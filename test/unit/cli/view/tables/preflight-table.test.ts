import { describe, expect, it } from '@jest/globals';
import { preflightTable } from '../../../../../src/cli/view/tables/preflight-table.ts';

describe('what a preflight found, as text', () => {
  it('has a block per hop, and a remedy under each finding', () => {
    const finding = {
      check: 'unread-resources',
      severity: 'block',
      message: 'stdio shop/log',
      remedy: 'convert',
    } as const;
    const text = preflightTable([
      { from: '1.0.6', to: '1.1.17', blocked: false, findings: [] },
      { from: '1.1.17', to: '1.2.10', blocked: true, findings: [finding] },
    ]);
    expect(text).toBe(
      '1.0.6 > 1.1.17: may begin\n\n1.1.17 > 1.2.10: blocked\n' +
        '  block  unread-resources: stdio shop/log\n         convert\n',
    );
  });

  it('calls a first installation that', () => {
    expect(preflightTable([{ to: '1.4.10', blocked: false, findings: [] }])).toBe(
      'installation of 1.4.10: may begin\n',
    );
    const text = preflightTable([{ to: '1.4.10', blocked: true, findings: [] }]);
    expect(text).toBe('installation of 1.4.10: would not work\n');
  });

  it('says when there is nothing to check', () => {
    expect(preflightTable([])).toBe('No change of version to check.\n');
  });
});
