import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const CATALOG = join(import.meta.dirname, '../../../../charts/catalog');

/** What the constants of the catalog's files are, by name; a name that another file gave is looked up there. */
class Sources {
  private readonly constants = new Map<string, ts.Expression>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [file, text] of Object.entries(files)) {
      for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements) {
        if (ts.isVariableStatement(statement)) this.declare(file, statement);
      }
    }
    for (const [file, text] of Object.entries(files)) this.follow(file, text);
  }

  private declare(file: string, { declarationList }: ts.VariableStatement): void {
    for (const { name, initializer } of declarationList.declarations) {
      if (ts.isIdentifier(name) && initializer) this.constants.set(`${file} ${name.text}`, initializer);
    }
  }

  private follow(file: string, text: string): void {
    for (const [, names = '', from = ''] of text.matchAll(/import \{([^}]*)\} from '\.\/([\w-]+\.ts)'/g)) {
      for (const name of names.split(',').map((each) => each.trim())) {
        const constant = this.constants.get(`${from} ${name}`);
        if (constant) this.constants.set(`${file} ${name}`, constant);
      }
    }
  }

  /** Each place where something is derived from a constant that is derived itself. */
  secondSteps(): string[] {
    return [...this.constants].flatMap(([id, value]) => {
      const [file = ''] = id.split(' ');
      return basesWithin(value)
        .filter((base) => this.isDerived(file, base))
        .map((base) => `${id} from ${base}`);
    });
  }

  private isDerived(file: string, name: string): boolean {
    const value = this.constants.get(`${file} ${name}`);
    if (value === undefined) return false;
    const alias = rootOf(value);
    if (alias !== undefined) return this.isDerived(file, alias);
    return outermost(bare(value)).some((part) => baseOf(part) !== undefined);
  }
}

/** Without what only the compiler reads. */
function bare(node: ts.Expression): ts.Expression {
  const typed = ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node);
  return typed ? bare(node.expression) : node;
}

/** The constant in `CONSTANT.some.member`. */
function rootOf(node: ts.Expression): string | undefined {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) return inner.text;
  return ts.isPropertyAccessExpression(inner) ? rootOf(inner.expression) : undefined;
}

/** What a node takes over: `...BASE`, or `like(BASE, change)`. */
function baseOf(node: ts.Node): string | undefined {
  if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) return rootOf(node.expression);
  if (!ts.isCallExpression(node) || rootOf(node.expression) !== 'like') return undefined;
  const [row] = node.arguments;
  return row && rootOf(row);
}

/** Parts that decide whether a value as a whole is derived; what it holds may be. */
function outermost(value: ts.Expression): readonly ts.Node[] {
  if (ts.isObjectLiteralExpression(value)) return value.properties;
  return ts.isArrayLiteralExpression(value) ? value.elements : [value];
}

function basesWithin(node: ts.Node): string[] {
  const base = baseOf(node);
  const below: string[] = [];
  ts.forEachChild(node, (child) => {
    below.push(...basesWithin(child));
  });
  return base === undefined ? below : [base, ...below];
}

const secondSteps = (files: Readonly<Record<string, string>>): string[] => new Sources(files).secondSteps();

describe('rows of the catalog', () => {
  it('are whole, or derived from what is whole: nobody has to merge rows one after the other', () => {
    const files = globSync(join(CATALOG, '*.ts')).sort();
    expect(files.length).toBeGreaterThan(40);
    expect(secondSteps(Object.fromEntries(files.map((file) => [basename(file), readFileSync(file, 'utf8')])))).toEqual(
      [],
    );
  });

  it.each([
    ['const A = { a: 1 }; const B = like(A, {}); const C = like(B, {});', ['rows.ts C from B']],
    ['const A = { a: 1 }; const B = { ...A }; export const T = { "1.0": { ...B } };', ['rows.ts T from B']],
    ['const A = { a: { b: 1 } }; const B = like(A, {}); const C = { a: { ...B.a } };', ['rows.ts C from B']],
    ['const A = [1]; const B = [...A, 2] as const; const C = B; const D = [...C, 3];', ['rows.ts D from C']],
    ["import { M } from './more.ts'; const A = like(M, {}); const B = { ...A };", ['rows.ts B from A']],
    ["import { N } from './more.ts'; const A = { ...N };", ['rows.ts A from N']],
  ])('that are derived twice are found: %s', (text, found) => {
    expect(secondSteps({ 'rows.ts': text, 'more.ts': 'export const M = {}; export const N = { ...M };' })).toEqual(
      found,
    );
  });

  it('may hold what is derived, and be derived from several parts', () => {
    const text = 'const P = { a: 1 }; const A = { p: { ...P } }; const B = like(A, { q: { ...P, ...{ b: 2 } } });';
    expect(secondSteps({ 'rows.ts': text })).toEqual([]);
  });
});
