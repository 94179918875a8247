/** §2.1.2, to be played: four numbers of an arriving segment, and the server's sockets that it is held against. */
import {
  type GridRow,
  type MarkGridFigure,
  markGridFigure,
  type Play,
  type ShownFigure,
  type Target,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { nameOf } from '../../socket/index.ts'
import { SERVER_PORT } from '../helpers.ts'
import {
  type ArrivedSegment,
  CALLED_BEFORE,
  DESK,
  ITSELF,
  MACHINE,
  type Sent,
  type TableEntry,
  type WhoseSegment,
  whoseSegment,
} from '../whose-segment.ts'

const SAYS = {
  title: 'An arriving segment, and the server’s sockets that it is held against',
  columns: ['from address', 'from port', 'to address', 'to port'],
  segment: 'the segment',
  syn: 'the SYN of connect',
  connection: (who: string) => `${who}’s connection`,
  fresh: 'new connection',
  listener: 'listener',
  none: 'none of these',
  any: 'any',
  takes: 'takes it',
  made: 'made by it',
  fitting: (many: number) => `${many} of 4 fit`,
  fitsToo: 'fits, less exactly',
  synsOnly: 'takes only SYNs',
  fitsNot: 'does not fit',
  reset: 'answer: RST',
  notSent: 'is not sent',
  stays: 'stays at the desk',
  marks: ['the same, or any', 'another'],
  byConnection: (who: string, also: string) =>
    `${who}’s connection has all four numbers, and takes the segment.${also}`,
  listenerToo: (open: string) => ` The listener fits as well, but leaves ${open} of them open.`,
  two: 'two',
  three: 'three',
  byListener: (ends: string) =>
    `No connection has these four numbers. The listener takes the SYN, and a connection comes of it: ${ends}.`,
  ends: (one: string, other: string) => `${one} ↔ ${other}`,
  stray: 'No connection has these four numbers. The listener takes nothing but SYNs, so the answer is a RST.',
  nobody: (where: string, bound: string, then: string) =>
    `Nobody is at ${where}; the server listens at ${bound}. The answer is a RST${then}.`,
  refused: ', and connect fails with ECONNREFUSED',
  atDesk: (then: string) =>
    `On the desk, 127.0.0.1 is the desk itself. The segment never reaches the server’s machine; the desk answers by a RST${then}.`,
  inUse:
    'The sender’s system has a connection with these four numbers already: connect fails with EADDRNOTAVAIL, and no segment leaves.',
  press: (what: string, value: string) => `${what}: ${value} instead`,
  send: 'Let arrive',
  bens: 'Ben’s next data',
  newcomer: 'a new client’s SYN',
  sameFour: 'a SYN from Ben’s four numbers',
  forgotten: 'stray data',
  ask: 'Have a client at the next desk refused at the machine’s port 1060, although a server listens there.',
  met: 'At 127.0.0.1 the machine itself reaches the server, and nobody else does: it works on that machine alone.',
} as const

export interface WhoseParameters {
  /** What the listener is bound to. */
  bound?: string
  source?: string
  sourcePort?: string
  destination?: string
  destinationPort?: string
  /** `data` of a conversation, or the SYN of a `connect`. */
  sent?: Sent
}

/** What a press on a number of the segment goes round. */
const ROUND = {
  source: [DESK, ITSELF],
  sourcePort: ['50001', '50002', '50003'],
  destination: [MACHINE, ITSELF],
  destinationPort: ['1060', '1061'],
} as const

/** A segment with these four numbers comes to a server on which Anna, Ben and Clara have called, as far as it let them. */
export function whoseSegmentIsIt({
  bound = '0.0.0.0',
  source = DESK,
  sourcePort = '50002',
  destination = MACHINE,
  destinationPort = '1060',
  sent = 'data',
}: WhoseParameters = {}): ShownFigure<ArrivedSegment> {
  const segment: WhoseSegment = {
    bound,
    from: { address: source, port: Number(sourcePort) },
    to: { address: destination, port: Number(destinationPort) },
    sent,
  }
  const fate = whoseSegment(segment)
  const said = fateInWords(segment, fate)
  const grid = { columns: SAYS.columns, rows: tableRows(segment, fate) }
  const figure = markGridFigure(grid, {
    title: SAYS.title,
    description: said,
    widths: [3, 2, 3, 2],
    notesWide: 116,
    marks: SAYS.marks,
  })
  const values = { source, sourcePort, destination, destinationPort }
  return withPlay(withData(figure, fate), () => whosePlay(segment, fate, figure, values, said))
}

function tableRows({ from, to, sent }: WhoseSegment, { table, arrivedAt, answer }: ArrivedSegment): GridRow[] {
  const numbers = [from.address, `${from.port}`, to.address, `${to.port}`]
  const isHeld = arrivedAt === 'machine'
  const rowOf = (entry: TableEntry): GridRow => {
    const { local, remote, takes } = entry
    const own = [
      remote?.address ?? SAYS.any,
      remote ? `${remote.port}` : SAYS.any,
      local.address === '0.0.0.0' ? SAYS.any : local.address,
      `${local.port}`,
    ]
    const fits = own.map((text, index) => text === SAYS.any || text === numbers[index])
    return {
      name: nameOfEntry(entry),
      cells: own.map((text, index) => ({ text, ...(isHeld && { mark: fits[index] ? 'yes' : 'no' }) })),
      ...(isHeld && { note: entryNote(entry, fits.filter(Boolean).length, answer) }),
      isLit: takes,
    }
  }
  const first: GridRow = {
    name: sent === 'data' ? SAYS.segment : SAYS.syn,
    cells: numbers.map((text) => ({ text, isChosen: true })),
    ...(!isHeld && { note: arrivedAt === 'desk' ? SAYS.stays : SAYS.notSent }),
  }
  const none: GridRow = { name: SAYS.none, cells: [], note: SAYS.reset, isLit: true }
  return [first, ...table.map(rowOf), ...(isHeld && answer === 'RST' ? [none] : [])]
}

function callerOf({ local, remote }: TableEntry): string | undefined {
  return CALLED_BEFORE.find(
    ({ from, at }) => at === local.address && from.address === remote?.address && from.port === remote.port,
  )?.name
}

function nameOfEntry(entry: TableEntry): string {
  if (!entry.remote) return SAYS.listener
  const who = callerOf(entry)
  return who === undefined ? SAYS.fresh : SAYS.connection(who)
}

function entryNote({ remote, isNew, takes }: TableEntry, fitting: number, answer: ArrivedSegment['answer']): string {
  if (takes) return SAYS.takes
  if (isNew) return SAYS.made
  if (remote) return SAYS.fitting(fitting)
  return fitting < 4 ? SAYS.fitsNot : answer === 'RST' ? SAYS.synsOnly : SAYS.fitsToo
}

function fateInWords({ bound, to }: WhoseSegment, { table, arrivedAt, answer, outcome }: ArrivedSegment): string {
  const then = outcome === 'ECONNREFUSED' ? SAYS.refused : ''
  if (arrivedAt === 'nowhere') return SAYS.inUse
  if (arrivedAt === 'desk') return SAYS.atDesk(then)
  const [fresh] = table.filter(({ isNew }) => isNew)
  if (fresh) return SAYS.byListener(SAYS.ends(nameOf(fresh.local), nameOf(fresh.remote!)))
  const taker = table.find(({ takes }) => takes)
  if (answer !== 'RST' && taker)
    return SAYS.byConnection(callerOf(taker)!, SAYS.listenerToo(bound === '0.0.0.0' ? SAYS.three : SAYS.two))
  const isListenedAt = to.port === SERVER_PORT && (bound === '0.0.0.0' || bound === to.address)
  return isListenedAt ? SAYS.stray : SAYS.nobody(nameOf(to), nameOf({ address: bound, port: SERVER_PORT }), then)
}

function whosePlay(
  { from, to, sent }: WhoseSegment,
  { arrivedAt, outcome }: ArrivedSegment,
  figure: MarkGridFigure,
  values: Record<keyof typeof ROUND, string>,
  said: string,
): Play {
  const numberTargets = (width: number): Target[] =>
    (Object.keys(ROUND) as (keyof typeof ROUND)[]).map((name, column) => {
      const round: readonly string[] = ROUND[name]
      const next = round[(round.indexOf(values[name]) + 1) % round.length]!
      return {
        shape: figure.outline(0, column, width),
        label: SAYS.press(SAYS.columns[column]!, next),
        set: { [name]: next },
      }
    })
  const bens = { source: DESK, sourcePort: '50002', destination: MACHINE, destinationPort: '1060' }
  const newcomer = { ...bens, sourcePort: '50003' }
  const isSo = (set: object): boolean =>
    Object.entries(set).every(
      ([name, value]) => (name === 'sent' ? sent : values[name as keyof typeof ROUND]) === value,
    )
  const press = (label: string, set: Record<string, string>) => ({ label, group: SAYS.send, set, isOn: isSo(set) })
  return {
    targets: numberTargets,
    actions: [
      press(SAYS.bens, { ...bens, sent: 'data' }),
      press(SAYS.newcomer, { ...newcomer, sent: 'connect' }),
      press(SAYS.sameFour, { ...bens, sent: 'connect' }),
      press(SAYS.forgotten, { ...newcomer, sent: 'data' }),
    ],
    challenge: {
      ask: SAYS.ask,
      isMet: arrivedAt === 'machine' && outcome === 'ECONNREFUSED' && from.address === DESK && to.port === SERVER_PORT,
      told: SAYS.met,
    },
    said,
  }
}
