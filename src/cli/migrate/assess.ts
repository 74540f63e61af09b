import { assess, type Assessment } from '../../migration/assess/assess.ts';
import { NEWEST_TARGET, targetOf } from '../../migration/targets.data.ts';
import { onCluster } from '../input/cluster.ts';
import { readObjectsAt } from '../input/objects.ts';
import type { ClusterOptions } from '../program/options.ts';
import { serialized } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readLiveMesh } from './live.ts';
import { assessmentReport } from './report.ts';
import { assessmentText } from './text.ts';

/** Options of `meshwright migrate assess`. */
interface AssessOptions extends ClusterOptions {
  readonly file?: readonly string[];
  readonly to?: string;
  readonly namespace?: string;
  readonly output: string;
}

/**
 * Prints everything that a current istiod does not read or reads otherwise; changes nothing.
 * @returns 1 when something blocks the way
 * @throws UsageError, UnknownTargetError, YamlError
 */
export async function assessCommand(options: AssessOptions, terminal: Terminal): Promise<number> {
  const { file, namespace, output } = options;
  const target = targetOf(options.to ?? NEWEST_TARGET);
  const mesh =
    file === undefined
      ? await onCluster(options, terminal, readLiveMesh)
      : { objects: await readObjectsAt(file, terminal) };
  const assessment = within(assess({ ...mesh, target }), namespace);
  terminal.stdout.write(FORMATS[output]?.(assessment, terminal.stdout.columns) ?? serialized(assessment, output));
  return assessment.findings.some(({ severity }) => severity === 'blocks') ? 1 : 0;
}

const FORMATS: Readonly<Record<string, (assessment: Assessment, width?: number) => string>> = {
  table: assessmentText,
  markdown: assessmentReport,
};

/** What concerns one namespace. */
function within(assessment: Assessment, namespace: string | undefined): Assessment {
  if (namespace === undefined) return assessment;
  const findings = assessment.findings.filter((finding) => finding.namespace === namespace);
  const told = new Set(findings.map(({ rule }) => rule));
  return { ...assessment, findings, explanations: assessment.explanations.filter(({ rule }) => told.has(rule)) };
}
