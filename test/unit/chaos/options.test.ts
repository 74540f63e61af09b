import { describe, expect, it } from '@jest/globals';
import { optionsOf } from '../../../chaos/options.ts';

describe('The arguments of the chaos tool', () => {
  it('name seed, runs, scenarios and faults', () => {
    const options = optionsOf(['--seed', '4', '--runs', '9', '--scenario', 'install,edit', '--faults', 'kill,latency']);
    expect(options).toMatchObject({ seed: 4, runs: 9, scenarios: ['install', 'edit'], faults: ['kill', 'latency'] });
    expect(options).not.toHaveProperty('keep');
    expect(optionsOf(['--keep', '0,3']).keep).toEqual([0, 3]);
  });

  it('are refused with the names that there are, or with how to write them', () => {
    expect(() => optionsOf(['--scenario', 'party'])).toThrow(/no scenario party; there are install, /);
    expect(() => optionsOf(['--seed', 'x'])).toThrow('--seed: "x": write a whole number');
    expect(() => optionsOf(['--seeds', '1'])).toThrow(/usage: npm run chaos -- \[--seed N\]/);
  });
});
