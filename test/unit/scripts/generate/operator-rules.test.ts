import { describe, expect, it } from '@jest/globals';
import { everything } from '../../../../charts/every-kind.ts';
import { capabilitiesOf, NEWEST_KUBERNETES } from '../../../../charts/index.ts';
import { operatorRules } from '../../../../scripts/generate/operator-rules.ts';
import type { PolicyRule } from '../../../support/cluster-access.ts';
import { describePermission, permissionsOf, type Permission } from '../../../support/permissions.ts';

const roles = everything(capabilitiesOf(NEWEST_KUBERNETES)).filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
const rendered = roles.flatMap(({ rules }) => rules as PolicyRule[]);
const { rules, granted } = operatorRules();

const inWords = (some: readonly PolicyRule[]): Set<string> => new Set(permissionsOf(some).map(describePermission));

/** The same, or every verb on the same. */
const isIn = (words: ReadonlySet<string>, permission: Permission): boolean =>
  words.has(describePermission(permission)) || words.has(describePermission({ ...permission, verb: '*' }));

describe('what the operator hands on', () => {
  it('is what the roles that it renders grant, all of it', () => {
    const words = inWords(granted as PolicyRule[]);
    expect(permissionsOf(rendered).filter((permission) => !isIn(words, permission))).toEqual([]);
  });

  it('and nothing that no such role grants', () => {
    const words = inWords(rendered);
    expect([...inWords(granted as PolicyRule[])].filter((word) => !words.has(word))).toEqual([]);
  });
});

describe('what the operator may do for itself', () => {
  it('has no wildcard, and neither escalate nor bind nor impersonate', () => {
    const words = [...inWords(rules as PolicyRule[])];
    expect(words.filter((word) => /\*|escalate|bind |impersonate/.test(word))).toEqual([]);
  });
});
