/**
 * Jupyter kernels from Node: finding and choosing them, starting them so that none outlives us, talking to them by the
 * Jupyter protocol 5.4, and knowing the habits of those that depart from it. Prints nothing, but that a snapshot cannot be used. What runs tslab's cells in the
 * process of that kernel is in `inside/`.
 */
export { chooseKernel, type KernelChoice, tslabKernelJson } from './choose.ts'
export { type Deferred, deferred, within } from './deferred.ts'
export { GatewayError, InstallError, KernelSpecError, KernelStartError, UnknownKernelError } from './errors.ts'
export type { RequestExchange } from './exchanges.ts'
export { type FoundKernel, findKernelSpecs } from './find.ts'
export { type Installation, installKernel, uninstallKernel } from './installed.ts'
export { offerTslab, prepareTslab } from './jupyter.ts'
export { describeExit, type Ended, type Kernel, type LocalKernel, startKernel } from './kernel.ts'
export { canWatchMemory, type MemoryWatch, watchMemory } from './memory.ts'
export { type Message, replyStatus, textOrEmpty } from './message.ts'
export { filesOpenToWrite } from './open-files.ts'
export type { Exit } from './process.ts'
export { askedInput, isRefusal, type Judgement, noStandardInput, type Profile, type ShownError } from './profiles.ts'
export { isSwitchedOff } from './snapshot/index.ts'
export type { KernelSpec } from './spec.ts'
export type { Stray } from './strays.ts'
export type { ToolVersion } from './versions.ts'
