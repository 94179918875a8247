/**
 * Values for the parameters of notebooks, by papermill's convention: a cell tagged `parameters` gives defaults, and one tagged
 * `injected-parameters` behind it, in the notebook's language, gives others.
 *
 * @see https://papermill.readthedocs.io/en/latest/usage-parameterize.html
 */
export { type Injected, withParameters } from './inject.ts'
export { type ParameterLanguage, parameterLanguage } from './languages.ts'
export { type ParameterValue, parameterFrom, parametersIn, valueAsJson } from './values.ts'
