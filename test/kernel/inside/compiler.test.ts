import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Compiler } from '../../../lib/kernel/inside/compiler.ts'
import { bundledTslab } from '../../../lib/kernel/tslab.ts'
import { withFolder } from '../../helpers/folder.ts'

test('a tsconfig.json written since a snapshot was made in the folder → holds for the kernel that starts from it', () =>
  withFolder({ 'package.json': '{}' }, async (folder) => {
    const compiler = new Compiler(dirname(dirname(bundledTslab())))
    compiler.folder = folder
    assert.is(compiler.project.file, undefined)
    writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": false } }')
    compiler.folder = folder
    assert.is(compiler.project.options.experimentalDecorators, false)
  }))

test.run()
