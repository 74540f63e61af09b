import { describe, expect, it } from '@jest/globals';
import { span, type Line } from '../../../../../src/cli/view/line.ts';
import { openScreen } from '../../../../../src/cli/view/live/screen.ts';
import { FakeTerminal } from '../../../../support/terminal.ts';

const lines = (...texts: string[]): Line[] => texts.map((text) => [span(text)]);

describe('a live screen', () => {
  it('paints a new picture over the old one, also when it is lower', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('one', 'two long', 'three'));
    screen.show(() => lines('uno', 'due'));
    expect(terminal.lines).toEqual(['uno', 'due']);
  });

  it('puts lines that stay above the picture', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('picture'));
    screen.print(lines('first'));
    screen.print(lines('second'));
    expect(terminal.lines).toEqual(['first', 'second', 'picture']);
  });

  it('writes nothing when the picture is as it was', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('same'));
    const before = terminal.writes.length;
    screen.show(() => lines('same'));
    expect(terminal.writes).toHaveLength(before);
  });

  it('paints each picture in one write that never clears a line before its text is there', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('a', 'b'));
    screen.show(() => lines('c', 'd'));
    expect(terminal.writes).toHaveLength(2);
    expect(terminal.writes[1]).not.toContain('\u001b[2J');
    expect(terminal.writes[1]?.indexOf('c')).toBeLessThan(terminal.writes[1]?.indexOf('\u001b[K') ?? 0);
  });

  it('crops the picture to the terminal, so that no line wraps and the top can be reached again', () => {
    const terminal = new FakeTerminal({ columns: 10, rows: 4 });
    const screen = openScreen(terminal, {});
    screen.show(() => lines('0123456789abc', 'b', 'c', 'd', 'e'));
    expect(terminal.lines).toEqual(['012345678…', 'b', 'c']);
  });

  it('draws again for the new size when the window changes', () => {
    const terminal = new FakeTerminal({ columns: 40 });
    const screen = openScreen(terminal, {});
    screen.show(({ columns }) => lines(`${columns} columns`));
    terminal.resize(30, 24);
    expect(terminal.lines).toEqual(['30 columns']);
  });

  it('leaves a picture that is kept and starts the next one below', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('kept'));
    screen.keep();
    screen.show(() => lines('next'));
    expect(terminal.lines).toEqual(['kept', 'next']);
  });

  it('takes the picture away and shows the cursor when it closes', () => {
    const terminal = new FakeTerminal();
    const screen = openScreen(terminal, {});
    screen.show(() => lines('picture'));
    screen.close();
    expect(terminal.lines).toEqual([]);
    expect(terminal.writes.at(-1)).toBe('\u001b[?25h');
  });

  it('writes no colours where NO_COLOR is set', () => {
    const painted = (env: Record<string, string>): string => {
      const terminal = new FakeTerminal();
      openScreen(terminal, env).show(() => [[span('text', 'green')]]);
      return terminal.writes.join('');
    };
    expect(painted({})).toContain('\u001b[32m');
    expect(painted({ NO_COLOR: '1' })).not.toContain('\u001b[32m');
  });
});

describe('a screen that is no terminal', () => {
  it.each([
    ['a pipe', { isTTY: false }, {}],
    ['a terminal that cannot move its cursor', { isTTY: true }, { TERM: 'dumb' }],
  ])('prints plain lines to %s and draws no pictures', (_name, options, env) => {
    const terminal = new FakeTerminal(options);
    const screen = openScreen(terminal, env);
    screen.show(() => lines('picture'));
    screen.print([[span('  a', 'green'), span(' b  ')]]);
    screen.close();
    expect(terminal.writes).toEqual(['  a b\n']);
  });
});
