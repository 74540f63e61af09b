import type { Expression } from '../../../core/mixer/expression.ts';
import { Unsaid } from '../unsaid.ts';
import { OPERATORS } from './operators.data.ts';

/**
 * A value as Envoy writes it to its access log; defaults are left out, since what is missing is `-` there.
 * @throws Unsaid
 */
export function operatorOf(expression: Expression): string {
  if (expression.is === 'constant') return String(expression.value).replaceAll('%', '%%');
  if (expression.is === 'attribute') return known(expression.name);
  const [first, second] = expression.args;
  if (expression.name === '|' && first !== undefined) return operatorOf(first);
  if (expression.name === '[]' && first?.is === 'attribute' && second?.is === 'constant')
    return header(first.name, String(second.value));
  throw new Unsaid(`Envoy computes no ${expression.name}() for it`);
}

function known(name: string): string {
  const operator = OPERATORS[name];
  if (operator !== undefined) return operator;
  throw new Unsaid(`the access log of proxies has nothing like ${name}`);
}

/** A header of a request or an answer; one that could end the operator is nothing that Envoy reads. */
function header(map: string, name: string): string {
  const operator = HEADERS[map];
  if (operator !== undefined && /^:?[\w.-]+$/.test(name)) return `%${operator}(${name.toUpperCase()})%`;
  throw new Unsaid(`the access log of proxies has nothing like ${map}[${name}]`);
}

const HEADERS: Readonly<Record<string, string>> = { 'request.headers': 'REQ', 'response.headers': 'RESP' };
