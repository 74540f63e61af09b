import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { POD_SECURITY_SINCE } from '../../core/status/pod-security.ts';
import type { ReconcileResult } from '../../runtime/controller.ts';
import { reconcile } from '../reconcile/reconciler.ts';
import type { ManagerContext } from './manager-context.ts';

/** Passes over meshes by name. They are not cut short when the queue closes, only by this signal. */
export function passesOver(context: ManagerContext, log: Logger, signal: AbortSignal) {
  const { cache, proxies, namespaces, capabilities, echoes, queue } = context;
  return async (name: string): Promise<ReconcileResult> => {
    const install = cache.install(name);
    if (install === undefined) {
      context.forget(name);
      return {};
    }
    proxies.start(signal);
    if (capabilities.minor >= POD_SECURITY_SINCE) namespaces.start(signal);
    const passLog = log.child({ mesh: name, reconcileId: randomUUID().slice(0, 8) });
    echoes.begin(name);
    try {
      return await reconcile({ ...context, install, signal, log: passLog });
    } finally {
      if (echoes.end(name)) queue.add(name);
    }
  };
}
