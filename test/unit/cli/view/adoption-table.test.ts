import { describe, expect, it } from '@jest/globals';
import { adoptionTable } from '../../../../src/cli/view/adoption-table.ts';
import type { AdoptionReport } from '../../../../src/core/adoption-report.ts';

const report: AdoptionReport = {
  version: '1.4.10',
  blocked: [],
  objects: [
    { object: 'Service ns/a', standing: 'equal', what: 'stays as it is' },
    { object: 'Job ns/done', standing: 'unknown', what: 'stays as it is' },
    { object: 'ConfigMap ns/istio', standing: 'differs', what: 'data.mesh changes' },
  ],
  restarts: [],
  keepTheirPods: ['Deployment ns/b'],
};

describe('the table of an adoption', () => {
  it('shows what is not equal, counts everything, and says what becomes of pods', () => {
    expect(adoptionTable(report).split('\n')).toEqual([
      'Istio 1.4.10',
      '',
      'STANDING   OBJECT               WHAT HAPPENS',
      'differs    ConfigMap ns/istio   data.mesh changes',
      'unknown    Job ns/done          stays as it is',
      '',
      '1 equal, 1 different, 1 not asked for',
      'pods that restart: none',
      'keep their pod template until it changes: Deployment ns/b',
      '',
    ]);
  });

  it('ends with why it is not possible', () => {
    const text = adoptionTable({ ...report, blocked: ['it is somebody else’s'] });
    expect(text).toMatch(/\n\ncannot be taken over: it is somebody else’s\n$/);
  });
});
