import { describe, expect, it } from '@jest/globals';
import type { ComponentStatus, Condition, Failure, MeshInstallStatus } from '../../../../src/api/status.ts';
import { eventsBetween } from '../../../../src/core/status/events.ts';

const component = (phase: ComponentStatus['phase'], message = 'why', version = '1.4.10'): MeshInstallStatus => ({
  components: [{ name: 'pilot', version, image: 'pilot:1', ready: '1/1', phase, message, since: 'then' }],
});
const condition = (type: string, status: Condition['status'], reason = 'R', message = 'words'): MeshInstallStatus => ({
  conditions: [{ type, status, reason, message, lastTransitionTime: 'then' }],
});
const waiting = (part: string, message = 'm'): MeshInstallStatus => ({
  waitingFor: [{ part, gate: 'pilot available', message, since: 'then' }],
});
const hop = (): MeshInstallStatus => ({ plan: { from: '1.3.8', path: ['1.4.10'], startedAt: 'then' } });
const retrying = (message: string): MeshInstallStatus => condition('Reconciling', 'True', 'Retrying', message);

const held = (reason: string, message: string): MeshInstallStatus => ({
  phase: 'Waiting',
  ...condition('Ready', 'False', reason, message),
});

const UNPULLED = '0 of 1 pods are available: cannot pull image pilot:1: not found';
const FATAL = (time: string): string =>
  `0 of 1 pods are available: container discovery exits with code 1: 2026-11-28T${time}.123456Z fatal no config`;

const doubtful = (message: string): MeshInstallStatus => condition('Accepted', 'True', 'Doubtful', message);

