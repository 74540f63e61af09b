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
