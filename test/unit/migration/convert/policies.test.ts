import { describe, expect, it } from '@jest/globals';
import { convertPolicies } from '../../../../src/migration/convert/convert.ts';
import { newVerdict } from '../../../support/migration/new-mesh.ts';
import { oldVerdict } from '../../../support/migration/old-mesh.ts';
import { POLICY_CASES } from '../../../support/migration/policies/index.ts';
import { request, WORLD } from '../../../support/migration/request.ts';

const ROOT = 'istiod';

describe('converted policies answer requests as the policies did', () => {
  it.each(POLICY_CASES)('$says', ({ policies, requests, remarks = [] }) => {
    const objects = [...WORLD, ...policies];
    const converted = convertPolicies(objects, { rootNamespace: ROOT });
    const answers = Object.keys(requests).map((words) => {
      const before = oldVerdict(objects, request(words));
      const after = newVerdict(converted.objects, request(words), ROOT);
      return [words, before === after ? before : `${before}>${after}`];
    });
    expect(Object.fromEntries(answers)).toEqual(requests);
    expect(converted.remarks.map(({ code }) => code)).toEqual(expect.arrayContaining([...remarks]));
  });

  it('has cases enough', () => {
    expect(POLICY_CASES.length).toBeGreaterThanOrEqual(40);
  });

  it('leaves nothing out but what it says', () => {
    const silent = POLICY_CASES.filter(({ remarks }) => remarks?.includes('not-converted') !== true);
    for (const { policies } of silent) {
      const { remarks } = convertPolicies([...WORLD, ...policies], { rootNamespace: ROOT });
      expect(remarks.filter(({ code }) => code === 'not-converted')).toEqual([]);
    }
  });
});
