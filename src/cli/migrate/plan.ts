import { resolve } from '../../../charts/index.ts';
import { planFacts, type Destination } from '../../migration/plan/facts.ts';
import { planOf, type Plan } from '../../migration/plan/plan.ts';
import { NEWEST_TARGET, targetOf } from '../../migration/targets.data.ts';
import { serialized } from '../terminal/output.ts';
import { UsageError, type Terminal } from '../terminal/terminal.ts';
import { planPage, planText } from './plan-text.ts';
import { readSubject, type SubjectOptions } from './subject.ts';

/** Options of `meshwright migrate plan`. */
interface PlanOptions extends SubjectOptions {
  readonly rootNamespace: string;
  readonly gatewayNamespace: string;
  readonly revision: string;
  readonly to?: string;
  readonly output: string;
}

/**
 * Prints the way of a mesh, step by step; changes nothing.
 * @throws UsageError, UnknownTargetError, InvalidSpecError
 */
export async function planCommand(options: PlanOptions, terminal: Terminal): Promise<void> {
  const { rootNamespace: namespace, gatewayNamespace, revision, output } = options;
  if (revision === 'default')
    throw new UsageError('--revision: "default" injects where the old mesh does, too; choose another name');
  const to: Destination = { namespace, gatewayNamespace, revision, target: targetOf(options.to ?? NEWEST_TARGET) };
  const subject = await readSubject(options, terminal);
  const spec = resolve(subject.install.spec);
  if ([namespace, gatewayNamespace].includes(spec.namespace))
    throw new UsageError(`${spec.namespace} is the namespace of the old mesh; name others for istiod and its gateways`);
  const plan = planOf(planFacts({ ...subject, spec }, to, new Date()));
  const { stdout } = terminal;
  stdout.write(FORMATS[output]?.(plan, stdout.columns) ?? serialized(plan, output));
}

const FORMATS: Readonly<Record<string, (plan: Plan, width?: number) => string>> = {
  text: planText,
  markdown: planPage,
};
