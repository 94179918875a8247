import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { filesOpenToWrite, type Kernel, type KernelChoice, KernelStartError, replyStatus } from '../kernel/index.ts'
import { type KernelSnippets, snippetsFor } from './kernel-snippets.ts'
import { KernelTrial, type TrialOptions, type Tried } from './kernel-trial.ts'
import { recordOf } from './outputs.ts'

/** One thing that a kernel does or does not. */
export interface KernelCheck {
  what: string
  /** `untried` where nobody knows how: no source for it, or no such thing in its language. */
  does: 'yes' | 'no' | 'untried'
  /** What was seen, and what that means for verifying. */
  says: string
  /** Nothing can be verified without it. */
  isNeeded: boolean
}

type CheckAnswer = Pick<KernelCheck, 'does' | 'says'>

/**
 * Starts a kernel and tries what matters for verifying notebooks, one thing after another. Nothing of it is left when this ends,
 * in whatever way.
 *
 * @param own sources for a language that we do not know, or in place of ours
 * @throws the signal's reason
 */
export async function* checkKernel(
  choice: KernelChoice,
  { own = {}, ...options }: TrialOptions & { own?: KernelSnippets },
): AsyncGenerator<KernelCheck> {
  const trial = new KernelTrial(choice, options)
  const { signal } = options
  try {
    const began = performance.now()
    const kernel = await trial.kernel().catch((error: unknown) => {
      if (!(error instanceof KernelStartError)) throw error
      return error
    })
    if (kernel instanceof KernelStartError) {
      yield checkOf('start', no(`${kernel.message}${kernel.output === '' ? '' : `: ${kernel.output.trim()}`}`), true)
      return
    }
    yield checkOf('start', yes(`ready after ${shownTime(performance.now() - began)}`), true)
    yield* whatItSays(kernel)
    const language = String(recordOf(kernel.info.language_info).name ?? choice.spec.language)
    const snippets = { ...snippetsFor(kernel.profile.name, language), ...own }
    for (const { what, source, isNeeded = false, judge } of trials) {
      const given = source && snippets[source]
      if (source && given === undefined) yield checkOf(what, untried(kernel, language), false)
      else yield checkOf(what, await stoppable(judge(trial, given ?? '', snippets), signal), isNeeded)
    }
    yield checkOf('files', await writing(await trial.kernel(), options.cwd), false)
    yield checkOf('end', await stoppable(endedBy(trial), signal), false)
  } finally {
    await trial.end()
  }
}

function* whatItSays({ info, profile, transport, versions }: Kernel): Generator<KernelCheck> {
  const { protocol_version: version } = info
  const made = versions.map((tool) => `${tool.name} ${tool.version}`).join(', ')
  const protocol = typeof version === 'string' ? `protocol ${version}` : 'names no version of the protocol'
  yield checkOf(
    'kernel_info',
    answer(typeof version === 'string', [protocol, made].filter(Boolean).join('; '), protocol),
  )
  yield checkOf('profile', yes(profiles[profile.name] ?? profile.name))
  const overTcp = 'TCP on 127.0.0.1: its ports may be taken by others meanwhile; it is started anew then'
  yield checkOf('transport', yes(transport === 'ipc' ? 'ipc: sockets in a folder that nobody else can enter' : overTcp))
}

const profiles: Record<string, string> = {
  standard: 'standard: judged by the protocol alone',
  python: 'python: history kept in memory, Output widgets, what it prints past the kernel once',
  deno: 'deno: listened for what nothing waits for, interrupted by messages',
  tslab: 'tslab: behind the server of ackbook, which tells all',
  'plain tslab': 'plain tslab: failures are read off stderr; --kernel tslab has them told',
}

/** How one thing is tried. */
interface KernelTry {
  what: string
  /** What it needs; without one it is the same in every language. */
  source?: keyof KernelSnippets
  isNeeded?: boolean
  judge(trial: KernelTrial, source: string, all: KernelSnippets): Promise<CheckAnswer>
}

