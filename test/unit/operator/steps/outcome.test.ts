import { describe, expect, it } from '@jest/globals';
import { InvalidSpecError } from '../../../../src/api/errors.ts';
import { RequestsFailedError } from '../../../../src/engine/failures.ts';
import { ConnectionError, KindNotServedError } from '../../../../src/kube/errors.ts';
import { PartsError } from '../../../../src/operator/steps/apply-and-wait.ts';
import { outcomeOf, reasonOf, wasOvertaken } from '../../../../src/operator/steps/outcome.ts';
import { waitingAt } from '../../../support/progress.ts';
import { refusal } from '../../../support/recording-client.ts';

const [forbidden, conflict] = [refusal(403, 'Forbidden'), refusal(409, 'Conflict')];
const unreachable = new ConnectionError({ server: 'https://x', verb: 'get', target: 'y' }, new Error('refused'));
const notServed = new KindNotServedError({ apiVersion: 'v1', kind: 'ConfigMap' });
const invalid = new InvalidSpecError([{ field: 'spec.version', value: '9', message: 'is no release.' }]);
const progress = waitingAt(['pilot'], 'no pod');

describe('the reason of a pass that failed', () => {
  it.each([
    ["the apiserver's, where it refused", forbidden, 'Forbidden'],
    ['that of the first of several requests', new RequestsFailedError([forbidden, conflict]), 'Forbidden'],
    ['ApiserverUnreachable where no answer came', unreachable, 'ApiserverUnreachable'],
    ['ReconcileFailed for a mistake of ours', new RangeError('oops'), 'ReconcileFailed'],
  ])('is %s', (_what, error, reason) => {
    expect(reasonOf(error)).toBe(reason);
    expect(outcomeOf(error)).toEqual({ kind: 'error', reason, message: error.message });
  });
});

describe('how a pass that failed in some parts ended', () => {
  it('tells how far the others had come', () => {
    const outcome = outcomeOf(new PartsError(progress, forbidden));
    expect(outcome).toEqual({ kind: 'error', reason: 'Forbidden', message: forbidden.message, progress });
  });
});

describe('a spec that cannot be carried out', () => {
  it('is rejected and not tried again, wherever that was noticed', () => {
    const rejected = { kind: 'rejected', reason: 'InvalidSpec', message: invalid.message };
    expect(outcomeOf(invalid)).toEqual(rejected);
    expect(outcomeOf(new PartsError(progress, invalid))).toEqual(rejected);
  });
});

describe('a pass was overtaken', () => {
  it.each([
    [true, 'where somebody else wrote first', conflict],
    [true, 'where that happened to a part', new PartsError(progress, conflict)],
    [true, 'where a kind of a part is not listed yet', new PartsError(progress, notServed)],
    [false, 'where a kind is missing that no part brings', notServed],
    [false, 'where it was refused', forbidden],
    [false, 'where a part was refused', new PartsError(progress, forbidden)],
    [false, 'by nothing that is no error', 'Conflict'],
  ])('is %s %s', (is, _what, error) => {
    expect(wasOvertaken(error)).toBe(is);
  });
});
