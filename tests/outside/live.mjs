// The feeds as a stranger reads them: kafkajs (a second implementation of the protocol, read_committed), cloudevents, ajv.
// Each number once and in order, each digest right, each message a CloudEvent that keeps to the contract, each key where
// kafkajs would put it; of compacted feeds the last position of a key is the highest.
// Usage: live.mjs SOURCE_DIR BOOTSTRAP TOPIC=EXPECTED_COUNT…   (TOPIC=-EXPECTED_COUNT: compacted, without numbers)
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Kafka as CloudKafka } from 'cloudevents';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { CompressionCodecs, CompressionTypes, Kafka, Partitioners, logLevel } = kafkajs;
const [source, bootstrap, ...wanted] = process.argv.slice(2);
const feeds = new Map(wanted.map((one) => one.split('=')).map(([topic, count]) =>
  [topic, { expected: Math.abs(Number(count)), compacted: Number(count) < 0, count: 0, partitions: [], stands: new Map(), positions: new Map() }]));
// kafkajs brings no LZ4 of its own.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const schemas = new Map();
const contract = join(source, 'consumers/feed/contract');
for (const release of readdirSync(contract))
  for (const name of readdirSync(join(contract, release))) {
    if (name === 'asyncapi.json') continue;
    const ajv = new Ajv2020({ strict: true, strictTypes: 'log', allowUnionTypes: true });
    ajv.addVocabulary(['x-type', 'x-personal', 'x-extensible-enum']);
    addFormats(ajv);
    const schema = JSON.parse(readFileSync(join(contract, release, name), 'utf8'));
    schemas.set(schema.$id, { validate: ajv.compile(schema), ajv });
  }

let failures = 0;
const fail = (text) => { failures += 1; if (failures <= 20) console.error(text); };
const kafka = new Kafka({ clientId: 'outside', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
const admin = kafka.admin();
await admin.connect();
for (const { name, partitions } of (await admin.fetchTopicMetadata({ topics: [...feeds.keys()] })).topics)
  feeds.get(name).partitions = partitions;
await admin.disconnect();
const partitionOf = Partitioners.DefaultPartitioner();

let heard = Date.now();
const consumer = kafka.consumer({ groupId: `outside-${process.pid}` });
await consumer.connect();
for (const topic of feeds.keys()) await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, partition, message }) => {
    const feed = feeds.get(topic);
    feed.count += 1;
    heard = Date.now();
    const where = `${topic} [${partition}] offset ${message.offset}`;
    const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value.toString()]));
    if (feed.compacted) {
      const key = message.key.toString();
      if (!(BigInt(headers.ce_position) > (feed.positions.get(key) ?? -1n))) fail(`${where}: key ${key} goes back to ${headers.ce_position}`);
      feed.positions.set(key, BigInt(headers.ce_position));
      if ('ce_feednumber' in headers) fail(`${where}: a compacted feed has numbers`);
    } else {
      const stand = feed.stands.get(partition) ?? { number: 0, digest: Buffer.alloc(32) };
      if (Number(headers.ce_feednumber) !== stand.number + 1) fail(`${where}: number ${headers.ce_feednumber} after ${stand.number}`);
      const zero = Buffer.from([0]);
      const digest = createHash('sha256').update(Buffer.concat([stand.digest, Buffer.from(headers.ce_id), zero,
        Buffer.from(headers.ce_type), zero, message.key, zero, message.value])).digest();
      if (digest.toString('hex') !== headers.ce_feeddigest) fail(`${where}: another digest`);
      feed.stands.set(partition, { number: Number(headers.ce_feednumber), digest });
    }

    let event;
    try {
      event = CloudKafka.toEvent({ key: message.key, value: message.value.toString(), headers });
      event.validate();
    } catch (error) {
      return fail(`${where}: no CloudEvent: ${error.message} ${JSON.stringify(error.errors ?? '')}`);
    }
    for (const [name, header] of [['id', 'ce_id'], ['type', 'ce_type'], ['source', 'ce_source'], ['subject', 'ce_subject'],
      ['dataschema', 'ce_dataschema'], ['position', 'ce_position'], ['sequence', 'ce_sequence']])
      if (event[name] === undefined || String(event[name]) !== headers[header]) fail(`${where}: ${name} is ${event[name]}, header ${headers[header]}`);
    const structured = topic.startsWith('structured-');
    if (structured !== (headers['content-type'] === 'application/cloudevents+json')) fail(`${where}: ${headers['content-type']}`);
    if (structured && !feed.compacted && event.feednumber !== headers.ce_feednumber) fail(`${where}: feednumber ${event.feednumber}`);
    if (structured && JSON.parse(message.value.toString()).specversion !== '1.0') fail(`${where}: no document`);
    if (event.datacontenttype !== 'application/json') fail(`${where}: content type ${event.datacontenttype}`);
    const schema = schemas.get(event.dataschema);
    const data = typeof event.data === 'string' ? JSON.parse(event.data) : event.data;
    if (!schema) fail(`${where}: ${event.dataschema} is not in the contract`);
    else if (!schema.validate(data)) fail(`${where}: ${event.type}: ${schema.ajv.errorsText(schema.validate.errors)}`);
    const theirs = partitionOf({ topic, partitionMetadata: feed.partitions, message: { key: message.key } });
    if (theirs !== partition) fail(`${where}: kafkajs would put key ${message.key} on ${theirs}`);
  },
});
// To the expected counts, and a while longer for what should not come.
const all = () => [...feeds.values()].every(({ count, expected }) => count >= expected);
while (Date.now() - heard < (all() ? 1500 : 30000)) await new Promise((done) => setTimeout(done, 100));
await consumer.disconnect();
for (const [topic, { count, expected, partitions }] of feeds) {
  if (count !== expected) fail(`${topic}: ${count} messages came, ${expected} were expected`);
  console.log(`${topic}: ${count} messages on ${partitions.length} partitions by kafkajs, cloudevents and ajv`);
}
console.log(`${failures} failures`);
process.exit(failures ? 1 : 0);
