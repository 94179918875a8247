import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { arch, release, type } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import type { KernelChoice } from '../kernel/index.ts'
import { type Dependencies, nothingReached, type Reached } from './dependencies.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import { type Grounds, groundsOf, type VerifyRequest } from './grounds.ts'
import type { OwnPart } from './own.ts'
import { isInstalled } from './packages.ts'
import { type Part, versionsOf } from './part.ts'

/** What is around a notebook, besides its files. */
export interface Around {
  env: Readonly<Record<string, string | undefined>>
  own: OwnPart
  /** Keeps the values of variables out of what is written. */
  secret: Buffer
}

/** All that the result of a notebook hangs on, as far as can be known. */
export interface CacheKey {
  digest: string
  /** The same in parts, for who wants to tell them. */
  parts(): Part[]
}

/** Variables that change what Node and the usual libraries do. @see https://nodejs.org/api/cli.html#environment-variables_1 */
const usualVariables = [
  ...[
    'NODE_OPTIONS',
    'NODE_PATH',
    'NODE_ENV',
    'NODE_DEBUG',
    'NODE_DISABLE_COLORS',
    'NODE_ICU_DATA',
    'NODE_NO_WARNINGS',
  ],
  ...['NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_USE_ENV_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['NODE_PENDING_DEPRECATION', 'NODE_PRESERVE_SYMLINKS', 'UV_THREADPOOL_SIZE'],
  ...['TZ', 'LANG', 'LC_ALL', 'LC_MESSAGES', 'NO_COLOR', 'FORCE_COLOR', 'DEBUG'],
]

/** What holds where no variable says otherwise. */
const timeZone = '/etc/localtime'

/** @returns why it cannot be known, where that is so */
export async function cacheKeyOf(
  asked: VerifyRequest,
  dependencies: Dependencies,
  around: Around,
): Promise<CacheKey | { unknown: string }> {
  const grounds = await groundsOf(asked, dependencies)
  const { unknown } = grounds
  return unknown === undefined ? keyByGrounds(asked, grounds, dependencies, around) : { unknown }
}

export function keyByGrounds(
  asked: VerifyRequest,
  grounds: Grounds,
  dependencies: Dependencies,
  around: Around,
): CacheKey {
  const { folder, choice, asked: request } = asked
  const { main, declared, files, reached } = grounds
  const env = { ...around.env, ...request?.env }
  // One that has the name of another, or an interpreter of its own, is known by its program.
  const isOurs = main !== undefined && choice.spec.argv[0] === process.execPath
  const ofContent = (kind: Part['kind'], paths: readonly string[]): Part[] =>
    paths.map((path) => ({ kind, name: path, value: dependencies.digestOf(path) }))
  const manifest = dependencies.manifestFor(folder)
  const others: Part[] = [
    { kind: 'layout', name: "how the notebook's file is written", value: asked.fingerprint },
    ...ofContent('declared', files),
    ...ofContent('manifest', manifest === undefined || reached.files.has(manifest) ? [] : [manifest]),
    ...ofContent('lock', dependencies.locksFor(folder)),
    ...kernelParts(choice, main),
    ...linkedParts(main, dependencies),
    ...ofContent('file', [timeZone]),
    ...ofContent('file', isOurs ? [] : [programAt(choice.spec.argv[0]!, env.PATH)]),
    { kind: 'version', name: 'the system', value: `${type()} ${release()} ${arch()}` },
    ...(request ? partsOfRequest(request) : []),
    ...[...new Set([...usualVariables, ...(declared?.env ?? []), ...Object.keys(request?.env ?? {})])].map(
      (name): Part => ({ kind: 'variable', name, value: variable(name) }),
    ),
  ]
  return {
    digest: digestOf([around.own.digest, others, digestOfReached(reached)]),
    parts: () => [...others, ...reachedParts(reached), ...around.own.parts],
  }

  function variable(name: string): string {
    const value = env[name]
    if (value === undefined) return 'unset'
    return createHmac('sha256', around.secret).update(`${name}=${value}`).digest('hex').slice(0, 32)
  }
}

/** What is reached from installed packages is many files, the same for many notebooks. */
function digestOfReached({ files, packages, installed, missing }: Reached): string {
  const versions = [...packages].map(([name, all]) => [name, versionsOf(all)])
  const asked = [...installed.values()].map(({ digest }) => digest)
  return digestOf([[...files].join('\n'), versions, asked, [...missing]])
}

function reachedParts({ files, packages, installed, missing }: Reached): Part[] {
  const below = [...installed.values()]
  const versions = new Map<string, Set<string>>()
  for (const [name, all] of [packages, ...below.map((each) => each.packages)].flatMap((each) => [...each])) {
    versions.set(name, new Set([...(versions.get(name) ?? []), ...all]))
  }
  const ofInstalled = new Map(below.flatMap((each) => [...each.files]))
  return [
    ...[...versions].map(([name, all]): Part => ({ kind: 'package', name, value: versionsOf(all) })),
    ...[...files].map(([name, value]): Part => ({ kind: 'file', name, value })),
    ...[...ofInstalled].map(([name, value]): Part => ({ kind: 'installed', name, value })),
    ...[...missing].map((name): Part => ({ kind: 'name', name, value: 'nowhere' })),
  ]
}

function partsOfRequest({ settings, cwd, limits, parameters }: NonNullable<VerifyRequest['asked']>): Part[] {
  return [
    { kind: 'config', name: "the project's settings", value: digestOf(settings ?? null) },
    { kind: 'config', name: 'the folder in which it runs', value: digestOf(cwd ?? null) },
    { kind: 'config', name: 'how much may be printed and taken', value: digestOf(limits ?? null) },
    { kind: 'config', name: 'what its parameters are', value: digestOf(parameters ?? null) },
  ]
}

function kernelParts({ name, spec }: KernelChoice, main: string | undefined): Part[] {
  // The number of this process says nothing.
  const argv = spec.argv.filter((word, at) => word !== '--parent' && spec.argv[at - 1] !== '--parent')
  const parts: Part[] = [
    { kind: 'version', name: 'the kernel', value: name },
    { kind: 'kernel', name: `how ${name} is started`, value: digestOf({ ...spec, argv }) },
  ]
  if (main !== undefined) parts.push({ kind: 'version', name: 'tslab', value: versionAt(join(dirname(main), '..')) })
  return parts
}

/** A tslab that is worked on, to which a link leads: its version says little. */
function linkedParts(main: string | undefined, dependencies: Dependencies): Part[] {
  const file = main === undefined ? '' : realPath(main)
  if (main === undefined || isInstalled(file)) return []
  const reached = nothingReached()
  dependencies.reachFile(file, reached, false)
  return [...reached.files].map(([name, value]): Part => ({ kind: 'kernel', name, value }))
}

function programAt(program: string, path = ''): string {
  if (isAbsolute(program)) return program
  const places = path.split(delimiter).map((folder) => join(folder, program))
  return places.find((place) => existsSync(place)) ?? program
}

function versionAt(folder: string): string {
  try {
    return String((JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown }).version)
  } catch {
    return 'unknown'
  }
}
