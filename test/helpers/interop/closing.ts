import * as assert from 'uvu/assert'
import { recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { socketTable } from '../../../lib/socket/system/index.ts'
import { codeOf, pattern, until } from '../../socket/programs/program.ts'
import type { Checks } from '../own-network.ts'
import { bothRoles, listening, on, opened, packets, statesOf } from './ground.ts'

/** Every way in which a connection ends. */
export const closing: Checks = {
  ...bothRoles(
    'the client ends its direction → it still reads what the server sends, then its end',
    {},
    async (ground) => {
      const { near, far } = await opened(ground)
      near.shutdown('write')
      assert.is((await far.recv(1)).length, 0)
      await sendAll(far, pattern(200_000))
      far.shutdown('write')
      assert.equal(await recvToEnd(near), pattern(200_000))
    },
  ),
  ...bothRoles('both end at once → CLOSING, then TIME-WAIT', { delay: 40 }, async (ground) => {
    const { near, far } = await opened(ground)
    near.shutdown('write')
    far.shutdown('write')
    await Promise.all([recvToEnd(near), recvToEnd(far)])
    await until(ground.tun.host, 'ours is in TIME-WAIT', () => statesOf(ground.tun).includes('TIME-WAIT'))
    assert.equal(statesOf(ground.tun).slice(-3), ['FIN-WAIT-1', 'CLOSING', 'TIME-WAIT'])
  }),
  ...bothRoles('the server closes with octets unread → RST, and ECONNRESET at the client', {}, async (ground) => {
    const { near, far } = await opened(ground)
    await sendAll(near, pattern(1_000))
    await far.recv(1)
    far.close()
    assert.is(await codeOf(() => near.recv(1)), 'ECONNRESET')
  }),
  ...bothRoles('the client closes with octets unread → RST, and ECONNRESET at the server', {}, async (ground) => {
    const { near, far } = await opened(ground)
    await sendAll(far, pattern(1_000))
    await near.recv(1)
    near.close()
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
  }),
  ...bothRoles('linger 0, the client closes → RST, no TIME-WAIT', {}, async (ground) => {
    const { near, far } = await opened(ground)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
    assert.is(packets(ground.tun).filter(({ what, segment }) => what === 'sent' && segment?.flags.rst).length, 1)
    assert.not(statesOf(ground.tun).includes('TIME-WAIT'))
  }),
  ...bothRoles('a segment comes for a connection that is gone → RST, and the sender’s error', {}, async (ground) => {
    const { near, far } = await opened(ground)
    far.setsockopt('linger', 0)
    // The RST is lost, so the client knows nothing.
    const link = ground.server === ground.tun.host ? ground.tun.out : ground.tun.in
    link.faults = { script: ({ segment }) => (segment?.flags.rst ? 'drop' : undefined) }
    far.close()
    await until(ground.tun.host, 'the RST is lost', () => packets(ground.tun).some(({ what }) => what === 'dropped'))
    link.faults = {}
    await sendAll(near, pattern(10))
    assert.ok(['ECONNRESET', 'EPIPE'].includes(await codeOf(() => near.recv(1))))
  }),
  'our server closed first and is in TIME-WAIT, the same port calls again → it is answered': () =>
    on({}, async (tun) => {
      const listener = listening(tun.host, 80)
      for (let round = 0; round < 3; round++) {
        const near = tun.kernel.socket()
        near.setsockopt('reuseAddress', true)
        near.bind({ address: tun.kernel.address, port: 7_100 })
        const accepted = listener.accept()
        await near.connect(listener.getsockname())
        const far = await accepted
        far.shutdown('write')
        assert.is((await near.recv(1)).length, 0)
        near.shutdown('write')
        assert.is((await far.recv(1)).length, 0)
        far.close()
        near.close()
        await until(
          tun.host,
          'the kernel has forgotten it',
          () => !socketTable().some(({ local }) => local.port === 7_100),
        )
      }
      assert.is(statesOf(tun).filter((state) => state === 'TIME-WAIT').length, 3)
    }),
  'the kernel closed first and is in TIME-WAIT, our same port calls again → it is answered': () =>
    on({}, async (tun) => {
      const listener = listening(tun.kernel, 80)
      for (let round = 0; round < 3; round++) {
        const near = tun.host.socket()
        near.setsockopt('reuseAddress', true)
        near.bind({ address: tun.host.address, port: 7_200 })
        const accepted = listener.accept()
        await near.connect(listener.getsockname())
        const far = await accepted
        far.shutdown('write')
        assert.is((await near.recv(1)).length, 0)
        near.shutdown('write')
        assert.is((await far.recv(1)).length, 0)
        near.close()
        far.close()
        await until(
          tun.host,
          'ours is closed',
          () => statesOf(tun).filter((state) => state === 'CLOSED').length > round,
        )
        const states = socketTable().filter(({ remote }) => remote.port === 7_200)
        assert.equal(
          states.map(({ state }) => state),
          ['TIME-WAIT'],
        )
      }
    }),
}
