import { describe, expect, it } from '@jest/globals';
import { execLiveness, execProbe } from '../../../../charts/kit/probe.ts';

describe('a probe that starts a program', () => {
  it('has the period of the charts and ten seconds, and is first asked after one period', () => {
    expect(execProbe(['probe'], 4)).toEqual({
      exec: { command: ['probe'] },
      initialDelaySeconds: 4,
      periodSeconds: 4,
      timeoutSeconds: 10,
    });
  });

  it('restarts a container that failed for a minute, and never for fewer than three failures', () => {
    expect(execLiveness(['probe'], 4)).toEqual({ ...execProbe(['probe'], 4), failureThreshold: 15 });
    expect(execLiveness(['probe'], 7).failureThreshold).toBe(9);
    expect(execLiveness(['probe'], 60).failureThreshold).toBe(3);
  });
});
