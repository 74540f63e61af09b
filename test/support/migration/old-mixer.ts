import type { Manifest } from '../../../src/api/manifest.ts';
import type { Request } from './request.ts';

/**
 * Whether mixer lets a request in, from its objects in the form of 1.2 and later, or with kinds of their own. Written without
 * what converts: expressions are computed here, and never turned into anything.
 */
export function mixerAllows(objects: readonly Manifest[], request: Request): boolean {
  const config = objects.find(({ kind }) => kind === 'ConfigMap')?.['data'] as { mesh?: string } | undefined;
  if (config?.mesh?.includes('disablePolicyChecks: true') === true) return true;
  const isFailOpen = config?.mesh?.includes('policyCheckFailOpen: true') === true;
  const rules = objects.filter(
    ({ kind, metadata }) =>
      kind === 'rule' && [request.to.namespace, 'istio-system'].includes(metadata.namespace ?? ''),
  );
  return !rules.some((rule) => ruleRefuses(rule, objects, request, isFailOpen));
}

interface Rule {
  readonly match?: string;
  readonly actions: readonly { readonly handler: string; readonly instances: readonly string[] }[];
}

interface Params {
  readonly blacklist?: boolean;
  readonly overrides?: readonly string[];
  readonly entryType?: string;
  readonly value?: string;
}

interface Spec extends Params {
  readonly compiledAdapter?: string;
  readonly compiledTemplate?: string;
  readonly params?: Params;
}

function ruleRefuses(rule: Manifest, objects: readonly Manifest[], request: Request, isFailOpen: boolean): boolean {
  const { match = 'true', actions } = rule['spec'] as Rule;
  const isForTcp = together(match).some((part) => /^\(?context\.protocol\)? == "tcp"$/.test(part));
  if (isForTcp === request.to.isHttp || !isTrue(match, request)) return false;
  return actions.some(({ handler, instances }) => {
    const [adapter, params] = found(handler, objects);
    if (adapter === 'denier') return instances.some((name) => found(name, objects)[0] === 'checknothing');
    return instances.some((name) => {
      try {
        return listRefuses(params, computed(found(name, objects)[1].value ?? '', request));
      } catch (error) {
        if (error instanceof Missing) return !isFailOpen;
        throw error;
      }
    });
  });
}

/** What has to hold together: the sides of `&&`, as long as no `||` is beside. */
function together(match: string): string[] {
  const text = match.trim();
  let depth = 0;
  const depths = text.split('').map((sign) => (depth += { '(': 1, ')': -1 }[sign] ?? 0));
  if (text.startsWith('(') && depths.indexOf(0) === text.length - 1) return together(text.slice(1, -1));
  const at = (sign: string): number => depths.findIndex((deep, i) => deep === 0 && text.startsWith(sign, i));
  if (at('||') >= 0 || at('&&') < 0) return [text];
  return [text.slice(0, at('&&')), text.slice(at('&&') + 2)].flatMap(together);
}

/** The adapter or template behind a reference, and its parameters. */
function found(reference: string, objects: readonly Manifest[]): [string, Params] {
  const [name, legacy] = reference.split('.');
  const object = objects.find(
    ({ apiVersion, kind, metadata }) =>
      apiVersion.startsWith('config.istio.io/') &&
      metadata.name === name &&
      (legacy === undefined ? ['handler', 'instance'].includes(kind) : kind === legacy),
  );
  if (object === undefined) throw new Error(`no such handler or instance: ${reference}`);
  const spec = object['spec'] as Spec;
  const of = spec.compiledAdapter ?? spec.compiledTemplate ?? object.kind;
  return [of, legacy === undefined ? (spec.params ?? {}) : spec];
}

function listRefuses({ blacklist = false, overrides = [], entryType }: Params, value: Value): boolean {
  const bits = (ip: string): string =>
    ip
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const isIn = (entry: string): boolean => {
    if (entryType !== 'IP_ADDRESSES') return entry === String(value);
    const [base = '', length = '32'] = entry.split('/');
    return bits(base).slice(0, Number(length)) === bits(String(value)).slice(0, Number(length));
  };
  return overrides.some(isIn) === blacklist;
}

/** A value that is not there, and has no default. */
class Missing extends Error {}

type Value = string | number | boolean;

function isTrue(match: string, request: Request): boolean {
  try {
    return computed(match, request) === true;
  } catch (error) {
    if (error instanceof Missing) return false;
    throw error;
  }
}