const trials: readonly KernelTry[] = [
  {
    what: 'idle',
    isNeeded: true,
    judge: async (trial, _, { stdout = '' }) =>
      answer(
        (await trial.execute(stdout)).ending.type === 'settled',
        'follows each reply: all output of a cell is known to be there',
        'does not follow each reply: output is lost, and a cell fails for it',
      ),
  },
  printing('stdout', 'stdout', true),
  printing('stderr', 'stderr'),
  {
    what: 'execute_result',
    source: 'result',
    judge: async (trial, source) => {
      const tried = await trial.execute(source)
      if (published(tried, 'execute_result')) return yes('the value of a last expression is an output, and compared')
      return no(
        tried.text().includes('42')
          ? 'the value of a last expression is printed instead: compared as text of stdout'
          : 'the value of a last expression is not told: print what is to be compared',
      )
    },
  },
  showing('display_data', 'display', 'displays are outputs, and compared by their MIME types'),
  showing('update_display_data', 'update', 'a display changes where it stands'),
  {
    what: 'clear_output',
    source: 'clear',
    judge: async (trial, source) => {
      const text = (await trial.execute(source)).text()
      return answer(
        text.includes('ackbook') && !text.includes('before'),
        'takes away what a cell has shown',
        'does not take away what a cell has shown: it is stored and compared too',
      )
    },
  },
  { what: 'error', source: 'error', isNeeded: true, judge: failing },
  {
    what: 'silent execution',
    source: 'result',
    judge: async (trial, source) => {
      const before = await trial.execute(source)
      const { messages } = await trial.executeSilently(source)
      const after = await trial.execute(source)
      const isHeard = messages.some(({ header }) =>
        ['execute_result', 'display_data', 'stream'].includes(header.msg_type),
      )
      const [one, other] = [before, after].map(countOf)
      if (isHeard) return no('shows its result: others could not look into it unnoticed')
      return answer(one === undefined || other === one + 1, 'shows nothing and does not count', 'counts as a cell')
    },
  },
  {
    what: 'late output',
    source: 'late',
    judge: async (trial, source) => {
      const tried = await trial.execute(source)
      if (!tried.text().includes('ackbook')) await pause(500)
      return answer(
        tried.text().includes('ackbook'),
        'belongs to the cell that left it, also when that has ended',
        'is not told, or of another cell: wait for it in the cell',
      )
    },
  },
  {
    what: 'late error',
    source: 'lateError',
    judge: async (trial, source) => {
      const tried = await trial.execute(source)
      if (tried.judgements.some(({ kind }) => kind === 'late-error' || kind === 'cell-failed'))
        return yes('what nothing waits for fails its cell')
      return no(
        tried.text().includes('ackbook')
          ? 'what nothing waits for is only printed: it fails where what is stored is compared'
          : 'what nothing waits for passes unseen: wait for it in the cell',
      )
    },
  },
  {
    what: 'standard input',
    source: 'input',
    judge: async (trial, source) => {
      const { ending, judgements } = await trial.execute(source)
      const [first] = judgements
      if (first?.kind === 'stdin' || (ending.type === 'stopped' && ending.why === 'stdin'))
        return yes('a cell that asks for it fails at once, and is told why')
      if (ending.type === 'stopped') return no('a cell that asks for it waits until its time is over')
      return first ? yes(`a cell that asks for it fails: ${first.message}`) : no('a cell that asks goes on without it')
    },
  },
  {
    what: 'written past it',
    source: 'past',
    judge: async (trial, source) =>
      answer(
        (await trial.execute(source)).text().includes('ackbook'),
        'what is written to the stdout of its process is an output',
        'what is written to the stdout of its process, by a library for one, is lost',
      ),
  },
  {
    what: 'history',
    judge: async (trial) => {
      const reply = await trial.ask('history_request', {
        ...{ output: false, raw: true, hist_access_type: 'tail', n: 3 },
      })
      const { length } = itemsIn(reply?.history)
      if (!reply) return no('is not told; nothing needs it')
      return yes(length > 0 ? 'of this session is told' : 'is told, and empty')
    },
  },
  asked('comm_info', 'comm_info_request', {}, (reply) => typeof reply.comms === 'object', 'widgets can be told apart'),
  {
    what: 'completion',
    source: 'name',
    judge: async (trial, code) => {
      const reply = await trial.ask('complete_request', { code, cursor_pos: code.length })
      return answer(itemsIn(reply?.matches).length > 0, 'is offered', 'is not offered; nothing needs it')
    },
  },
  {
    what: 'inspection',
    source: 'name',
    judge: async (trial, code, { stdout = code }) => {
      const end = Math.max(0, stdout.search(/\W/))
      const reply = await trial.ask('inspect_request', { code: stdout, cursor_pos: end, detail_level: 0 })
      return answer(reply?.found === true, 'is offered', 'is not offered; nothing needs it')
    },
  },
  {
    what: 'is_complete',
    source: 'begun',
    judge: async (trial, code) => {
      const status = (await trial.ask('is_complete_request', { code }))?.status
      return answer(
        status === 'incomplete',
        'is told',
        `is not told${status ? ` ("${status}")` : ''}; nothing needs it`,
      )
    },
  },
  { what: 'interrupt of a loop', source: 'loop', judge: interrupting },
  { what: 'interrupt of a wait', source: 'wait', judge: interrupting },
]

function printing(what: 'stdout' | 'stderr', source: keyof KernelSnippets, isNeeded = false): KernelTry {
  return {
    ...{ what, source, isNeeded },
    judge: async (trial, code) => {
      const { area } = await trial.execute(code)
      const isThere = area.outputs.some(
        (output) => output.output_type === 'stream' && output.name === what && String(output.text).includes('ackbook'),
      )
      return answer(isThere, 'is told, and compared', 'is not told: what is printed there is lost')
    },
  }
}

