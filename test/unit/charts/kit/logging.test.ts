import { describe, expect, it } from '@jest/globals';
import { atLogLevel } from '../../../../charts/kit/logging.ts';
import { meshOf } from '../../../support/mesh.ts';

const ARGS = ['--port', '80', '--log_output_level=default:info'];

describe('arguments of a program', () => {
  it('log as the release does where the mesh has no level', () => {
    const own = ['--log_output_level=default:warn'];
    expect(atLogLevel(meshOf({ version: '1.0.9' }), own)).toEqual(own);
  });

  it('log at the level of the mesh where it has one, and are else the same', () => {
    const mesh = meshOf({ defaults: { logLevel: 'default:debug' } });
    expect(atLogLevel(mesh, ARGS)).toEqual(['--port', '80', '--log_output_level=default:debug']);
    expect(atLogLevel(mesh, ['--port', '80'])).toEqual(['--port', '80']);
  });
});
