import { createRequire } from 'node:module'
import type { KernelSpec } from './spec.ts'

/** A program or a language, and which one it is. */
export interface ToolVersion {
  name: string
  version: string
}

/**
 * What a kernel is made of: Node and the compiler of one that our launcher starts, of any other what it says itself.
 *
 * @param isOurs whether our launcher starts it
 * @param info the content of its `kernel_info_reply`
 */
export function kernelVersions({ argv }: Pick<KernelSpec, 'argv'>, isOurs: boolean, info: unknown): ToolVersion[] {
  if (!isOurs) return versionsIn(info)
  const node = argv[0] === process.execPath ? [{ name: 'Node', version: process.versions.node }] : []
  return [{ name: 'TypeScript', version: compilerVersion() }, ...node]
}

function compilerVersion(): string {
  const require = createRequire(import.meta.url)
  return (require('typescript-compiler/package.json') as { version: string }).version
}

/** @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-info */
function versionsIn(info: unknown): ToolVersion[] {
  const { implementation, implementation_version, language_info } = Object(info) as Record<string, unknown>
  const language = Object(language_info) as Record<string, unknown>
  return [
    [language.name, language.version],
    [implementation, implementation_version],
  ].flatMap(([name, version]) => (isSaid(name) && isSaid(version) ? [{ name, version }] : []))
}

function isSaid(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 60
}
