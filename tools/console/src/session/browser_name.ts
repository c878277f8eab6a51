// What a user calls the program that a session began in. What it says of itself is long, and names other programs first.

const programs: [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari']]
const systems: [RegExp, string][] = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux|X11/, 'Linux']]

const nameIn = (names: [RegExp, string][], said: string): string => names.find(([pattern]) => pattern.test(said))?.[1] ?? ''

/** "Firefox on Linux"; of an unknown program what it says before the first blank. */
export function browserOf(said: string): string {
  const program = nameIn(programs, said) || (said.split(' ')[0] ?? '')
  const system = nameIn(systems, said)
  if (!program) return 'a program that did not say its name'
  return system ? `${program} on ${system}` : program
}
