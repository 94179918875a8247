import { utf8 } from '../../lib/bytes.ts'
import {
  byteGridFigure,
  cutTextFigure,
  type Door,
  type DoorOptions,
  doorFigure,
  headerLayout,
  type LettersCut,
  type MarkGrid,
  type MarkGridOptions,
  markGridFigure,
  NARROW,
  type Pieces,
  piecesFigure,
  rulersFigure,
  type Strip,
  sceneFigure,
  slidingWindow,
  stateDiagram,
  statePath,
  stripsFigure,
  type TankRing,
  type TankRingOptions,
  tankRingFigure,
} from '../../lib/draw/index.ts'
import { encodeSegment } from '../../lib/tcp/wire/encoding.ts'
import { parseSegment } from '../../lib/tcp/wire/segment.ts'
import { echoTrace } from '../helpers/trace-samples.ts'
import { atRest } from './rest.ts'

export function segmentBytes(line: string): Uint8Array {
  return encodeSegment(parseSegment(line), { source: 0x0a000001, destination: 0x0a000002 })
}

const SYN = '49152 > 80 [SYN] seq 4294966784 win 65535 <mss 1460, wscale 7, sackOK, ts 1234567/0>'

const moments = [
  { label: 'after the handshake', una: 0, nxt: 0, wnd: 5840 },
  { label: '3 segments sent', una: 0, nxt: 4380, wnd: 5840 },
  { label: 'ACK 2920 arrives', una: 2920, nxt: 4380, wnd: 5840, written: 9000 },
  { label: 'the reader stops: window 1460', una: 4380, nxt: 4380, wnd: 1460 },
  { label: 'the window shrinks below what is in flight', una: 4380, nxt: 5840, wnd: 500 },
]

const TITLES: Readonly<Record<string, string>> = {
  pair: 'What a browser writes goes through two buffers',
  listening: 'One port, and a socket for each conversation',
  bottleneck: 'The queue stands before the slower line',
  pipes: 'A connection is two pipes, one each way',
  file: 'A file around a socket',
  two: 'Two senders share one queue',
}

const letters = [...'two.words.']
const cutAt = (name: string, ...ends: number[]) => {
  const pieces = ends.map((to, index) => ({ from: ends[index - 1] ?? 0, to }))
  return { name, note: `${ends.length} pieces`, letters, pieces }
}
const rulers = rulersFigure(
  {
    letters,
    groups: [
      { name: 'first', from: 0, to: 4 },
      { name: 'second', from: 4, to: 10 },
    ],
  },
  [
    cutAt('cut', 3, 6, 9),
    {
      ...cutAt('judged', 4, 10),
      pieces: [
        { from: 0, to: 4, isWhole: true },
        { from: 4, to: 10, isWhole: false },
      ],
      isApart: true,
    },
    cutAt('not yet'),
  ],
  { description: 'Ten letters, cut in two ways.' },
)

const strips: readonly Strip[] = [
  {
    name: 'bare',
    note: 'after 40 ms',
    cells: [
      { text: 'B', kind: 'right' },
      { text: 'A', kind: 'late' },
      { text: 'B', kind: 'twice' },
    ],
  },
  {
    name: 'numbered',
    note: '1 hole',
    cells: [
      { text: 'A', kind: 'right' },
      { text: 'B', kind: 'right' },
      { text: '…', kind: 'hole' },
    ],
  },
]
const inPieces: readonly Pieces[] = [
  {
    name: 'a datagram',
    note: '3 fragments',
    isBoxed: true,
    result: 'Nothing of it is of use without number 2.',
    pieces: [
      { fate: 'thrown', share: 1 },
      { fate: 'lost', share: 1 },
      { fate: 'thrown', share: 0.4 },
    ],
  },
  {
    name: 'a stream',
    note: '30 segments',
    isBoxed: false,
    result: 'What can be read goes up to the first hole, and so much of it has come that the words need two lines.',
    pieces: Array.from({ length: 30 }, (_, at) => ({
      fate: at === 1 ? 'again' : at < 25 ? 'arrived' : 'away',
      share: at === 29 ? 0.3 : 1,
    })),
  },
]
const cutText: LettersCut = {
  letters: ['x', 'ü', '好', 'y'].map((letter) => ({ letter, bytes: utf8(letter) })),
  cut: 2,
  sides: ['2 bytes', 'never sent'],
  isShort: true,
  read: [
    { reader: 'by itself', text: 'x\ufffd' },
    { reader: 'as a stream', text: 'x' },
    { reader: 'as nobody would', text: '' },
  ],
}
const ring: TankRing = {
  ends: [
    { name: 'client', notes: ['sent 26,768', 'of 131,072', 'waits in send'], wait: 1, waitsFor: 'waits for room' },
    { name: 'server', notes: ['3,392 in hand', 'reads'], wait: 0.7, waitsFor: 'waits for room' },
  ],
  tanks: [
    { name: 'send buffer', level: 65_536, capacity: 65_536 },
    { name: 'receive buffer', level: 2048, capacity: 2048 },
    { name: 'send buffer', level: 0, capacity: 8192 },
    { name: 'receive buffer', level: 3000, capacity: 4096 },
  ],
}
const door: Door = {
  places: [
    { name: 'asking', note: 'again in 900 ms', people: [5], columns: 4 },
    { name: 'accept queue', note: 'full: 2 of 2', people: [3, 4], columns: 11, room: 2 },
    { name: 'gone', note: '2 of 5', people: [1, 2], columns: 4 },
  ],
  lanes: [
    {
      name: 'client 5',
      spans: [
        { kind: 'asks', from: 0, to: 900 },
        { kind: 'half', from: 900, to: 1000 },
        { kind: 'waits', from: 1000, to: 1200 },
        { kind: 'served', from: 1200, to: 1300 },
      ],
      dropped: [20],
    },
    { name: 'server', spans: [], gaps: [{ from: 100, to: 1200, text: 'idle 1100 ms' }] },
  ],
  marked: [5],
  end: 1300,
  shown: 100,
}
const DOOR: DoorOptions = {
  title: 'Five clients at a door',
  description: 'Two have gone, two stand in line, one asks.',
  columns: ['place', 'clients', 'note'],
}
const marked: MarkGrid = {
  columns: ['from address', 'to port'],
  rows: [
    { name: 'the segment', cells: [{ text: '10.0.0.1', isChosen: true }, { text: '80' }] },
    {
      name: 'listener',
      note: 'takes it',
      isLit: true,
      cells: [
        { text: 'any', mark: 'yes' },
        { text: '80', mark: 'yes' },
      ],
    },
    {
      name: 'another',
      note: 'fits not',
      cells: [
        { text: 'any', mark: 'yes' },
        { text: '81', mark: 'no' },
      ],
    },
    { name: 'none of these', note: 'RST', cells: [] },
  ],
}
const MARKED: MarkGridOptions = {
  title: 'Who takes it',
  description: 'The listener takes the segment.',
  widths: [3, 2],
  marks: ['the same', 'another'],
  notesWide: 100,
}
const RING: TankRingOptions = {
  title: 'The client waits, the server may come to wait',
  description: 'Of four buffers on the way round, the first two are full.',
  columns: ['buffer', 'bytes', 'room'],
}

