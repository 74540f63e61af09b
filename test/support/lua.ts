import fengari from 'fengari';

const { lua, lauxlib, lualib, to_luastring, to_jsstring } = fengari;

/** What a Lua script returns that reads a global `obj`: the strings of its table. @throws Error with Lua's message */
export function returnedBy(script: string, obj: unknown): Record<string, string> {
  const state = lauxlib.luaL_newstate();
  lualib.luaL_openlibs(state);
  const code = to_luastring(`obj = ${literal(obj)}\nlocal function main()\n${script}\nend\nreturn main()`);
  if (lauxlib.luaL_dostring(state, code)) throw new Error(to_jsstring(lua.lua_tostring(state, -1)));
  const text = (key: string): string => {
    lua.lua_getfield(state, -1, to_luastring(key));
    const value = lua.lua_tostring(state, -1);
    lua.lua_pop(state, 1);
    return to_jsstring(value);
  };
  return { status: text('status'), message: text('message') };
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(literal).join(', ')}}`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nil' : JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `[${JSON.stringify(key)}] = ${literal(inner)}`)
    .join(', ')}}`;
}
