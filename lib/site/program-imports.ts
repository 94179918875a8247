import { isBuiltin } from 'node:module'
import type { ImportedName } from './cell-code.ts'

/** Declarations at the top of a program. */
interface Joined {
  imports: string[]
  /** What only the kernel has, as declarations of the program's own. */
  fromKernel: string[]
}

/** One declaration for all that comes from a module. */
export function joinedImports(names: readonly ImportedName[]): Joined {
  const joined: Joined = { imports: [], fromKernel: [] }
  const origin = ({ module, attributes }: ImportedName) => `${module}\n${attributes}`
  for (const each of new Set(names.map(origin))) {
    const all = names.filter((name) => origin(name) === each)
    const [{ module, attributes }] = all as [ImportedName]
    if (module === 'tslab') {
      joined.fromKernel.push(...all.map(ofKernel))
      continue
    }
    const from = `from ${JSON.stringify(module).replace(/^"([^'\\]*)"$/, "'$1'")}${attributes && ` ${attributes}`}`
    const named = all.filter(({ name }) => name !== '*' && name !== 'default')
    for (const { name, local, isType } of all) {
      const type = isType ? 'type ' : ''
      if (name === '*') joined.imports.push(`import ${type}* as ${local} ${from}`)
      if (name === 'default') joined.imports.push(`import ${type}${local} ${from}`)
    }
    if (named.length > 0)
      joined.imports.push(`import ${namedImports(named.map(specifier).sort(byImportedName))} ${from}`)
  }
  return joined
}

/** What is to be installed: names of packages, and paths as they are. Modules of Node's own are there. */
export function packagesOf(modules: readonly string[]): string[] {
  const packages = modules
    .filter((module) => !isBuiltin(module) && module !== 'tslab' && !module.startsWith('#'))
    .map((module) => (module.startsWith('.') ? module : module.split('/', module.startsWith('@') ? 2 : 1).join('/')))
  return [...new Set(packages)].sort()
}

function ofKernel({ name, local }: ImportedName): string {
  if (name === '*' || name === 'default') return `const ${local} = { display: displayed(), newDisplay: displayed }`
  return `const ${local} = ${name === 'newDisplay' ? 'displayed' : 'displayed()'}`
}

function specifier({ name, local, isType }: ImportedName): string {
  return `${isType ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`
}

function byImportedName(one: string, other: string): number {
  const [a, b] = [one, other].map((each) => each.replace(/^type /, ''))
  return a! < b! ? -1 : 1
}

function namedImports(specifiers: readonly string[]): string {
  const line = `{ ${specifiers.join(', ')} }`
  return line.length <= 80 ? line : `{\n${specifiers.map((each) => `  ${each},\n`).join('')}}`
}
