/** What ends a path where it stands in a message. */
const delimiter = String.raw`\s()'"<>=,:`
const installedPath = new RegExp(
  String.raw`(?<![^${delimiter}])(?:file://)?(?:[A-Za-z]:)?[\\/][^${delimiter}]*[\\/](?=(?:node_modules|site-packages|dist-packages)[\\/])`,
  'g',
)
/** ipykernel's name for a cell: its process and a hash. */
const pythonCell = /(?<![^\s()'"<>=,:])[\\/][^\s()'"<>=,:]*[\\/]ipykernel_\d+[\\/]\d+\.py/g

/**
 * A message without the places where packages are installed, which are another's on each machine:
 * `at f (‹install›/node_modules/tslab/dist/executor.js:160:38)`.
 */
export function withoutInstallPaths(message: string): string {
  return message.replace(pythonCell, '‹cell›').replace(installedPath, '‹install›/')
}