/** The value of an expression: operators by how strongly they bind, each side only when it is needed. */
function computed(text: string, request: Request): Value {
  const words = text.match(/"[^"]*"|\w+(\.\w+)*(\["[^"]*"\])?|\|\||&&|[=!]=|[|().,]/g) ?? [];
  let at = 0;
  const take = (word: string): boolean => words[at] === word && ++at > 0;
  const level =
    (operators: Readonly<Record<string, (a: () => Value, b: () => Value) => Value>>, next: () => () => Value) => () => {
      let left = next();
      for (let word = words[at]; word !== undefined && word in operators; word = words[at]) {
        at++;
        const [a, b, operator] = [left, next(), operators[word]!];
        left = () => operator(a, b);
      }
      return left;
    };
  const orElse = (a: () => Value, b: () => Value): Value => {
    try {
      return a();
    } catch (error) {
      if (error instanceof Missing) return b();
      throw error;
    }
  };
  const args = (): (() => Value)[] => {
    const found: (() => Value)[] = [];
    while (!take(')')) {
      found.push(any());
      take(',');
    }
    return found;
  };
  const operand = (): (() => Value) => {
    const word = words[at++] ?? '';
    if (word === '(') {
      const inner = any();
      take(')');
      return inner;
    }
    const value = valueOf(word, request);
    if (!take('(')) return take('.') ? method(words[at++] ?? '', value, (at++, args())) : value;
    const dot = word.lastIndexOf('.');
    if (dot > 0) return method(word.slice(dot + 1), valueOf(word.slice(0, dot), request), args());
    const [first, second] = args();
    return word === 'ip' ? first! : method('match', first!, [second!]);
  };
  const equality = {
    '==': (a: () => Value, b: () => Value) => a() === b(),
    '!=': (a: () => Value, b: () => Value) => a() !== b(),
  };
  const compared = level(equality, level({ '|': orElse }, operand));
  const any = level(
    { '||': (a, b) => a() === true || b() === true },
    level({ '&&': (a, b) => a() === true && b() === true }, compared),
  );
  return any()();
}

function method(name: string, target: () => Value, [argument]: readonly (() => Value)[]): () => Value {
  return () => {
    const [value, asked] = [String(target()), String(argument!())];
    if (name === 'startsWith') return value.startsWith(asked);
    if (name === 'endsWith') return value.endsWith(asked);
    if (asked.endsWith('*')) return value.startsWith(asked.slice(0, -1));
    return asked.startsWith('*') ? value.endsWith(asked.slice(1)) : value === asked;
  };
}

function valueOf(word: string, request: Request): () => Value {
  return () => {
    if (word.startsWith('"')) return word.slice(1, -1);
    if (/^\d+$/.test(word)) return Number(word);
    if (['true', 'false'].includes(word)) return word === 'true';
    const [, name = '', key = ''] = /^([\w.]+?)(?:\["(.*)"\])?$/.exec(word) ?? [];
    const value = name.startsWith('request.') && !request.to.isHttp ? undefined : ATTRIBUTES[name]?.(request, key);
    if (value === undefined) throw new Missing(word);
    return value;
  };
}

const ATTRIBUTES: Readonly<Record<string, (request: Request, key: string) => Value | undefined>> = {
  'request.method': ({ method: verb }) => verb,
  'request.path': ({ path }) => path,
  'request.url_path': ({ path }) => path.split('?')[0],
  'request.host': ({ host }) => host,
  'request.headers': ({ headers }, key) => headers[key],
  'request.useragent': ({ headers }) => headers['user-agent'],
  'request.auth.principal': ({ token }) => token && `${token.issuer}/${token.subject}`,
  'source.principal': ({ principal }) => principal,
  'source.namespace': ({ caller }) => caller.namespace,
  'source.labels': ({ caller }, key) => caller.labels[key],
  'source.workload.name': ({ caller }) => caller.workload,
  'source.ip': ({ ip }) => ip,
  'destination.labels': ({ to }, key) => to.labels[key],
  'destination.namespace': ({ to }) => to.namespace,
  'destination.service.name': ({ to }) => to.service,
  'destination.service.host': ({ to }) => `${to.service}.${to.namespace}.svc.cluster.local`,
  'destination.workload.name': ({ to }) => `${to.labels['app'] ?? ''}-${to.labels['version'] ?? ''}`,
  'destination.port': ({ to }) => to.targetPort,
  'connection.mtls': ({ principal }) => principal !== undefined,
  'context.protocol': ({ to }) => (to.isHttp ? 'http' : 'tcp'),
};
