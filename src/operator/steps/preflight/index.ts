import { imageArchitectures, kubernetesSupport } from '../../../../charts/index.ts';
import { partialVersion } from '../../../core/upgrade/action.ts';
import type { Hop } from '../../../core/upgrade/hop.ts';
import {
  describeFinding,
  holdBy,
  preflight,
  WAITING_FOR_PROXIES,
  type Finding,
  type PreflightInput,
} from '../../../core/upgrade/preflight/index.ts';
import { SUPPLIED_CA_SECRET } from '../../../core/readiness/authority.ts';
import { STOP, type Hold } from '../../../core/upgrade/holds.ts';
import type { KubeClient } from '../../../kube/operations.ts';
import type { Capabilities } from '../../../api/capabilities.ts';
import type { Desired } from '../../pass/desired.ts';
import type { EventTeller, Subject } from '../../pass/subject.ts';
import { observe, type ObserveContext } from '../../pass/observe.ts';
import type { preflightInputs, PreflightInputsRequest } from './inputs.ts';

/** What a preflight works with. */
export type PreflightContext = Subject &
  EventTeller &
  ObserveContext & {
    readonly client: Pick<KubeClient, 'list'>;
    readonly capabilities: Capabilities;
    readonly preflightInputs: typeof preflightInputs;
  };

/** A hop, with what is known about the cluster without asking it. */
export type HopView = PreflightInputsRequest &
  Pick<PreflightInput, 'live' | 'proxies' | 'current' | 'namespace' | 'authority' | 'sidecar' | 'refusedAddresses'>;

/** Everything that blocks a hop. @throws ApiError when the cluster does not let us look */
export async function preflightHop(ask: typeof preflightInputs, view: HopView): Promise<Finding[]> {
  const { from, to, manifests, live, proxies, current, namespace, authority, sidecar } = view;
  const { capabilities, refusedAddresses } = view;
  return preflight({
    ...(await ask(view)),
    from,
    to,
    manifests,
    live,
    current,
    namespace,
    sidecar,
    architecturesOf: imageArchitectures,
    ...(authority !== undefined && { authority }),
    ...(refusedAddresses !== undefined && { refusedAddresses }),
    ...(proxies !== undefined && { proxies }),
    kubernetes: capabilities.minor,
    support: kubernetesSupport(to),
  });
}

/** What is in the way of a hop may be gone without an event that we hear. */
const LOOK_AGAIN_MS = 15_000;
/** A pod that was pruned with the hop before is gone by then: gateways have 30 s to end. */
const SETTLES_MS = 60_000;
/** Pods are read within moments of the start. */
const PODS_MS = 1_000;

/**
 * What keeps a hop from beginning, if anything; what only deserves a warning is told as Events. From between two
 * releases nothing is kept: the sooner the mesh is all of one release again, the better.
 */
export async function preflightHold(
  pass: PreflightContext,
  desired: Desired,
  { from, to }: Hop,
): Promise<Hold | undefined> {
  const { install, client, capabilities, clock, signal } = pass;
  if (from === undefined || partialVersion(install.status ?? {}) !== undefined) return undefined;
  const { namespace } = desired.spec;
  const { live, proxies, lasted, secret, now } = observe(pass, namespace);
  if (proxies === undefined) {
    const message = 'the pods of the cluster have not been read yet';
    return { reason: WAITING_FOR_PROXIES, message, until: clock.now() + PODS_MS };
  }
  const { manifests, proxyImage: sidecar } = desired;
  const authority = { secret: secret(SUPPLIED_CA_SECRET), now };
  const asked = { client, capabilities, signal, from, to, manifests };
  const view = { ...asked, live, proxies, current: { version: from }, namespace, authority, sidecar };
  const findings = await preflightHop(pass.preflightInputs, view);
  const { reachedAt } = install.status?.plan ?? {};
  const hold = holdBy(findings, {
    restarts: desired.spec.upgrade.dataPlane.restart === 'Rolling',
    settles: reachedAt !== undefined && lasted(STOP, reachedAt) < SETTLES_MS,
  });
  if (hold !== undefined) return { ...hold, until: clock.now() + LOOK_AGAIN_MS };
  for (const finding of findings)
    pass.recordEvent(install, { type: 'Warning', reason: 'PreflightWarning', message: describeFinding(finding) });
  return undefined;
}
