import type { PlanFacts } from './facts.ts';
import { isStep, type LeftOut, type Step, type Stop } from './step.ts';
import { end, retire } from './steps/after.ts';
import { know, labels, permissive, policies } from './steps/before.ts';
import { istiod, root } from './steps/control-plane.ts';
import { crds } from './steps/crds.ts';
import { gateways } from './steps/gateways.ts';
import { namespaceStep } from './steps/namespace.ts';

/** The way of one mesh to the target, side by side. */
export interface Plan {
  readonly mesh: string;
  /** The release that it leaves. */
  readonly from: string;
  readonly to: string;
  /** In their order. */
  readonly steps: readonly Step[];
  readonly leftOut: readonly LeftOut[];
}

/** The steps of a mesh. The same facts give the same steps. */
export function planOf(facts: PlanFacts): Plan {
  const stops: readonly Stop[] = [
    know(facts),
    labels(facts),
    permissive(facts),
    root(facts),
    crds(facts),
    istiod(facts),
    policies(facts),
    ...facts.namespaces.map((namespace) => namespaceStep(namespace, facts)),
    ...(facts.namespaces.length === 0 ? [NO_NAMESPACE] : []),
    gateways(facts),
    retire(facts),
    end(facts),
  ];
  return {
    mesh: facts.mesh,
    from: facts.spec.version,
    to: facts.to.target.release,
    steps: stops.filter(isStep),
    leftOut: stops.filter((stop): stop is LeftOut => !isStep(stop)),
  };
}

const NO_NAMESPACE: LeftOut = {
  title: 'Namespaces',
  because: 'none was read that has sidecars, or the label istio-injection=enabled',
};
