/** The process in which figures are tried: what is to be run comes in, what was made goes out. It imports nothing of this package. */
import { Script } from 'node:vm'
import type { Trial, TrialResult } from './trial.ts'

/** Of what a worker of a page has, what a pure module may use. */
const left = new Set(
  `globalThis self Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Uint8Array Int8Array
  Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map
  BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape unescape isFinite isNaN TextEncoder TextDecoder structuredClone queueMicrotask setTimeout clearTimeout
  MessageChannel MessagePort Event EventTarget AbortController AbortSignal DOMException URL URLSearchParams console`.split(
    /\s+/,
  ),
)

type Answer = TrialResult & { id: number }

const { exit, stdin, stdout } = process
const chunks: Buffer[] = []
for await (const chunk of stdin) chunks.push(chunk as Buffer)
const { texts, trials } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
  texts: string[]
  trials: Trial[]
}

let answered: (answer: Answer) => void = () => {}
let hear: (event: { data: object }) => Promise<void> | void = () => {}
const scope = globalThis as unknown as Record<string, unknown>
for (const name of Object.getOwnPropertyNames(scope)) if (!left.has(name)) delete scope[name]
scope.self = scope
scope.postMessage = (answer: Answer) => answered(answer)
scope.addEventListener = (_: string, listener: typeof hear) => {
  hear = listener
}
for (const text of texts) new Script(text).runInThisContext()

const ask = (wish: object): Promise<Answer> =>
  new Promise((resolve) => {
    answered = resolve
    void hear({ data: wish })
  })

const results: TrialResult[] = []
let of: string | undefined
for (const [id, { page, cell, values }] of trials.entries()) {
  if (page !== of) await ask({ texts: [page] })
  of = page
  const { svg, digest, error } = await ask({ id, figure: cell, values, isTold: true })
  results.push({
    ...(svg !== undefined && { svg }),
    ...(digest !== undefined && { digest }),
    ...(error !== undefined && { error }),
  })
}
stdout.write(JSON.stringify(results), () => exit())
