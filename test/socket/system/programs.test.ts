import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { withHost } from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { groups } from '../programs/index.ts'

/** Does the loopback of this system have `::1`? */
const hasIpv6 = await withHost(systemHost(), async (host) => {
  try {
    host.socket().bind({ address: '::1', port: 0 })
    return true
  } catch {
    return false
  }
})

for (const address of ['127.0.0.1', '::1']) {
  const host = systemHost({ address })
  for (const [name, programs] of Object.entries(groups)) {
    const test = suite(`system, ${address}: ${name}`)
    const isThere = hasIpv6 || (address !== '::1' && name !== 'families')
    for (const { title, run } of programs) {
      ;(isThere ? test : test.skip)(title, () =>
        within(10_000, title, () =>
          withHost(host, (server) => withHost(host, async (client) => void (await run({ server, client })))),
        ),
      )
    }
    test.run()
  }
}

const counting = suite('system: the suite itself')
counting('has forty programs or more, each title once', () => {
  const titles = Object.values(groups).flatMap((programs) => programs.map(({ title }) => title))
  assert.ok(titles.length >= 40)
  assert.is(new Set(titles).size, titles.length)
})
counting.run()
