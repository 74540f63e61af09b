import { describe, expect, it } from '@jest/globals';
import { mayGoTo } from '../../../../src/core/model/node-architecture.ts';
import type { LabelSelector, PodTemplateSpec } from '../../../../src/core/model/selector.ts';

const required = (...nodeSelectorTerms: LabelSelector[]): PodTemplateSpec => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const among = (key: string, operator: string, ...values: string[]) => ({ key, operator, values });
const ARCH = 'kubernetes.io/arch';
const BETA = 'beta.kubernetes.io/arch';

const TABLE: readonly (readonly [what: string, template: PodTemplateSpec, goesTo: readonly string[]])[] = [
  ['nothing of nodes', {}, ['amd64', 'arm64']],
  ['one architecture', { nodeSelector: { [ARCH]: 'amd64' } }, ['amd64']],
  ['one architecture by the older label', { nodeSelector: { [BETA]: 'arm64' } }, ['arm64']],
  ['two at once', { nodeSelector: { [ARCH]: 'amd64', [BETA]: 'arm64' } }, []],
  ['something else of them', { nodeSelector: { disk: 'ssd' } }, ['amd64', 'arm64']],
  ['one architecture and something else', { nodeSelector: { disk: 'ssd', [ARCH]: 'amd64' } }, ['amd64']],
  ['one of several', required({ matchExpressions: [among(ARCH, 'In', 'amd64', 's390x')] }), ['amd64']],
  ['none of several', required({ matchExpressions: [among(BETA, 'NotIn', 'amd64')] }), ['arm64']],
  [
    'one architecture and something else in one term',
    required({ matchExpressions: [among('disk', 'Exists'), among(ARCH, 'In', 'arm64')] }),
    ['arm64'],
  ],
  [
    'one of two terms',
    required({ matchExpressions: [among(ARCH, 'In', 'arm64')] }, { matchExpressions: [among(BETA, 'In', 'amd64')] }),
    ['amd64', 'arm64'],
  ],
  ['a term of something else only', required({ matchExpressions: [among('disk', 'Exists')] }), ['amd64', 'arm64']],
  ['a term of nothing', required({}), ['amd64', 'arm64']],
  [
    'by label one architecture and by term another',
    { nodeSelector: { [ARCH]: 'amd64' }, ...required({ matchExpressions: [among(ARCH, 'In', 'arm64')] }) },
    [],
  ],
  ['what stands beside other pods only', { affinity: {} }, ['amd64', 'arm64']],
  ['what it would only prefer', { affinity: { nodeAffinity: {} } }, ['amd64', 'arm64']],
];

describe('a template', () => {
  it.each(TABLE)('that asks %s of nodes goes where that is: %3$j', (_what, template, goesTo) => {
    expect(['amd64', 'arm64'].filter((architecture) => mayGoTo(template, architecture))).toEqual(goesTo);
  });
});
