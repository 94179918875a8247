/** It brings no types. */
declare module 'cross-spawn' {
  /** `spawn` of Node that starts on Windows, too, what is no `.exe`. */
  function spawn(
    file: string,
    args: readonly string[],
    options: import('node:child_process').SpawnOptions & { stdio: ['ignore', 'pipe', 'pipe'] },
  ): import('node:child_process').ChildProcessByStdio<
    null,
    import('node:stream').Readable,
    import('node:stream').Readable
  >
  export = spawn
}
