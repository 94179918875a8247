import { suite } from 'uvu'
import { testsAlone } from '../../helpers/own-network.ts'
import { checks } from './programs.ts'

const test = suite('tun: the suite of socket programs, our TCP against the kernel’s')

testsAlone(test, checks, new URL('programs.ts', import.meta.url))

test.run()