/** What is told between two statuses: type, reason and a word of the message; or nothing. */
const TABLE: readonly [string, MeshInstallStatus, MeshInstallStatus, string | undefined][] = [
  [
    'an installation begins',
    {},
    { phase: 'Installing', targetVersion: '1.4.10' },
    'Normal Installing: installing Istio 1.4.10',
  ],
  ['a spec is doubtful', {}, doubtful('100 bytes'), 'Warning Doubtful: 100 bytes'],
  ['it is no longer refused', condition('Accepted', 'False'), doubtful('a'), 'Warning Doubtful: a'],
  ['it becomes doubtful', condition('Accepted', 'True', 'Valid'), doubtful('a'), 'Warning Doubtful: a'],
  ['it is as doubtful as before', doubtful('a'), doubtful('a'), undefined],
  ['another one is doubtful', doubtful('a'), doubtful('b'), 'Warning Doubtful: b'],
  ['it is mended', doubtful('a'), condition('Accepted', 'True', 'Valid'), undefined],
  ['it goes on', { phase: 'Installing' }, { phase: 'Installing' }, undefined],
  [
    'a component comes up',
    component('Progressing'),
    component('Ready'),
    'Normal ComponentReady: pilot is ready (1/1, pilot:1)',
  ],
  ['a component is up at first sight', {}, component('Ready'), 'Normal ComponentReady: pilot is ready (1/1, pilot:1)'],
  ['a component stays up', component('Ready'), component('Ready'), undefined],
  [
    'a component is of another release before anybody saw it change',
    component('Ready', 'why', '1.3.8'),
    component('Ready'),
    'Normal ComponentReady: pilot is ready (1/1, pilot:1)',
  ],
  ['a component goes down', component('Ready'), component('Progressing'), 'Warning ComponentNotReady: pilot: why'],
  [
    'a component is updated',
    component('Ready'),
    component('Updating'),
    'Normal ComponentUpdating: pilot is being updated (1/1, pilot:1)',
  ],
  ['a component fails', component('Progressing'), component('Failed'), 'Warning ComponentFailed: pilot: why'],
  [
    'pods of a component say why they do not start',
    component('Progressing', '0 of 1 pods are available'),
    component('Progressing', UNPULLED),
    `Warning ComponentNotReady: pilot: ${UNPULLED}`,
  ],
  [
    'they say the same at another time',
    component('Progressing', FATAL('07:00:00')),
    component('Updating', FATAL('07:00:05').replace('0 of 1', '1 of 2')),
    undefined,
  ],
  [
    'they say the same of fewer pods',
    component('Progressing', UNPULLED),
    component('Updating', UNPULLED.replace('0 of 1', '1 of 2')),
    undefined,
  ],
  ['a component begins', component('Waiting'), component('Progressing'), undefined],
  ['a part waits', {}, waiting('pilot'), 'Normal Waiting: pilot applied; waiting for pilot available'],
  [
    'a wave of a hop waits',
    hop(),
    { ...hop(), ...waiting('pilot') },
    'Normal Waiting: Istio 1.4.10: pilot applied; waiting for pilot available',
  ],
  [
    'a wave waits, of an installation or other settings',
    { plan: { path: ['1.4.10'], startedAt: 'then' } },
    { plan: { path: ['1.4.10'], startedAt: 'then' }, ...waiting('pilot') },
    'Normal Waiting: pilot applied; waiting for pilot available',
  ],
  ['a wave still waits', waiting('pilot'), waiting('pilot', 'less'), undefined],
  [
    'the next wave waits',
    waiting('galley'),
    waiting('pilot'),
    'Normal Waiting: pilot applied; waiting for pilot available',
  ],
  ['the mesh becomes Ready', condition('Ready', 'False'), condition('Ready', 'True'), 'Normal Ready: words'],
  ['the mesh stays Ready', condition('Ready', 'True'), condition('Ready', 'True'), undefined],
  [
    'the mesh stalls',
    condition('Stalled', 'False'),
    condition('Stalled', 'True', 'GateTimeout'),
    'Warning GateTimeout: words',
  ],
  [
    'the mesh stalls for another reason',
    condition('Stalled', 'True'),
    condition('Stalled', 'True', 'Other'),
    'Warning Other: words',
  ],
  ['the mesh goes on', condition('Stalled', 'True'), condition('Stalled', 'False'), undefined],
  [
    'a root ends soon',
    condition('CertificatesValid', 'True'),
    condition('CertificatesValid', 'False', 'ExpiresSoon'),
    'Warning ExpiresSoon: words',
  ],
  [
    'pods may be refused',
    condition('InjectionAllowed', 'True'),
    condition('InjectionAllowed', 'False', 'Refused'),
    'Warning Refused: words',
  ],
  ['a hop waits for something', {}, held('Soaking', 'not yet'), 'Normal Soaking: not yet'],
  ['it waits for the same', held('Soaking', 'not yet'), held('Soaking', 'not yet'), undefined],
  ['it waits for something else', held('Soaking', 'a'), held('Blocked', 'b'), 'Normal Blocked: b'],
  [
    'it waits for somebody, which stalls',
    {},
    {
      ...held('Blocked', 'b'),
      conditions: [...held('Blocked', 'b').conditions!, ...condition('Stalled', 'True').conditions!],
    },
    'Warning R: words',
  ],
  ['it waits, and nothing is said of it', {}, { phase: 'Waiting' }, undefined],
  ['it no longer waits', held('Soaking', 'a'), { ...held('Soaking', 'b'), phase: 'Ready' }, undefined],
  ['a hop begins', {}, hop(), 'Normal Upgrading: from Istio 1.3.8 to 1.4.10'],
  [
    'a longer way begins',
    {},
    { plan: { from: '1.2.10', path: ['1.3.8', '1.4.10'], startedAt: 'then' } },
    'Normal Upgrading: from Istio 1.2.10 to 1.3.8, then 1.4.10',
  ],
  ['a hop goes on', hop(), hop(), undefined],
  ['a hop is only planned', {}, { plan: { from: '1.3.8', path: ['1.4.10'] } }, undefined],
  ['settings change', {}, { plan: { from: '1.4.10', path: ['1.4.10'], startedAt: 'then' } }, undefined],
  [
    'a hop fails',
    {},
    { ...hop(), failure: { from: '1.3.8', to: '1.4.10', outcome: 'Paused', message: 'm' } as unknown as Failure },
    undefined,
  ],
  [
    'a part is not begun',
    {},
    { waitingFor: [{ part: 'pilot', gate: 'g', message: 'm', notBegun: true, since: 'then' }] },
    'Warning Waiting: pilot not begun: m',
  ],
  ['a component has failed for long', component('Failed'), component('Failed'), undefined],
  ['a component is new and not up yet', {}, component('Progressing'), undefined],
  [
    'a component without a word goes down',
    component('Ready', ''),
    component('Progressing', ''),
    'Warning ComponentNotReady: pilot: ',
  ],
  [
    'something else than retrying has the words of a failure',
    {},
    condition('Reconciling', 'True', 'Waiting'),
    undefined,
  ],
  ['something failed', {}, retrying('no permission'), 'Warning Failed: no permission'],
  ['the same failed again', retrying('no permission'), retrying('no permission'), undefined],
  ['something else failed', retrying('no permission'), retrying('no answer'), 'Warning Failed: no answer'],
];

describe('what is told when', () => {
  it.each(TABLE)('%s', (_what, before, after, told) => {
    const said = eventsBetween(before, after).map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
    expect(said).toEqual(told === undefined ? [] : [told]);
  });
});
