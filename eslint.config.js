import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// Size limits keep a function readable at one glance; the promise rules matter most in an operator, where a lost
// rejection is a lost reconcile.
export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'build/', 'coverage/', 'bin/', '*.js', '**/*.mjs'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-params': ['error', 5],
      'max-lines': ['error', { max: 250 }],
      'max-statements': ['error', 25],
      // `const { dropped: _, ...rest }` is how a key is left out.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A type parameter that only narrows the result of parsed JSON states what the caller expects of it.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // Pure folders: no clock, randomness or environment; those are passed in.
    files: ['src/api/**', 'src/core/**', 'src/migration/**', 'charts/**'],
    ignores: ['charts/main.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pass the time in.' },
        { object: 'Math', property: 'random', message: 'Pass randomness in.' },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**', 'chaos/**'],
    rules: { 'max-statements': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Tables of facts, not code: their length is the length of the facts.
    files: ['charts/catalog/**', '**/*.data.ts'],
    rules: { 'max-lines': 'off' },
  },
);
