import { GatewayError } from '../kernel/errors.ts'

/** A Jupyter Server, or an Enterprise Gateway: where it is, and what opens it. */
export interface GatewayAddress {
  /** Of its root, with a slash at its end; without anything secret. */
  url: string
  /** From the environment alone; empty for one that asks for none. */
  token: string
}

/** The variables that hold a token, the first that is set counts: Jupyter Server's, and Enterprise Gateway's. */
const tokenVariables = ['JUPYTER_TOKEN', 'KG_AUTH_TOKEN'] as const

/**
 * What a user gave as a gateway's address.
 *
 * @throws GatewayError for what is no address of one, or holds a secret: the message does not repeat it
 */
export function gatewayAddress(given: string, env: Readonly<Record<string, string | undefined>>): GatewayAddress {
  const url = urlIn(given)
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new GatewayError(
      `${withoutSecrets(given)} is no address of a gateway: give that of a Jupyter Server, like http://127.0.0.1:8888`,
    )
  if (url.username !== '' || url.password !== '')
    throw new GatewayError(
      `the address of the gateway at ${url.host} holds a name or a password, which command lines do not keep secret: leave it out, and set JUPYTER_TOKEN in the environment`,
    )
  if (url.search !== '' || url.hash !== '')
    throw new GatewayError(
      `the address of the gateway at ${url.host} has more than its place (? or #): leave it out, and set JUPYTER_TOKEN in the environment where a token is asked for`,
    )
  // What Jupyter prints when it starts is the address of a front end.
  const path = url.pathname.replace(/\/(?:lab|tree|notebooks)?\/?$/, '')
  const token = tokenVariables.map((name) => env[name]).find((value) => value !== undefined && value !== '') ?? ''
  if (/[^\x21-\x7e]/.test(token))
    throw new GatewayError('the token in the environment has characters that no token has: look at JUPYTER_TOKEN')
  return { url: `${url.origin}${path}/`, token }
}

function urlIn(given: string): URL | undefined {
  try {
    return new URL(given)
  } catch {
    return undefined
  }
}

/** An address as messages may have it: its query and what stands before an `@` may be secrets. */
function withoutSecrets(address: string): string {
  return address
    .split(/[?#]/, 1)[0]!
    .replace(/^([a-z]+:\/\/)?[^/]*@/i, '$1')
    .slice(0, 200)
}
