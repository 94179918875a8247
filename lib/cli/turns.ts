import { FolderWatch } from '../serve/index.ts'
import type { Round, Rounds } from './rounds.ts'

/** Milliseconds without a save after which nobody waits for a page any more. */
const REST = 100

/** Makes pages again whenever something is saved that they are made from; one round at a time. */
export class Turns {
  readonly #rounds: Rounds
  readonly #tell: (round: Round, isLast: boolean) => void
  readonly #watch: FolderWatch = new FolderWatch((paths) => this.#note(paths))
  #isWanted = false
  #isOver = false
  #work: Promise<void> | undefined
  /** Ends a rest. */
  #wake = (): void => undefined

  /** @param tell hears of each round, and whether none follows: what is wrong in one that was overtaken may be right by then */
  constructor(rounds: Rounds, tell: (round: Round, isLast: boolean) => void) {
    this.#rounds = rounds
    this.#tell = tell
  }

  /** Watches from now on, and finds what was saved since the last round. */
  start(): void {
    this.#isWanted = !this.#isOver
    this.#wake()
    this.#work ??= this.#turn()
  }

  /** Ends once the round that is going on is over. */
  async end(): Promise<void> {
    this.#isOver = true
    this.#isWanted = false
    this.#wake()
    await this.#work
    this.#watch.close()
  }

  #note(paths: ReadonlySet<string>): void {
    const asked = [...paths].map((path) => this.#rounds.isMeant(path, (folder) => this.#watch.has(folder)))
    void Promise.all(asked).then((answers) => {
      if (answers.includes(true)) this.start()
    })
  }

  async #turn(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false
      const round = await this.#rounds.make()
      this.#tell(round, !this.#isWanted)
      const hasMore = this.#watch.watch(await this.#rounds.folders())
      if (hasMore && !this.#isOver) {
        // What was saved in a folder before it was watched was heard by nobody.
        this.#rounds.forgetConfig()
        this.#isWanted = true
      } else if (await this.#isAtRest()) {
        const finished = await this.#rounds.finish()
        if (finished) this.#tell(finished, !this.#isWanted)
      }
    }
    this.#work = undefined
  }

  /** Whether nothing is saved for a while. */
  async #isAtRest(): Promise<boolean> {
    if (this.#isWanted || this.#isOver) return false
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, REST)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    return !this.#isWanted && !this.#isOver
  }
}
