import type { Manifest } from '../../../api/manifest.ts';
import { podsOf } from '../../assess/pod-template.ts';
import { namespaceOf } from '../services.ts';
import { Unsaid } from '../unsaid.ts';
import { NEVER, type Clauses } from './clauses.ts';
import type { Operand, Test } from './operand.ts';

/** Pods that may call: mixer knew their labels, a policy knows their ServiceAccounts. */
export interface Callers {
  readonly accounts: readonly Account[];
}

interface Account {
  /** As a pattern that fits its principal in any trust domain. */
  readonly principal: string;
  readonly pods: readonly CallerPod[];
}

interface CallerPod {
  readonly labels: Readonly<Record<string, string>>;
  readonly workload: string;
  readonly serviceAccount: string;
}

/** The pods of workloads that were read, by their ServiceAccounts. */
export function callersIn(objects: readonly Manifest[]): Callers {
  const pods = objects.flatMap((object) =>
    podsOf(object).map(({ labels, serviceAccount }) => ({
      principal: `*/ns/${namespaceOf(object)}/sa/${serviceAccount}`,
      pod: { labels, workload: object.metadata.name, serviceAccount },
    })),
  );
  const groups = Map.groupBy(pods, ({ principal }) => principal);
  const accounts = [...groups].map(([principal, found]) => ({ principal, pods: found.map(({ pod }) => pod) }));
  return { accounts: accounts.sort((a, b) => (a.principal < b.principal ? -1 : 1)) };
}

/** An attribute of the caller's pod as principals of certificates; undefined for other attributes. */
export function ofCaller(name: string, key: string | undefined, callers: Callers): Operand | undefined {
  const value = READERS[name]?.(key);
  if (value === undefined) return undefined;
  const what = key === undefined ? name : `${name}[${JSON.stringify(key)}]`;
  const whose = (is: (value: string | undefined) => boolean): readonly string[] =>
    callers.accounts.filter((account) => isUnanimous(account, what, value, is)).map(({ principal }) => principal);
  const clausesOf = (principals: readonly string[], isIn: boolean): Clauses =>
    principals.length === 0 && isIn
      ? NEVER
      : [principals.length === 0 ? [] : [{ key: 'source.principal', isIn, patterns: principals, isIdentity: true }]];
  const having = (test: Test, passes: boolean): Clauses => {
    const principals = whose((found) => found !== undefined && test.fits(found) === passes);
    if (passes && principals.length === 0)
      throw new Unsaid(`${what}: no pod that was read has it, so that no ServiceAccount stands for it`);
    return clausesOf(principals, true);
  };
  return {
    passes: (test) => having(test, true),
    fails: (test) => having(test, false),
    present: () =>
      clausesOf(
        whose((found) => found !== undefined),
        true,
      ),
    missing: () =>
      clausesOf(
        whose((found) => found !== undefined),
        false,
      ),
  };
}

const READERS: Readonly<Record<string, (key: string | undefined) => (pod: CallerPod) => string | undefined>> = {
  'source.labels':
    (key) =>
    ({ labels }) =>
      labels[key ?? ''],
  'source.workload.name':
    () =>
    ({ workload }) =>
      workload,
  'source.serviceAccount':
    () =>
    ({ serviceAccount }) =>
      serviceAccount,
};

function isUnanimous(
  { pods, principal }: Account,
  what: string,
  value: (pod: CallerPod) => string | undefined,
  is: (value: string | undefined) => boolean,
): boolean {
  const answers = new Set(pods.map((pod) => is(value(pod))));
  if (answers.size > 1)
    throw new Unsaid(
      `${what}: pods of the ServiceAccount ${principal.slice(2)} differ in it, and a policy knows callers by their ` +
        'accounts; give those that are meant one of their own',
    );
  return answers.has(true);
}
