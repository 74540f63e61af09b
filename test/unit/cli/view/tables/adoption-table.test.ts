import { describe, expect, it } from '@jest/globals';
import { adoptionTable } from '../../../../../src/cli/view/tables/adoption-table.ts';
import type { AdoptionReport } from '../../../../../src/core/ownership/adoption-report.ts';

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
      'differs, and becomes as the MeshInstall says:',
      '  ConfigMap ns/istio: data.mesh changes',
      '',
      'not asked for, and stays as it is:',
      '  Job ns/done',
      '',
      'keep the pods that run, until their template changes:',
      '  Deployment ns/b',
      '',
      '1 equal, 1 different, 1 not asked for',
      'pods that restart: none',
      '',
    ]);
  });

  it('breaks a line that is too wide behind the object', () => {
    const lines = adoptionTable(report, 30).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['  ConfigMap ns/istio:', '      data.mesh changes']));
    expect(adoptionTable(report, 40).split('\n')).toContain('  ConfigMap ns/istio: data.mesh changes');
  });

  it('counts objects of one kind that differ in the same way', () => {
    const crds = ['a', 'b', 'c', 'd'].map((name) => {
      return { object: `CustomResourceDefinition ${name}`, standing: 'differs', what: 'spec.x changes' } as const;
    });
    expect(adoptionTable({ ...report, objects: crds })).toContain(
      '\n  CustomResourceDefinition, 4 of them: spec.x changes\n',
    );
    expect(adoptionTable({ ...report, objects: crds.slice(1) })).toContain(
      '\n  CustomResourceDefinition b: spec.x changes\n',
    );
  });

  it('ends with why it is not possible', () => {
    const text = adoptionTable({ ...report, blocked: ['it is somebody else’s'] });
    expect(text).toMatch(/\n\ncannot be taken over: it is somebody else’s\n$/);
  });
});
