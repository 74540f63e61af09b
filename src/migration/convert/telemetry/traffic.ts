import type { Expression } from '../../../core/mixer/expression.ts';
import { readExpression } from '../mixer/expressions.ts';
import { attributesOf, type Mode } from './cel.ts';

/** What a rule of mixer reports. */
export interface Traffic {
  /** Connections, requests, or both where it is missing. */
  readonly protocol: 'http' | 'tcp' | undefined;
  /** The end that reports; both where it is missing. */
  readonly mode: Mode | undefined;
  /** The connections that are reported when they open, or close. */
  readonly event: string | undefined;
  /** What else has to hold. */
  readonly others: readonly Expression[];
}

/** Takes the match of a rule apart. @throws Unsaid where it cannot be read */
export function trafficOf(match: string): Traffic {
  const parts = match.trim() === '' ? [] : conjuncts(readExpression(match, 'its match'));
  const about = (name: string): Expression[] =>
    parts.filter((part) => attributesOf(part).length > 0 && attributesOf(part).every((each) => each === name));
  const [protocols, kinds, events] = ['context.protocol', 'context.reporter.kind', 'connection.event'].map(about);
  const kind = constantsIn(kinds ?? [])[0];
  return {
    protocol: protocolOf(constantsIn(protocols ?? [])),
    mode: kind === undefined ? undefined : kind === 'outbound' ? 'CLIENT' : 'SERVER',
    event: constantsIn(events ?? []).find((value) => value !== 'na'),
    others: parts.filter(
      (part) => ![protocols, kinds, events].some((known) => known?.includes(part)) && !isProbes(part),
    ),
  };
}

const conjuncts = (expression: Expression): Expression[] =>
  expression.is === 'call' && expression.name === '&&' ? expression.args.flatMap(conjuncts) : [expression];

function constantsIn(expressions: readonly Expression[]): string[] {
  return expressions.flatMap((expression): string[] => {
    if (expression.is === 'constant') return typeof expression.value === 'string' ? [expression.value] : [];
    return expression.is === 'call' ? constantsIn(expression.args) : [];
  });
}

function protocolOf(names: readonly string[]): Traffic['protocol'] {
  if (names.length === 0) return undefined;
  return names.includes('tcp') ? 'tcp' : 'http';
}

/** The rules that mixer comes with leave out what probes and Prometheus ask. */
const isProbes = (part: Expression): boolean =>
  attributesOf(part).every((name) => name === 'request.useragent') &&
  constantsIn([part]).every((value) => ['-', 'kube-probe*', 'Prometheus*'].includes(value));
