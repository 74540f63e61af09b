import { describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import type { Manifest } from '../../../../src/api/manifest.ts';
import { assess, type Finding } from '../../../../src/migration/assess/assess.ts';
import { SEVERITIES } from '../../../../src/migration/assess/rule.ts';
import { RULES } from '../../../../src/migration/assess/rules/index.ts';
import { NEWEST_TARGET, TARGETS, targetOf } from '../../../../src/migration/targets.data.ts';
import { PLANTED } from '../../../support/migration/planted.ts';

const objectsIn = (text: string): Manifest[] => loadAll(text) as Manifest[];
const target = targetOf(NEWEST_TARGET);
const found = (text: string): readonly Finding[] => assess({ objects: objectsIn(text), target }).findings;

const keyOf = ({ kind, metadata: { namespace = '', name } }: Manifest): string =>
  `${kind === 'Namespace' ? name : namespace}/${kind} ${name}`;

/** The rules that have to find each object, as its annotation says. */
const planted = (text: string): string[] =>
  objectsIn(text).flatMap((object) => {
    const rules = object.metadata.annotations?.['planted']?.split(',') ?? [];
    return rules.map((rule) => `${keyOf(object)}: ${rule}`);
  });

const told = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.map(({ namespace = '', object, rule }) => `${namespace}/${object}: ${rule}`)),
];

describe('assess', () => {
  it.each(Object.entries(PLANTED))(
    'finds everything that is planted in a mesh of %s, and nothing else',
    (_minor, text) => {
      expect(told(found(text)).sort()).toEqual(planted(text).sort());
    },
  );

  it('has no rule that nothing planted is found by', () => {
    const rules = new Set(
      Object.values(PLANTED)
        .flatMap(found)
        .map(({ rule }) => rule),
    );
    expect(RULES.map(({ id }) => id).filter((id) => !rules.has(id))).toEqual([]);
  });

  it('explains every rule that found something, once', () => {
    for (const text of Object.values(PLANTED)) {
      const { findings, explanations } = assess({ objects: objectsIn(text), target });
      expect(explanations.map(({ rule }) => rule).sort()).toEqual(
        [...new Set(findings.map(({ rule }) => rule))].sort(),
      );
      for (const { happens, remedy } of explanations)
        expect([happens, remedy].join(' ')).toMatch(/^([A-Z]|istiod ).*\. [A-Z`].*\.$/);
    }
  });

  it('says the same whatever the order of the objects, by namespace and the worst first', () => {
    const objects = Object.values(PLANTED).flatMap(objectsIn);
    const { findings } = assess({ objects, target });
    expect(assess({ objects: [...objects].reverse(), target }).findings).toEqual(findings);
    const places = findings.map(({ namespace = '', severity }) => `${namespace} ${SEVERITIES.indexOf(severity)}`);
    expect(places).toEqual([...places].sort());
  });

  it('takes checks of mixer for harmless where the mesh config has them off', () => {
    const off = `${PLANTED['1.0'] ?? ''}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: 'disablePolicyChecks: true'}\n`;
    const severities = (text: string): unknown[] =>
      found(text)
        .filter(({ rule }) => ['mixer-denier', 'mixer-rule'].includes(rule))
        .map(({ severity }) => severity);
    expect(severities(PLANTED['1.0'] ?? '')).toEqual(['blocks', 'blocks']);
    expect(severities(off)).toEqual(['cosmetic', 'cosmetic']);
  });

  it('leaves Services of a namespace alone that no pod of the mesh is in', () => {
    const service =
      '---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: a}\nspec: {ports: [{port: 8080}]}\n';
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n';
    const pod =
      '---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: a}\nspec: {containers: [{name: istio-proxy, image: "proxyv2:1.4.10"}]}\n';
    expect(found(namespace + service)).toEqual([]);
    expect(found(namespace + service + pod).map(({ rule }) => rule)).toEqual(['service-ports']);
  });

  it('says once of a workload what all its pods say', () => {
    const owner = '{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: u, controller: true}';
    const pod = (name: string, version: string): string =>
      `---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: a, ownerReferences: [${owner}]}\nspec: {containers: [{name: istio-proxy, image: "proxyv2:${version}"}]}\n`;
    const findings = found(pod('db-0', '1.3.8') + pod('db-1', '1.3.8') + pod('db-2', '1.4.10'));
    expect(findings.map(({ object, rule }) => `${object}: ${rule}`)).toEqual(['StatefulSet db: proxy-release']);
  });

  it.each([
    ['1.22', 26, 1],
    ['1.22', 27, 0],
    ['1.30', 36, 0],
    ['1.30', 37, 1],
  ])('compares Istio %s with Kubernetes 1.%d', (release, kubernetes, findings) => {
    expect(assess({ objects: [], target: targetOf(release), kubernetes }).findings).toHaveLength(findings);
  });

  it('never fails, whatever is in an object', () => {
    const kinds = [...new Set(RULES.flatMap((rule) => rule.kinds))];
    const odd = [null, 1, 'text', [], {}, [null], { a: null }];
    const objects = kinds.flatMap((kind) =>
      odd.map((spec): Manifest => {
        const [name = '', ...group] = kind.split('.');
        const apiVersion = group.length === 0 ? 'v1' : `${group.join('.')}/v1`;
        const fields = ['http', 'servers', 'rules', 'actions', 'peers', 'origins', 'targets', 'ports', 'template'];
        return {
          apiVersion,
          kind: name,
          metadata: { name: 'odd' },
          spec,
          data: spec,
          ...Object.fromEntries(fields.map((field) => [field, spec])),
        };
      }),
    );
    expect(() => assess({ objects, target })).not.toThrow();
  });
});

describe('a target', () => {
  it.each(['1.30', 'v1.30', '1.30.2'])('may be written %s', (release) => {
    expect(targetOf(release).release).toBe('1.30');
  });

  it.each(['1.4', '1.99', 'latest', ''])('is refused where nothing is known of it: %j', (release) => {
    expect(() => targetOf(release)).toThrow(/--to: .*: nothing is known of this release; choose one of 1\.22, /);
  });

  it('is the newest of the table where none is asked for', () => {
    expect(TARGETS.at(-1)?.release).toBe(NEWEST_TARGET);
  });
});
