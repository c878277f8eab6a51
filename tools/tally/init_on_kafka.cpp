#include "tools/tally/init_on_kafka.h"

#include <filesystem>

#include "consumers/kafka/record_sender.h"
#include "consumers/node/node_topics.h"
#include "eventstore/keys/verifier_file.h"
#include "tools/shared/kafka_exit.h"

namespace tally::tools {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds delivery_patience{15};

// Fresh keys, or those of an attempt that did not get to send its command.
eventstore::Result<std::string> verifier_of(const fs::path& keys, const std::string& origin) {
    std::error_code error;
    const bool there = fs::is_directory(keys, error) && !fs::is_empty(keys, error);
    auto store = there ? eventstore::KeyStore::open(keys) : eventstore::KeyStore::create(keys);
    if (!store) return tl::unexpected(std::move(store.error()));
    auto signer = eventstore::NoteSigner::from_seed(origin, (*store)->signing_seed());
    if (!signer) return tl::unexpected(std::move(signer.error()));
    auto verifier = signer->verifier().verifier_key();
    if (const auto written = eventstore::read_verifier(keys);
        written || written.error().kind != eventstore::StoreErrorKind::not_a_store) {
        if (!written || written->verifier_key() != verifier)
            return eventstore::fail(eventstore::StoreErrorKind::already_exists,
                                    keys.string() + ": holds the keys of another division: give another --keys");
        return verifier;
    }
    if (auto written = eventstore::write_verifier(keys, signer->verifier()); !written)
        return tl::unexpected(std::move(written.error()));
    return verifier;
}

}  // namespace

void init_on_kafka(Session& session, const eventstore::NewDivision& made, const OnKafka& on_kafka) {
    if (session.keys.empty()) return session.fail(exit_usage, "--keys is required with --kafka");
    if (const std::string wrong = what_is_wrong(made); !wrong.empty()) return session.fail(exit_usage, wrong);
    domain::CommandHeader header;
    header.command_id = domain::CommandId{"init"};
    header.actor = domain::Plain{session.actor};
    if (made.simulated_time)
        header.received_at = made.received_at != domain::Instant{} ? made.received_at : eventstore::simulated_beginning;
    auto read = consumers::read_kafka_configuration(on_kafka.file);
    if (!read) return fail(session, read.error());
    const auto configuration = consumers::for_nodes(std::move(*read));
    if (on_kafka.division >= configuration.divisions)
        return session.fail(exit_usage, "--division: " + on_kafka.file +
                                            " says divisions = " + std::to_string(configuration.divisions));
    auto topics = consumers::KafkaTopics::open(configuration);
    if (!topics) return fail(session, topics.error());
    for (const auto& spec : consumers::node_topics(configuration))
        if (const auto checked = (*topics)->check(spec); !checked) return fail(session, checked.error());
    auto sender = consumers::RecordSender::open(configuration, interrupted);
    if (!sender) return fail(session, sender.error());
    const auto verifier = verifier_of(session.keys, made.origin);
    if (!verifier) return session.fail(verifier.error());

    std::string command;
    eventstore::write_command_json(header,
                                   domain::CreateDivision{domain::Plain{made.origin}, domain::Code{made.currency},
                                                          domain::Plain{made.time_zone}, made.simulated_time},
                                   {}, command);
    const auto topic = configuration.topic("commands");
    const consumers::OutgoingRecord record{
        .topic = &topic, .partition = on_kafka.division, .key = "init", .value = command, .headers = {}};
    auto sent = (*sender)->send(record);
    if (sent) sent = (*sender)->flush(delivery_patience);
    if (!sent) return fail(session, sent.error());
    if (session.json) {
        std::string out = "{\"division\":" + std::to_string(on_kafka.division) + ",\"keys\":";
        eventstore::write_json_string(session.keys, out);
        out += ",\"verifier_key\":";
        eventstore::write_json_string(*verifier, out);
        print(out + "}\n");
        return;
    }
    print("Sent the first command of division " + std::to_string(on_kafka.division) + ", " + made.origin + " in " +
          made.currency + ", " + made.time_zone + ".\nIts keys are in " + session.keys +
          ": back them up, keep them secret, and give a copy to each node that may own the division.\n" +
          "Auditors verify its checkpoints with:\n  " + *verifier + "\n");
}

}  // namespace tally::tools
