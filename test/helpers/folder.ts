import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Runs `body` in a fresh folder that holds `files` (path → content), and removes it afterwards. */
export async function withFolder(
  files: Record<string, string>,
  body: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
