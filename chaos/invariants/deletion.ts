import type { AuditEvent } from '../../devcluster/index.ts';
import type { Invariant } from './evidence.ts';

const WRITES: ReadonlySet<string> = new Set(['patch', 'update', 'delete']);

/** A MeshInstall goes when its mesh has gone, and not before: no Deployment of it is there any more that something happens to. */
export const GONE_IN_ORDER: Invariant = {
  name: 'the mesh is gone before its MeshInstall',
  broken: async ({ audit, scenario, install }) => {
    if (scenario.mesh !== 'gone' || install !== undefined) return [];
    const writes = (await audit()).filter(isDone);
    const letGo = writes.findLast(({ objectRef }) => objectRef?.resource === 'meshinstalls')?.stageTimestamp ?? '';
    const later = writes.filter(
      ({ objectRef, requestReceivedTimestamp }) =>
        objectRef?.resource === 'deployments' && requestReceivedTimestamp > letGo,
    );
    return later.slice(0, 3).map(({ verb, objectRef }) => `${verb} Deployment ${objectRef?.name ?? ''} came after it`);
  },
};

const isDone = ({ stage, verb, responseStatus }: AuditEvent): boolean =>
  stage === 'ResponseComplete' && WRITES.has(verb) && (responseStatus?.code ?? 500) < 300;
