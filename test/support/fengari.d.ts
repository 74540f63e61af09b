/** The part of fengari's interface, that of Lua's C library, that tests use. */
declare module 'fengari' {
  type State = object;
  type LuaString = Uint8Array;
  const fengari: {
    to_luastring: (text: string) => LuaString;
    to_jsstring: (text: LuaString) => string;
    lua: {
      lua_tostring: (state: State, index: number) => LuaString;
      lua_getfield: (state: State, index: number, key: LuaString) => number;
      lua_pop: (state: State, count: number) => void;
    };
    lauxlib: { luaL_newstate: () => State; luaL_dostring: (state: State, code: LuaString) => boolean };
    lualib: { luaL_openlibs: (state: State) => void };
  };
  export default fengari;
}
