// A text/event-stream as it comes, cut into its messages (WHATWG HTML, 9.2.6). Comments keep the connection open and say nothing.

export type Message = { id: string; data: string }

/** Takes pieces of a stream as they come, and answers the messages that each piece completes. */
export class MessageReader {
  private rest = ''
  private id = ''
  private data: string[] = []

  take(piece: string): Message[] {
    const lines = (this.rest + piece).split('\n')
    this.rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.line(line.endsWith('\r') ? line.slice(0, -1) : line))
  }

  private line(line: string): Message[] {
    if (line === '') {
      const { id, data } = this
      this.data = []
      return data.length ? [{ id, data: data.join('\n') }] : []
    }
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'id') this.id = value
    if (name === 'data') this.data.push(value)
    return []
  }
}
