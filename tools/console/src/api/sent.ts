// A request that changes something.
import { request } from './client'
import { problemOf } from './problem'

/** Answers the body, or throws the refusal. */
export async function sent<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  let answer: { status: number; body: unknown }
  try {
    answer = await request(method, path, body)
  } catch (error) {
    throw problemOf(error)
  }
  if (answer.status >= 300) throw problemOf(answer.body, answer.status)
  return answer.body as Answer
}
