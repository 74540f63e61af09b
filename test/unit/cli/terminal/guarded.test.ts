import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { API, type MeshInstall } from '../../../../src/api/meshinstall.ts';
import { guarded } from '../../../../src/cli/terminal/guarded.ts';
import { serialized, writeLines } from '../../../../src/cli/terminal/output.ts';
import { colours, render, span } from '../../../../src/cli/view/line.ts';
import { openScreen } from '../../../../src/cli/view/live/screen.ts';
import { statusTree } from '../../../../src/cli/view/status-tree.ts';
import { table } from '../../../../src/cli/view/tables/table.ts';
import { createLogger } from '../../../../src/log.ts';
import { commandLine, Sink } from '../../../support/command-line.ts';

/** Clears the screen, sets the title, and turns the direction of what follows. */
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u009b31m\r\u202e';

/** Everything that a terminal would carry out. */
const WORKING = /(?!\n)[\p{Cc}\u202e]/u;

const terminal = (sink: Sink) => ({ env: {}, stdout: guarded(sink) });

describe('what a file says is no command for the terminal that shows it', () => {
  const values = JSON.stringify({ global: { [`no${HOSTILE}`]: `such${HOSTILE}` }, [HOSTILE]: 1 });

  it.each([
    ['values of a chart', ['values', '-f', '-', '--version', '1.4.10'], values],
    ['a kind that is none', ['render', '-f', '-'], JSON.stringify({ apiVersion: HOSTILE, kind: `Mesh${HOSTILE}` })],
    ['text that is no YAML', ['render', '-f', '-'], `a: ${HOSTILE}`],
    ['an option that there is not', ['explain', `mesh.${HOSTILE}`], ''],
    [
      'a spec that is refused',
      ['render', '-f', '-'],
      JSON.stringify({
        apiVersion: API.apiVersion,
        kind: API.kind,
        metadata: { name: 'mesh' },
        spec: { version: HOSTILE, [HOSTILE]: HOSTILE },
      }),
    ],
  ])('%s', async (_what, args, input) => {
    const { stdout, stderr } = await commandLine(args, input);
    expect(stderr.length).toBeGreaterThan(0);
    expect(stdout).not.toMatch(WORKING);
    expect(stderr).not.toMatch(WORKING);
  });
});

describe('what a cluster says is no command for the terminal that shows it', () => {
  const install: MeshInstall = {
    apiVersion: API.apiVersion,
    kind: API.kind,
    metadata: { name: 'mesh' },
    spec: { version: '1.4.10' },
    status: {
      phase: 'Refused',
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Conflict',
          message: `belongs to release ${HOSTILE}`,
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  };

  it('as a status', () => {
    const sink = new Sink();
    writeLines(statusTree(install, Date.parse('2026-01-02T00:00:00Z'), Infinity), terminal(sink));
    expect(sink.text).toContain('belongs to release \\u001b[2J');
    expect(sink.text).not.toMatch(WORKING);
  });

  it('as a piece of a picture that changes in place, which keeps its own colours', () => {
    const sink = Object.assign(new Sink(), { isTTY: true, columns: 500, rows: 10 });
    openScreen(guarded(sink).unguarded, {}).print([[span(HOSTILE, 'red')]]);
    expect(sink.text).toContain('\u001b[31m\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u000d\\u202e\u001b[39m');
  });

  it('as a cell of a table', () => {
    expect(table(['HEAD'], [[`a\nb${HOSTILE}`]])).toMatch(/^HEAD\na\\nb\\u001b\[2J.*\n$/);
  });

  it('as a line of the log', () => {
    const sink = new Sink();
    createLogger({ level: 'info', destination: sink }).info({ release: HOSTILE }, HOSTILE);
    expect(sink.text).not.toMatch(WORKING);
    expect(JSON.parse(sink.text)).toMatchObject({ release: HOSTILE, msg: HOSTILE });
  });
});

describe('a guarded stream', () => {
  it.each(['yaml', 'json'])('lets an object in %s say the same, in its own syntax', (format) => {
    const sink = new Sink();
    const value = { [`key${HOSTILE}`]: HOSTILE, nel: 'a\u0085b', text: `several\nlines\n\u2028\n` };
    guarded(sink).write(serialized(value, format));
    expect(sink.text).not.toMatch(WORKING);
    expect(load(sink.text)).toEqual(value);
  });

  it('lets bytes pass as they are', () => {
    const sink = new Sink();
    guarded(sink).write(Buffer.from(HOSTILE));
    expect(sink.text).toBe(HOSTILE);
  });

  it('is the terminal in all else', () => {
    const sink = Object.assign(new Sink(), { isTTY: true, columns: 80 });
    const stream = guarded(sink);
    sink.columns = 100;
    expect([stream.isTTY, stream.columns]).toEqual([true, 100]);
    let ended = false;
    stream.on('finish', () => (ended = true)).emit('finish');
    expect(ended).toBe(true);
  });

  it('shows colours of ours', () => {
    expect(render([span('Ready', 'green')], colours)).toBe('\u001b[32mReady\u001b[39m');
  });
});
