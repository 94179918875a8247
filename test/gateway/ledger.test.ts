import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MessageLedger } from '../../lib/gateway/ledger.ts'
import type { Message } from '../../lib/kernel/message.ts'

const ours = 'ours'

function message(
  id: string,
  content: Record<string, unknown> = {},
  parent: { msg_id: string; session: string } = { msg_id: 'r', session: ours },
): Message {
  const header = {
    msg_id: id,
    msg_type: 'execution_state' in content ? 'status' : 'stream',
    session: 'k',
    username: '',
    date: '',
    version: '',
  }
  return { header, parent_header: parent, metadata: {}, content, buffers: [] }
}

/** A ledger that has begun at 10, and what then came: numbers, `cut`, and what others asked. */
function ledgerOf(...came: (number | 'cut' | Message)[]): MessageLedger {
  const ledger = new MessageLedger(ours)
  ledger.begin(message('k_7_10'))
  for (const each of came) {
    if (each === 'cut') ledger.cut()
    else ledger.take(typeof each === 'number' ? message(`k_7_${each}`) : each)
  }
  return ledger
}

const others = { msg_id: 'nudge', session: 'gateway' }
const busy = (id: number) => message(`k_7_${id}`, { execution_state: 'busy' }, others)
const idle = (id: number) => message(`k_7_${id}`, { execution_state: 'idle' }, others)

const rows: [title: string, ledger: MessageLedger, doubt: RegExp | undefined][] = [
  ['a hole, and no cut', ledgerOf(11, 13), undefined],
  ['a cut and no hole, in another order', ledgerOf(11, 'cut', 14, 12, 13), undefined],
  ['a cut and a hole', ledgerOf(11, 'cut', 13), /^1 message /],
  ['two holes', ledgerOf(11, 'cut', 13, 15), /^2 messages /],
  ['an answer that another got', ledgerOf('cut', busy(11), idle(13), 14), undefined],
  ['an answer that another got, and its busy lost', ledgerOf('cut', idle(13), 14), undefined],
  ['another asks, and one more is missing', ledgerOf('cut', busy(11), idle(14), 15), /^1 message /],
  ['another asks, and has no end', ledgerOf('cut', busy(11), 13), /^1 message /],
  ['a process that the kernel forked', ledgerOf('cut', 11, message('k_8_3')), /cannot be known$/],
  ['a message that the gateway made', ledgerOf('cut', 11, message('g_8_3')), undefined],
  ['numbers that leap', ledgerOf('cut', 11, 1e15), /cannot be known$/],
  ['what comes before the beginning', ledgerOf('cut', 3, 9, 11), undefined],
]
for (const [title, ledger, doubt] of rows) {
  test(`${title} → ${doubt ? doubt.source : 'no doubt'}`, () => {
    const said = ledger.doubt()
    if (doubt) assert.match(said ?? '', doubt)
    else assert.is(said, undefined)
  })
}

test('messages without numbers, and a cut → it cannot be known', () => {
  const ledger = new MessageLedger(ours)
  ledger.begin(message('4f1c-11'))
  assert.is(ledger.doubt(), undefined)
  ledger.cut()
  assert.match(ledger.doubt() ?? '', /cannot be known$/)
})

test('what came before it was begun, but after the reply → not missing', () => {
  const ledger = new MessageLedger(ours)
  ledger.take(message('k_7_11'))
  ledger.begin(message('k_7_10'))
  ledger.cut()
  ledger.take(message('k_7_12'))
  assert.is(ledger.doubt(), undefined)
})

test.run()
