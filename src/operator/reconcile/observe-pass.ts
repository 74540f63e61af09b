import { InvalidSpecError } from '../../api/errors.ts';
import { type MeshInstall, namespaceOf } from '../../api/meshinstall.ts';
import { parseSpecOf } from '../../api/validation/index.ts';
import { READ_SECRETS } from '../../core/readiness/functional-checks.ts';
import { differences, observedOutcome } from '../../core/status/differences.ts';
import type { PassOutcome } from '../../core/pass/outcome.ts';
import type { PassResult } from '../../core/pass/result.ts';
import type { LiveCache } from '../caches/live-cache.ts';
import { namespaceTaken } from '../steps/conflicts.ts';
import type { Desired } from '../pass/desired.ts';
import { removeFinalizer } from '../pass/finalizer.ts';
import type { Mode } from './mode.ts';
import { observe, readPods, type ObserveContext, type ReadPodsContext } from '../pass/observe.ts';
import type { WriteContext } from '../pass/write-install.ts';
import { outcomeOf } from '../steps/outcome.ts';
import { withoutOthersReplicas, type ScaledContext } from '../steps/others-fields.ts';
import type { PlanContext } from './plan-pass.ts';

/** What a mesh of others is compared with. */
export type ObservePassContext = WriteContext &
  ObserveContext &
  ReadPodsContext &
  ScaledContext &
  Omit<PlanContext, 'routes'> & { readonly cache: Pick<LiveCache, 'followSecrets' | 'installsIn'> };

/** What to compare with, or why there is nothing. */
type Comparison = { readonly desired: Desired } | { readonly refused: PassOutcome };

/**
 * A pass over a mesh that others apply: compares it with its rendering, reads the gates and says so in the status.
 * Nothing else is written, not even an Event. Nothing of such a mesh is ours, and so it has no finalizer; one that is
 * left from the time in which we applied goes, or a deletion would take down what now belongs to others.
 */
export const OBSERVE: Mode<ObservePassContext, Comparison, PassResult> = {
  plan: comparisonOf,
  act: async (pass, comparison) => {
    await removeFinalizer(pass);
    return pass.install.metadata.deletionTimestamp === undefined ? compare(pass, comparison) : undefined;
  },
  failed: ({ install }, outcome) => ({ ...nothing(install), outcome }),
};

function comparisonOf({ install, cache, render, capabilities, operatorNamespace }: ObservePassContext): Comparison {
  const refused = namespaceTaken(install, cache.installsIn(namespaceOf(install)));
  if (refused !== undefined) return { refused };
  try {
    return { desired: render(install.metadata.name, parseSpecOf(install, operatorNamespace), capabilities) };
  } catch (error) {
    if (!(error instanceof InvalidSpecError)) throw error;
    return { refused: outcomeOf(error) };
  }
}

async function compare(pass: ObservePassContext, comparison: Comparison): Promise<PassResult> {
  const { install, cache } = pass;
  if ('refused' in comparison) return { ...nothing(install), outcome: comparison.refused };
  const { desired } = comparison;
  if (desired.spec.paused) return { ...nothing(install), desired, outcome: { kind: 'paused' } };
  await cache.followSecrets(install.metadata.name, namespaceOf(install), READ_SECRETS);
  await readPods(pass);
  const { objects } = await withoutOthersReplicas(pass, desired.manifests);
  const observation = observe(pass, namespaceOf(install));
  const outcome = observedOutcome(desired.manifests, observation);
  return { ...nothing(install), desired, outcome, differences: differences(objects, observation) };
}

/** Nothing is installed by us, and nothing is ours: a change back to Apply begins as an installation does. */
const nothing = ({ metadata }: MeshInstall): Omit<PassResult, 'outcome'> => ({
  generation: metadata.generation ?? 0,
  inventory: [],
  installed: undefined,
});
