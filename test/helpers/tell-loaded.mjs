/** `node --import tell-loaded.mjs …` writes the address of each module that is imported to its standard error, a line each. */
import { register } from 'node:module'

const hooks = `
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  const loaded = await next(url, context)
  writeSync(2, 'loaded ' + url + '\\n')
  return loaded
}`
register(`data:text/javascript,${encodeURIComponent(hooks)}`)
