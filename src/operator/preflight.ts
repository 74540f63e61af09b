import { kubernetesSupport } from '../../charts/index.ts';
import { preflight, type Finding, type PreflightInput } from '../core/preflight/index.ts';
import type { survey, SurveyRequest } from './survey.ts';

/** A hop, with what is known about the cluster without asking it. */
export type HopView = SurveyRequest & Pick<PreflightInput, 'live' | 'proxies' | 'current'>;

/** Everything that speaks against a hop. @throws ApiError when the cluster does not let us look */
export async function preflightHop(ask: typeof survey, view: HopView): Promise<Finding[]> {
  const { from, to, manifests, live, proxies, current, capabilities } = view;
  return preflight({
    ...(await ask(view)),
    from,
    to,
    manifests,
    live,
    current,
    ...(proxies !== undefined && { proxies }),
    kubernetes: capabilities.minor,
    support: kubernetesSupport(to),
  });
}
