import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newDataLength } from '../../../lib/tcp/sender/nagle.ts'

const MSS = 6

test('every D, U, Max(SND.WND), idle and overdue within two segments → sent when one of the four conditions of RFC 9293 §3.8.6.2.1 holds', () => {
  const range = Array.from({ length: 2 * MSS + 1 }, (_, n) => n)
  for (const d of range) {
    for (const u of range) {
      for (const maxWnd of range) {
        for (const idle of [false, true]) {
          for (const overdue of [false, true]) {
            const least = Math.min(d, u)
            const full = least >= MSS
            const allOfIt = idle && d <= u
            const worthIt = idle && least >= maxWnd / 2
            const expected = full || allOfIt || worthIt || overdue ? Math.min(least, MSS) : 0
            const got = newDataLength(d, u, MSS, maxWnd, idle, overdue)
            assert.is(got, expected, `D ${d}, U ${u}, Max(SND.WND) ${maxWnd}, idle ${idle}, overdue ${overdue}`)
          }
        }
      }
    }
  }
  assert.is(newDataLength(5, -3, MSS, 10, true, true), 0, 'the window has shrunk')
})

test.run()
