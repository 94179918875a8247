/** The project that a notebook lies in: what it says of its language, and its modules, which cells import as they are. */
export { type ProjectConfig, projectConfig } from './config.ts'
export { type KernelCalls, ProjectModules } from './modules.ts'
