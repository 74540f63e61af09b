import { describe, expect, it } from '@jest/globals';
import { countRequests, parseAuditLog } from '../../../../devcluster/control-plane/audit.ts';
import type { AuditEvent } from '../../../../devcluster/control-plane/audit.ts';

const event = (auditID: string, rest: Partial<AuditEvent>): AuditEvent => ({
  auditID,
  stage: 'ResponseComplete',
  verb: 'get',
  requestURI: '/version?timeout=1s',
  userAgent: 'operator',
  user: { username: 'admin' },
  requestReceivedTimestamp: '2026-01-01T00:00:00.000000Z',
  stageTimestamp: '2026-01-01T00:00:00.000000Z',
  ...rest,
});

describe('the audit log', () => {
  it('is read without its unfinished last line and without the markers of the reader', () => {
    const lines = [event('1', {}), event('2', { userAgent: 'devcluster-audit-marker/x' })].map((e) =>
      JSON.stringify(e),
    );
    expect(parseAuditLog(`${lines.join('\n')}\n{"auditID":"3`).map(({ auditID }) => auditID)).toEqual(['1']);
  });

  it('is counted by client, verb and resource, each request once', () => {
    const deployments = { resource: 'deployments', apiGroup: 'apps' };
    const events = [
      event('1', { verb: 'watch', stage: 'ResponseStarted', objectRef: deployments }),
      event('1', { verb: 'watch', objectRef: deployments }),
      event('2', { verb: 'patch', objectRef: { ...deployments, subresource: 'status' } }),
      event('3', { verb: 'patch', objectRef: { ...deployments, subresource: 'status' } }),
      event('4', {}),
      event('5', { userAgent: 'kubectl', verb: 'list', objectRef: { resource: 'pods' } }),
    ];
    expect(countRequests(events)).toEqual([
      { userAgent: 'kubectl', verb: 'list', resource: 'pods', count: 1 },
      { userAgent: 'operator', verb: 'get', resource: '/version', count: 1 },
      { userAgent: 'operator', verb: 'watch', resource: 'deployments.apps', count: 1 },
      { userAgent: 'operator', verb: 'patch', resource: 'deployments.apps/status', count: 2 },
    ]);
  });
});
