/** Fails a call that does not settle in time, so that a wait which never ends is a failed test and not a hung run. */
export async function within<Result>(milliseconds: number, what: string, call: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not over after ${milliseconds} ms: ${what}`)), milliseconds)
  })
  try {
    return await Promise.race([call(), late])
  } finally {
    clearTimeout(timer)
  }
}
