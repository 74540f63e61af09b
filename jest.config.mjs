// ESM needs NODE_OPTIONS=--experimental-vm-modules (`npm test` sets it). Types are checked by `npm run check`.
const transform = { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false }] };
const project = (displayName, extra = {}) => ({
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  // Copies of this repository with mistakes in them.
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  ...extra,
});

export default {
  // Real servers are waited for more than they compute.
  maxWorkers: '100%',
  // Modules of a file stay in memory after it; collecting gigabytes of them stops all that a later test does in its process.
  workerIdleMemoryLimit: '1GB',
  // A test that hangs has to end; one that is only slow, on a machine with other work, has not.
  testTimeout: 60_000,
  projects: [
    // One module, no network.
    project('unit'),
    // The same, over generated input.
    project('property'),
    // A real apiserver. The set-up runs only if a test of this project does.
    project('integration', { globalSetup: '<rootDir>/test/support/build-binaries.mjs' }),
  ],
};
