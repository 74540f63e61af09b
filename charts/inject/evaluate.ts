import { FUNCTIONS, isTrue, shown, type Context } from './functions.ts';
import { TemplateError, type Expression, type Node } from './parse.ts';

/** What a template sees as `.`, by the names that the injector gives it. */
export type TemplateData = Readonly<Record<string, unknown>>;

/** Variables, those of inner blocks first. */
type Scopes = readonly Map<string, unknown>[];

/**
 * The text that a template gives for some data, as Go's text/template means it.
 * @throws TemplateError for what our templates never use
 */
export const evaluate = (nodes: readonly Node[], data: TemplateData, context: Context): string =>
  new Evaluation(context).text(nodes, data, [new Map()]);

class Evaluation {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  text(nodes: readonly Node[], dot: unknown, outer: Scopes): string {
    const scopes = [new Map<string, unknown>(), ...outer];
    return nodes.map((node) => this.#node(node, dot, scopes)).join('');
  }

  #node(node: Node, dot: unknown, scopes: Scopes): string {
    if (node.kind === 'text') return node.text;
    const value = this.#value(node.of, dot, scopes);
    if (node.kind === 'output') return shown(value);
    if (node.kind === 'if') return this.text(isTrue(value) ? node.body : node.otherwise, dot, scopes);
    if (node.kind === 'range') return this.#loop(node, value, dot, scopes);
    const scope = node.declares ? scopes[0] : scopes.find((each) => each.has(node.name));
    scope?.set(node.name, value);
    return '';
  }

  #loop({ names: [key, item], body }: Node & { kind: 'range' }, value: unknown, dot: unknown, scopes: Scopes): string {
    // Go goes through maps by sorted keys.
    const entries: [unknown, unknown][] = Array.isArray(value)
      ? value.map((each, i): [unknown, unknown] => [i, each])
      : Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries
      .map(([name, each]) => {
        if (key === undefined || item === undefined) return this.text(body, each, scopes);
        const named = new Map([[key, name] as const, [item, each] as const]);
        return this.text(body, dot, [named, ...scopes]);
      })
      .join('');
  }

  #value(expression: Expression, dot: unknown, scopes: Scopes): unknown {
    if (expression.kind === 'value') return expression.value;
    if (expression.kind === 'path') {
      const { start, fields } = expression;
      const from = start === '' ? dot : scopes.find((each) => each.has(start))?.get(start);
      return fields.reduce(fieldOf, from);
    }
    const { name, operands } = expression;
    const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (called === undefined) throw new TemplateError(`there is no function ${name}`);
    return called(
      operands.map((operand) => this.#value(operand, dot, scopes)),
      this.#context,
    );
  }
}

/** Fields and getters of Go are the JSON names with another first letter: `GetTracing` and `Tracing` are `tracing`. */
function fieldOf(value: unknown, field: string): unknown {
  const map = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const names = [field, field.replace(/^Get/, '')].map((name) => name.toLowerCase());
  const key = Object.keys(map).find((name) => names.includes(name.toLowerCase()));
  return key === undefined ? undefined : map[key];
}
