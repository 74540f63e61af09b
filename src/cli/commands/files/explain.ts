import type { CommandDefinition } from '../../program/definition.ts';
import { output } from '../../program/options.ts';

/** `meshwright explain`. */
export const explain: CommandDefinition = {
  name: 'explain',
  summary: 'Explain an option: meaning, values, default, releases that have it.',
  description: ['Needs no cluster, and knows more than `kubectl explain`: defaults differ by release and profile.'],
  arguments: [
    {
      usage: '[option]',
      description: 'path such as mesh.mtls.enabled, with or without spec., or any key of the Helm values',
    },
  ],
  options: [output('table', 'json', 'yaml')],
  examples: [
    { command: 'meshwright explain mesh.tracing.sampling', says: 'An option' },
    { command: 'meshwright explain gateways', says: 'A block, with its fields' },
    { command: 'meshwright explain global.proxy.accessLogFile', says: 'What a value of the Helm chart became' },
  ],
  load: async () => (await import('../../explain.ts')).explainCommand,
};
