import { expect, it } from '@jest/globals';
import { commandLine } from '../../support/command-line.ts';

it.each([
  ['proxy bootstrap', ['proxy', 'bootstrap', '-f', '-'], ''],
  ['import', ['import', '-f', '-', '--version', '1.4.10'], 'a: ['],
  ['convert-mixer', ['convert-mixer', '-f', '-'], 'a: ['],
  ['render', ['render', '-f', '-'], 'a: ['],
])('%s calls standard input by its name where something is wrong with it', async (_command, args, input) => {
  const { code, stderr } = await commandLine(args, input);
  expect(code).toBe(2);
  expect(stderr).toMatch(/standard input/);
  expect(stderr).not.toMatch(/(^|\s)-:? /m);
});

it.each([
  ['migrate assess', ['migrate', 'assess', '-f', '-'], ''],
  ['migrate convert', ['migrate', 'convert', '-f', '-', '--root-namespace', 'root'], '---\n# nothing\n'],
  ['convert-mixer', ['convert-mixer', '-f', '-'], ''],
])('%s calls nothing on standard input no mesh without anything to do', async (_command, args, input) => {
  const { code, stdout, stderr } = await commandLine(args, input);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error: standard input is empty: no object was read$/m);
});
