/** Files beside the notebook. */
export const files: Record<string, string> = {
  'node_modules/@types/own/index.d.ts': 'interface OwnHeld {\n  one: number\n}\n',
  'node_modules/@types/own/package.json': '{ "name": "@types/own", "version": "1.0.0", "types": "index.d.ts" }\n',
  'beside.ts':
    'export interface Unit {\n  name: string\n}\n\nexport function fails(unit: Unit): never {\n  throw new RangeError(unit.name)\n}\n',
  'types.d.ts': 'export interface Held {\n  first: number\n}\n',
  'plain.cjs': 'exports.calls = (f) => f()\nexports.asked = module.parent === undefined',
  'module.mjs': 'export const answer = 42\nexport default class Own {}\n',
  'data.json': '{ "one": 1 }\n',
  'child.cjs':
    "process.on('message', (text) => {\n  process.send({ text, argv: process.argv.slice(2), execArgv: process.execArgv })\n  process.disconnect()\n})\n",
  'worker.cjs':
    "const { parentPort, workerData } = require('node:worker_threads')\nparentPort.postMessage({ workerData, execArgv: process.execArgv, limit: Error.stackTraceLimit })\n",
}

/** What cells do, good and bad, by kind: each sees what those before it declared. */
export const cells: Readonly<Record<string, readonly string[]>> = {
  'names, declared again': [
    'let first = 1\nfirst + 1',
    'const text: number = "text"',
    'nowhere',
    'let first: string = "again"\nfirst',
    'const first = 2, second = first * 2\nsecond',
  ],
  'enums and namespaces': [
    'enum Side { Left = 1, Right }\nSide[Side.Left]',
    'const enum Fixed { One = 1 }\nFixed.One',
    'namespace Space {\n  export const inside = 3\n}\nSpace.inside',
  ],
  'interfaces and classes': [
    'interface Point { x: number; y?: number }\nconst point: Point = { x: 1, z: 2 }',
    'interface Point { x: number; y?: number }\nconst point: Point = { x: 1 }\npoint',
    'class Place<T extends Point> {\n  #at: T[] = []\n  constructor(readonly name: string) {}\n  add(at: T): this {\n    this.#at.push(at)\n    return this\n  }\n  get size(): number {\n    return this.#at.length\n  }\n}\nnew Place("here").add(point).size',
    'new Place("here").add("wrong")',
    'abstract class Shape {\n  abstract area(): number\n}\nnew Shape()',
    `type Names<T> = { [K in keyof T as \`get\${Capitalize<string & K>}\`]: () => T[K] }\nconst named: Names<Point> = {}`,
  ],
  'decorators and generics': [
    'function logged(target: any, key: string, descriptor: PropertyDescriptor) {\n  console.log("decorated", key)\n}\nclass Decorated {\n  @logged\n  method() {}\n}',
    'const identity = <T,>(value: T): T => value\nconst kept: string = identity(3)',
  ],
  'what is waited for': [
    'await Promise.resolve(7)',
    'const waited = await new Promise<number>((resolve) => setTimeout(() => resolve(8), 1))\nwaited',
    'for await (const each of (async function* () { yield 1; yield 2 })()) console.log(each)',
    'await Promise.reject(new TypeError("rejected"))',
  ],
  'what is thrown': [
    'throw new RangeError("thrown")',
    'function outer() {\n  return inner()\n}\nfunction inner(): never {\n  throw Object.assign(new Error("deep"), { code: "E_DEEP" })\n}\nouter()',
    'throw { not: "an error" }',
    'const recursive = (n: number): number => n === 0 ? (() => { throw new Error("bottom") })() : recursive(n - 1)\nrecursive(30)',
    'try {\n  eval("nothing here")\n} catch (error) {\n  console.log((error as Error).name, (error as Error).message)\n}',
  ],
  "Node's modules": [
    'import fs from "node:fs"\nimport { join, sep } from "node:path"\nconsole.log(typeof fs.readFileSync, join("a", "b"), sep)',
    'import * as os from "os"\nos.nothing()',
    'import { createHash } from "node:crypto"\ncreateHash("sha256").update("a").digest("hex")',
    'import { EventEmitter } from "node:events"\nclass Emits extends EventEmitter {}\nnew Emits() instanceof EventEmitter',
    'import assert from "node:assert/strict"\nassert.equal(1, 2)',
    'import zlib from "node:zlib"\nzlib.gunzipSync(zlib.gzipSync("zipped")).toString()',
    'const buffer = Buffer.from("abc")\nbuffer.toString("base64") + new TextDecoder().decode(new Uint8Array([104, 105]))',
  ],
  'files beside the notebook': [
    'import { fails } from "./beside"\nfails({ name: "from a file" })',
    'import { fails as again } from "./beside"\nagain({ nam: "from a file" })',
    'import type { Held } from "./types"\nconst held: Held = { first: 1, second: 2 }',
    'import data from "./data.json"\ndata.one',
    'import { missing } from "./nowhere"',
    'declare const require: any\nconst { calls, asked } = require("./plain.cjs")\ncalls(() => asked)',
    'const own = await import("./module.mjs" as string)\nown.answer',
  ],
  'this package and tslab': [
    'import { Network } from "ackbook/network"\nconst network = new Network({ seed: 1 })\nnetwork.host("a").name',
    'network.host(3)',
    'import * as draw from "ackbook/draw"\nObject.keys(draw).length > 3',
    'import { display } from "tslab"\ndisplay.html("<b>shown</b>")',
    'import * as tslab from "tslab"\nObject.keys(tslab).sort().join()',
  ],
  'a last expression that is a picture, or says how it is shown': [
    'import { transfer } from "ackbook/concepts/flow-control"\nimport { ladder } from "ackbook/draw"\nconst { trace } = transfer({ rate: 10e6, delay: 10 }, { window: 2, segments: 2 })\nladder(trace)',
    'ladder(trace).length > 1000',
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": "**shown**", "text/plain": "shown" }) })',
    'import { source } from "ackbook/source"\nsource("sendAll")',
  ],
  "errors in this package's own code": [
    'import { Network } from "ackbook/network"\nconst network = new Network()',
    'network.link(network.host("a"), network.host("b"), { loss: 1.5 })',
    'network.at(1, () => { throw new Error("in a call of the package") })\nnetwork.run()',
  ],
  'what does not parse': ['const view = <b>text</b>', 'let a = ;', 'if (true) {', '1 as string'],
  'processes and threads': [
    'console.log(process.argv.length, process.execArgv, process.argv[0] === process.execPath, process.argv[1].split("/").at(-1))',
    'import { fork } from "node:child_process"\nconst answer = await new Promise((resolve) => {\n  const child = fork("./child.cjs", ["a"])\n  child.on("message", resolve)\n  child.send("hello")\n})\nanswer',
    'import { Worker } from "node:worker_threads"\nawait new Promise((resolve, reject) => {\n  new Worker("./worker.cjs", { workerData: 5 }).on("message", resolve).on("error", reject)\n})',
    'await new Promise((resolve, reject) => {\n  const options = { workerData: 6, resourceLimits: { maxOldGenerationSizeMb: 16 } }\n  new Worker("./worker.cjs", options).on("message", resolve).on("error", reject)\n})',
    'import { execFileSync } from "node:child_process"\nexecFileSync(process.execPath, ["-p", "process.execArgv.length"]).toString()',
  ],
  'what there is': [
    'console.log(new Error("printed").stack, Error.stackTraceLimit)',
    'import vm from "node:vm"\nvm.runInThisContext("typeof require + typeof module + typeof exports")',
    'Object.getOwnPropertyNames(globalThis).sort().join()',
    'Object.keys(process).sort().join()',
    'Object.keys(require.cache).filter((path) => /tslab/.test(path)).map((path) => path.split("/").at(-1)).sort().join()',
    'console.log(typeof fetch, typeof WebSocket, typeof structuredClone, typeof crypto?.subtle, typeof performance.now(), new URL("a", "http://b").href)',
    'const { port1, port2 } = new MessageChannel()\nconst came = new Promise((resolve) => port2.once("message", resolve))\nport1.postMessage({ at: 1 })\nconst message = await came\nport1.close()\nmessage',
  ],
  surroundings: [
    'import fs from "node:fs"',
    'process.env.ACKBOOK_KERNEL !== undefined && process.env.JPY_PARENT_PID === String(process.ppid)',
    'console.error("to stderr")\nprocess.stdout.write("without an end")',
    'process.cwd() === fs.realpathSync(".")',
    'fs.readFileSync(0)',
  ],
  'what nothing waits for': [
    'void Promise.reject(new Error("left alone"))',
    'setTimeout(() => { throw new Error("in a timer") }, 1)\nawait new Promise((resolve) => setTimeout(resolve, 30))',
  ],
  'a module in a cell': [
    '/** @module inside */\nexport const kept = 5\nexport function breaks(): never {\n  throw new Error("of a module")\n}',
    'import { kept as fromModule, breaks } from "./inside"\nconsole.log(fromModule)\nbreaks()',
  ],
  'types beside the notebook': ['const own1: OwnHeld = { one: 1, two: "two" }'],
  'values that are printed': [
    'console.log([1, "two", { three: [4n, null, undefined] }], new Map([[1, new Set([2])]]), Symbol("s"), /r/g, new Date(0))',
    'new Intl.NumberFormat("de").format(1234.5) + new Date(0).toLocaleDateString("en-GB", { timeZone: "UTC" })',
  ],
}