/** What is no run, in both layouts. */
export function diagrams(): Record<string, string> {
  const echo = echoTrace()
  const paths = [statePath(echo, 'client'), statePath(echo, 'server')]
  const { bytes } = echo.events
    .filter((event) => event.type === 'packet')
    .find(({ segment }) => segment?.payload.length)!
  const packet = byteGridFigure(bytes, { chosen: 'checksum', changed: ['sequence-number', 'data'] })
  const pieces = stripsFigure(strips)
  const lostOnes = piecesFigure(inPieces, {
    title: 'Without number 2 one is gone, the other is mended',
    description: 'Of two messages in pieces, each has lost its second.',
  })
  const cutOne = cutTextFigure(cutText, {
    title: 'A cut within ü, and nothing behind it comes',
    description: 'Of a text of seven bytes two have come.',
  })
  return {
    bytes: packet.svg(),
    'bytes-narrow': packet.svg(NARROW),
    rulers: rulers.svg(),
    'rulers-narrow': rulers.svg(NARROW),
    strips: pieces.svg(),
    'strips-narrow': pieces.svg(NARROW),
    'states-tokens': stateDiagram(paths, { tokens: true }),
    window: slidingWindow(moments, { mss: 1460 }),
    'window-narrow': slidingWindow(moments, { mss: 1460, width: NARROW }),
    states: stateDiagram(),
    'states-two-paths': stateDiagram(paths),
    'states-two-paths-narrow': stateDiagram(paths, { width: NARROW }),
    'states-abort': stateDiagram(['CLOSED', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'CLOSED']),
    'header-syn': headerLayout(segmentBytes(SYN)),
    'header-syn-narrow': headerLayout(segmentBytes(SYN), { width: NARROW }),
    'header-data': headerLayout(
      segmentBytes('49152 > 80 [PSH ACK] seq 1 ack 1 win 512 len 1460 <ts 7/3, sack 901:1001 2001:3001>'),
      { width: 400 },
    ),
    door: doorFigure(door, DOOR).svg(),
    'door-narrow': doorFigure(door, DOOR).svg(NARROW),
    'mark-grid': markGridFigure(marked, MARKED).svg(),
    'mark-grid-narrow': markGridFigure(marked, MARKED).svg(NARROW),
    'cut-text': cutOne.svg(),
    'cut-text-narrow': cutOne.svg(NARROW),
    pieces: lostOnes.svg(),
    'pieces-narrow': lostOnes.svg(NARROW),
    'tank-ring': tankRingFigure(ring, RING).svg(),
    'tank-ring-narrow': tankRingFigure(ring, RING).svg(NARROW),
    ...Object.fromEntries(
      Object.entries(atRest).flatMap(([name, scene]) => {
        const figure = sceneFigure(scene, { title: TITLES[name]! })
        return [
          [`scene-${name}`, figure.svg()],
          [`scene-${name}-narrow`, figure.svg(NARROW)],
        ]
      }),
    ),
  }
}
