/** What `npm test` draws some cases of, with `DRAWS` times as many: gates set it, unless it is set. */
import '../draw/truth.test.ts'
import '../lesson/dialects.test.ts'
import '../lesson/looks.test.ts'
import '../lesson/words.test.ts'
import '../network/told.test.ts'
import '../properties/combinations.test.ts'
import '../properties/hostile.test.ts'
import '../properties/transfer.test.ts'
