/**
 * What is promised to several, for one who may not want to wait for it any longer: the others are not disturbed.
 * @throws the signal's reason
 */
export async function abortable<T>(promised: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promised;
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal });
  });
  return Promise.race([promised, aborted]).finally(() => settled.abort());
}
