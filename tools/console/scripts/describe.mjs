// Writes src/api/commands.json from the OpenAPI document: of each command its meaning and, of each field of it, what it means and
// whether it must be given. The forms of the console take their texts from there, so that they say what the ledger says.
import { readFileSync, writeFileSync } from 'node:fs'

const from = new URL('../../http/described/openapi.json', import.meta.url)
const to = new URL('../src/api/commands.json', import.meta.url)
const { components: { schemas } } = JSON.parse(readFileSync(from, 'utf8'))
const sending = new Set(['type', 'command_id', 'correlation_id', 'causation_id', 'actor', 'received_at'])

function schemaOf(part) {
  return part?.$ref ? schemas[part.$ref.split('/').pop()] : part
}

/** What a form shows for a field that is no plain text: its kind, and the choices of a closed list. Lines of a text may hold commas. */
function kindOf(part, name) {
  const type = Array.isArray(part.type) ? part.type[0] : part.type
  if (part.enum) return { kind: 'choice', choices: part.enum.filter((choice) => choice !== null) }
  if (part.format === 'date') return { kind: 'day' }
  if (part['x-type'] === 'Money') return { kind: 'money' }
  if (type === 'boolean') return { kind: 'check' }
  if (type === 'integer') return { kind: 'integer' }
  if (type === 'array' && name === 'lines') return { kind: part.items?.$ref ? 'records' : 'lines' }
  if (type === 'array') return { kind: part.items?.$ref ? 'records' : 'list', ...(part.items?.enum ? { choices: part.items.enum } : {}) }
  return part.$ref ? { kind: 'record' } : {}
}

/** Paths such as `shares[0].amount` of everything that can be given, lists by their first element. */
function fieldsOf(schema, path, into, depth) {
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    if (depth === 0 && sending.has(name)) continue
    const here = path ? `${path}.${name}` : name
    into[here] = { description: part.description ?? '', ...kindOf(part, name), ...(schema.required?.includes(name) ? { required: true } : {}) }
    const inner = schemaOf(part.type === 'array' ? part.items : part)
    if (depth < 3 && inner?.properties) fieldsOf(inner, part.type === 'array' ? `${here}[0]` : here, into, depth + 1)
  }
  return into
}

const commands = {}
for (const [name, schema] of Object.entries(schemas)) {
  if (!/^command\.[a-z_]+\.[a-z_]+$/.test(name)) continue
  commands[name.slice('command.'.length)] = { description: schema.description ?? '', fields: fieldsOf(schema, '', {}, 0) }
}
if (Object.keys(commands).length === 0) throw new Error(`${from.pathname} has no commands: the names of their schemas have changed`)
writeFileSync(to, `${JSON.stringify(commands)}\n`)
