/**
 * What a project says of all its notebooks: `ackbook.config.ts` and its like, found, read, held to a schema. `defineConfig` is for who
 * writes one; the rest for who obeys it.
 */
export {
  type Config,
  type ConfigExport,
  type ConfigGroup,
  type ConfigOrder,
  type ConfigPattern,
  defineConfig,
} from './define.ts'
export { type Overrides, overridesOf, readEnvFile } from './environment.ts'
export { ConfigError } from './error.ts'
export { findConfig, isOfProject, topOf } from './find.ts'
export { type ConfigSettings, isCodeFile, type LoadedConfig, loadConfig } from './load.ts'
export { type Meant, matcherOf, meantBy, placeIn } from './patterns.ts'
export { configSchema } from './schema.ts'
