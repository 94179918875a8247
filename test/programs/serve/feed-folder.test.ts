import { once } from 'node:events'
import { readdirSync, renameSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { feedsIn, sweepFeeds } from '../../../lib/programs/serve/feed-folder.ts'
import { withFolder } from '../../helpers/folder.ts'

test('who served was killed → his socket is swept; of who serves it stays, and so does what is no such socket', () =>
  withFolder({ 'tcp-3.txt': '' }, async (folder) => {
    const killed = createServer().listen(join(folder, 'tcp-1.sock'))
    await once(killed, 'listening')
    // Node takes the socket away when it closes, a killed process does not.
    renameSync(join(folder, 'tcp-1.sock'), join(folder, 'tcp-4.sock'))
    killed.close()
    const serving = createServer().listen(join(folder, 'tcp-2.sock'))
    await once(serving, 'listening')
    assert.is(feedsIn(folder).length, 2)
    await sweepFeeds(folder)
    assert.equal(readdirSync(folder).sort(), ['tcp-2.sock', 'tcp-3.txt'])
    serving.close()
    await once(serving, 'close')
  }))

test.run()
