// The server's metrics in Prometheus' text form, as far as the console shows them.

export type Sample = { name: string; labels: Record<string, string>; value: number }

export function samplesOf(text: string): Sample[] {
  const samples: Sample[] = []
  for (const line of text.split('\n')) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)$/.exec(line)
    if (!found) continue
    const labels: Record<string, string> = {}
    for (const [, name, value] of (found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) labels[name!] = value!.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    samples.push({ name: found[1]!, labels, value: Number(found[3]) })
  }
  return samples
}

/** Sum of a metric over its labels; null where the server does not have it. */
export function totalOf(samples: readonly Sample[], name: string): number | null {
  const own = samples.filter((sample) => sample.name === name)
  return own.length === 0 ? null : own.reduce((running, sample) => running + sample.value, 0)
}
