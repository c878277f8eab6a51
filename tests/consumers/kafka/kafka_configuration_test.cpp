#include "consumers/kafka/kafka_configuration.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/support/temporary_directory.h"

namespace tally::consumers {
namespace {

using testing::HasSubstr;
using testing::Not;

class KafkaConfigurationFile : public testing::Test {
  protected:
    KafkaResult<KafkaConfiguration> read(const std::string& text) const {
        write("kafka.toml", text);
        return read_kafka_configuration(directory_.path() / "kafka.toml");
    }
    std::string refusal(const std::string& text) const {
        const auto found = read(text);
        EXPECT_FALSE(found.has_value());
        if (found) return {};
        EXPECT_EQ(found.error().kind, KafkaErrorKind::configuration);
        EXPECT_THAT(found.error().message, HasSubstr("kafka.toml"));
        return found.error().message;
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(directory_.path() / name) << text;
    }
    tests::TemporaryDirectory directory_;
};

TEST_F(KafkaConfigurationFile, TakesEveryPropertyOfLibrdkafkas) {
    write("secret", "open sesame\n");
    const auto found = read(R"([kafka]
bootstrap.servers = "a:1,b:2"
topic_prefix = "gas"
feed_partitions = 12
replication_factor = 3
linger.ms = 20
socket.keepalive.enable = true
security.protocol = "SASL_SSL"
sasl.username = "tally"
feeds = ["invoices", "balances"]
content_mode = "structured"
sasl.password.file = "secret"
ssl.ca.location = "ca.pem"
)");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->bootstrap_servers, "a:1,b:2");
    EXPECT_EQ(found->topic("invoices"), "gas.invoices");
    EXPECT_EQ(found->feed_partitions, 12);
    EXPECT_EQ(found->replication_factor, 3);
    EXPECT_EQ(found->feeds, (std::vector<std::string>{"invoices", "balances"}));
    EXPECT_TRUE(found->structured);
    EXPECT_EQ(found->properties.at("linger.ms"), "20");
    EXPECT_EQ(found->properties.at("socket.keepalive.enable"), "true");
    EXPECT_EQ(found->properties.at("sasl.password"), "open sesame");
    EXPECT_EQ(found->properties.at("ssl.ca.location"), (directory_.path() / "ca.pem").string());
    EXPECT_EQ(found->user(), "user 'tally'");
}

TEST_F(KafkaConfigurationFile, TakesASecretFromTheEnvironment) {
    ::setenv("TALLY_TEST_SECRET", "from outside", 1);
    const auto found = read("[kafka]\nbootstrap.servers = \"a:1\"\nsasl.password.env = \"TALLY_TEST_SECRET\"\n");
    ::unsetenv("TALLY_TEST_SECRET");
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->properties.at("sasl.password"), "from outside");
    EXPECT_THAT(refusal("[kafka]\nbootstrap.servers = \"a:1\"\nsasl.password.env = \"TALLY_TEST_SECRET\"\n"),
                HasSubstr("TALLY_TEST_SECRET, which is not set"));
}

TEST_F(KafkaConfigurationFile, RefusesASecretInClearAndDoesNotRepeatIt) {
    for (const char* name : {"sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem"}) {
        const auto said =
            refusal("[kafka]\nbootstrap.servers = \"a:1\"\n" + std::string{name} + " = \"open sesame\"\n");
        EXPECT_THAT(said, HasSubstr(name));
        EXPECT_THAT(said, HasSubstr(".file"));
        EXPECT_THAT(said, Not(HasSubstr("sesame")));
    }
    EXPECT_THAT(refusal("[kafka]\nsasl.password = open sesame\n"), Not(HasSubstr("sesame")));
}

TEST_F(KafkaConfigurationFile, SaysWhatIsWrongAndWhere) {
    EXPECT_THAT(refusal("[other]\n"), HasSubstr("has no section [kafka]"));
    EXPECT_THAT(refusal("[kafka]\n"), HasSubstr("bootstrap.servers is missing"));
    EXPECT_THAT(refusal("[kafka]\nx = = 1\n"), HasSubstr("line 2"));
    const std::string good = "[kafka]\nbootstrap.servers = \"a:1\"\n";
    EXPECT_THAT(refusal(good + "no.such.thing = 1\n"), HasSubstr("no.such.thing: librdkafka has no such property"));
    EXPECT_THAT(refusal(good + "linger.ms = \"soon\"\n"), HasSubstr("linger.ms"));
    EXPECT_THAT(refusal(good + "linger.ms = [1]\n"), HasSubstr("linger.ms is neither"));
    EXPECT_THAT(refusal(good + "feed_partitions = 0\n"), HasSubstr("feed_partitions"));
    EXPECT_THAT(refusal(good + "feeds = \"invoices\"\n"), HasSubstr("feeds is not a list"));
    EXPECT_THAT(refusal(good + "feeds = [1]\n"), HasSubstr("not a text"));
    EXPECT_THAT(refusal(good + "content_mode = \"batch\"\n"), HasSubstr("content_mode is neither"));
    EXPECT_THAT(refusal(good + "feeds = [\"events\", \"events\"]\n"), HasSubstr("events twice"));
    EXPECT_THAT(refusal(good + "transactional.id = \"mine\"\n"), HasSubstr("the program's own"));
    EXPECT_THAT(refusal(good + "sasl.password.file = \"not-there\"\n"), HasSubstr("cannot be read"));
    EXPECT_THAT(read_kafka_configuration(directory_.path()).error().message, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace tally::consumers
