import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';

const AS_ADMIN = /(?:startOperator|new OperatorProcess)\(\s*test\.cluster\.kubeconfigPath/;

describe('integration tests', () => {
  it('start no operator as the administrator: each has the permissions that are delivered', () => {
    const files = globSync('test/integration/**/*.test.ts');
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => AS_ADMIN.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
