import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { liveRoom } from '../../lib/lesson/live-room.ts'
import type { LiveParameter } from '../../lib/notebook/index.ts'
import { code, display, notebook, prose } from '../helpers/pages.ts'

const test = suite('lesson: room for a figure that will be live')

const size = (name: string) => ({ name, label: name, min: 0, max: 9, step: 1, default: 1 })
const lead = (parameters: readonly LiveParameter[]) => ({
  ...code(
    'f()',
    [display({ 'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9"/>' })],
    { ackbook: { lead: 'page', live: { module: 'm', export: 'f', parameters } } },
  ),
  id: 'lead',
})

test('one slider, and two → a row of two where there is room, a row each on a phone', () => {
  assert.equal(liveRoom(lead([size('a')])), { '--room': 101, '--narrow-room': 101 })
  assert.equal(liveRoom(lead([size('a'), size('b')])), { '--room': 101, '--narrow-room': 159 })
})

test('a moment alone → its bar and no controls; no parameters → no room', () => {
  assert.equal(liveRoom(lead([{ name: 'at', label: 'at', moment: true }])), { '--room': 117, '--narrow-room': 117 })
  assert.is(liveRoom(lead([])), undefined)
})

test('a page whose figures are live keeps room below its lead → and one whose are not does not', () => {
  const content = notebook([prose('# T\n\nText.'), lead([size('a')])])
  const page = (isLive: boolean) => renderLesson(content, { name: 'page', links: [], isLive }).html
  assert.match(page(true), /<div class="lead r101-n101" id="cell-lead">/)
  assert.match(page(true), /padding-bottom: ?var\(--room\)/)
  assert.not.match(page(false), /--room/)
})

test.run()
