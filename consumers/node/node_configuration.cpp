#include "consumers/node/node_configuration.h"

#include <algorithm>
#include <array>
#include <toml++/toml.h>
#include <unistd.h>

#include "consumers/feed/content/contents.h"
#include "consumers/node/node_topics.h"

namespace tally::consumers {

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

}  // namespace

KafkaResult<NodeConfiguration> read_node_configuration(const std::filesystem::path& path) {
    auto kafka = read_kafka_configuration(path);
    if (!kafka) return tl::unexpected(std::move(kafka.error()));
    NodeConfiguration found;
    found.kafka = for_nodes(std::move(*kafka));
    const auto wrong = [&](const std::string& what) {
        return kafka_fail(KafkaErrorKind::configuration, path.string() + ": " + what);
    };
    toml::table document;
    try {
        document = toml::parse_file(path.string());
    } catch (const toml::parse_error& bad) {
        return wrong("is not valid TOML: see line " + std::to_string(bad.source().begin.line));
    }
    const auto known = feed_names();
    for (const auto& feed : found.kafka.feeds)
        if (std::find(known.begin(), known.end(), feed) == known.end())
            return wrong("[kafka] feeds: there is no feed " + feed + ": there are events, invoices, balances, persons");
    const auto data = document["node"]["data"].value<std::string>();
    if (!data || data->empty()) return wrong("[node] data is missing: give the directory for the local copies");
    found.data = path.parent_path() / *data;
    if (const auto listen = document["http"]["listen"]) {
        found.http_listen = listen.value_or(std::string{});
        if (found.http_listen.rfind(':') == std::string::npos)
            return wrong("[http] listen is not an address with a port: give one such as \"0.0.0.0:8090\"");
    }
    found.address = document["node"]["address"].value_or(host_name());
    if (found.address.rfind(':') == std::string::npos && !found.http_listen.empty())
        found.address += found.http_listen.substr(found.http_listen.rfind(':'));
    if (const auto standby = document["node"]["standby"]) {
        if (!standby.is_boolean()) return wrong("[node] standby is neither true nor false");
        found.standby = *standby.value<bool>();
    }
    const toml::array* divisions = document["division"].as_array();
    if (!divisions || divisions->empty())
        return wrong("has no [[division]]: give number and keys of each division that this node may own");
    for (const auto& one : *divisions) {
        const toml::table* table = one.as_table();
        const auto number = table ? (*table)["number"].value<std::int64_t>() : std::nullopt;
        const auto keys = table ? (*table)["keys"].value<std::string>() : std::nullopt;
        if (!number || *number < 0 || *number >= found.kafka.divisions)
            return wrong("[[division]] number is missing, or none from 0 to " +
                         std::to_string(found.kafka.divisions - 1) + ", as [kafka] divisions says");
        const std::string name = "[[division]] number " + std::to_string(*number);
        if (!keys || keys->empty()) return wrong(name + ": keys is missing: give the directory of its keys");
        if (!found.division_keys.emplace(static_cast<std::int32_t>(*number), path.parent_path() / *keys).second)
            return wrong(name + " is given twice");
    }
    return found;
}

}  // namespace tally::consumers
