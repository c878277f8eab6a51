#include "consumers/kafka/kafka_configuration.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <librdkafka/rdkafka.h>
#include <limits>
#include <optional>
#include <set>
#include <toml++/toml.h>

#include "consumers/kafka/kafka_handle.h"
#include "eventstore/byte_order_mark.h"

namespace tally::consumers {

namespace {

constexpr std::size_t secret_bytes_max = 1 << 16;  // A key in PEM is a few thousand.

const std::set<std::string, std::less<>> secrets{
    "sasl.password", "sasl.oauthbearer.config", "sasl.oauthbearer.client.secret", "ssl.key.password",
    "ssl.key.pem",   "ssl.keystore.password",
};
const std::set<std::string, std::less<>> paths{
    "ssl.ca.location", "ssl.certificate.location", "ssl.crl.location", "ssl.key.location", "ssl.keystore.location",
};
const std::map<std::string, std::int32_t KafkaConfiguration::*, std::less<>> counts{
    {"divisions", &KafkaConfiguration::divisions},
    {"feed_partitions", &KafkaConfiguration::feed_partitions},
    {"replication_factor", &KafkaConfiguration::replication_factor},
    {"reply_partitions", &KafkaConfiguration::reply_partitions},
};
// Exactly once holds only with these as the program sets them.
const std::set<std::string, std::less<>> not_to_be_set{
    "acks",
    "allow.auto.create.topics",
    "auto.offset.reset",
    "enable.auto.commit",
    "enable.auto.offset.store",
    "enable.idempotence",
    "enable.partition.eof",
    "group.id",
    "isolation.level",
    "metadata.broker.list",
    "partitioner",
    "request.required.acks",
    "transactional.id",
};

class Reading {
  public:
    explicit Reading(const std::filesystem::path& path) : path_(path) { found_.path = path.string(); }

    KafkaResult<KafkaConfiguration> read() {
        std::error_code error;
        std::ifstream file(path_);
        if (!file || std::filesystem::is_directory(path_, error)) return wrong("", "cannot be read as a file");
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        toml::table document;
        try {
            document = toml::parse(eventstore::without_byte_order_mark(text), found_.path);
        } catch (const toml::parse_error& bad) {
            // The description may quote the line, and the line may hold a secret in the wrong place.
            return wrong("", "is not valid TOML: see line " + std::to_string(bad.source().begin.line));
        }
        const toml::table* section = document["kafka"].as_table();
        if (!section) return wrong("", "has no section [kafka]");
        if (auto taken = take("", *section); !taken) return tl::unexpected(std::move(taken.error()));
        if (found_.bootstrap_servers.empty())
            return wrong("bootstrap.servers", R"(is missing: give "host:port", or several with commas between)");
        if (auto good = check_properties(found_); !good) return tl::unexpected(std::move(good.error()));
        return std::move(found_);
    }

  private:
    tl::unexpected<KafkaError> wrong(const std::string& name, const std::string& what) const {
        return kafka_fail(KafkaErrorKind::configuration,
                          found_.path + ": " + (name.empty() ? "" : "[kafka] " + name + " ") + what);
    }

    // Dots in a bare key make tables of toml: a property's name is their path.
    KafkaResult<void> take(const std::string& prefix, const toml::table& table) {
        for (const auto& [key, node] : table) {
            const auto name = prefix + std::string{key.str()};
            if (const auto* inner = node.as_table()) {
                if (auto taken = take(name + ".", *inner); !taken) return taken;
                continue;
            }
            if (name == "feeds") {
                if (auto taken = take_feeds(node); !taken) return taken;
                continue;
            }
            std::string value;
            if (const auto* whole = node.as_string()) {
                value = whole->get();
            } else if (const auto* number = node.as_integer()) {
                value = std::to_string(number->get());
            } else if (const auto* flag = node.as_boolean()) {
                value = flag->get() ? "true" : "false";
            } else {
                return wrong(name, "is neither text, whole number, true nor false");
            }
            if (auto taken = take_value(name, std::move(value)); !taken) return taken;
        }
        return {};
    }

    KafkaResult<void> take_feeds(const toml::node& node) {
        const toml::array* list = node.as_array();
        if (!list) return wrong("feeds", R"(is not a list: give one such as ["invoices", "balances"])");
        for (const auto& one : *list) {
            auto feed = one.value<std::string>();
            if (!feed) return wrong("feeds", "has an element that is not a text");
            if (std::find(found_.feeds.begin(), found_.feeds.end(), *feed) != found_.feeds.end())
                return wrong("feeds", "names " + *feed + " twice");
            found_.feeds.push_back(std::move(*feed));
        }
        return {};
    }

    KafkaResult<void> take_value(const std::string& name, std::string value) {
        if (name == "topic_prefix") {
            if (value.empty()) return wrong(name, "is empty");
            found_.topic_prefix = std::move(value);
        } else if (name == "content_mode") {
            if (value != "binary" && value != "structured")
                return wrong(name, R"(is neither "binary" nor "structured")");
            found_.structured = value == "structured";
        } else if (const auto found = counts.find(name); found != counts.end()) {
            std::int32_t number = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (error != std::errc{} || end != value.data() + value.size() || number < 1 ||
                number > std::numeric_limits<std::int16_t>::max())
                return wrong(name, "is not a whole number from 1 to 32767");
            found_.*found->second = number;
        } else if (name == "bootstrap.servers") {
            found_.bootstrap_servers = value;
            found_.properties[name] = std::move(value);
        } else if (not_to_be_set.contains(name)) {
            return wrong(name, "is the program's own to set: leave it out");
        } else if (secrets.contains(name)) {
            return wrong(name, "is a secret and does not belong into this file: give " + name + ".file = \"PATH\" or " +
                                   name + ".env = \"VARIABLE\"");
        } else if (const auto secret = secret_named(name, ".file")) {
            return take_file(*secret, name, value);
        } else if (const auto variable = secret_named(name, ".env")) {
            const char* held = std::getenv(value.c_str());
            if (!held || *held == '\0')
                return wrong(name, "names the environment variable " + value + ", which is not set");
            found_.properties[*variable] = held;
        } else {
            found_.properties[name] = paths.contains(name) ? beside(value).string() : std::move(value);
        }
        return {};
    }

    static std::optional<std::string> secret_named(const std::string& name, const std::string& ending) {
        if (!name.ends_with(ending)) return std::nullopt;
        auto stem = name.substr(0, name.size() - ending.size());
        if (!secrets.contains(stem)) return std::nullopt;
        return stem;
    }

    KafkaResult<void> take_file(const std::string& secret, const std::string& name, const std::string& value) {
        const auto path = beside(value);
        std::ifstream file(path);
        std::error_code error;
        if (!file || std::filesystem::is_directory(path, error))
            return wrong(name, "names " + path.string() + ", which cannot be read");
        std::string text(secret_bytes_max, '\0');
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(file.gcount()));
        text.erase(0, text.size() - eventstore::without_byte_order_mark(text).size());
        while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
        if (text.empty()) return wrong(name, "names " + path.string() + ", which is empty");
        found_.properties[secret] = std::move(text);
        return {};
    }

    std::filesystem::path beside(const std::string& value) const { return path_.parent_path() / value; }

    std::filesystem::path path_;
    KafkaConfiguration found_;
};

}  // namespace

std::string KafkaConfiguration::user() const {
    const auto found = properties.find("sasl.username");
    return found == properties.end() ? "this client" : "user '" + found->second + "'";
}

KafkaResult<KafkaConfiguration> read_kafka_configuration(const std::filesystem::path& path) {
    return Reading(path).read();
}

}  // namespace tally::consumers