function showing(what: string, source: keyof KernelSnippets, says: string): KernelTry {
  return {
    ...{ what, source },
    judge: async (trial, code) => {
      const tried = await trial.execute(code)
      const isThere = published(tried, what) && tried.text().includes('ackbook') && !tried.text().includes('before')
      return answer(isThere, says, `was not seen${tried.judgements[0] ? `: ${tried.judgements[0].message}` : ''}`)
    },
  }
}

function asked(
  what: string,
  msg_type: string,
  content: Record<string, unknown>,
  isGood: (reply: Record<string, unknown>) => boolean,
  says: string,
): KernelTry {
  return {
    what,
    judge: async (trial) => {
      const reply = await trial.ask(msg_type, content)
      return answer(reply !== undefined && isGood(reply), `is told: ${says}`, 'is not told; nothing needs it')
    },
  }
}

/** That a failure is seen is what matters; by what, comes second. */
async function failing(trial: KernelTrial, source: string): Promise<CheckAnswer> {
  const { ending, area, judgements } = await trial.execute(source)
  const status = 'reply' in ending ? replyStatus(ending.reply) : ending.type
  if (judgements.length === 0 && ending.type === 'settled')
    return no(`a cell that fails is answered "${status}", and nothing else tells: it would pass`)
  const isOutput = area.outputs.some((output) => output.output_type === 'error')
  const told = isOutput ? 'by an error message, which is stored' : 'without an error message: what it prints is stored'
  return yes(`a cell that fails is answered "${status}", ${told}`)
}

async function interrupting(trial: KernelTrial, source: string): Promise<CheckAnswer> {
  const stopped = await trial.interrupt(source)
  if (!stopped) return no('is not heeded: a cell that takes too long costs the kernel, and the cells after it')
  const { way, milliseconds } = stopped
  return yes(`by a ${way}, after ${shownTime(milliseconds)}: what a cell has shown by then is kept`)
}

async function writing({ pid }: Kernel, cwd: string): Promise<CheckAnswer> {
  const left = await readdir(cwd)
  const open = pid === undefined ? undefined : filesOpenToWrite(pid)
  const places = new Map<string, number>(left.length > 0 ? [['the folder where it works', left.length]] : [])
  for (const file of open ?? []) {
    const place = dirname(file).replace(homedir(), '~')
    places.set(place, (places.get(place) ?? 0) + 1)
  }
  const told = [...places].map(([place, count]) => `${count} ${count === 1 ? 'file' : 'files'} in ${place}`)
  if (told.length > 0) return no(`writes ${told.join(' and ')}, which all notebooks share that run at once`)
  if (open === undefined) return { does: 'untried', says: 'what it has open cannot be seen on this system' }
  return yes('it has none open to write, and left none where it works')
}

async function endedBy(trial: KernelTrial): Promise<CheckAnswer> {
  const { exit, left, milliseconds } = await trial.stop()
  if (left.length > 0) return no(`leaves a process (${left[0]!.command}), which is ended too, and told of`)
  if (exit?.signal === null) return yes(`when it is asked to, after ${shownTime(milliseconds)}; nothing is left`)
  return no(`has to be ended by a signal, after ${shownTime(milliseconds)}`)
}

function untried({ profile }: Kernel, language: string): CheckAnswer {
  const known = snippetsFor(profile.name, language) !== undefined
  const says = known
    ? `nothing is known of it in ${language}`
    : `no source for it in "${language}": --source FILE has it`
  return { does: 'untried', says }
}

/** A kernel that is being tried is not waited for once that is to stop. */
async function stoppable<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  let stop = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal!.reason)
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
  })
  stopped.catch(() => {})
  work.catch(() => {})
  try {
    return await Promise.race([work, stopped])
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

function checkOf(what: string, { does, says }: CheckAnswer, isNeeded = false): KernelCheck {
  return { what, does, says: says.replace(/\s*\n\s*/g, ' · '), isNeeded }
}

function answer(isSo: boolean, good: string, bad: string): CheckAnswer {
  return isSo ? yes(good) : no(bad)
}

function yes(says: string): CheckAnswer {
  return { does: 'yes', says }
}

function no(says: string): CheckAnswer {
  return { does: 'no', says }
}

function published({ messages }: Tried, msg_type: string): boolean {
  return messages.some(({ header }) => header.msg_type === msg_type)
}

function countOf({ ending }: Tried): number | undefined {
  const count = 'reply' in ending ? ending.reply.content.execution_count : undefined
  return typeof count === 'number' ? count : undefined
}

function shownTime(milliseconds: number): string {
  return milliseconds < 995 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}

function itemsIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
